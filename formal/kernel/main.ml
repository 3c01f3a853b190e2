(* kreiss-kernel CERT.json ...: reads kreiss/enclosure-1 certificates and asks the extracted checker.

   This translation is not proved. The statement is what it must get right: the matrix, the two ends, and that they are
   ends of K. What it makes of the steps is only proposed to the checker. *)

open Json
module C = Checker

exception Rejected of string
exception Not_covered of string

let reject what = raise (Rejected what)

(* Objects with exactly the fields named (those after '?' may be missing). *)
let fields names value = match value with
  | Object given ->
    let known = List.map (fun s -> if s.[0] = '?' then String.sub s 1 (String.length s - 1) else s) names in
    List.iter (fun (name, _) -> if not (List.mem name known) then reject ("has a field that proves nothing: " ^ name)) given;
    List.iter (fun s -> if s.[0] <> '?' && not (List.mem_assoc s given) then reject ("the field is missing: " ^ s)) names;
    fun name -> List.assoc name given
  | _ -> reject "expected an object"

let has value name = match value with Object given -> List.mem_assoc name given | _ -> false
let list item = function List items -> List.map item items | _ -> reject "expected a list"
let integer = function Int z -> z | _ -> reject "expected an integer"

let rational = function
  | Int z -> if Z.numbits z > 13_288 then reject "expected an integer of at most 4000 digits" else (z, Z.one)
  | String s ->
    let part sign p =
      let digits = if sign && p <> "" && p.[0] = '-' then String.sub p 1 (String.length p - 1) else p in
      if digits = "" || String.length digits > 4000 || not (String.for_all (fun c -> c >= '0' && c <= '9') digits)
      then reject ("expected a rational: " ^ s) else Z.of_string p in
    (match String.split_on_char '/' s with
     | [p] -> (part true p, Z.one)
     | [p; q] -> let d = part false q in if Z.sign d = 0 then reject "the denominator is zero" else (part true p, d)
     | _ -> reject ("expected a rational: " ^ s))
  | _ -> reject "expected a rational"

let rec nat k = if k = 0 then C.O else C.S (nat (k - 1))

let rows value =
  let rows = list (list integer) value in
  if rows <> [] && List.for_all (fun r -> List.length r = List.length rows) rows then rows else reject "expected a square matrix"

(* A matrix as its denominator, its real part and its imaginary part. *)
let matrix value =
  let field = fields ["denominator"; "re"; "?im"] value in
  let den = integer (field "denominator") and re = rows (field "re") in
  let im = if has value "im" then Some (rows (field "im")) else None in
  if Z.sign den <= 0 then reject "expected a positive denominator";
  (match im with Some im when List.length im <> List.length re -> reject "expected parts of one order" | _ -> ());
  (den, re, im)

(* A Hermitian matrix in the real embedding of that order: a real one of half the order stands for both blocks. *)
let hermitian order value =
  let den, re, im = matrix value in
  let n = List.length re in
  let zero = List.map (List.map (fun _ -> Z.zero)) re in
  match im with
  | Some im when 2 * n = order -> (C.embed (nat n) re im, den)
  | None when n = order -> (re, den)
  | None when 2 * n = order -> (C.embed (nat n) re zero, den)
  | _ -> reject "expected a Hermitian matrix of the order of the matrix"

(* A matrix with the order of the real embedding, written as such or as a complex one. *)
let whole order value =
  let den, re, im = matrix value in
  match im with
  | Some im when 2 * List.length re = order -> (C.embed (nat (List.length re)) re im, den)
  | None -> (re, den)
  | _ -> reject "expected a matrix of the order of the matrix"

let common_denominator dens = List.fold_left Z.lcm Z.one dens

let proof order value = match value with
  | String "elimination" -> C.ByElimination
  | _ ->
    let field = fields ["denominator"; "lower"; "weights"] value in
    let f = integer (field "denominator") and lower = list (list integer) (field "lower") in
    let k = list integer (field "weights") in
    List.iteri (fun i row -> if List.length row <> i + 1 then reject "expected a lower-triangular factor") lower;
    if List.length lower <> order || List.length k <> order then reject "expected a factor of the order of the matrix";
    let low = List.fold_left Z.min (List.hd k) k and high = List.fold_left Z.max (List.hd k) k in
    if Z.gt (Z.sub high low) (Z.of_int 100_000) then reject "expected exponents that differ by less";
    let power e = Z.shift_left Z.one (Z.to_int e) in
    C.ByFactor { C.f_den = f; f_rows = lower; f_w = List.map (fun e -> power (Z.sub e low)) k;
                 f_g = List.map (fun e -> power (Z.sub high e)) k; f_W = power (Z.sub high low) }

(* A vector of half the order of a real matrix stands for (v, -iv), as the checker has it. *)
let vector order real x y =
  let n = List.length x in
  if List.length y <> n then reject "expected parts of one length"
  else if real && 2 * n = order then (x @ y, y @ List.map Z.neg x)
  else if not real && n = order then raise (Not_covered "a witness in the real embedding")
  else (x, y)

type step = Step of C.step | Growth of C.growth

let step order real value =
  let reason = match value with
    | Object given -> (match List.assoc_opt "reason" given with Some (String s) -> s | _ -> reject "expected a reason")
    | _ -> reject "expected an object" in
  let part_of = fields ["re"; "im"] in
  let fields names = fields ("reason" :: names) value in
  match reason with
  | "witness" ->
    let field = fields ["lower"; "z"; "modulus"; "v"] in
    let z = part_of (field "z") and v = part_of (field "v") in
    let (a, da), (b, db) = rational (z "re"), rational (z "im") in
    let d = Z.lcm da db in
    let x, y = vector order real (list integer (v "re")) (list integer (v "im")) in
    Step (C.Witness (rational (field "lower"), Z.(a * (d / da)), Z.(b * (d / db)), d, rational (field "modulus"), x, y))
  | "disc" ->
    let field = fields ["u"; "nu"; "P"; "semidefinite"; "definite"] in
    let p, den = hermitian order (field "P") in
    Step (C.Disc (rational (field "u"), rational (field "nu"), p, den,
            proof (2 * order) (field "semidefinite"), proof order (field "definite")))
  | "segment" ->
    let field = fields ["kappa"; "e"; "w"; "T"; "semidefinite"] in
    let ends = list rational (field "w") and t = list (hermitian order) (field "T") in
    if List.length ends > 16 || List.length t > 12 then reject "expected fewer parts, or a lower degree";
    let c = common_denominator (List.map snd ends) and d = common_denominator (List.map snd t) in
    Step (C.Segment (rational (field "kappa"), rational (field "e"), List.map (fun (p, q) -> Z.(p * (c / q))) ends, c,
               List.map (fun (m, q) -> List.map (List.map (fun x -> Z.(x * (d / q)))) m) t, d,
               list (list (proof (2 * order))) (field "semidefinite")))
  | "numerical-radius" ->
    let field = fields ["Z"; "semidefinite"] in
    let z, den = hermitian order (field "Z") in
    Step (C.NumericalRadius (z, den, proof (2 * order) (field "semidefinite")))
  | "unstable" ->
    let field = fields ["s"; "P"; "v"; "stein"] in
    let p, den = hermitian order (field "P") in
    Growth (C.Unstable (rational (field "s"), p, den, list integer (field "v"), proof order (field "stein")))
  | "defective" ->
    let field = fields ["D"; "S"; "w"] in
    let (d, d_den), (s, s_den) = whole order (field "D"), hermitian order (field "S") in
    Growth (C.Defective (d, d_den, s, s_den, list integer (field "w")))
  | other -> raise (Not_covered ("the step " ^ other))

let show (p, q) = if Z.equal q Z.one then Z.to_string p else Z.to_string p ^ "/" ^ Z.to_string q

(* What is stated, in words, and whether the extracted checker accepts it. *)
let certificate document =
  (match document with
   | Object l when List.assoc_opt "schema" l = Some (String "kreiss/enclosure-1") -> ()
   | _ -> raise (Not_covered "a document other than kreiss/enclosure-1"));
  let top = fields ["schema"; "statement"; "steps"] document in
  let statement = top "statement" in
  if has statement "radius" then raise (Not_covered "a ball of matrices");
  (match statement with
   | Object l when List.assoc_opt "quantity" l = Some (String "K") -> ()
   | _ -> raise (Not_covered "a quantity other than K"));
  let field = fields ["quantity"; "matrix"; "lower"; "upper"] statement in
  let denominator, re, im = matrix (field "matrix") in
  let n = List.length re in
  let order = if im = None then n else 2 * n in
  let finite value = if value = String "inf" then None else Some (rational value) in
  let lower, upper = finite (field "lower"), finite (field "upper") in
  let steps = list (step order (im = None)) (top "steps") in
  let c lower = { C.order = nat n; denominator; re; im; lower; upper;
                  steps = List.filter_map (function Step s -> Some s | Growth _ -> None) steps } in
  let of_order = " for a matrix of order " ^ string_of_int n in
  match List.filter_map (function Growth g -> Some g | Step _ -> None) steps, lower with
  | g :: more, _ -> ("K(A) = inf" ^ of_order, C.check_infinite (c (Z.zero, Z.one)) g more)
  | [], None -> reject "no step proves that the constant is infinite"
  | [], Some l ->
    (show l ^ " <= K(A) <= " ^ (match upper with None -> "inf" | Some u -> show u) ^ of_order, C.check (c l))

let text name =
  let channel = open_in_bin name in
  Fun.protect ~finally:(fun () -> close_in channel) (fun () -> really_input_string channel (in_channel_length channel))

let check name =
  let answer, status =
    try
      let words, accepted = certificate (Json.read (text name)) in
      if accepted then "ACCEPTED: " ^ words, 0 else "REJECTED: the steps do not prove the statement", 1
    with
    | Rejected what -> "REJECTED: " ^ what, 1
    | Not_covered what -> "NOT COVERED: " ^ what, 3
    | Unreadable what -> "UNREADABLE: " ^ what, 2
    | Sys_error what -> "UNREADABLE: " ^ what, 2
  in
  Printf.printf "%s: %s\n" name answer;
  status

let () = match List.tl (Array.to_list Sys.argv) with
  | [] -> prerr_endline "usage: kreiss-kernel CERT.json ..."; exit 2
  | names -> exit (List.fold_left max 0 (List.map check names))

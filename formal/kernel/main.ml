(* kreiss-kernel CERT.json ...: reads kreiss/enclosure-1 certificates and asks the extracted checker.

   This translation is not proved. The statement is what it must get right: the matrix, the two ends, and of which quantity
   they are ends. What steps.ml makes of the steps is only proposed to the checker. *)

open Json
open Values
open Steps
module C = Checker

let show (p, q) = if Z.equal q Z.one then Z.to_string p else Z.to_string p ^ "/" ^ Z.to_string q

(* Powers that the checker in Python, which counts its arithmetic, may end early on: they are left to it. *)
let long c fact =
  let longest = List.fold_left (List.fold_left (fun m x -> max m (Z.numbits x))) (Z.numbits c.C.denominator) (C.real_rows c) in
  let order = List.length (C.real_rows c) in
  let n = Z.of_int order and entry = Z.of_int longest and grown = Z.of_int (longest + order) in
  let inside low z high = Z.leq (Z.of_int low) z && Z.leq z (Z.of_int high) in
  let more product limit = Z.gt product (Z.of_string limit) in
  match fact with
  | C.RoundedPower (t, width, _, _, _, _) ->
    inside 0 t 1_000_000 && inside 1 width 10_000
    && (more Z.(pow n 3 * width * (width + entry)) "50000000000"
        || match C.rounded_power (C.real_order c) (C.real_rows c) c.denominator width t with None -> true | Some _ -> false)
  | C.RoundedPowers (bits, horizon, _, (p, q), _, _, _, ending) ->
    let bound = Z.(bits + of_int (numbits p) + of_int (numbits q)) in
    let steps = let rec count k = function C.O -> k | C.S m -> count (k + 1) m in Z.of_int (count 0 horizon) in
    inside 1 bits 10_000
    && (more Z.(steps * n * n * (of_int 200 + n * bits * (bits + entry) / of_int 10_000 + bound * bound / of_int 8_000)) "60000000"
        || match ending with
           | C.Shrinks | C.Stays _ -> false
           | C.Contracts _ -> more Z.(pow n 3 * pow (of_int 2 * n * steps * grown) 2) "4000000000000")
  | _ -> false

(* What is stated, in words, and whether the extracted checker accepts it. *)
let certificate document =
  (match document with
   | Object l when List.assoc_opt "schema" l = Some (String "kreiss/enclosure-1") -> ()
   | _ -> raise (Not_covered "a document other than kreiss/enclosure-1"));
  let top = fields ["schema"; "statement"; "steps"] document in
  let statement = top "statement" in
  let quantity = match statement with
    | Object l -> (match List.assoc_opt "quantity" l with Some (String q) -> q | _ -> reject "expected a quantity")
    | _ -> reject "expected an object" in
  if (quantity = "K" || quantity = "K_ct") && has statement "radius" then raise (Not_covered "a ball of matrices");
  let parameter, stated = match quantity with
    | "K" | "sup_powers" | "w" | "numerical_abscissa" | "distance_to_instability" | "distance_to_instability_ct" | "K_ct" -> [], fun _ -> None
    | "M" -> ["radius"], fun f -> Some (rational (f "radius"))
    | "M_ct" -> ["line"], fun f -> Some (rational (f "line"))
    | "pseudospectral_radius" | "pseudospectral_abscissa" -> ["epsilon"], fun f -> Some (rational (f "epsilon"))
    | "norm" -> ["power"], fun f -> Some (integer (f "power"), Z.one)
    | other -> raise (Not_covered ("the quantity " ^ other)) in
  let field = fields (["quantity"; "matrix"; "lower"; "upper"] @ parameter) statement in
  let parameter = stated field in
  let denominator, re, im = matrix (field "matrix") in
  let n = List.length re in
  let order = if im = None then n else 2 * n in
  let finite value = if value = String "inf" then None else Some (rational value) in
  let lower, upper = finite (field "lower"), finite (field "upper") in
  let c lower steps = { C.order = nat n; denominator; re; im; lower; upper; steps } in
  let of_order = " for a matrix of order " ^ string_of_int n in
  let ends l name = show l ^ " <= " ^ name ^ " <= " ^ (match upper with None -> "inf" | Some u -> show u) ^ of_order in
  let exponent = match quantity, parameter with "norm", Some (t, _) -> t | _ -> Z.zero in
  let all = read quantity (exponent, upper) order (im = None) (list Fun.id (top "steps")) in
  let steps = List.filter_map (function Step s -> Some s | _ -> None) all in
  let facts = List.filter_map (function Fact f -> Some f | _ -> None) all in
  if quantity = "sup_powers" && all = [] then raise (Not_covered "sup |A^t| without a step");
  if quantity = "K" || (quantity = "sup_powers" && facts = []) then
    match List.filter_map (function Growth g -> Some g | _ -> None) all, lower with
    | g :: more, _ ->
      ((if quantity = "K" then "K(A)" else "sup |A^t|") ^ " = inf" ^ of_order, C.check_infinite (c (Z.zero, Z.one) steps) g more)
    | [], None -> reject "no step proves that the constant is infinite"
    | [], Some l -> (ends l "K(A)", C.check (c l steps))
  else
    let q, name = match quantity, parameter with
      | "K_ct", None -> C.HalfPlane, "K_ct(A)"
      | "M", Some r -> C.OnCircle r, "M(A), |z| = " ^ show r
      | "M_ct", Some s -> C.OnLine s, "M_ct(A), Re z = " ^ show s
      | "w", None -> C.NumericalRadiusOf, "w(A)"
      | "numerical_abscissa", None -> C.NumericalAbscissa, "numerical_abscissa(A)"
      | "distance_to_instability", None -> C.Distance, "distance_to_instability(A)"
      | "distance_to_instability_ct", None -> C.DistanceCt, "distance_to_instability_ct(A)"
      | "pseudospectral_radius", Some e -> C.PseudoRadius e, "pseudospectral_radius(A), epsilon = " ^ show e
      | "pseudospectral_abscissa", Some e -> C.PseudoAbscissa e, "pseudospectral_abscissa(A), epsilon = " ^ show e
      | "sup_powers", None -> C.SupPowers, "sup |A^t|"
      | "norm", Some (t, _) -> C.NormOfPower t, "|A^" ^ Z.to_string t ^ "|"
      | _ -> raise (Not_covered ("the quantity " ^ quantity)) in
    match lower with
    | None -> reject "expected a finite lower end"
    | Some l ->
      let c = c l [] and lines = List.filter (function C.Line _ -> true | _ -> false) facts in
      if List.exists (long c) facts then raise (Not_covered "a power with more arithmetic than is read here");
      let accepted = C.check_quantity q c facts in
      let above_one = match upper with None -> false | Some u -> C.leq (Z.one, Z.one) u in
      if not accepted && quantity = "K_ct" && above_one && List.length lines > 1 && C.check_quantity q { c with upper = None } facts
      then raise (Not_covered "an upper end that may rest on chords between lines");
      (ends l name, accepted)

let text name =
  let channel = open_in_bin name in
  Fun.protect ~finally:(fun () -> close_in channel) (fun () -> really_input_string channel (in_channel_length channel))

(* What a document says, in visible characters: it is shown on a terminal. *)
let shown what = String.escaped (if String.length what > 200 then String.sub what 0 200 ^ "..." else what)

let check name =
  let answer, status =
    try
      let words, accepted = certificate (Json.read (text name)) in
      if accepted then "ACCEPTED: " ^ words, 0 else "REJECTED: the steps do not prove the statement", 1
    with
    | Rejected what -> "REJECTED: " ^ shown what, 1
    | Not_covered what -> "NOT COVERED: " ^ shown what, 3
    | Unreadable what -> "UNREADABLE: " ^ shown what, 2
    | Sys_error what -> "UNREADABLE: " ^ shown what, 2
    | End_of_file | Stack_overflow | Out_of_memory -> "UNREADABLE: it ends early, or is too large to be held", 2
  in
  Printf.printf "%s: %s\n" name answer;
  status

let () = match List.tl (Array.to_list Sys.argv) with
  | [] -> prerr_endline "usage: kreiss-kernel CERT.json ..."; exit 2
  | names -> exit (List.fold_left max 0 (List.map check names))

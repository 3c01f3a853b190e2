(* The steps of a certificate, as the extracted checker takes them. Nothing here can make it accept what is not so. *)

open Json
open Values
module C = Checker

(* A real symmetric matrix given by its rows up to the diagonal, or a matrix. *)
let symmetric value =
  if not (has value "lower") then matrix value else
    let field = fields ["denominator"; "lower"] value in
    let den = integer (field "denominator") and rows = list (list integer) (field "lower") in
    List.iteri (fun i row -> if List.length row <> i + 1 then reject "expected rows of 1, 2, 3, ... entries") rows;
    if Z.sign den <= 0 || rows = [] then reject "expected rows over a positive denominator";
    let a = Array.of_list (List.map Array.of_list rows) in
    let n = Array.length a in
    (den, List.init n (fun i -> List.init n (fun j -> if j <= i then a.(i).(j) else a.(j).(i))), None)

(* A Hermitian matrix in the real embedding of that order: a real one of half the order stands for both blocks. *)
let hermitian order value =
  let den, re, im = symmetric value in
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
  | Int _ -> raise (Not_covered "elimination in bits")
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

(* A vector of half the order of a real matrix stands for (v, -iv), as the checker has it. A real vector x of the real
   embedding of a complex matrix M has the x'Ex of a complex vector's Re v*Mv. *)
let vector quantity order real x y =
  let n = List.length x in
  if List.length y <> n then reject "expected parts of one length"
  else if real && 2 * n = order then (x @ y, y @ List.map Z.neg x)
  else if not real && n = order then
    if quantity = "numerical_abscissa" && List.for_all (Z.equal Z.zero) y
    then (List.filteri (fun i _ -> 2 * i < n) x, List.filteri (fun i _ -> 2 * i >= n) x)
    else raise (Not_covered "a vector of the real embedding")
  else (x, y)

(* A vector in the real embedding, or one of half its order. *)
let embedded_vector order x y =
  let n = List.length x in
  if List.length y <> n then reject "expected parts of one length"
  else if n = order then (x, y)
  else if 2 * n = order then (x @ y, y @ List.map Z.neg x)
  else reject "expected a vector of the order of the matrix"

type step = Step of C.step | Growth of C.growth | Fact of C.fact

(* Which steps are read for which quantity. *)
let disc = ["M"; "distance_to_instability"; "pseudospectral_radius"]
let half_plane = ["M_ct"; "distance_to_instability_ct"; "pseudospectral_abscissa"]
let several = ["M"; "M_ct"; "K_ct"]

let step quantity (exponent, upper) order real value =
  let reason = match value with
    | Object given -> (match List.assoc_opt "reason" given with Some (String s) -> s | _ -> reject "expected a reason")
    | _ -> reject "expected an object" in
  let among quantities = List.mem quantity quantities in
  let part_of = fields ["re"; "im"] in
  let field names = fields ("reason" :: names) value in
  let vector f = let v = part_of (f "v") in vector quantity order real (list integer (v "re")) (list integer (v "im")) in
  let point f =
    let z = part_of (f "z") in
    let (a, da), (b, db) = rational (z "re"), rational (z "im") in
    let d = Z.lcm da db in
    (Z.(a * (d / da)), Z.(b * (d / db)), d) in
  let ratio f name = rational (f name) in
  let polynomial most ends f =
    let t = list (hermitian order) (f "T") in
    if List.length ends > most || List.length t > 12 then reject "expected fewer parts, or a lower degree";
    let c = common_denominator (List.map snd ends) and d = common_denominator (List.map snd t) in
    (List.map (fun (p, q) -> Z.(p * (c / q))) ends, c, List.map (fun (m, q) -> List.map (List.map (fun x -> Z.(x * (d / q)))) m) t, d,
     list (list (proof (2 * order))) (f "semidefinite")) in
  match reason with
  | "witness" when among ["K"] ->
    let f = field ["lower"; "z"; "modulus"; "v"] in
    let (a, b, d), (x, y) = point f, vector f in
    Step (C.Witness (ratio f "lower", a, b, d, ratio f "modulus", x, y))
  | "disc" when among ["K"] ->
    let f = field ["u"; "nu"; "P"; "semidefinite"; "definite"] in
    let p, den = hermitian order (f "P") in
    Step (C.Disc (ratio f "u", ratio f "nu", p, den, proof (2 * order) (f "semidefinite"), proof order (f "definite")))
  | "segment" when among ["K"] ->
    let f = field ["kappa"; "e"; "w"; "T"; "semidefinite"] in
    let ends, c, t, d, proofs = polynomial 16 (list rational (f "w")) f in
    Step (C.Segment (ratio f "kappa", ratio f "e", ends, c, t, d, proofs))
  | "segment" when among ["K_ct"] ->
    let f = field ["kappa"; "?from"; "x"; "T"; "semidefinite"] in
    let start = if has value "from" then rational (f "from") else (Z.zero, Z.one) in
    let ends, c, t, d, proofs = polynomial 65 (start :: list rational (f "x")) f in
    Fact (C.Strip (ratio f "kappa", ends, c, t, d, proofs))
  | "numerical-radius" when among ["K"] ->
    let f = field ["Z"; "semidefinite"] in
    let z, den = hermitian order (f "Z") in
    Step (C.NumericalRadius (z, den, proof (2 * order) (f "semidefinite")))
  | "unstable" when among ["K"; "sup_powers"] ->
    let f = field ["s"; "P"; "v"; "stein"] in
    let p, den = hermitian order (f "P") in
    Growth (C.Unstable (ratio f "s", p, den, list integer (f "v"), proof order (f "stein")))
  | "defective" when among ["K"; "sup_powers"] ->
    let f = field ["D"; "S"; "w"] in
    let (d, d_den), (s, s_den) = whole order (f "D"), hermitian order (f "S") in
    Growth (C.Defective (d, d_den, s, s_den, list integer (f "w")))
  | "witness" when among ["K_ct"] ->
    let f = field ["lower"; "z"; "v"] in
    let (a, b, d), (x, y) = point f, vector f in
    Fact (C.GrowthAt (ratio f "lower", a, b, d, x, y))
  | "point" when among (disc @ half_plane) ->
    let f = field ["z"; "sigma"; "v"] in
    let (a, b, d), (x, y) = point f, vector f in
    Fact (C.Point (a, b, d, ratio f "sigma", x, y))
  | "circle" when among disc ->
    let f = field ["u"; "nu"; "P"; "semidefinite"] in
    let p, den = hermitian order (f "P") in
    Fact (C.Circle (ratio f "u", ratio f "nu", p, den, proof (2 * order) (f "semidefinite"), []))
  | "line" when among ("K_ct" :: half_plane) ->
    let f = field ["x"; "mu"; "P"; "semidefinite"] in
    if quantity = "K_ct" && Z.sign (fst (ratio f "x")) < 0 then reject "expected x >= 0";
    let p, den = hermitian order (f "P") in
    Fact (C.Line (ratio f "x", ratio f "mu", p, den, proof (2 * order) (f "semidefinite"), []))
  | "field-value" when among ["w"; "numerical_abscissa"] ->
    let f = field ["lower"; "v"] in
    let (x, y), l = vector f, ratio f "lower" in
    Fact (if quantity = "w" then C.FieldValue (l, x, y) else C.RealFieldValue (l, x, y))
  | "ando" when among ["w"] ->
    let f = field ["q"; "Z"; "semidefinite"] in
    let z, den = hermitian order (f "Z") in
    Fact (C.Ando (ratio f "q", z, den, proof (2 * order) (f "semidefinite")))
  | "zero" when among ["w"] -> ignore (field []); Fact C.Zero
  | "numerical-abscissa" when among ["numerical_abscissa"; "K_ct"] ->
    let f = field ["omega"; "semidefinite"] in
    Fact (C.Dissipation (ratio f "omega", proof order (f "semidefinite")))
  | "power-norm" when among ["norm"] ->
    let f = field ["width"; "v"; "lower"] in
    let v = part_of (f "v") in
    let x, y = embedded_vector order (list integer (v "re")) (list integer (v "im")) in
    let upper = match upper with Some u -> u | None -> reject "expected a finite upper end" in
    Fact (C.RoundedPower (exponent, integer (f "width"), upper, ratio f "lower", x, y))
  | "powers" when among ["sup_powers"] ->
    let f = field ["bits"; "horizon"; "t"; "v"; "lower"; "?contraction"; "?invariant"] in
    if has value "contraction" && has value "invariant" then reject "a contraction and an invariant";
    let v = part_of (f "v") in
    let x, y = embedded_vector order (list integer (v "re")) (list integer (v "im")) in
    let upper = match upper with Some u -> u | None -> reject "expected a finite upper end" in
    let horizon = integer (f "horizon") in
    if Z.lt horizon Z.one || Z.gt horizon (Z.of_int 1_000_000) then reject "expected a horizon between 1 and 1000000";
    let stays value =
      let g = fields ["P"; "eta"; "stein"; "below"; "above"] value in
      let p, den = hermitian order (g "P") in
      C.Stays (p, den, ratio g "eta", proof order (g "stein"), proof order (g "below"), proof order (g "above")) in
    let ending =
      if has value "contraction" then C.Contracts (proof order (f "contraction"))
      else if has value "invariant" then stays (f "invariant")
      else C.Shrinks in
    Fact (C.RoundedPowers (integer (f "bits"), nat (Z.to_int horizon), integer (f "t"), upper, ratio f "lower", x, y, ending))
  | other -> raise (Not_covered ("the step " ^ other ^ " for " ^ quantity))

(* The proof P > 0 of a step "stable", with the last circle or line before it. *)
let rec attach definite = function
  | Fact (C.Circle (u, nu, p, den, f, more)) :: rest -> Fact (C.Circle (u, nu, p, den, f, definite :: more)) :: rest
  | Fact (C.Line (x, mu, p, den, f, more)) :: rest -> Fact (C.Line (x, mu, p, den, f, definite :: more)) :: rest
  | other :: rest -> other :: attach definite rest
  | [] -> reject "expected a circle or a line before the step stable"

(* All steps; the extracted checker looks for P > 0 at the circle or line that it needs, and no other's would do for it. *)
let read quantity stated order real values =
  let add known value = match value with
    | Object given when List.assoc_opt "reason" given = Some (String "stable") && List.mem quantity ("K_ct" :: disc @ half_plane) ->
      attach (proof order (fields ["reason"; "definite"] value "definite")) known
    | _ -> step quantity stated order real value :: known in
  let known = List.fold_left add [] values in
  let curves = List.filter (function Fact (C.Circle _ | C.Line _) -> true | _ -> false) known in
  let facts = List.filter (function Fact _ -> true | _ -> false) known in
  if List.mem quantity ["norm"; "sup_powers"] && List.length facts > 1 then raise (Not_covered "more than one step on powers");
  if List.length curves > 1 && not (List.mem quantity several) then raise (Not_covered "more than one circle or line");
  known

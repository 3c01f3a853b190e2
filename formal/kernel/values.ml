(* Numbers and matrices as documents have them. The statement is read with these functions and with main.ml: not proved. *)

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

let nat k = let rec above n k = if k = 0 then n else above (C.S n) (k - 1) in above C.O k

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


(* JSON with whole numbers and strings without escapes: what certificates are written in. *)

type t = Int of Z.t | String of string | List of t list | Object of (string * t) list

exception Unreadable of string

let most_digits = 4300 and deepest = 200

let read text =
  let n = String.length text and at = ref 0 in
  let fail what = raise (Unreadable (Printf.sprintf "%s at character %d" what !at)) in
  let rec skip () = if !at < n && String.contains " \t\n\r" text.[!at] then (incr at; skip ()) in
  let peek () = skip (); if !at < n then text.[!at] else fail "unexpected end" in
  let expect c = if peek () = c then incr at else fail (Printf.sprintf "expected %C" c) in
  let span ok = let start = !at in
    while !at < n && ok text.[!at] do incr at done;
    String.sub text start (!at - start) in
  let string () =
    expect '"';
    let s = span (fun c -> c <> '"' && c <> '\\' && c >= ' ') in
    if !at < n && text.[!at] = '"' then (incr at; s) else fail "expected a string without escapes" in
  let number () =
    let sign = if text.[!at] = '-' then (incr at; "-") else "" in
    let digits = span (fun c -> c >= '0' && c <= '9') in
    if digits = "" || (digits.[0] = '0' && String.length digits > 1) then fail "expected a number";
    if String.length digits > most_digits then fail "expected a shorter number";
    if !at < n && String.contains ".eE" text.[!at] then fail "expected a whole number";
    Z.of_string (sign ^ digits) in
  let rec items close item = if peek () = close then (incr at; []) else more close item [item ()]
  and more close item rest =
    if peek () = ',' then (incr at; more close item (item () :: rest)) else (expect close; List.rev rest) in
  let rec value depth = match peek () with
    | '{' | '[' when depth > deepest -> fail "nested too deeply"
    | '{' -> incr at; Object (distinct (items '}' (fun () -> skip (); let name = string () in expect ':'; (name, value (depth + 1)))))
    | '[' -> incr at; List (items ']' (fun () -> value (depth + 1)))
    | '"' -> String (string ())
    | '-' | '0' .. '9' -> Int (number ())
    | _ -> fail "expected an object, a list, a string or a whole number"
  and distinct fields =
    let names = List.sort compare (List.map fst fields) in
    let rec twice = function a :: (b :: _ as rest) -> a = b || twice rest | _ -> false in
    if twice names then fail "a name stands twice in one object" else fields in
  let result = value 0 in
  skip ();
  if !at < n then fail "unexpected text" else result

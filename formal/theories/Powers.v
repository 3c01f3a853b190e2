(** The checker for norms of powers: products of rounded integer matrices, and bounds on what rounding does to them.

    As in Checker.v, nothing is proved here. What acceptance means is proved in Norms.v. *)

From Coq Require Import ZArith List Bool.
From Kreiss Require Import Checker.
Import ListNotations.
Local Open Scope Z_scope.

(** ** Numbers m/2^g, where g has either sign *)

Definition dyadic := (Z * Z)%type.

Definition dyadic_add (p q : dyadic) : dyadic :=
  let g := Z.max (snd p) (snd q) in (Z.shiftl (fst p) (g - snd p) + Z.shiftl (fst q) (g - snd q), g).

Definition dyadic_mul (p q : dyadic) : dyadic := (fst p * fst q, snd p + snd q).

(** The least multiple of 1/2^g that is not below. *)
Definition rounded_up (p : dyadic) (g : Z) : dyadic := (- Z.shiftr (- fst p) (snd p - g), g).

Definition fraction (p : dyadic) : rational := (Z.shiftl (fst p) (Z.max 0 (- snd p)), Z.shiftl 1 (Z.max 0 (snd p))).

(** ** Matrices B/2^b with a bound on the norm of the error *)

Record rounded := Rounded { digits : mat; bits : Z; error : dyadic }.

(** A'A. *)
Definition gram (n : nat) (M : mat) : mat := let T := tr n M in mulT n T T.

(** The square of the Frobenius norm. *)
Definition frobenius (n : nat) (M : mat) : Z := fold_right Z.add 0 (map (fun i => dotZ (nth i M []) (nth i M [])) (seq 0 n)).

Definition largest (M : mat) : Z := fold_right Z.max 0 (map (fun row => fold_right Z.max 0 (map Z.abs row)) M).

Definition bit_length (m : Z) : Z := if m =? 0 then 0 else Z.log2 m + 1.

(** A number that is not below the norm. *)
Definition norm_above (n : nat) (X : rounded) : dyadic := (Z.sqrt (frobenius n (digits X)) + 1, bits X).

(** The product, its largest entry rounded down to so many bits. Where |b| would be large, there is none: not all that is so rejected is wrong. *)
Definition multiplied (n : nat) (width : Z) (X Y : rounded) : option rounded :=
  let M := mulT n (digits X) (tr n (digits Y)) in
  let vanishes := all_below n (fun i => all_below n (fun j => ent M i j =? 0)) in
  let shift := Z.max 0 (bit_length (largest M) - width) in
  let b := if vanishes then width else bits X + bits Y - shift in
  let e := dyadic_add (dyadic_add (dyadic_mul (norm_above n X) (error Y)) (dyadic_mul (norm_above n Y) (error X)))
             (dyadic_mul (error X) (error Y)) in
  let e := if shift =? 0 then e else dyadic_add e (Z.of_nat n, b) in
  if Z.abs b <=? 100000
  then Some (Rounded (build n (fun i j => Z.shiftr (ent M i j) shift)) b (rounded_up e (b + 2 * width)))
  else None.

Definition identity (n : nat) : rounded := Rounded (build n (unit_ 1)) 0 (0, 0).

(** A, rounded down to multiples of 1/2^width. *)
Definition rounded_matrix (n : nat) (A : mat) (dA width : Z) : rounded :=
  Rounded (build n (fun i j => Z.shiftl (ent A i j) width / dA)) width (Z.of_nat n, width).

Definition after {X Y : Type} (x : option X) (f : X -> option Y) : option Y := match x with Some a => f a | None => None end.

(** By the binary digits of t, the first one first. *)
Fixpoint positive_power (n : nat) (width : Z) (A : rounded) (t : BinNums.positive) : option rounded :=
  match t with
  | xH => after (multiplied n width (identity n) (identity n)) (fun X => multiplied n width X A)
  | xO s => after (positive_power n width A s) (fun X => multiplied n width X X)
  | xI s => after (after (positive_power n width A s) (fun X => multiplied n width X X)) (fun X => multiplied n width X A)
  end.

Definition rounded_power (n : nat) (A : mat) (dA width t : Z) : option rounded :=
  match t with
  | Zpos p => positive_power n width (rounded_matrix n A dA width) p
  | _ => multiplied n width (identity n) (identity n)
  end.

(** ** Norms *)

(** ||C/2^width|| <= 1 - e/2^width, by the Frobenius norm or the same of C'C for a larger e. *)
Fixpoint shrinks (fuel : nat) (n : nat) (width : Z) (C : mat) (e : Z) : bool :=
  let one := Z.shiftl 1 width in
  match fuel with
  | O => false
  | S fuel =>
    if e <? one then
      if frobenius n C <=? (one - e) * (one - e) then true
      else if largest C <? 2 * one
      then let G := gram n C in shrinks fuel n width (build n (fun i j => Z.shiftr (ent G i j) width)) (2 * e + Z.of_nat n)
      else false
    else false
  end.

(** ||B|| <= p/q. *)
Definition norm_at_most (n : nat) (width : Z) (B : mat) (bound : rational) : bool :=
  let up := snd bound * snd bound in let down := fst bound * fst bound in
  (0 <? fst bound) && (0 <? snd bound)
  && (if frobenius n B * up <=? down then true
      else let G := gram n B in
      shrinks (Z.to_nat (width + 2)) n width (build n (fun i j => Z.shiftl (ent G i j * up) width / down)) (Z.of_nat n)).

Definition image_squares (n : nat) (M : mat) (x : list Z) : Z :=
  fold_right Z.add 0 (map (fun i => let p := dotZ (nth i M []) x in p * p) (seq 0 n)).

(** q times p/2^b. *)
Definition scaled (b : Z) (q : rational) : rational := let s := fraction (1, - b) in (fst q * fst s, snd q * snd s).

Definition rational_sub (p q : rational) : rational := (fst p * snd q - fst q * snd p, snd p * snd q).
Definition rational_add (p q : rational) : rational := (fst p * snd q + fst q * snd p, snd p * snd q).

(** ||(B/2^b)v|| >= l||v||. *)
Definition reaches (n : nat) (b : Z) (B : mat) (l : rational) (x y : list Z) : bool :=
  let reach := scaled b l in
  fst reach * fst reach * (dotZ x x + dotZ y y) <=? snd reach * snd reach * (image_squares n B x + image_squares n B y).

(** l <= ||A^t|| <= m: ||B/2^b|| <= m - e, and ||(B/2^b)v|| >= (l + e)||v|| for v = x + iy, or l = 0. *)
Definition norm_between (n : nat) (A : mat) (dA t width : Z) (m l : rational) (x y : list Z) : bool :=
  (0 <=? t) && (t <=? 1000000) && (1 <=? width) && (width <=? 10000) && is_rational m && is_rational l && (0 <=? fst l)
  && Nat.eqb (length x) n && Nat.eqb (length y) n && (0 <? dotZ x x + dotZ y y)
  && match rounded_power n A dA width t with
     | None => false
     | Some X =>
       let e := fraction (error X) in
       norm_at_most n width (digits X) (scaled (bits X) (rational_sub m e))
       && ((fst l =? 0) || reaches n (bits X) (digits X) (rational_add l e) x y)
     end.

(** ** All powers *)

(** AB, rounded down, in the units of B. *)
Definition next_power (n : nat) (A : mat) (dA : Z) (B : mat) : mat :=
  let T := tr n B in build n (fun i j => dotZ (nth i A []) (nth j T []) / dA).

(** t n kappa/2^b: what t roundings may have changed, if kappa bounds the powers before. *)
Definition drift (n : nat) (b : Z) (kappa : rational) (t : Z) : rational := scaled (- b) (t * Z.of_nat n * fst kappa, snd kappa).

(** The power at the horizon has a norm of at most 1, seen of the rounded one or of the exact one; or P/den bounds what follows. *)
Inductive ending := Shrinks | Contracts (p : proof) | Stays (P : mat) (den : Z) (eta : rational) (stein below above : proof).

Definition exact_power (n : nat) (A : mat) (T : nat) : mat := Nat.iter (Nat.pred T) (fun R => mulT n A (tr n R)) A.

Definition contracts (n : nat) (A : mat) (dA : Z) (T : nat) (p : proof) : bool :=
  let den := Z.pow (dA * dA) (Z.of_nat T) in let G := gram n (exact_power n A T) in
  psd n den (build n (fun i j => unit_ den i j - ent G i j)) p.

(** A'PA <= P <= I, and kappa^2 P >= (1 + eta) B'B/4^b + (1 + 1/eta) e^2 I, for P over pD. *)
Definition stays (n : nat) (A : mat) (dA b : Z) (kappa e : rational) (B P : mat) (pD : Z) (eta : rational) (stein below above : proof) : bool :=
  let C := mulT n (mulT n (tr n A) (tr n P)) (tr n A) in let G := gram n B in
  let '(kn, kd) := kappa in let '(en, ed) := e in let '(hn, hd) := eta in
  let w := Z.shiftl 1 b in let c := kd * kd * (w * w) * (hn * hd) * (ed * ed) in
  let q := (hd + hn) * (kd * kd) * pD in
  (0 <? pD) && (0 <? hn) && (0 <? hd) && square n P && symmetric n P
  && psd n (pD * (dA * dA)) (build n (fun i j => dA * dA * ent P i j - ent C i j)) stein
  && psd n pD (build n (fun i j => unit_ pD i j - ent P i j)) below
  && psd n (pD * c) (build n (fun i j => kn * kn * (w * w) * (hn * hd) * (ed * ed) * ent P i j - q * hn * (ed * ed) * ent G i j
       - unit_ (q * hd * (en * en) * (w * w)) i j)) above.

(** From the power t on, k + 1 more; at the last one, the ending. *)
Fixpoint walk (n : nat) (A : mat) (dA b : Z) (kappa : rational) (seen : Z -> mat -> bool) (last : Z -> mat -> bool) (k : nat) (t : Z) (B : mat) : bool :=
  let B := next_power n A dA B in
  let t := t + 1 in
  if seen t B then
    match k with
    | O => last t B
    | S k =>
      if norm_at_most n b B (scaled b (rational_sub kappa (drift n b kappa t)))
      then walk n A dA b kappa seen last k t B else false
    end
  else false.

(** l <= sup ||A^t|| <= kappa, as it is at least 1. *)
Definition powers_between (n : nat) (A : mat) (dA b : Z) (horizon : nat) (peak : Z) (kappa l : rational) (x y : list Z) (e : ending) : bool :=
  (1 <=? b) && (b <=? 10000) && Nat.leb 1 horizon && (Z.of_nat horizon <=? 1000000) && (0 <=? peak) && (peak <=? Z.of_nat horizon)
  && is_rational kappa && leq (1, 1) kappa && is_rational l && (if peak =? 0 then leq l (1, 1) else 0 <=? fst l)
  && Nat.eqb (length x) n && Nat.eqb (length y) n && (0 <? dotZ x x + dotZ y y)
  && walk n A dA b kappa
       (fun t B => if t =? peak then (fst l =? 0) || reaches n b B (rational_add l (drift n b kappa t)) x y else true)
       (fun t B => match e with
          | Shrinks => norm_at_most n b B (scaled b (rational_sub (1, 1) (drift n b kappa t)))
          | Contracts p => contracts n A dA horizon p
          | Stays P pD eta stein below above => stays n A dA b kappa (drift n b kappa t) B P pD eta stein below above
          end)
       (Nat.pred horizon) 0 (build n (unit_ (Z.shiftl 1 b))).

(** The checker: certificates as integers, and the functions that accept or reject them.

    Everything here is computed with integers of any size and lists of them; nothing is proved. What acceptance means is
    proved in Soundness.v. A matrix is a list of rows; a rational is a pair of a numerator and a denominator. *)

From Coq Require Import ZArith List Bool.
Import ListNotations.
Local Open Scope Z_scope.

Definition mat := list (list Z).
Definition rational := (Z * Z)%type.

(** ** Matrices *)

Definition ent (M : mat) (i j : nat) : Z := nth j (nth i M []) 0.

(** The n by n matrix with the entries f i j. *)
Definition build (n : nat) (f : nat -> nat -> Z) : mat := map (fun i => map (f i) (seq 0 n)) (seq 0 n).

Definition square (n : nat) (M : mat) : bool :=
  Nat.eqb (length M) n && forallb (fun row => Nat.eqb (length row) n) M.

Definition all_below (n : nat) (p : nat -> bool) : bool := forallb p (seq 0 n).

Definition symmetric (n : nat) (M : mat) : bool :=
  all_below n (fun i => all_below n (fun j => ent M i j =? ent M j i)).

Fixpoint dotZ (r s : list Z) : Z := match r, s with a :: r', b :: s' => a * b + dotZ r' s' | _, _ => 0 end.

Definition tr (n : nat) (M : mat) : mat := build n (fun i j => ent M j i).

(** M N', by rows of M and rows of N. *)
Definition mulT (n : nat) (M N : mat) : mat := build n (fun i j => dotZ (nth i M []) (nth j N [])).

Definition unit_ (c : Z) (i j : nat) : Z := if Nat.eqb i j then c else 0.

Definition blockZ (n : nat) (M00 M01 M10 M11 : nat -> nat -> Z) (i j : nat) : Z :=
  if Nat.ltb i n then (if Nat.ltb j n then M00 i j else M01 i (j - n)%nat)
  else (if Nat.ltb j n then M10 (i - n)%nat j else M11 (i - n)%nat (j - n)%nat).

(** The real embedding [[re, -im], [im, re]]. *)
Definition embed (n : nat) (re im : mat) : mat :=
  build (n + n) (blockZ n (ent re) (fun i j => - ent im i j) (ent im) (ent re)).

(** ** X >= 0 *)

(** X/D = LL'/f^2 + E, with E diagonally dominant for the weights w; w_i g_i = W for all i. *)
Record factor := Factor { f_den : Z; f_rows : mat; f_w : list Z; f_g : list Z; f_W : Z }.

(** Sum over j <> i of |E_ij| w_j <= E_ii w_i. *)
Definition dominant (w : list Z) (E : mat) (i : nat) : bool :=
  let row := nth i E [] in
  let own := nth i row 0 in
  dotZ (map Z.abs row) w <=? (own + Z.abs own) * nth i w 0.

Definition factored (n : nat) (D : Z) (X : mat) (p : factor) : bool :=
  let f2 := f_den p * f_den p in
  let E := build n (fun i j => f2 * ent X i j - D * dotZ (nth i (f_rows p) []) (nth j (f_rows p) [])) in
  (0 <=? D) && (0 <? f_den p) && (0 <? f_W p) && forallb (fun row => Nat.leb (length row) n) (f_rows p)
  && all_below n (fun i => (0 <? nth i (f_w p) 0) && (nth i (f_w p) 0 * nth i (f_g p) 0 =? f_W p))
  && all_below n (dominant (f_w p) E) && all_below n (dominant (f_w p) (tr n E)).

(** Elimination of the first row and column, n times; the division by the last pivot leaves no remainder (Bareiss), which is
    checked and need not be known. A zero pivot needs a zero row. *)
Fixpoint eliminated (n : nat) (last : Z) (X : mat) : bool :=
  match n with
  | O => true
  | S k =>
    let p := ent X 0 0 in
    if p =? 0
    then all_below k (fun i => (ent X 0 (S i) =? 0) && (ent X (S i) 0 =? 0))
         && eliminated k last (build k (fun i j => ent X (S i) (S j)))
    else
      let rest i j := p * ent X (S i) (S j) - ent X (S i) 0 * ent X 0 (S j) in
      let Y := build k (fun i j => rest i j / last) in
      (0 <? p) && all_below k (fun i => ent X 0 (S i) =? ent X (S i) 0)
      && all_below k (fun i => all_below k (fun j => last * ent Y i j =? rest i j))
      && eliminated k p Y
  end.

Inductive proof := ByFactor (f : factor) | ByElimination.

(** X >= 0, where X is a multiple of the matrix of which the factor is one, by D. *)
Definition psd (n : nat) (D : Z) (X : mat) (p : proof) : bool :=
  match p with ByFactor f => factored n D X f | ByElimination => eliminated n 1 X end.

(** X > 0: cX - I >= 0, for a c that is large enough. A factor that leaves the rest strictly dominant is one of cX - I, by c D; and
    the least eigenvalue of an integer matrix X > 0 is at least 1/(trace X)^(n-1), as its determinant is at least 1. *)
Definition trace (n : nat) (X : mat) : Z := fold_right Z.add 0 (map (fun i => ent X i i) (seq 0 n)).

Definition enlargement (n : nat) (X : mat) (p : proof) : Z :=
  match p with ByFactor f => f_W f * (f_den f * f_den f) | ByElimination => 1 + fold_right Z.mul 1 (repeat (trace n X) (Nat.pred n)) end.

Definition strictly (n : nat) (D : Z) (X : mat) (p : proof) : bool :=
  let c := enlargement n X p in
  (0 <? c) && psd n (c * D) (build n (fun i j => c * ent X i j - unit_ 1 i j)) p.

(** ** Polynomials: coefficients of s^i t^(m-i) *)

Fixpoint ladd (p q : list Z) : list Z :=
  match p, q with a :: p', b :: q' => (a + b) :: ladd p' q' | [], q => q | p, [] => p end.

(** (a t + b s) p. *)
Definition mulLin (f : Z * Z) (p : list Z) : list Z := ladd (map (Z.mul (fst f)) p) (0 :: map (Z.mul (snd f)) p).

Definition pprod (fs : list (Z * Z)) : list Z := fold_right mulLin [1] fs.

(** Sum of c_k M_k, entry by entry. *)
Fixpoint lin (cs : list Z) (Ms : list mat) (i j : nat) : Z :=
  match cs, Ms with c :: cs', M :: Ms' => c * ent M i j + lin cs' Ms' i j | _, _ => 0 end.

(** ** Certificates *)

Inductive step :=
| Witness (lower : rational) (a b d : Z) (modulus : rational) (x y : list Z)
| Disc (u nu : rational) (P : mat) (den : Z) (form_proof definite_proof : proof)
| Segment (kappa e : rational) (ends : list Z) (c : Z) (T : list mat) (den : Z) (proofs : list (list proof))
| NumericalRadius (Z_ : mat) (den : Z) (radius_proof : proof).

Record certificate := Certificate {
  order : nat;
  denominator : Z;
  re : mat;
  im : option mat;
  lower : rational;
  upper : option rational;
  steps : list step
}.

(** The order and the rows of the matrix in its real embedding. *)
Definition real_order (c : certificate) : nat := match im c with None => order c | Some _ => (order c + order c)%nat end.
Definition real_rows (c : certificate) : mat :=
  match im c with None => re c | Some m => embed (order c) (re c) m end.

Definition is_rational (q : rational) : bool := 0 <? snd q.
Definition leq (p q : rational) : bool := fst p * snd q <=? fst q * snd p.
Definition positive (q : rational) : bool := is_rational q && (0 <? fst q).

(** ** Steps *)

(** The entries of (zI - A)v, times d den, for z = (a + ib)/d. *)
Definition residual (d den a b : Z) (re im : mat) (x y : list Z) (i : nat) : Z * Z :=
  (den * (a * nth i x 0 - b * nth i y 0) - d * (dotZ (nth i re []) x - dotZ (nth i im []) y),
   den * (a * nth i y 0 + b * nth i x 0) - d * (dotZ (nth i re []) y + dotZ (nth i im []) x)).

Definition zsum (n : nat) (f : nat -> Z) : Z := fold_right Z.add 0 (map f (seq 0 n)).

Definition witness (c : certificate) (l : rational) (a b d : Z) (q : rational) (x y : list Z) : bool :=
  let n := order c in
  let m := match im c with None => [] | Some m => m end in
  let image := zsum n (fun i => let (p, s) := residual d (denominator c) a b (re c) m x y i in p * p + s * s) in
  let size := zsum n (fun i => nth i x 0 * nth i x 0 + nth i y 0 * nth i y 0) in
  is_rational l && (0 <=? fst l) && is_rational q && (0 <? d)
  && Nat.eqb (length x) n && Nat.eqb (length y) n && (0 <? size)
  && (snd q <? fst q) && (fst q * fst q * (d * d) <=? (a * a + b * b) * (snd q * snd q))
  && (fst l * fst l * (snd q * snd q) * image
      <=? (fst q - snd q) * (fst q - snd q) * (snd l * snd l) * ((d * denominator c) * (d * denominator c)) * size).

(** [[P - F'PF - I, -F'P], [-PF, nu^2 I - P]] for F = uA, times den(P) den(A)^2 den(u)^2 den(nu)^2. *)
Definition bounded_real (n : nat) (A : mat) (dA : Z) (u nu : rational) (P : mat) (pD : Z) : mat :=
  let B := mulT n (tr n A) (tr n P) in
  let C := mulT n B (tr n A) in
  let '(un, ud) := u in let '(vn, vd) := nu in
  let cu := vd * vd * (dA * dA) * (ud * ud) in
  let cC := vd * vd * (un * un) in
  let cB := vd * vd * un * ud * dA in
  let cI := pD * (dA * dA) * (ud * ud) in
  let off i j := - (cB * ent B i j) in
  build (n + n) (blockZ n
    (fun i j => cu * ent P i j - cC * ent C i j - unit_ (vd * vd * cI) i j) off
    (fun i j => off j i) (fun i j => unit_ (vn * vn * cI) i j - cu * ent P i j)).

Definition circle (n : nat) (A : mat) (dA : Z) (u nu : rational) (P : mat) (pD : Z) (fL : proof) : bool :=
  positive u && positive nu && (0 <? pD) && square n P && symmetric n P
  && psd (n + n) (pD * (dA * dA) * (snd u * snd u) * (snd nu * snd nu)) (bounded_real n A dA u nu P pD) fL.

Definition disc (n : nat) (A : mat) (dA : Z) (u nu : rational) (P : mat) (pD : Z) (fL fP : proof) : bool :=
  leq u (1, 1) && circle n A dA u nu P pD fL && psd n pD P fP.

(** The i-th Bernstein coefficient, times a positive number, of the polynomial of a segment on the part [p/c, q/c]:
    with T of degree d, s c = v and so on, as homogeneous polynomials in t and s. *)
Record coefficients := Coefficients {
  c_first : list (list Z); c_image : list (list Z); c_cross : list (list Z); c_last : list (list Z); c_unit : list Z }.

Definition polynomials (d : nat) (e : rational) (p q c : Z) : coefficients :=
  let v := (p, q) in let one := (c, c) in let u := (c - p, c - q) in
  let with_ (f g : Z * Z) := map (fun k => pprod (repeat v k ++ repeat one (d - k) ++ [f; g])) (seq 0 (S d)) in
  Coefficients (with_ one one) (with_ u u) (with_ v u) (with_ v v)
    (pprod ((snd e * p + fst e * c, snd e * q + fst e * c) :: repeat one (S d))).

Definition at_ (i : nat) (ps : list (list Z)) : list Z := map (fun p => nth i p 0) ps.

Definition segment_matrix (n : nat) (dA : Z) (kappa e : rational) (T B C : list mat) (tD : Z)
  (k : coefficients) (i : nat) : mat :=
  let '(kn, kd) := kappa in
  let g := snd e * (kd * kd) in
  let cI := tD * (dA * dA) * nth i (c_unit k) 0 in
  let first := at_ i (c_first k) in let image := at_ i (c_image k) in
  let cross := at_ i (c_cross k) in let last := at_ i (c_last k) in
  let gd := g * (dA * dA) in let gc := g * dA in
  let off a b := - (gc * lin cross B a b) in
  build (n + n) (blockZ n
    (fun a b => gd * lin first T a b - g * lin image C a b - unit_ (kd * kd * cI) a b) off
    (fun a b => off b a) (fun a b => unit_ (kn * kn * cI) a b - gd * lin last T a b)).

Definition part (n : nat) (dA : Z) (kappa e : rational) (T B C : list mat) (tD c p q : Z) (proofs : list proof) : bool :=
  let d := Nat.pred (length T) in
  let m := S (S d) in
  let k := polynomials d e p q c in
  let binomials := pprod (repeat (1, 1) m) in
  let D := tD * (dA * dA) * snd e * (snd kappa * snd kappa) in
  let cm := fold_right Z.mul 1 (repeat c m) in
  (p <? q) && Nat.eqb (length proofs) (S m)
  && all_below (S m) (fun i => psd (n + n) (D * cm * nth i binomials 0) (segment_matrix n dA kappa e T B C tD k i)
       (nth i proofs ByElimination)).

Fixpoint parts (check : Z -> Z -> list proof -> bool) (ends : list Z) (proofs : list (list proof)) : bool :=
  match ends, proofs with
  | [_], [] => true
  | p :: ((q :: _) as rest), f :: proofs' => check p q f && parts check rest proofs'
  | _, _ => false
  end.

Definition segment (n : nat) (A : mat) (dA : Z) (kappa e : rational) (ends : list Z) (c : Z) (T : list mat) (tD : Z)
  (proofs : list (list proof)) : bool :=
  let B := map (fun X => mulT n (tr n A) (tr n X)) T in
  let C := map (fun X => mulT n X (tr n A)) B in
  positive kappa && is_rational e && (0 <=? fst e) && (0 <? c) && (0 <? tD)
  && Nat.leb 1 (length T) && forallb (fun X => square n X && symmetric n X) T
  && Nat.leb 2 (length ends) && (0 <=? hd 0 ends) && (last ends 0 <=? c)
  && parts (part n dA kappa e T B C tD c) ends proofs.

(** [[I + Z, A], [A', I - Z]], times den(Z) den(A). *)
Definition numerical_radius (n : nat) (A : mat) (dA : Z) (Z_ : mat) (zD : Z) (p : proof) : bool :=
  (0 <? zD) && square n Z_ && symmetric n Z_
  && psd (n + n) (zD * dA) (build (n + n) (blockZ n
       (fun i j => unit_ (zD * dA) i j + dA * ent Z_ i j) (fun i j => zD * ent A i j)
       (fun i j => zD * ent A j i) (fun i j => unit_ (zD * dA) i j - dA * ent Z_ i j))) p.

Definition accepted (c : certificate) (s : step) : bool :=
  let n := real_order c in let A := real_rows c in let dA := denominator c in
  match s with
  | Witness l a b d q x y => witness c l a b d q x y
  | Disc u nu P pD fL fP => disc n A dA u nu P pD fL fP
  | Segment kappa e ends d T tD proofs => segment n A dA kappa e ends d T tD proofs
  | NumericalRadius Z_ zD p => numerical_radius n A dA Z_ zD p
  end.

(** ** What follows *)

(** Where, in v = 1 - 1/|z|, a step bounds (|z| - 1)||(zI - A)^-1|| by kappa. *)
Definition interval (kappa : rational) (s : step) : option (rational * rational) :=
  match s with
  | Disc u nu _ _ _ _ => Some ((snd u - fst u, snd u), (fst kappa * snd nu, snd kappa * fst nu))
  | Segment k _ ends c _ _ _ => if leq k kappa then Some ((hd 0 ends, c), (last ends 0, c)) else None
  | NumericalRadius _ _ _ => if leq (1, 1) kappa then Some ((0, 1), (1, 1)) else None
  | Witness _ _ _ _ _ _ _ => None
  end.

Definition extend {step : Type} (interval : step -> option (rational * rational)) (reach : rational) (s : step) : rational :=
  match interval s with
  | Some (low, high) => if leq low reach && leq reach high then high else reach
  | None => reach
  end.

(** How far the intervals reach from 0. *)
Definition reach {step : Type} (interval : step -> option (rational * rational)) (l : list step) : rational :=
  Nat.iter (length l) (fun r => fold_left (extend interval) l r) (0, 1).

Definition at_least (l : rational) (s : step) : bool :=
  match s with Witness l' _ _ _ _ _ _ => leq l l' | _ => false end.

Definition check (c : certificate) : bool :=
  Nat.leb 1 (order c) && (0 <? denominator c) && square (order c) (re c) && match im c with None => true | Some m => square (order c) m end
  && is_rational (lower c) && forallb (accepted c) (steps c)
  && (leq (lower c) (1, 1) || existsb (at_least (lower c)) (steps c))
  && match upper c with
     | None => true
     | Some kappa => positive kappa && leq (1, 1) (reach (interval kappa) (steps c))
     end.

(** ** Powers that grow *)

Inductive growth :=
| Unstable (s : rational) (P : mat) (den : Z) (v : list Z) (stein : proof)
| Defective (D : mat) (dD : Z) (S_ : mat) (sD : Z) (w : list Z).

Definition same_below (n : nat) (f g : nat -> nat -> Z) : bool := all_below n (fun i => all_below n (fun j => f i j =? g i j)).

Definition imageZ (n : nat) (M : nat -> nat -> Z) (x : list Z) : list Z :=
  map (fun i => zsum n (fun j => M i j * nth j x 0)) (seq 0 n).

Definition formZ (n : nat) (M : mat) (x : list Z) : Z := dotZ x (imageZ n (ent M) x).

(** s >= 1, s^2 P - A'PA > 0 and v'Pv < 0. *)
Definition unstable (n : nat) (A : mat) (dA : Z) (s : rational) (P : mat) (pD : Z) (v : list Z) (proof : proof) : bool :=
  let C := mulT n (mulT n (tr n A) (tr n P)) (tr n A) in
  let up := (fst s * dA) * (fst s * dA) in let down := snd s * snd s in
  is_rational s && leq (1, 1) s && (0 <? pD) && square n P && symmetric n P && Nat.eqb (length v) n
  && (formZ n P v <? 0)
  && strictly n (pD * ((dA * snd s) * (dA * snd s))) (build n (fun i j => up * ent P i j - down * ent C i j)) proof.

(** AD = DA, D'SD = S >= 0, and with N = A - D: N Nw = 0, but (Nw)'S(Nw) > 0. *)
Definition defective (n : nat) (A : mat) (dA : Z) (D : mat) (dD : Z) (S_ : mat) (sD : Z) (w : list Z) : bool :=
  let N i j := dD * ent A i j - dA * ent D i j in
  let x := imageZ n N w in
  (0 <? dD) && (0 <? sD) && square n D && square n S_ && symmetric n S_ && Nat.eqb (length w) n
  && same_below n (ent (tr n (mulT n (tr n D) A))) (ent (mulT n D (tr n A)))
  && same_below n (ent (mulT n (mulT n (tr n D) (tr n S_)) (tr n D))) (fun i j => dD * dD * ent S_ i j)
  && psd n sD S_ ByElimination
  && forallb (Z.eqb 0) (imageZ n N x) && (0 <? formZ n S_ x).

Definition grows (c : certificate) (g : growth) : bool :=
  let n := real_order c in let A := real_rows c in let dA := denominator c in
  match g with
  | Unstable s P pD v p => unstable n A dA s P pD v p
  | Defective D dD S_ sD w => defective n A dA D dD S_ sD w
  end.

(** K is infinite; the other steps have to hold, but nothing follows from them. *)
Definition check_infinite (c : certificate) (g : growth) (more : list growth) : bool :=
  Nat.leb 1 (order c) && (0 <? denominator c) && square (order c) (re c) && match im c with None => true | Some m => square (order c) m end
  && forallb (accepted c) (steps c) && forallb (grows c) (g :: more)
  && match upper c with None => true | Some _ => false end.

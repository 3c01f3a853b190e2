(** The checker for other quantities than K: resolvents on circles and lines, K in continuous time, the numerical radius, norms of powers.

    As in Checker.v, nothing is proved here. What acceptance means is proved in Neighbours.v. *)

From Coq Require Import ZArith List Bool.
From Kreiss Require Import Checker Powers.
Import ListNotations.
Local Open Scope Z_scope.

Inductive quantity :=
| HalfPlane                         (* K_ct: sup over Re z > 0 of Re z ||(zI - A)^-1|| *)
| OnCircle (r : rational)           (* M: max over |z| = r of ||(zI - A)^-1|| *)
| OnLine (s : rational)             (* M_ct: max over Re z = s *)
| NumericalRadiusOf                 (* w *)
| NumericalAbscissa                 (* the largest Re v'Av for unit v *)
| Distance                          (* to a matrix with an eigenvalue |z| >= 1 *)
| DistanceCt                        (* ... Re z >= 0 *)
| PseudoRadius (eps : rational)     (* the largest |z| with ||(zI - A)^-1|| >= 1/eps *)
| PseudoAbscissa (eps : rational)   (* ... Re z *)
| NormOfPower (t : Z)               (* ||A^t|| *)
| SupPowers.                        (* sup ||A^t|| *)

Inductive fact :=
| Point (a b d : Z) (sigma : rational) (x y : list Z)
| GrowthAt (l : rational) (a b d : Z) (x y : list Z)
| Circle (u nu : rational) (P : mat) (den : Z) (form_proof : proof) (definite : list proof)
| Line (s mu : rational) (P : mat) (den : Z) (form_proof : proof) (definite : list proof)
| Strip (kappa : rational) (ends : list Z) (c : Z) (T : list mat) (den : Z) (proofs : list (list proof))
| FieldValue (l : rational) (x y : list Z)
| RealFieldValue (l : rational) (x y : list Z)
| Ando (q : rational) (Z_ : mat) (den : Z) (radius_proof : proof)
| Zero
| Dissipation (omega : rational) (abscissa_proof : proof)
| RoundedPower (t width : Z) (m l : rational) (x y : list Z)
| RoundedPowers (b : Z) (horizon : nat) (peak : Z) (m l : rational) (x y : list Z) (e : ending).

(** ** Vectors *)

Definition imaginary (c : certificate) : mat := match im c with None => [] | Some m => m end.

(** d^2 den^2 |(zI - A)v|^2, and |v|^2. *)
Definition image_size (c : certificate) (a b d : Z) (x y : list Z) : Z :=
  zsum (order c) (fun i => let (p, s) := residual d (denominator c) a b (re c) (imaginary c) x y i in p * p + s * s).
Definition vector_size (n : nat) (x y : list Z) : Z := zsum n (fun i => nth i x 0 * nth i x 0 + nth i y 0 * nth i y 0).

Definition is_vector (n : nat) (x y : list Z) : bool :=
  Nat.eqb (length x) n && Nat.eqb (length y) n && (0 <? vector_size n x y).

(** den v*Av, real and imaginary part: the residual at z = 0 is -Av. *)
Definition field_value (c : certificate) (x y : list Z) : Z * Z :=
  let entry := residual 1 (denominator c) 0 0 (re c) (imaginary c) x y in
  (zsum (order c) (fun i => let (p, s) := entry i in - (nth i x 0 * p + nth i y 0 * s)),
   zsum (order c) (fun i => let (p, s) := entry i in - (nth i x 0 * s - nth i y 0 * p))).

(** sigma^2 |v|^2 >= |(zI - A)v|^2. *)
Definition point (c : certificate) (a b d : Z) (sigma : rational) (x y : list Z) : bool :=
  let scale := d * denominator c in
  is_rational sigma && (0 <=? fst sigma) && (0 <? d) && is_vector (order c) x y
  && (snd sigma * snd sigma * image_size c a b d x y
      <=? fst sigma * fst sigma * (scale * scale) * vector_size (order c) x y).

(** l^2 |(zI - A)v|^2 <= (Re z)^2 |v|^2, Re z > 0. *)
Definition growth_at (c : certificate) (l : rational) (a b d : Z) (x y : list Z) : bool :=
  let n := order c in let den := denominator c in
  is_rational l && (0 <=? fst l) && (0 <? d) && (0 <? a) && is_vector n x y
  && (fst l * fst l * image_size c a b d x y <=? (a * a) * (den * den) * (snd l * snd l) * vector_size n x y).

Definition value_at_least (c : certificate) (l : rational) (x y : list Z) : bool :=
  let (p, s) := field_value c x y in let size := vector_size (order c) x y in
  is_rational l && (0 <=? fst l) && is_vector (order c) x y
  && ((fst l * denominator c * size) * (fst l * denominator c * size) <=? (snd l * snd l) * (p * p + s * s)).

Definition real_value_at_least (c : certificate) (l : rational) (x y : list Z) : bool :=
  let (p, _) := field_value c x y in
  is_rational l && is_vector (order c) x y && (fst l * denominator c * vector_size (order c) x y <=? snd l * p).

(** ** Forms *)

(** [[2sP - A'P - PA - I, -P], [-P, mu^2 I]], times den(P) den(A) den(s) den(mu)^2. *)
Definition line (n : nat) (A : mat) (dA : Z) (s mu : rational) (P : mat) (pD : Z) (p : proof) : bool :=
  let B := mulT n (tr n A) (tr n P) in
  let '(sn, sd) := s in let '(mn, md) := mu in
  let m2 := md * md in let unit := pD * dA * sd in
  is_rational s && positive mu && (0 <? pD) && square n P && symmetric n P
  && psd (n + n) (unit * m2) (build (n + n) (blockZ n
       (fun i j => m2 * (2 * sn * dA) * ent P i j - m2 * sd * (ent B i j + ent B j i) - unit_ (m2 * unit) i j)
       (fun i j => - (m2 * dA * sd * ent P i j))
       (fun i j => - (m2 * dA * sd * ent P j i)) (fun i j => unit_ (mn * mn * unit) i j - 0 * ent P i j))) p.

(** The i-th Bernstein coefficient, times a positive number, of [[2T - A'T' - T'A - I, -T], [-T, kappa^2 I]] on the part [p/c, q/c],
    for T = T_0 + a T' of degree d in a = Re z; B has the A'T_k. *)
Definition strip_matrix (n : nat) (dA : Z) (kappa : rational) (T B : list mat) (tD : Z) (powers : list (list Z)) (unit : list Z) (i : nat) : mat :=
  let k2 := snd kappa * snd kappa in let here := at_ i powers in let cI := tD * dA * nth i unit 0 in
  build (n + n) (blockZ n
    (fun a b => k2 * (2 * dA) * lin here T a b - k2 * (lin here (tl B) a b + lin here (tl B) b a) - unit_ (k2 * cI) a b)
    (fun a b => - (k2 * dA * lin here T a b))
    (fun a b => - (k2 * dA * lin here T b a)) (fun a b => unit_ (fst kappa * fst kappa * cI) a b - 0 * lin here T a b)).

Definition strip_part (n : nat) (dA : Z) (kappa : rational) (T B : list mat) (tD c p q : Z) (proofs : list proof) : bool :=
  let d := Nat.pred (length T) in
  let powers := map (fun k => pprod (repeat (p, q) k ++ repeat (c, c) (d - k))) (seq 0 (S d)) in
  let unit := pprod (repeat (c, c) d) in let binomials := pprod (repeat (1, 1) d) in
  let D := snd kappa * snd kappa * (tD * dA) * fold_right Z.mul 1 (repeat c d) in
  (p <? q) && Nat.eqb (length proofs) (S d)
  && all_below (S d) (fun i => psd (n + n) (D * nth i binomials 0) (strip_matrix n dA kappa T B tD powers unit i)
       (nth i proofs ByElimination)).

(** ... is >= 0 from the first to the last of the ends, and A'T_0 + T_0 A = 0. *)
Definition strip (n : nat) (A : mat) (dA : Z) (kappa : rational) (ends : list Z) (c : Z) (T : list mat) (tD : Z)
  (proofs : list (list proof)) : bool :=
  let B := map (fun X => mulT n (tr n A) (tr n X)) T in
  positive kappa && (0 <? c) && (0 <? tD) && Nat.leb 2 (length T) && forallb (fun X => square n X && symmetric n X) T
  && same_below n (ent (hd [] B)) (fun i j => - ent (hd [] B) j i)
  && Nat.leb 2 (length ends) && (0 <=? hd 0 ends) && parts (strip_part n dA kappa T B tD c) ends proofs.

(** [[I + Z, A/q], [A'/q, I - Z]], times num(q) den(Z) den(A). *)
Definition ando (n : nat) (A : mat) (dA : Z) (q : rational) (Z_ : mat) (zD : Z) (p : proof) : bool :=
  let '(qn, qd) := q in let unit := qn * (zD * dA) in
  positive q && (0 <? zD) && square n Z_ && symmetric n Z_
  && psd (n + n) unit (build (n + n) (blockZ n
       (fun i j => unit_ unit i j + qn * dA * ent Z_ i j) (fun i j => qd * zD * ent A i j)
       (fun i j => qd * zD * ent A j i) (fun i j => unit_ unit i j - qn * dA * ent Z_ i j))) p.

(** omega I - (A + A')/2, times 2 den(A) den(omega). *)
Definition dissipation (n : nat) (A : mat) (dA : Z) (omega : rational) (p : proof) : bool :=
  is_rational omega
  && psd n (2 * dA * snd omega) (build n (fun i j => unit_ (2 * dA * fst omega) i j - snd omega * (ent A i j + ent A j i))) p.

Definition holds (c : certificate) (f : fact) : bool :=
  let n := real_order c in let A := real_rows c in let dA := denominator c in
  match f with
  | Point a b d sigma x y => point c a b d sigma x y
  | GrowthAt l a b d x y => growth_at c l a b d x y
  | Circle u nu P pD fL more => circle n A dA u nu P pD fL && forallb (strictly n pD P) more
  | Line s mu P pD fL more => line n A dA s mu P pD fL && forallb (strictly n pD P) more
  | Strip kappa ends d T tD proofs => strip n A dA kappa ends d T tD proofs
  | FieldValue l x y => value_at_least c l x y
  | RealFieldValue l x y => real_value_at_least c l x y
  | Ando q Z_ zD p => ando n A dA q Z_ zD p
  | Zero => all_below n (fun i => all_below n (fun j => ent A i j =? 0))
  | Dissipation omega p => dissipation n A dA omega p
  | RoundedPower t width m l x y => norm_between n A dA t width m l x y
  | RoundedPowers b horizon peak m l x y e => powers_between n A dA b horizon peak m l x y e
  end.

(** ** What follows *)

Definition times (p q : rational) : rational := (fst p * fst q, snd p * snd q).
Definition equal (p q : rational) : bool := fst p * snd q =? fst q * snd p.

Definition some_definite (more : list proof) : bool := match more with [] => false | _ => true end.

(** The lower end. *)
Definition shows_lower (q : quantity) (l : rational) (f : fact) : bool :=
  match q, f with
  | HalfPlane, GrowthAt l' _ _ _ _ _ => leq l l'
  | OnCircle r, Point a b d sigma _ _ => equal (a * a + b * b, d * d) (times r r) && leq (times l sigma) (1, 1)
  | OnLine s, Point a _ d sigma _ _ => equal (a, d) s && leq (times l sigma) (1, 1)
  | NumericalRadiusOf, FieldValue l' _ _ => leq l l'
  | NumericalAbscissa, RealFieldValue l' _ _ => leq l l'
  | Distance, Circle u nu _ _ _ more => equal u (1, 1) && leq (times l nu) (1, 1) && some_definite more
  | DistanceCt, Line s mu _ _ _ more => (fst s =? 0) && leq (times l mu) (1, 1) && some_definite more
  | PseudoRadius eps, Point a b d sigma _ _ => leq (times l l) (a * a + b * b, d * d) && leq sigma eps
  | PseudoAbscissa eps, Point a _ d sigma _ _ => leq l (a, d) && leq sigma eps
  | NormOfPower t, RoundedPower t' _ _ l' _ _ => (t' =? t) && leq l l'
  | SupPowers, RoundedPowers _ _ _ _ l' _ _ _ => leq l l'
  | _, _ => false
  end.

(** What is a lower end of each matrix. *)
Definition always (q : quantity) (l : rational) : bool :=
  match q with
  | HalfPlane | SupPowers => leq l (1, 1)
  | NumericalAbscissa | PseudoAbscissa _ => false
  | _ => fst l <=? 0
  end.

Definition shows_upper (q : quantity) (m : rational) (f : fact) : bool :=
  match q, f with
  | OnCircle r, Circle u nu _ _ _ _ => equal (times u r) (1, 1) && leq (times u nu) m
  | OnLine s, Line s' mu _ _ _ _ => equal s' s && leq mu m
  | NumericalRadiusOf, Ando q' _ _ _ => leq q' m
  | NumericalRadiusOf, Zero => 0 <=? fst m
  | NumericalAbscissa, Dissipation omega _ => leq omega m
  | Distance, Point a b d sigma _ _ => leq (1, 1) (a * a + b * b, d * d) && leq sigma m
  | DistanceCt, Point a _ _ sigma _ _ => (0 <=? a) && leq sigma m
  | PseudoRadius eps, Circle u nu _ _ _ more =>
    equal (times u m) (1, 1) && leq (times (times u nu) eps) (1, 1) && some_definite more
  | PseudoAbscissa eps, Line s mu _ _ _ more => equal s m && leq (times mu eps) (1, 1) && some_definite more
  | NormOfPower t, RoundedPower t' _ m' _ _ _ => (t' =? t) && leq m' m
  | SupPowers, RoundedPowers _ _ _ m' _ _ _ _ => leq m' m
  | _, _ => false
  end.

(** Where, in a = Re z, a fact bounds a ||(zI - A)^-1|| by m: between the ends of a strip, or from a line with P > 0 up to m/mu. *)
Definition stretch (m : rational) (f : fact) : option (rational * rational) :=
  match f with
  | Strip kappa ends c _ _ _ => if leq kappa m then Some ((hd 0 ends, c), (last ends 0, c)) else None
  | Line s mu _ _ _ more => if some_definite more then Some (s, (fst m * snd mu, snd m * fst mu)) else None
  | _ => None
  end.

(** From r on, for r <= m (r - omega), the numerical abscissa omega does. *)
Definition beyond (m r : rational) (f : fact) : bool :=
  match f with
  | Dissipation omega _ => leq (fst m * fst omega * snd r + fst r * snd m * snd omega, snd m * snd omega * snd r) (times m r)
  | _ => false
  end.

Definition covered (m : rational) (facts : list fact) : bool :=
  leq (1, 1) m && existsb (beyond m (reach (stretch m) facts)) facts.

(** The parameter of a quantity. *)
Definition stated (q : quantity) : bool :=
  match q with
  | OnCircle r => positive r
  | OnLine s => is_rational s
  | PseudoRadius eps | PseudoAbscissa eps => positive eps
  | NormOfPower t => 0 <=? t
  | _ => true
  end.

Definition check_quantity (q : quantity) (c : certificate) (facts : list fact) : bool :=
  Nat.leb 1 (order c) && (0 <? denominator c) && square (order c) (re c) && match im c with None => true | Some m => square (order c) m end
  && stated q && is_rational (lower c) && forallb (holds c) facts
  && (always q (lower c) || existsb (shows_lower q (lower c)) facts)
  && match upper c with
     | None => true
     | Some m => is_rational m && match q with HalfPlane => covered m facts | _ => existsb (shows_upper q m) facts end
     end.

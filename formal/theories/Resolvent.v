(** The steps as inequalities between vectors: what a circle, a segment and a Hermitian Z say of (zI - A)v.

    A is a real matrix of any order n here, z = a + ib a complex number with |z| = r, and v = x + iy a complex vector. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing.

Section Resolvent.
Variable F : ordered_ring.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation comb := (comb F).

Variable n : nat.
Variable A : matrix.
Notation mv := (mv F n).
Notation dot := (dot F n).
Notation form := (form F n).

(** Real and imaginary part of (zI - A)(x + iy). *)
Definition image_re (a b : F) (x y : vector) : vector := comb 1 (comb a x (- b) y) (- (1)) (mv A x).
Definition image_im (a b : F) (x y : vector) : vector := comb 1 (comb a y b x) (- (1)) (mv A y).

(** |v|^2 and |(zI - A)v|^2. *)
Definition size (x y : vector) : F := dot x x + dot y y.
Definition image (a b : F) (x y : vector) : F :=
  dot (image_re a b x y) (image_re a b x y) + dot (image_im a b x y) (image_im a b x y).

(** (r - 1) |v| <= (p/q) |(zI - A)v| for all z with |z| = r and all v. *)
Definition below (p q r : F) : Prop := forall a b x y, r * r = a * a + b * b ->
  (q * q) * ((r - 1) * (r - 1)) * size x y <= (p * p) * image a b x y.

Lemma size_nonneg x y : nonneg (size x y).
Proof. apply nonneg_add; apply dot_nonneg. Qed.

Lemma image_nonneg a b x y : nonneg (image a b x y).
Proof. apply nonneg_add; apply dot_nonneg. Qed.

Lemma square_le (a b : F) : nonneg a -> a <= b -> a * a <= b * b.
Proof.
  intros Ha H. replace (b * b - a * a) with ((b - a) * ((b - a) + (a + a))) by ring.
  apply nonneg_mul; [exact H|]. apply nonneg_add; [exact H|]. now apply nonneg_add.
Qed.

(** What a form says of the image: terms in T cancel, since s d (Ax + (zI - A)x) = s d z x. *)
Section Core.
Variable T : matrix.
Variables s d g t k l : F.
Hypothesis inequality : forall x w : vector,
  nonneg (g * (t * form T x x - form T (comb s (mv A x) d w) (comb s (mv A x) d w)) + (k * dot w w - l * dot x x)).

Lemma core a b r x y : r * r = a * a + b * b ->
  nonneg (s * s * k * image a b x y - d * d * l * size x y
          + g * (d * d) * (t - s * s * (r * r)) * (form T x x + form T y y)).
Proof.
  intros Hr.
  assert (Hpart : forall (x u p : vector), (forall i, (i < n)%nat -> p i = mv A x i + u i) ->
    nonneg (g * (d * d) * (t * form T x x - s * s * form T p p) + (s * s * k * dot u u - d * d * l * dot x x))).
  { intros x' u p Hp. specialize (inequality (comb d x' 0 x') (comb s u 0 u)).
    assert (E : form T (comb s (mv A (comb d x' 0 x')) d (comb s u 0 u)) (comb s (mv A (comb d x' 0 x')) d (comb s u 0 u))
      = form T (comb (s * d) p 0 p) (comb (s * d) p 0 p)).
    { apply form_ext; auto; intros i Hi; unfold comb at 1; rewrite mv_comb; unfold comb; rewrite Hp by exact Hi; ring. }
    rewrite E in inequality. rewrite !form_comb_l, !form_comb_r, !dot_comb_l, !dot_comb_r in inequality.
    refine (nonneg_eq F _ _ inequality _). ring. }
  pose proof (Hpart x (image_re a b x y) (comb a x (- b) y)) as H1.
  pose proof (Hpart y (image_im a b x y) (comb a y b x)) as H2.
  assert (E1 : forall i, (i < n)%nat -> comb a x (- b) y i = mv A x i + image_re a b x y i).
  { intros. unfold image_re, comb. ring. }
  assert (E2 : forall i, (i < n)%nat -> comb a y b x i = mv A y i + image_im a b x y i).
  { intros. unfold image_im, comb. ring. }
  specialize (H1 E1). specialize (H2 E2).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ H1 H2) _).
  rewrite !form_comb_l, !form_comb_r. rewrite Hr. unfold image, size. ring.
Qed.
End Core.

(** A circle with P >= 0 holds for all larger circles in z: the disc lemma. u = un/ud, nu = vn/vd, and p is the scale of P. *)
Lemma disc_bound (P : matrix) (un ud vn vd p : F) :
  pos F un -> pos F ud -> pos F vd -> pos F p ->
  (forall x w, nonneg (vd * vd * (ud * ud * form P x x - form P (comb un (mv A x) ud w) (comb un (mv A x) ud w))
                       + (p * (ud * ud) * (vn * vn) * dot w w - p * (ud * ud) * (vd * vd) * dot x x))) ->
  (forall x, nonneg (form P x x)) ->
  forall r a b x y, nonneg r -> ud <= un * r -> r * r = a * a + b * b ->
  (vd * vd) * (r * r) * size x y <= (vn * vn) * image a b x y.
Proof.
  intros Hun Hud Hvd Hp H HP r a b x y Hr0 Hu Hr.
  assert (HI : forall x, nonneg (form P x x - p * dot x x)).
  { intros v. apply (cancel F (vd * vd * (ud * ud))); [repeat apply pos_mul; assumption|].
    specialize (H v (comb 0 v 0 v)).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ H
      (nonneg_mul F _ _ (nonneg_square F vd) (HP (comb un (mv A v) ud (comb 0 v 0 v))))) _).
    rewrite !dot_comb_l, !dot_comb_r. ring. }
  pose proof (core P un ud (vd * vd) (ud * ud) _ _ H a b r x y Hr) as HC.
  assert (Hq : nonneg (un * r * (un * r) - ud * ud)).
  { apply square_le; [apply Hud|exact Hu]. }
  assert (HQ : nonneg (vd * vd * (ud * ud) * ((un * r * (un * r) - ud * ud)
      * (form P x x - p * dot x x + (form P y y - p * dot y y))))).
  { apply nonneg_mul; [apply (nonneg_mul F); apply nonneg_square|]. apply nonneg_mul; [exact Hq|].
    apply nonneg_add; apply HI. }
  apply (cancel F (un * un * (ud * ud) * p)); [repeat apply pos_mul; assumption|].
  refine (nonneg_eq F _ _ (nonneg_add F _ _ HC HQ) _). unfold size. ring.
Qed.

(** ... and so (r - 1)|v| <= (p/q)|(zI - A)v| as long as (1 - 1/r) nu <= p/q. *)
Lemma disc_below (vn vd p q r : F) :
  pos F vd -> pos F r -> nonneg vn -> nonneg q -> 1 < r ->
  (forall a b x y, r * r = a * a + b * b -> (vd * vd) * (r * r) * size x y <= (vn * vn) * image a b x y) ->
  (r - 1) * vn * q <= p * vd * r -> below p q r.
Proof.
  intros Hvd Hr Hvn Hq Hr1 H Hn a b x y Hz. specialize (H a b x y Hz).
  apply (cancel F (vd * vd * (r * r))); [repeat apply pos_mul; assumption|].
  assert (H1 : nonneg (q * q * ((r - 1) * (r - 1)) * ((vn * vn) * image a b x y - (vd * vd) * (r * r) * size x y))).
  { apply nonneg_mul; [apply nonneg_mul; apply nonneg_square|exact H]. }
  assert (H2 : nonneg ((p * vd * r * (p * vd * r) - (r - 1) * vn * q * ((r - 1) * vn * q)) * image a b x y)).
  { apply nonneg_mul; [|apply image_nonneg]. apply square_le; [|exact Hn].
    repeat apply nonneg_mul; try assumption. apply Hr1. }
  refine (nonneg_eq F _ _ (nonneg_add F _ _ H1 H2) _). ring.
Qed.

(** A segment: at one r, its polynomial gives the inequality of a circle with bound kappa/(1 - 1/r). *)
Lemma segment_below (T : matrix) (s g k p q r : F) : pos F s -> pos F k ->
  (forall x w, nonneg (g * (s * r * (s * r) * form T x x
                            - form T (comb s (mv A x) (s * (r - 1)) w) (comb s (mv A x) (s * (r - 1)) w))
                       + (k * (p * p) * dot w w - k * (q * q) * dot x x))) ->
  below p q r.
Proof.
  intros Hs Hk H a b x y Hz. pose proof (core T s (s * (r - 1)) g _ _ _ H a b r x y Hz) as HC.
  apply (cancel F (s * s * k)); [repeat apply pos_mul; assumption|].
  refine (nonneg_eq F _ _ HC _). ring.
Qed.

(** The numerical radius is at most one. *)
Lemma numerical_radius_below (Z : matrix) (h d r : F) : pos F h -> 1 < r ->
  (forall x w, nonneg (h * (dot x x + dot w w) + d * (form Z x x - form Z w w) + (h * dot x (mv A w) + h * dot x (mv A w)))) ->
  below 1 1 r.
Proof.
  intros Hh Hr1 H a b x y Hz.
  assert (Hr : pos F r) by now apply pos_of_lt_1.
  pose proof (H (comb r x 0 x) (comb (- a) x (- b) y)) as H1.
  pose proof (H (comb r y 0 y) (comb (- a) y b x)) as H2.
  assert (E : forall x' c v e w, dot x' (mv A (comb c v e w)) = c * dot x' (mv A v) + e * dot x' (mv A w)).
  { intros. change (dot x' (mv A (comb c v e w))) with (form A x' (comb c v e w)). now rewrite form_comb_r. }
  rewrite !E, !form_comb_l, !form_comb_r, !dot_comb_l, !dot_comb_r in H1, H2.
  set (re := a * dot x (mv A x) + b * dot x (mv A y) + a * dot y (mv A y) - b * dot y (mv A x)).
  assert (HR : nonneg (r * size x y - re)).
  { apply (cancel F (h * r + h * r)).
    - apply pos_add; [now apply pos_mul|]. apply nonneg_mul; [apply Hh|apply Hr].
    - refine (nonneg_eq F _ _ (nonneg_add F _ _ H1 H2) _). unfold size, re. rewrite (dot_sym F n y x). ring [Hz]. }
  apply (cancel F (r * r)); [now apply pos_mul|].
  (* |r (zI - A)v - (r - 1) z v|^2 >= 0 *)
  assert (HS : nonneg (size (comb r (image_re a b x y) (- (r - 1)) (comb a x (- b) y))
                            (comb r (image_im a b x y) (- (r - 1)) (comb a y b x)))) by apply size_nonneg.
  assert (HR' : nonneg ((r - 1) * r * (r * size x y - re + (r * size x y - re)))).
  { apply nonneg_mul; [apply nonneg_mul; [apply Hr1|apply Hr]|]. now apply nonneg_add. }
  refine (nonneg_eq F _ _ (nonneg_add F _ _ HS HR') _).
  unfold image, size, image_re, image_im, re. repeat (rewrite dot_comb_l || rewrite dot_comb_r).
  rewrite ?(dot_sym F n y x), ?(dot_sym F n (mv A _) x), ?(dot_sym F n (mv A _) y), ?(dot_sym F n (mv A y) (mv A x)).
  ring [Hz].
Qed.
End Resolvent.

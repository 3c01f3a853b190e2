(** check_quantity q c facts = true implies that the two ends of c are ends of the quantity q. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Quantities Positivity Resolvent Steps Statement Soundness Lower Growth Infinite.
Import ListNotations.

(** ** What is claimed *)

Section Meaning.
Variable F : ordered_ring.
Local Open Scope ring_scope.
Variable n : nat.
Variables A B : nat -> nat -> F.

(** |(zI - M)v|^2 for M = A + iB, z = a + ib, v = x + iy. *)
Definition distant (a b : F) (x y : nat -> F) : F := norm2 F n (residual_re F n A B a b x y) (residual_im F n A B a b x y).

(** v*Mv: Mv is what residual_re and residual_im are at z = 0, with the other sign. *)
Definition field_re (x y : nat -> F) : F :=
  sum F n (fun i => - (x i * residual_re F n A B 0 0 x y i + y i * residual_im F n A B 0 0 x y i)).
Definition field_im (x y : nat -> F) : F :=
  sum F n (fun i => - (x i * residual_im F n A B 0 0 x y i - y i * residual_re F n A B 0 0 x y i)).

(** The real and the imaginary part of Mv, and of M^t v. *)
Definition applied (v : (nat -> F) * (nat -> F)) : (nat -> F) * (nat -> F) :=
  (fun i => sum F n (fun j => A i j * fst v j) - sum F n (fun j => B i j * snd v j),
   fun i => sum F n (fun j => A i j * snd v j) + sum F n (fun j => B i j * fst v j)).
Definition powered (t : Z) (x y : nat -> F) : (nat -> F) * (nat -> F) := Nat.iter (Z.to_nat t) applied (x, y).

(** m bounds q from above; a distance is bounded from below. *)
Definition bound (q : quantity) (m : F) : Prop :=
  match q with
  | HalfPlane => forall a b, 0 < a -> forall x y, a * a * norm2 F n x y <= m * m * distant a b x y
  | OnCircle r => forall rho, is_number rho r -> forall a b, a * a + b * b = rho * rho -> forall x y, norm2 F n x y <= m * m * distant a b x y
  | OnLine s => forall a, is_number a s -> forall b x y, norm2 F n x y <= m * m * distant a b x y
  | NumericalRadiusOf => forall x y,
    field_re x y * field_re x y + field_im x y * field_im x y <= m * norm2 F n x y * (m * norm2 F n x y)
  | NumericalAbscissa => forall x y, field_re x y <= m * norm2 F n x y
  | Distance => forall a b, 1 <= a * a + b * b -> forall x y, m * m * norm2 F n x y <= distant a b x y
  | DistanceCt => forall a b, 0 <= a -> forall x y, m * m * norm2 F n x y <= distant a b x y
  | PseudoRadius eps => forall e, is_number e eps -> forall a b, m * m < a * a + b * b ->
    forall x y, pos F (norm2 F n x y) -> e * e * norm2 F n x y < distant a b x y
  | PseudoAbscissa eps => forall e, is_number e eps -> forall a b, m < a ->
    forall x y, pos F (norm2 F n x y) -> e * e * norm2 F n x y < distant a b x y
  | NormOfPower t => nonneg m /\ forall x y, norm2 F n (fst (powered t x y)) (snd (powered t x y)) <= m * m * norm2 F n x y
  | SupPowers => nonneg m /\ forall (t : nat) x y,
    norm2 F n (fst (Nat.iter t applied (x, y))) (snd (Nat.iter t applied (x, y))) <= m * m * norm2 F n x y
  end.

Definition upper_end (q : quantity) (m : F) : Prop :=
  match q with
  | Distance | DistanceCt => forall e, 0 <= e -> bound q e -> e <= m
  | _ => bound q m
  end.

Definition lower_end (q : quantity) (l : F) : Prop :=
  match q with
  | Distance | DistanceCt => l <= 0 \/ bound q l
  | NumericalAbscissa | PseudoAbscissa _ => forall m, bound q m -> l <= m
  | _ => forall m, 0 <= m -> bound q m -> l <= m
  end.
End Meaning.

Section Neighbours.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Hypothesis roots : has_roots F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation z2 := (z2 F).
Notation comb := (comb F).

Lemma zero_cases (a : F) : a = 0 \/ a <> 0.
Proof.
  destruct (inverse a) as [E|[i Ei]]; [now left|]. right. intros E. apply (nontrivial F). rewrite <- Ei, E. ring.
Qed.

Lemma pos_or_zero (a : F) : nonneg a -> a = 0 \/ pos F a.
Proof. intros H. destruct (zero_cases a) as [E|E]; [now left|now right]. Qed.

Lemma distant_nonneg n A B a b x y : nonneg (distant F n A B a b x y).
Proof. apply (size_nonneg F n). Qed.

Lemma norm2_nonneg n x y : nonneg (norm2 F n x y).
Proof. apply (size_nonneg F n). Qed.

(** ** Forms of the real matrix *)

Section Real.
Variable n : nat.
Variable rows : mat.
Variable den : Z.
Variable E : matrix.
Hypothesis Hden : (0 < den)%Z.
Hypothesis HE : forall i j, (i < n)%nat -> (j < n)%nat -> of_Z den * E i j = z2 rows i j.
Notation dot := (dot F n).
Notation form := (form F n).
Notation mv := (mv F n).
Notation size := (size F n).
Notation image := (image F n E).

Definition real_re (x y : vector) : F := dot x (mv E x) + dot y (mv E y).
Definition real_im (x y : vector) : F := dot x (mv E y) - dot y (mv E x).

Lemma strictly_nonneg D X p : strictly n D X p = true -> forall x, nonneg (form (z2 X) x x).
Proof.
  intros H x. destruct (strictly_sound F inverse n D X p H) as (delta & Hd & HX).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (HX x) (nonneg_mul F _ _ (proj1 Hd) (dot_nonneg F n x))) _). ring.
Qed.

Lemma circle_at u nu P pD fL : circle n rows den u nu P pD fL = true -> forall r a b x y,
  of_Z (fst u) * r = of_Z (snd u) -> r * r = a * a + b * b ->
  of_Z (snd u) * of_Z (snd u) * (of_Z (snd nu) * of_Z (snd nu)) * size x y
  <= of_Z (fst u) * of_Z (fst u) * (of_Z (fst nu) * of_Z (fst nu)) * image a b x y.
Proof.
  intros H r a b x y Hu Hr. assert (HF := circle_form F n rows den E Hden HE _ _ _ _ _ H).
  destruct (circle_signs F n rows den _ _ _ _ _ H) as (H1 & H2 & H3 & H4 & H5).
  assert (HC := core F n E (z2 P) _ _ _ _ _ _ HF a b r x y Hr).
  apply (cancel F (of_Z (snd u) * of_Z (snd u) * of_Z pD)); [repeat apply pos_mul; assumption|].
  refine (nonneg_eq F _ _ HC _).
  replace (of_Z (fst u) * of_Z (fst u) * (r * r)) with (of_Z (fst u) * r * (of_Z (fst u) * r)) by ring. rewrite Hu. ring.
Qed.

(** With P >= 0 on and outside the circle: |z|^2 |v|^2 <= nu^2 |(zI - A)v|^2. *)
Lemma circle_outside u nu P pD fL p : circle n rows den u nu P pD fL = true -> strictly n pD P p = true ->
  forall a b x y, of_Z (snd u) * of_Z (snd u) <= of_Z (fst u) * of_Z (fst u) * (a * a + b * b) ->
  of_Z (snd nu) * of_Z (snd nu) * (a * a + b * b) * size x y <= of_Z (fst nu) * of_Z (fst nu) * image a b x y.
Proof.
  intros H Hp a b x y Hz. assert (HF := circle_form F n rows den E Hden HE _ _ _ _ _ H).
  destruct (circle_signs F n rows den _ _ _ _ _ H) as (H1 & H2 & H3 & H4 & H5).
  destruct (roots (a * a + b * b)) as (r & Hr & Er); [apply nonneg_add; apply nonneg_square|].
  rewrite <- Er in Hz |- *.
  apply (disc_bound F n E (z2 P) (of_Z (fst u)) (of_Z (snd u)) (of_Z (fst nu)) (of_Z (snd nu)) (of_Z pD)); try assumption.
  - exact (strictly_nonneg pD P p Hp).
  - apply (le_of_square F); [apply H2|apply nonneg_mul; [apply H1|exact Hr]|].
    refine (nonneg_eq F _ _ Hz _). ring.
Qed.

Lemma line_form s mu P pD fL : line n rows den s mu P pD fL = true -> forall x w : vector,
  nonneg (of_Z (snd mu) * of_Z (snd mu) * ((1 + 1) * (of_Z (fst s) * form (z2 P) x x
      - of_Z (snd s) * form (z2 P) (comb 1 (mv E x) 1 w) x))
    + of_Z pD * of_Z (snd s) * (of_Z (fst mu) * of_Z (fst mu) * dot w w - of_Z (snd mu) * of_Z (snd mu) * dot x x)).
Proof.
  intros H x w. unfold line, positive, is_rational in H. destruct s as [sn sd], mu as [mn md]. cbn [fst snd] in *. split_andb. to_prop.
  match goal with G : psd _ _ _ _ = true |- _ => assert (HL := psd_sound F _ _ _ _ G (join F n x w)) end.
  apply (cancel F (of_Z den)); [now apply of_Z_pos|]. refine (nonneg_eq F _ _ HL _).
  rewrite form_blockZ, form_off, form_cross, form_last.
  fold (adjoint_product n rows P). set (Q := adjoint_product n rows P).
  change (fun i j : nat => of_Z (ent P i j)) with (z2 P).
  rewrite form_symmetrized. change (fun i j : nat => of_Z (ent Q i j)) with (z2 Q). change (fun i j : nat => of_Z (ent P i j)) with (z2 P).
  unfold Q. rewrite (form_adjoint_product F n rows den E HE), form_comb_l, !of_Z_mul.
  rewrite (form_sym F n (z2 P) w x) by (intros; now apply (z2_symmetric F n)). cbn. ring.
Qed.

Lemma line_signs s mu P pD fL : line n rows den s mu P pD fL = true ->
  pos F (of_Z (snd s)) /\ pos F (of_Z (fst mu)) /\ pos F (of_Z (snd mu)) /\ pos F (of_Z pD) /\ symmetric n P = true.
Proof.
  intros H. unfold line, positive, is_rational in H. destruct s as [sn sd], mu as [mn md]. cbn [fst snd] in *. split_andb. to_prop.
  split; [now apply of_Z_pos|]. split; [now apply of_Z_pos|]. split; [now apply of_Z_pos|]. split; [now apply of_Z_pos|assumption].
Qed.

Lemma line_at s mu P pD fL : line n rows den s mu P pD fL = true -> forall a b x y,
  (of_Z (snd s) * a = of_Z (fst s) \/ (of_Z (fst s) <= of_Z (snd s) * a /\ forall v, nonneg (form (z2 P) v v))) ->
  of_Z (snd mu) * of_Z (snd mu) * size x y <= of_Z (fst mu) * of_Z (fst mu) * image a b x y.
Proof.
  intros H a b x y Ha. destruct (line_signs _ _ _ _ _ H) as (H1 & H2 & H3 & H4 & Hsym).
  assert (G1 := line_form _ _ _ _ _ H x (image_re F n E a b x y)). assert (G2 := line_form _ _ _ _ _ H y (image_im F n E a b x y)).
  assert (E1 : form (z2 P) (comb 1 (mv E x) 1 (image_re F n E a b x y)) x = a * form (z2 P) x x - b * form (z2 P) y x).
  { transitivity (form (z2 P) (comb a x (- b) y) x); [|rewrite form_comb_l; ring].
    apply form_ext; auto. intros i Hi. unfold image_re, OrderedRing.comb. ring. }
  assert (E2 : form (z2 P) (comb 1 (mv E y) 1 (image_im F n E a b x y)) y = a * form (z2 P) y y + b * form (z2 P) x y).
  { transitivity (form (z2 P) (comb a y b x) y); [|rewrite form_comb_l; ring].
    apply form_ext; auto. intros i Hi. unfold image_im, OrderedRing.comb. ring. }
  rewrite E1 in G1. rewrite E2 in G2.
  rewrite (form_sym F n (z2 P) y x) in G1 by (intros; now apply (z2_symmetric F n)).
  set (p := form (z2 P) x x) in *. set (q := form (z2 P) y y) in *.
  assert (G : nonneg (of_Z (snd mu) * of_Z (snd mu) * (1 + 1) * ((of_Z (snd s) * a - of_Z (fst s)) * (p + q)))).
  { apply nonneg_mul; [apply nonneg_mul; [apply nonneg_square|apply nonneg_add; apply nonneg_1]|].
    destruct Ha as [Ha|[Ha HP]].
    - rewrite Ha. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
    - apply nonneg_mul; [exact Ha|]. apply nonneg_add; apply HP. }
  apply (cancel F (of_Z pD * of_Z (snd s))); [now apply pos_mul|].
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ G1 G2) G) _). unfold Resolvent.size, Resolvent.image. ring.
Qed.

(** To the right of the line, where P > 0, the inequality is strict. *)
Lemma line_beyond s mu P pD fL p : line n rows den s mu P pD fL = true -> strictly n pD P p = true ->
  forall a b x y, pos F (of_Z (snd s) * a - of_Z (fst s)) -> pos F (size x y) ->
  pos F (of_Z (fst mu) * of_Z (fst mu) * image a b x y - of_Z (snd mu) * of_Z (snd mu) * size x y).
Proof.
  intros H Hp a b x y Ha Hv. destruct (line_signs _ _ _ _ _ H) as (H1 & H2 & H3 & H4 & Hsym).
  destruct (strictly_sound F inverse n pD P p Hp) as (delta & Hd & HP).
  assert (G1 := line_form _ _ _ _ _ H x (image_re F n E a b x y)). assert (G2 := line_form _ _ _ _ _ H y (image_im F n E a b x y)).
  assert (E1 : form (z2 P) (comb 1 (mv E x) 1 (image_re F n E a b x y)) x = a * form (z2 P) x x - b * form (z2 P) y x).
  { transitivity (form (z2 P) (comb a x (- b) y) x); [|rewrite form_comb_l; ring].
    apply form_ext; auto. intros i Hi. unfold image_re, OrderedRing.comb. ring. }
  assert (E2 : form (z2 P) (comb 1 (mv E y) 1 (image_im F n E a b x y)) y = a * form (z2 P) y y + b * form (z2 P) x y).
  { transitivity (form (z2 P) (comb a y b x) y); [|rewrite form_comb_l; ring].
    apply form_ext; auto. intros i Hi. unfold image_im, OrderedRing.comb. ring. }
  rewrite E1 in G1. rewrite E2 in G2.
  rewrite (form_sym F n (z2 P) y x) in G1 by (intros; now apply (z2_symmetric F n)).
  assert (GP := nonneg_add F _ _ (HP x) (HP y)). set (p' := form (z2 P) x x) in *. set (q := form (z2 P) y y) in *.
  set (t := of_Z (snd s) * a - of_Z (fst s)) in *. set (m2 := of_Z (snd mu) * of_Z (snd mu)) in *.
  assert (Hm2 : pos F m2) by now apply pos_mul.
  assert (G3 := nonneg_mul F _ _ (proj1 (pos_mul F _ _ (pos_mul F _ _ Hm2 (pos_2 F)) Ha)) GP).
  assert (HW : pos F (of_Z pD * of_Z (snd s))) by now apply pos_mul.
  set (I := image a b x y). set (S_ := of_Z (fst mu) * of_Z (fst mu) * I - m2 * size x y).
  assert (GG : pos F (of_Z pD * of_Z (snd s) * S_)).
  { refine (pos_eq F _ _ (pos_add F (m2 * (1 + 1) * t * (delta * size x y))
      (of_Z pD * of_Z (snd s) * S_ - m2 * (1 + 1) * t * (delta * size x y)) _ _) _).
    - repeat apply pos_mul; try assumption. apply pos_2.
    - refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ G1 G2) G3) _). unfold S_, I, t, Resolvent.size, Resolvent.image. ring.
    - ring. }
  split; [exact (cancel F _ _ HW (proj1 GG))|]. intros E0. apply (proj2 GG). rewrite E0. ring.
Qed.

Lemma dissipation_sound omega p : dissipation n rows den omega p = true ->
  pos F (of_Z (snd omega)) /\ forall x y, of_Z (snd omega) * real_re x y <= of_Z (fst omega) * size x y.
Proof.
  intros H. unfold dissipation, is_rational in H. destruct omega as [on od]. cbn [fst snd] in *. split_andb. to_prop.
  split; [now apply of_Z_pos|].
  match goal with G : psd _ _ _ _ = true |- _ => assert (HL := psd_sound F _ _ _ _ G) end.
  assert (Hx : forall x, nonneg (of_Z on * dot x x - of_Z od * dot x (mv E x))).
  { intros x. apply (cancel F ((1 + 1) * of_Z den)); [apply pos_mul; [apply pos_2|now apply of_Z_pos]|].
    refine (nonneg_eq F _ _ (HL x) _). transitivity (of_Z (2 * den * on) * dot x x + ((- of_Z od) * form (z2 rows) x x + (- of_Z od) * form (z2 rows) x x)).
    - assert (ET : form (z2 rows) x x = form (fun i j => z2 rows j i) x x).
      { rewrite !form_double, sum_swap. apply sum_ext. intros. apply sum_ext. intros. ring. }
      rewrite ET at 2. rewrite <- (form_unit F n (of_Z (2 * den * on))), <- !form_mul, <- !form_add.
      apply form_ext; auto. intros i j Hi Hj. unfold z2 at 1. rewrite ent_build by assumption.
      rewrite of_Z_sub, of_Z_mul, of_Z_add, unit_of_Z. unfold Positivity.z2. destruct (Nat.eqb i j); ring.
    - assert (EA : form (z2 rows) x x = of_Z den * dot x (mv E x)).
      { change (dot x (mv E x)) with (form E x x). rewrite <- form_mul. apply form_ext; auto. intros. now rewrite HE. }
      rewrite EA, !of_Z_mul. cbn. ring. }
  intros x y. refine (nonneg_eq F _ _ (nonneg_add F _ _ (Hx x) (Hx y)) _). unfold Resolvent.size, real_re. ring.
Qed.

Lemma ando_sound q Z_ zD p : ando n rows den q Z_ zD p = true ->
  pos F (of_Z (snd q)) /\ pos F (of_Z (fst q)) /\ forall x y, of_Z (snd q) * of_Z (snd q) * (real_re x y * real_re x y + real_im x y * real_im x y)
    <= of_Z (fst q) * of_Z (fst q) * (size x y * size x y).
Proof.
  intros H. unfold ando, positive, is_rational in H. destruct q as [qn qd]. cbn [fst snd] in *. split_andb. to_prop.
  split; [now apply of_Z_pos|]. split; [now apply of_Z_pos|].
  match goal with G : psd _ _ _ _ = true |- _ => assert (HL := psd_sound F _ _ _ _ G) end.
  set (h := of_Z (qn * (zD * den)) : F). set (d := of_Z (qn * den) : F). set (g := of_Z (qd * (zD * den)) : F).
  assert (HF : forall x w, nonneg (h * (dot x x + dot w w) + d * (form (z2 Z_) x x - form (z2 Z_) w w) + (g * dot x (mv E w) + g * dot x (mv E w)))).
  { intros x w. refine (nonneg_eq F _ _ (HL (join F n x w)) _). rewrite form_blockZ.
    assert (EA : forall p q, form (fun i j => of_Z (qd * zD * ent rows i j)%Z) p q = g * dot p (mv E q)).
    { intros u v. change (dot u (mv E v)) with (form E u v). rewrite <- form_mul.
      apply form_ext; auto. intros i j Hi Hj. unfold g. rewrite !of_Z_mul.
      transitivity (of_Z qd * of_Z zD * (of_Z den * E i j)); [|ring]. now rewrite HE. }
    assert (EB : form (fun i j => of_Z (qd * zD * ent rows j i)%Z) w x = g * dot x (mv E w)).
    { rewrite <- EA, !form_double, sum_swap. apply sum_ext. intros. apply sum_ext. intros. ring. }
    assert (E1 : form (fun i j => of_Z (unit_ (qn * (zD * den)) i j + qn * den * ent Z_ i j)%Z) x x = h * dot x x + d * form (z2 Z_) x x).
    { unfold h, d. rewrite <- form_unit, <- form_mul, <- form_add. apply form_ext; auto. intros.
      now rewrite of_Z_add, !of_Z_mul, unit_of_Z, !of_Z_mul. }
    rewrite EA, EB, E1, form_last. change (fun i j : nat => of_Z (ent Z_ i j)) with (z2 Z_). unfold h, d. ring. }
  intros x y. set (R := real_re x y). set (I := real_im x y).
  destruct (roots (R * R + I * I)) as (rho & Hrho & Erho); [apply nonneg_add; apply nonneg_square|].
  assert (Hz : pos F (of_Z zD * of_Z den)) by (apply pos_mul; now apply of_Z_pos).
  assert (Hle : of_Z qd * rho <= of_Z qn * size x y).
  { destruct (pos_or_zero rho Hrho) as [E0|Hp].
    { rewrite E0. assert (G := nonneg_mul F _ _ (of_Z_nonneg F qn ltac:(lia)) (size_nonneg F n x y)).
      refine (nonneg_eq F _ _ G _). ring. }
    assert (K1 := HF (comb rho x 0 x) (comb (- R) x (- I) y)). assert (K2 := HF (comb rho y 0 y) (comb (- R) y I x)).
    assert (Edot : forall x' c v e w, dot x' (mv E (comb c v e w)) = c * dot x' (mv E v) + e * dot x' (mv E w)).
    { intros. change (dot x' (mv E (comb c v e w))) with (form E x' (comb c v e w)). now rewrite form_comb_r. }
    rewrite !Edot, !form_comb_l, !form_comb_r, !dot_comb_l, !dot_comb_r in K1, K2.
    apply (cancel F (rho * rho * (of_Z zD * of_Z den) * (1 + 1))); [apply pos_mul; [apply pos_mul; [now apply pos_mul|exact Hz]|apply pos_2]|].
    refine (nonneg_eq F _ _ (nonneg_add F _ _ K1 K2) _).
    rewrite (dot_sym F n y x).
    transitivity (h * (rho * rho + (R * R + I * I)) * size x y + d * (rho * rho - (R * R + I * I)) * (form (z2 Z_) x x + form (z2 Z_) y y)
       - (1 + 1) * g * rho * (R * real_re x y + I * real_im x y)).
    - unfold Resolvent.size, real_re, real_im. ring.
    - fold R I. rewrite <- Erho. unfold h, g. rewrite !of_Z_mul. ring [Erho]. }
  rewrite <- Erho. assert (G := square_le F _ _ (nonneg_mul F _ _ (of_Z_nonneg F qd ltac:(lia)) Hrho) Hle).
  refine (nonneg_eq F _ _ G _). ring.
Qed.

Lemma zero_sound : all_below n (fun i => all_below n (fun j => (ent rows i j =? 0)%Z)) = true -> forall x y, real_re x y = 0 /\ real_im x y = 0.
Proof.
  intros H. assert (EZ : forall x i, (i < n)%nat -> mv E x i = 0).
  { intros x i Hi. unfold OrderedRing.mv. rewrite (sum_ext F n _ (fun _ => 0)); [apply sum_0|]. intros j Hj.
    apply (all_below_spec _ _ i) in H; [|exact Hi]. apply (all_below_spec _ _ j) in H; [|exact Hj]. apply Z.eqb_eq in H.
    assert (G := HE i j Hi Hj). unfold z2 in G. rewrite H, of_Z_0 in G. apply integral in G as [G|G].
    - exfalso. now apply (of_Z_pos F den).
    - rewrite G. ring. }
  assert (ED : forall x y, dot x (mv E y) = 0).
  { intros x y. unfold OrderedRing.dot. rewrite (sum_ext F n _ (fun _ => 0)); [apply sum_0|]. intros i Hi. rewrite EZ by exact Hi. ring. }
  intros x y. unfold real_re, real_im. rewrite !ED. split; ring.
Qed.
End Real.

(** ** A vector of the complex matrix as one of its real embedding *)

Lemma real_copy c A B : (0 < denominator c)%Z -> is_matrix_of F c A B -> exists (E : matrix) (k : F), pos F k
  /\ (forall i j, (i < real_order c)%nat -> (j < real_order c)%nat -> of_Z (denominator c) * E i j = z2 (real_rows c) i j)
  /\ forall x y, exists X Y, size F (real_order c) X Y = k * norm2 F (order c) x y
     /\ (forall a b, image F (real_order c) E a b X Y = k * distant F (order c) A B a b x y)
     /\ real_re (real_order c) E X Y = k * field_re F (order c) A B x y
     /\ real_im (real_order c) E X Y = k * field_im F (order c) A B x y.
Proof.
  intros Hden HA. unfold real_order, real_rows. destruct (im c) as [m|] eqn:Em.
  - set (n := order c). exists (embedded F n A B), (1 + 1). split; [apply pos_2|]. split.
    { exact (embedded_entries F c A B m HA Em). }
    intros x y. set (X := join F n x y). set (Y := join F n y (fun i => - x i)). exists X, Y.
    assert (EX : forall i, (i < n)%nat -> mv F (n + n) (embedded F n A B) X i = mv F n A x i - mv F n B y i
                  /\ mv F (n + n) (embedded F n A B) X (n + i) = mv F n B x i + mv F n A y i).
    { intros i Hi. unfold embedded, X. rewrite mv_block_r, (mv_block_l F n _ _ _ _ _ _ i Hi), mv_opp. split; ring. }
    assert (EY : forall i, (i < n)%nat -> mv F (n + n) (embedded F n A B) Y i = mv F n A y i + mv F n B x i
                  /\ mv F (n + n) (embedded F n A B) Y (n + i) = mv F n B y i - mv F n A x i).
    { intros i Hi. unfold embedded, Y. rewrite mv_block_r, (mv_block_l F n _ _ _ _ _ _ i Hi), mv_opp, !mv_opp_r. split; ring. }
    assert (Xl : forall i, (i < n)%nat -> X i = x i /\ X (n + i)%nat = y i) by (intros; unfold X; now rewrite join_r, join_l).
    assert (Yl : forall i, (i < n)%nat -> Y i = y i /\ Y (n + i)%nat = - x i) by (intros; unfold Y; now rewrite join_r, join_l).
    split; [|split; [|split]].
    + unfold size, norm2. rewrite !dot_double. unfold dot. rewrite <- !sum_add, <- sum_mul. apply sum_ext. intros i Hi.
      destruct (Xl i Hi) as [-> ->]. destruct (Yl i Hi) as [-> ->]. ring.
    + intros a b. unfold image, distant, norm2. rewrite !dot_double. unfold dot. rewrite <- !sum_add, <- sum_mul. apply sum_ext. intros i Hi.
      unfold image_re, image_im, OrderedRing.comb, residual_re, residual_im.
      destruct (Xl i Hi) as [-> ->]. destruct (Yl i Hi) as [-> ->]. destruct (EX i Hi) as [-> ->]. destruct (EY i Hi) as [-> ->].
      unfold mv. ring.
    + unfold real_re, field_re. rewrite !dot_double. unfold dot. rewrite <- !sum_add, <- sum_mul. apply sum_ext. intros i Hi.
      unfold residual_re, residual_im.
      destruct (Xl i Hi) as [-> ->]. destruct (Yl i Hi) as [-> ->]. destruct (EX i Hi) as [-> ->]. destruct (EY i Hi) as [-> ->].
      unfold mv. ring.
    + unfold real_im, field_im. rewrite !dot_double. unfold dot.
      transitivity (sum F n (fun i => X i * mv F (n + n) (embedded F n A B) Y i) + sum F n (fun i => X (n + i)%nat * mv F (n + n) (embedded F n A B) Y (n + i)%nat)
        + (- (1)) * (sum F n (fun i => Y i * mv F (n + n) (embedded F n A B) X i) + sum F n (fun i => Y (n + i)%nat * mv F (n + n) (embedded F n A B) X (n + i)%nat))); [ring|].
      rewrite <- !sum_add, <- !sum_mul, <- sum_add. apply sum_ext. intros i Hi. unfold residual_re, residual_im.
      destruct (Xl i Hi) as [-> ->]. destruct (Yl i Hi) as [-> ->]. destruct (EX i Hi) as [-> ->]. destruct (EY i Hi) as [-> ->].
      unfold mv. ring.
  - set (n := order c). exists A, 1. split; [apply pos_1|]. split; [intros i j Hi Hj; now destruct (HA i j Hi Hj)|].
    assert (E0 : forall x i, (i < n)%nat -> sum F n (fun j => B i j * x j) = 0).
    { intros x i Hi. rewrite (sum_ext F n _ (fun _ => 0)); [apply sum_0|]. intros j Hj.
      rewrite (imaginary_zero F c A B Hden HA Em i j Hi Hj). ring. }
    intros x y. exists x, y. split; [|split; [|split]].
    + unfold size, norm2, dot. ring.
    + intros a b. unfold image, distant, norm2, dot. rewrite <- !sum_add, <- sum_mul. apply sum_ext. intros i Hi.
      unfold image_re, image_im, OrderedRing.comb, residual_re, residual_im. rewrite !E0 by exact Hi. unfold mv. ring.
    + unfold real_re, field_re, dot. rewrite <- !sum_add, <- sum_mul. apply sum_ext. intros i Hi.
      unfold residual_re, residual_im. rewrite !E0 by exact Hi. unfold mv. ring.
    + unfold real_im, field_im, dot.
      transitivity (sum F n (fun i => x i * mv F n A y i) + (- (1)) * sum F n (fun i => y i * mv F n A x i)); [ring|].
      rewrite <- !sum_mul, <- sum_add. apply sum_ext. intros i Hi.
      unfold residual_re, residual_im. rewrite !E0 by exact Hi. unfold mv. ring.
Qed.
End Neighbours.

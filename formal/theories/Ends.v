(** The ends of a quantity, from vectors and from forms. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Powers Quantities Positivity Resolvent Steps Statement Soundness Lower Growth Infinite Strips Neighbours Rounding Norms Embedding Supremum.
Import ListNotations.

Section Ends.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Hypothesis roots : has_roots F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

(** ** Rational numbers in the field *)

Lemma leq_number p q (x y : F) : (0 < snd p)%Z -> (0 < snd q)%Z -> is_number x p -> is_number y q -> leq p q = true -> x <= y.
Proof.
  intros Hp Hq Hx Hy H. unfold leq in H. to_prop. apply (cancel F (of_Z (snd p) * of_Z (snd q))); [apply pos_mul; now apply of_Z_pos|].
  assert (G := of_Z_le F _ _ H). unfold is_number in Hx, Hy. rewrite !of_Z_mul, <- Hx, <- Hy in G. refine (nonneg_eq F _ _ G _). ring.
Qed.

Lemma equal_number p q (x y : F) : (0 < snd p)%Z -> (0 < snd q)%Z -> is_number x p -> is_number y q -> equal p q = true -> x = y.
Proof.
  intros Hp Hq Hx Hy H. unfold equal in H. to_prop. apply (cancel_equal F (of_Z (snd p) * of_Z (snd q))); [apply pos_mul; now apply of_Z_pos|].
  assert (G : of_Z (fst p * snd q) = of_Z (fst q * snd p) :> F) by now rewrite H. unfold is_number in Hx, Hy. rewrite !of_Z_mul, <- Hx, <- Hy in G.
  transitivity (of_Z (snd p) * x * of_Z (snd q)); [ring|]. rewrite G. ring.
Qed.

Lemma times_number p q (x y : F) : is_number x p -> is_number y q -> is_number (x * y) (times p q).
Proof. unfold is_number, times. cbn [fst snd]. intros Hx Hy. rewrite !of_Z_mul, <- Hx, <- Hy. ring. Qed.

Lemma one_number : is_number (1 : F) (1, 1)%Z.
Proof. unfold is_number. cbn. ring. Qed.

Lemma modulus_number a b d (x y : F) : of_Z d * x = of_Z a -> of_Z d * y = of_Z b -> is_number (x * x + y * y) (a * a + b * b, d * d)%Z.
Proof. unfold is_number. cbn [fst snd]. intros Hx Hy. rewrite of_Z_add, !of_Z_mul, <- Hx, <- Hy. ring. Qed.

Lemma number_nonneg p (x : F) : (0 < snd p)%Z -> (0 <= fst p)%Z -> is_number x p -> nonneg x.
Proof.
  intros Hp H Hx. apply (cancel F (of_Z (snd p))); [now apply of_Z_pos|]. unfold is_number in Hx. rewrite Hx. now apply of_Z_nonneg.
Qed.

Lemma number_pos p (x : F) : (0 < snd p)%Z -> (0 < fst p)%Z -> is_number x p -> pos F x.
Proof.
  intros Hp H Hx. split; [apply (number_nonneg p); [exact Hp|lia|exact Hx]|]. intros ->. unfold is_number in Hx.
  apply (proj2 (of_Z_pos F _ H)). rewrite <- Hx. ring.
Qed.

Lemma number_nonpositive p (x : F) : (0 < snd p)%Z -> (fst p <= 0)%Z -> is_number x p -> x <= 0.
Proof.
  intros Hp H Hx. apply (cancel F (of_Z (snd p))); [now apply of_Z_pos|]. unfold is_number in Hx.
  assert (G := of_Z_nonneg F (- fst p) ltac:(lia)). refine (nonneg_eq F _ _ G _). rewrite of_Z_opp, <- Hx. ring.
Qed.

Lemma exists_number p : (0 < snd p)%Z -> exists x : F, is_number x p.
Proof. apply (number_exists F inverse). Qed.

Lemma pos_product_cancel (a b : F) : nonneg a -> pos F (a * b) -> pos F a.
Proof. intros H [_ G]. split; [exact H|]. intros ->. apply G. ring. Qed.

(** ** Inequalities between numbers *)

Lemma reciprocal (l m s D N : F) : nonneg m -> nonneg s -> pos F N -> N <= m * m * D -> D <= s * s * N -> l * s <= 1 -> l <= m.
Proof.
  intros Hm Hs HN H1 H2 Hl.
  assert (G : 1 * 1 <= m * s * (m * s)).
  { apply (cancel F N _ HN). refine (nonneg_eq F _ _ (nonneg_add F _ _ H1 (nonneg_mul F _ _ (nonneg_square F m) H2)) _). ring. }
  assert (G1 := le_of_square F 1 (m * s) (nonneg_1 F) (nonneg_mul F _ _ Hm Hs) G).
  destruct (pos_or_zero F inverse s Hs) as [E|Hp].
  - exfalso. rewrite E in G1. apply (not_pos_0 F 1 (pos_1 F)). refine (nonneg_eq F _ _ G1 _). ring.
  - apply (cancel F s _ Hp). refine (nonneg_eq F _ _ (nonneg_add F _ _ Hl G1) _). ring.
Qed.

Lemma ratio (l m c D N : F) : nonneg m -> nonneg l -> pos F N -> pos F c -> c * N <= m * m * D -> l * l * D <= c * N -> nonneg D -> l <= m.
Proof.
  intros Hm Hl HN Hc H1 H2 HD. apply (le_of_square F); [exact Hl|exact Hm|].
  destruct (pos_or_zero F inverse D HD) as [E|HDp].
  - exfalso. rewrite E in H1. apply (not_pos_0 F (c * N)); [now apply pos_mul|]. refine (nonneg_eq F _ _ H1 _). ring.
  - apply (cancel F D _ HDp). refine (nonneg_eq F _ _ (nonneg_add F _ _ H1 H2) _). ring.
Qed.

(** ** Vectors of a certificate *)

Variable c : certificate.
Variables A B : nat -> nat -> F.
Hypothesis Hden : (0 < denominator c)%Z.
Hypothesis Hre : Checker.square (order c) (re c) = true.
Hypothesis Him : match im c with None => true | Some m => Checker.square (order c) m end = true.
Hypothesis HA : is_matrix_of F c A B.
Let n := order c.
Notation distant := (distant F n A B).
Notation norm2 := (norm2 F n).
Notation vz := (Infinite.vz F).

Lemma image_size_sound a b d x y a' b' : of_Z d * a' = of_Z a -> of_Z d * b' = of_Z b ->
  of_Z (image_size c a b d x y) = of_Z d * of_Z (denominator c) * (of_Z d * of_Z (denominator c)) * distant a' b' (vz x) (vz y).
Proof.
  intros Ha' Hb'. unfold image_size. rewrite (zsum_sum F). unfold Neighbours.distant, Statement.norm2. rewrite <- sum_add, <- sum_mul.
  apply sum_ext. intros i Hi. destruct (residual_sound F c a b d x y A B a' b' Hre Him HA Ha' Hb' i Hi) as [E1 E2].
  unfold imaginary. destruct (residual d (denominator c) a b (re c) _ x y i) as [p s]. cbn [fst snd] in E1, E2.
  rewrite of_Z_add, !of_Z_mul, E1, E2. unfold n, Infinite.vz. ring.
Qed.

Lemma vector_size_sound x y : of_Z (vector_size n x y) = norm2 (vz x) (vz y).
Proof. apply (size_sound F). Qed.

Lemma field_value_sound x y : of_Z (fst (field_value c x y)) = of_Z (denominator c) * field_re F n A B (vz x) (vz y)
  /\ of_Z (snd (field_value c x y)) = of_Z (denominator c) * field_im F n A B (vz x) (vz y).
Proof.
  unfold field_value. cbn [fst snd]. rewrite !(zsum_sum F). unfold field_re, field_im. rewrite <- !sum_mul.
  assert (E0 : of_Z 1 * (0 : F) = of_Z 0) by (cbn; ring).
  split; apply sum_ext; intros i Hi; destruct (residual_sound F c 0 0 1 x y A B 0 0 Hre Him HA E0 E0 i Hi) as [E1 E2];
    unfold imaginary; destruct (residual 1 (denominator c) 0 0 (re c) _ x y i) as [p s]; cbn [fst snd] in E1, E2;
    rewrite of_Z_opp, ?of_Z_sub, ?of_Z_add, !of_Z_mul, E1, E2; unfold n, Infinite.vz; rewrite of_Z_1; ring.
Qed.

Lemma is_vector_sound x y : is_vector n x y = true -> pos F (norm2 (vz x) (vz y)).
Proof.
  intros H. unfold is_vector in H. split_andb. to_prop. rewrite <- vector_size_sound. now apply of_Z_pos.
Qed.

Lemma point_sound a b d sigma x y : point c a b d sigma x y = true -> (0 < d)%Z /\ (0 < snd sigma)%Z /\ pos F (norm2 (vz x) (vz y))
  /\ forall a' b' s, of_Z d * a' = of_Z a -> of_Z d * b' = of_Z b -> is_number s sigma ->
     nonneg s /\ distant a' b' (vz x) (vz y) <= s * s * norm2 (vz x) (vz y).
Proof.
  intros H. unfold point, is_rational in H. split_andb. to_prop. split; [assumption|]. split; [assumption|].
  split; [now apply is_vector_sound|]. intros a' b' s Ha Hb Hs. split; [now apply (number_nonneg sigma)|].
  match goal with G : (snd sigma * snd sigma * _ <= _)%Z |- _ => apply (of_Z_le F) in G; rename G into HI end.
  apply (cancel F (of_Z d * of_Z (denominator c) * (of_Z d * of_Z (denominator c)) * (of_Z (snd sigma) * of_Z (snd sigma)))).
  { repeat apply pos_mul; now apply of_Z_pos. }
  refine (nonneg_eq F _ _ HI _). unfold is_number in Hs. fold n.
  rewrite !of_Z_mul, (image_size_sound a b d x y a' b' Ha Hb), vector_size_sound, <- Hs. ring.
Qed.

Lemma growth_at_sound l a b d x y : growth_at c l a b d x y = true -> (0 < d)%Z /\ (0 < snd l)%Z /\ (0 < a)%Z
  /\ pos F (norm2 (vz x) (vz y))
  /\ forall a' b' l', of_Z d * a' = of_Z a -> of_Z d * b' = of_Z b -> is_number l' l ->
     nonneg l' /\ l' * l' * distant a' b' (vz x) (vz y) <= a' * a' * norm2 (vz x) (vz y).
Proof.
  intros H. unfold growth_at, is_rational in H. split_andb. to_prop. split; [assumption|]. split; [assumption|]. split; [assumption|].
  split; [now apply is_vector_sound|]. intros a' b' l' Ha Hb Hl. split; [now apply (number_nonneg l)|].
  match goal with G : (fst l * fst l * _ <= _)%Z |- _ => apply (of_Z_le F) in G; rename G into HI end.
  apply (cancel F (of_Z d * of_Z (denominator c) * (of_Z d * of_Z (denominator c)) * (of_Z (snd l) * of_Z (snd l)))).
  { repeat apply pos_mul; now apply of_Z_pos. }
  refine (nonneg_eq F _ _ HI _). unfold is_number in Hl. fold n.
  rewrite !of_Z_mul, (image_size_sound a b d x y a' b' Ha Hb), vector_size_sound, <- Hl, <- Ha. ring.
Qed.

Lemma value_sound l x y : value_at_least c l x y = true -> (0 < snd l)%Z /\ pos F (norm2 (vz x) (vz y))
  /\ forall l', is_number l' l -> nonneg l' /\ l' * norm2 (vz x) (vz y) * (l' * norm2 (vz x) (vz y))
     <= field_re F n A B (vz x) (vz y) * field_re F n A B (vz x) (vz y) + field_im F n A B (vz x) (vz y) * field_im F n A B (vz x) (vz y).
Proof.
  intros H. unfold value_at_least, is_rational in H. destruct (field_value_sound x y) as [E1 E2].
  destruct (field_value c x y) as [p s]. cbn [fst snd] in E1, E2. split_andb. to_prop. split; [assumption|].
  split; [now apply is_vector_sound|]. intros l' Hl. split; [now apply (number_nonneg l)|].
  match goal with G : (_ * _ * _ * _ <= _)%Z |- _ => apply (of_Z_le F) in G; rename G into HI end.
  apply (cancel F (of_Z (denominator c) * of_Z (denominator c) * (of_Z (snd l) * of_Z (snd l)))).
  { repeat apply pos_mul; now apply of_Z_pos. }
  refine (nonneg_eq F _ _ HI _). unfold is_number in Hl. fold n.
  rewrite !of_Z_mul, of_Z_add, !of_Z_mul, E1, E2, vector_size_sound, <- Hl. ring.
Qed.

Lemma real_value_sound l x y : real_value_at_least c l x y = true -> (0 < snd l)%Z /\ pos F (norm2 (vz x) (vz y))
  /\ forall l', is_number l' l -> l' * norm2 (vz x) (vz y) <= field_re F n A B (vz x) (vz y).
Proof.
  intros H. unfold real_value_at_least, is_rational in H. destruct (field_value_sound x y) as [E1 E2].
  destruct (field_value c x y) as [p s]. cbn [fst snd] in E1, E2. split_andb. to_prop. split; [assumption|].
  split; [now apply is_vector_sound|]. intros l' Hl.
  match goal with G : (_ <= snd l * p)%Z |- _ => apply (of_Z_le F) in G; rename G into HI end.
  apply (cancel F (of_Z (denominator c) * of_Z (snd l))). { repeat apply pos_mul; now apply of_Z_pos. }
  refine (nonneg_eq F _ _ HI _). unfold is_number in Hl. fold n.
  rewrite !of_Z_mul, E1, vector_size_sound, <- Hl. ring.
Qed.

(** ** Forms of a certificate, for its complex matrix *)

Section Forms.
Variable E : nat -> nat -> F.
Variable k : F.
Hypothesis Hk : pos F k.
Hypothesis HE : forall i j, (i < real_order c)%nat -> (j < real_order c)%nat -> of_Z (denominator c) * E i j = z2 F (real_rows c) i j.
Hypothesis copy : forall x y, exists X Y, size F (real_order c) X Y = k * norm2 x y
  /\ (forall a b, image F (real_order c) E a b X Y = k * distant a b x y)
  /\ real_re F (real_order c) E X Y = k * field_re F n A B x y
  /\ real_im F (real_order c) E X Y = k * field_im F n A B x y.

Lemma circle_copy u nu P pD fL more : holds c (Circle u nu P pD fL more) = true -> (0 < snd u)%Z /\ (0 < fst u)%Z /\ (0 < snd nu)%Z /\ (0 < fst nu)%Z
  /\ forall u' v r a b x y, is_number u' u -> is_number v nu -> u' * r = 1 -> r * r = a * a + b * b ->
     norm2 x y <= u' * v * (u' * v) * distant a b x y.
Proof.
  intros H. cbn [holds] in H. apply andb_prop in H as [H _].
  assert (Hs : (0 < snd u)%Z /\ (0 < fst u)%Z /\ (0 < snd nu)%Z /\ (0 < fst nu)%Z).
  { unfold circle, positive, is_rational in H. split_andb. to_prop. now repeat split. }
  destruct Hs as (H1 & H2 & H3 & H4). do 4 (split; [assumption|]). intros u' v r a b x y Hu Hv Hr Ez.
  destruct (copy x y) as (X & Y & Es & Ei & _). unfold is_number in Hu, Hv.
  assert (G := circle_at F (real_order c) (real_rows c) (denominator c) E Hden HE u nu P pD fL H r a b X Y
    ltac:(rewrite <- Hu; transitivity (of_Z (snd u) * (u' * r)); [ring|rewrite Hr; ring]) Ez).
  rewrite Es, Ei in G. apply (cancel F (of_Z (snd u) * of_Z (snd u) * (of_Z (snd nu) * of_Z (snd nu)) * k)).
  { repeat apply pos_mul; try exact Hk; now apply of_Z_pos. }
  refine (nonneg_eq F _ _ G _). rewrite <- Hu, <- Hv. ring.
Qed.

Lemma circle_copy_outside u nu P pD fL more : holds c (Circle u nu P pD fL more) = true -> some_definite more = true ->
  forall u' v a b x y, is_number u' u -> is_number v nu -> 1 <= u' * u' * (a * a + b * b) ->
  (a * a + b * b) * norm2 x y <= v * v * distant a b x y.
Proof.
  intros H Hm u' v a b x y Hu Hv Hz. destruct (circle_copy _ _ _ _ _ _ H) as (H1 & H2 & H3 & H4 & _).
  cbn [holds] in H. apply andb_prop in H as [H Hall]. destruct more as [|p more]; [discriminate|]. cbn [forallb] in Hall.
  apply andb_prop in Hall as [Hp _]. destruct (copy x y) as (X & Y & Es & Ei & _). unfold is_number in Hu, Hv.
  assert (G := circle_outside F inverse roots (real_order c) (real_rows c) (denominator c) E Hden HE u nu P pD fL p H Hp a b X Y).
  rewrite Es, Ei in G. assert (Hsu := of_Z_pos F _ H1).
  assert (Hz' : of_Z (snd u) * of_Z (snd u) <= of_Z (fst u) * of_Z (fst u) * (a * a + b * b)).
  { refine (nonneg_eq F _ _ (nonneg_mul F _ _ (nonneg_square F (of_Z (snd u))) Hz) _). rewrite <- Hu. ring. }
  specialize (G Hz'). apply (cancel F (of_Z (snd nu) * of_Z (snd nu) * k)).
  { repeat apply pos_mul; try exact Hk; now apply of_Z_pos. }
  refine (nonneg_eq F _ _ G _). rewrite <- Hv. ring.
Qed.

Lemma line_copy s mu P pD fL more : holds c (Line s mu P pD fL more) = true -> (0 < snd s)%Z /\ (0 < snd mu)%Z /\ (0 < fst mu)%Z
  /\ forall s' m a b x y, is_number s' s -> is_number m mu -> (a = s' \/ (s' <= a /\ some_definite more = true)) ->
     norm2 x y <= m * m * distant a b x y.
Proof.
  intros H. cbn [holds] in H. apply andb_prop in H as [H Hall].
  assert (Hs : (0 < snd s)%Z /\ (0 < snd mu)%Z /\ (0 < fst mu)%Z).
  { unfold line, positive, is_rational in H. destruct s, mu. split_andb. to_prop. now repeat split. }
  destruct Hs as (H1 & H2 & H3). do 3 (split; [assumption|]). intros s' m a b x y Hs Hm Ha.
  destruct (copy x y) as (X & Y & Es & Ei & _). unfold is_number in Hs, Hm. assert (Hsd := of_Z_pos F _ H1).
  assert (G := line_at F (real_order c) (real_rows c) (denominator c) E Hden HE s mu P pD fL H a b X Y).
  rewrite Es, Ei in G.
  assert (Hside : of_Z (snd s) * a = of_Z (fst s)
    \/ (of_Z (fst s) <= of_Z (snd s) * a /\ forall v, nonneg (form F (real_order c) (z2 F P) v v))).
  { destruct Ha as [->|[Ha Hd]]; [now left|]. right. split.
    - rewrite <- Hs. refine (nonneg_eq F _ _ (nonneg_mul F _ _ (proj1 Hsd) Ha) _). ring.
    - destruct more as [|p more]; [discriminate|]. cbn [forallb] in Hall. apply andb_prop in Hall as [Hp _].
      exact (strictly_nonneg F inverse (real_order c) pD P p Hp). }
  specialize (G Hside). apply (cancel F (of_Z (snd mu) * of_Z (snd mu) * k)).
  { repeat apply pos_mul; try exact Hk; now apply of_Z_pos. }
  refine (nonneg_eq F _ _ G _). rewrite <- Hm. ring.
Qed.

Lemma line_copy_beyond s mu P pD fL more : holds c (Line s mu P pD fL more) = true -> some_definite more = true ->
  forall s' m a b x y, is_number s' s -> is_number m mu -> pos F (a - s') -> pos F (norm2 x y) ->
  pos F (m * m * distant a b x y - norm2 x y).
Proof.
  intros H Hm s' m a b x y Hs Hmu Ha HN. destruct (line_copy _ _ _ _ _ _ H) as (H1 & H2 & H3 & _).
  cbn [holds] in H. apply andb_prop in H as [H Hall]. destruct more as [|p more]; [discriminate|]. cbn [forallb] in Hall.
  apply andb_prop in Hall as [Hp _]. destruct (copy x y) as (X & Y & Es & Ei & _). unfold is_number in Hs, Hmu.
  assert (G := line_beyond F inverse (real_order c) (real_rows c) (denominator c) E Hden HE s mu P pD fL p H Hp a b X Y).
  rewrite Es, Ei in G. assert (Hsd := of_Z_pos F _ H1).
  assert (Ha' : pos F (of_Z (snd s) * a - of_Z (fst s))).
  { refine (pos_eq F _ _ (pos_mul F _ _ Hsd Ha) _). rewrite <- Hs. ring. }
  specialize (G Ha' (pos_mul F _ _ Hk HN)).
  assert (HW : pos F (of_Z (snd mu) * of_Z (snd mu) * k)) by (repeat apply pos_mul; try exact Hk; now apply of_Z_pos).
  assert (GG : pos F (of_Z (snd mu) * of_Z (snd mu) * k * (m * m * distant a b x y - norm2 x y))).
  { refine (pos_eq F _ _ G _). rewrite <- Hmu. ring. }
  split; [exact (cancel F _ _ HW (proj1 GG))|]. intros E0. apply (proj2 GG). rewrite E0. ring.
Qed.

Lemma ando_copy q Z_ zD p : holds c (Ando q Z_ zD p) = true -> (0 < snd q)%Z /\ (0 < fst q)%Z
  /\ forall q' x y, is_number q' q ->
     field_re F n A B x y * field_re F n A B x y + field_im F n A B x y * field_im F n A B x y <= q' * norm2 x y * (q' * norm2 x y).
Proof.
  intros H. cbn [holds] in H.
  assert (Hs : (0 < snd q)%Z /\ (0 < fst q)%Z).
  { unfold ando, positive, is_rational in H. destruct q. split_andb. to_prop. now split. }
  destruct Hs as (H1 & H2). do 2 (split; [assumption|]). intros q' x y Hq. unfold is_number in Hq.
  destruct (ando_sound F inverse roots (real_order c) (real_rows c) (denominator c) E Hden HE q Z_ zD p H) as (_ & _ & G).
  destruct (copy x y) as (X & Y & Es & _ & Er & Em). specialize (G X Y). rewrite Es, Er, Em in G.
  apply (cancel F (of_Z (snd q) * of_Z (snd q) * (k * k))).
  { repeat apply pos_mul; try exact Hk; now apply of_Z_pos. }
  refine (nonneg_eq F _ _ G _). rewrite <- Hq. ring.
Qed.

Lemma zero_copy : holds c Zero = true -> forall x y, field_re F n A B x y = 0 /\ field_im F n A B x y = 0.
Proof.
  intros H x y. cbn [holds] in H. destruct (copy x y) as (X & Y & _ & _ & Er & Em).
  destruct (zero_sound F (real_order c) (real_rows c) (denominator c) E Hden HE H X Y) as [E1 E2]. rewrite E1 in Er. rewrite E2 in Em.
  split; apply (cancel_equal F k _ _ Hk); [rewrite <- Er|rewrite <- Em]; ring.
Qed.

Lemma norm_copy t width m l x y : holds c (RoundedPower t width m l x y) = true -> (0 < snd m)%Z /\ (0 < snd l)%Z
  /\ forall m' l' : F, is_number m' m -> is_number l' l -> bound F n A B (NormOfPower t) m'
     /\ forall k, nonneg k -> bound F n A B (NormOfPower t) k -> l' <= k.
Proof.
  intros H. cbn [holds] in H. split; [|split].
  1, 2: unfold norm_between, is_rational in H; split_andb; to_prop; assumption.
  intros m' l' Hm Hl. exact (norm_between_sound F c A B t width m l x y inverse Hden HA H m' l' Hm Hl).
Qed.

Lemma powers_copy b T peak m l x y e : holds c (RoundedPowers b T peak m l x y e) = true -> (0 < snd m)%Z /\ (0 < snd l)%Z
  /\ forall m' l' : F, is_number m' m -> is_number l' l -> bound F n A B SupPowers m'
     /\ forall k, nonneg k -> bound F n A B SupPowers k -> l' <= k.
Proof.
  intros H. cbn [holds] in H. split; [|split].
  1, 2: unfold powers_between, is_rational in H; split_andb; to_prop; assumption.
  intros m' l' Hm Hl. exact (powers_between_sound F c A B b T peak m l x y e inverse Hden HA H m' l' Hm Hl).
Qed.

Lemma dissipation_copy omega p : holds c (Dissipation omega p) = true -> (0 < snd omega)%Z
  /\ forall o x y, is_number o omega -> field_re F n A B x y <= o * norm2 x y.
Proof.
  intros H. cbn [holds] in H.
  assert (H1 : (0 < snd omega)%Z). { unfold dissipation, is_rational in H. split_andb. to_prop. assumption. }
  split; [assumption|]. intros o x y Ho. unfold is_number in Ho.
  destruct (dissipation_sound F (real_order c) (real_rows c) (denominator c) E Hden HE omega p H) as (_ & G).
  destruct (copy x y) as (X & Y & Es & _ & Er & _). specialize (G X Y). rewrite Es, Er in G.
  apply (cancel F (of_Z (snd omega) * k)). { apply pos_mul; [now apply of_Z_pos|exact Hk]. }
  refine (nonneg_eq F _ _ G _). rewrite <- Ho. ring.
Qed.

(** Re v*Mv <= o |v|^2 gives (Re z - o)|v| <= |(zI - M)v|. *)
Lemma dissipative a b o x y : o <= a -> field_re F n A B x y <= o * norm2 x y ->
  (a - o) * (a - o) * norm2 x y <= distant a b x y.
Proof.
  intros Ha H. set (t := a - o) in *.
  (* |(zI - M)v - t v|^2 >= 0 *)
  set (p := residual_re F n A B a b x y). set (q := residual_im F n A B a b x y).
  assert (G : nonneg (sum F n (fun i => (p i - t * x i) * (p i - t * x i) + (q i - t * y i) * (q i - t * y i)))).
  { apply sum_nonneg. intros. apply nonneg_add; apply nonneg_square. }
  assert (G1 := nonneg_mul F _ _ (nonneg_add F _ _ Ha Ha) H).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ G G1) _).
  unfold Neighbours.distant, Statement.norm2, field_re. fold p q.
  transitivity (sum F n (fun i => (p i - t * x i) * (p i - t * x i) + (q i - t * y i) * (q i - t * y i))
    + ((t + t) * o * (sum F n (fun i => x i * x i) + sum F n (fun i => y i * y i))
    + (- (t + t)) * sum F n (fun i => - (x i * residual_re F n A B 0 0 x y i + y i * residual_im F n A B 0 0 x y i)))); [unfold t; ring|].
  transitivity (sum F n (fun i => p i * p i) + sum F n (fun i => q i * q i) + (- (t * t)) * (sum F n (fun i => x i * x i) + sum F n (fun i => y i * y i))); [|ring].
  rewrite <- !sum_add, <- !sum_mul, <- !sum_add. apply sum_ext. intros i _. unfold p, q, t, residual_re, residual_im. ring.
Qed.

(** ** The cover of Re z > 0 *)

Lemma strip_copy kappa ends d T tD proofs : holds c (Strip kappa ends d T tD proofs) = true -> (0 < snd kappa)%Z /\ (0 < fst kappa)%Z /\ (0 < d)%Z
  /\ forall k' a b x y, is_number k' kappa -> of_Z (hd 0%Z ends) <= of_Z d * a -> of_Z d * a <= of_Z (last ends 0%Z) ->
     a * a * norm2 x y <= k' * k' * distant a b x y.
Proof.
  intros H. cbn [holds] in H.
  destruct (strip_sound F (real_order c) (real_rows c) (denominator c) E Hden HE kappa ends d T tD proofs H) as (H1 & H2 & H3 & G).
  do 3 (split; [assumption|]). intros k' a b x y Hk' Hlow Hhigh. unfold is_number in Hk'.
  destruct (copy x y) as (X & Y & Es & Ei & _). specialize (G a Hlow Hhigh b X Y). rewrite Es, Ei in G.
  apply (cancel F (of_Z (snd kappa) * of_Z (snd kappa) * k)). { repeat apply pos_mul; try exact Hk; now apply of_Z_pos. }
  refine (nonneg_eq F _ _ G _). rewrite <- Hk'. ring.
Qed.

Lemma stretch_sound m (m' : F) f low high : (0 < snd m)%Z -> (0 < fst m)%Z -> is_number m' m -> holds c f = true ->
  stretch m f = Some (low, high) -> (0 < snd low)%Z /\ (0 < snd high)%Z
  /\ forall a b x y, nonneg a -> of_Z (fst low) <= of_Z (snd low) * a -> of_Z (snd high) * a <= of_Z (fst high) ->
     a * a * norm2 x y <= m' * m' * distant a b x y.
Proof.
  intros Hmd Hmn Hm Hf H. destruct f as [| | |s mu P pD fL more|kappa ends d T tD proofs| | | | | | |]; cbn [stretch] in H; try discriminate.
  - destruct (some_definite more) eqn:Em; [|discriminate]. injection H as <- <-. cbn [fst snd].
    destruct (line_copy _ _ _ _ _ _ Hf) as (K1 & K2 & K3 & G). split; [assumption|]. split; [nia|]. intros a b x y Ha Hlow Hhigh.
    destruct (exists_number s K1) as [s' Es]. destruct (exists_number mu K2) as [v Ev].
    assert (Hs : s' <= a).
    { apply (cancel F (of_Z (snd s))); [now apply of_Z_pos|]. unfold is_number in Es. refine (nonneg_eq F _ _ Hlow _). rewrite <- Es. ring. }
    assert (G1 := G s' v a b x y Es Ev (or_intror (conj Hs Em))).
    assert (Hv := proj1 (number_pos mu v K2 K3 Ev)).
    assert (Hva : a * v <= m').
    { apply (cancel F (of_Z (snd m) * of_Z (snd mu))); [apply pos_mul; now apply of_Z_pos|].
      unfold is_number in Ev, Hm. rewrite !of_Z_mul in Hhigh. refine (nonneg_eq F _ _ Hhigh _). rewrite <- Ev, <- Hm. ring. }
    assert (G2 := square_le F _ _ (nonneg_mul F _ _ Ha Hv) Hva).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ (nonneg_square F a) G1)
      (nonneg_mul F _ _ G2 (distant_nonneg F n A B a b x y))) _). ring.
  - destruct (leq kappa m) eqn:Ek; [|discriminate]. injection H as <- <-. cbn [fst snd].
    destruct (strip_copy _ _ _ _ _ _ Hf) as (K1 & K2 & K3 & G). split; [assumption|]. split; [assumption|]. intros a b x y Ha Hlow Hhigh.
    destruct (exists_number kappa K1) as [k' Ek'].
    assert (Hle : k' <= m') by (apply (leq_number kappa m); assumption).
    assert (G2 := square_le F _ _ (proj1 (number_pos kappa k' K1 K2 Ek')) Hle).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (G k' a b x y Ek' Hlow Hhigh) (nonneg_mul F _ _ G2 (distant_nonneg F n A B a b x y))) _). ring.
Qed.

Lemma covered_sound m (m' : F) facts : (0 < snd m)%Z -> is_number m' m -> forallb (holds c) facts = true -> covered m facts = true ->
  bound F n A B HalfPlane m'.
Proof.
  intros Hmd Hm Hfacts H a b Ha x y. unfold covered in H. split_andb.
  match goal with G : leq (1, 1)%Z m = true |- _ => rename G into Hone end.
  match goal with G : existsb _ _ = true |- _ => apply existsb_exists in G as (f & Hin & Hf) end.
  assert (Hm1 : 1 <= m') by (apply (leq_number (1, 1)%Z m); try assumption; [reflexivity|apply one_number]).
  assert (Hmn : (0 < fst m)%Z). { unfold leq in Hone. to_prop. cbn [fst snd] in Hone. lia. }
  assert (Hmp := number_pos m m' Hmd Hmn Hm).
  assert (Ha0 : pos F a) by (refine (pos_eq F _ _ (pos_sub F _ _ Ha) _); ring).
  destruct (reach_sound F fact (stretch m) (holds c) a 1 (a * a * norm2 x y <= m' * m' * distant a b x y) (nonneg_1 F))
    with (l := facts) as [Hr Hb]; [| |exact Hfacts|].
  - intros H0. exfalso. apply (not_pos_0 F a Ha0). refine (nonneg_eq F _ _ H0 _). ring.
  - intros s low high Hs Es. destruct (stretch_sound m m' s low high Hmd Hmn Hm Hs Es) as (H1 & H2 & H3).
    split; [exact H1|]. split; [exact H2|]. intros Hlow Hhigh. apply H3; [apply Ha0| |].
    + refine (nonneg_eq F _ _ Hlow _). ring.
    + refine (nonneg_eq F _ _ Hhigh _). ring.
  - set (r := reach (stretch m) facts) in *.
    destruct (nonneg_cases F (of_Z (snd r) * a) (of_Z (fst r) * 1)) as [Hc|Hc]; [now apply Hb|].
    destruct f as [| | | | | | | | |omega p| |]; cbn [beyond] in Hf; try discriminate.
    rewrite forallb_forall in Hfacts. destruct (dissipation_copy omega p (Hfacts _ Hin)) as (Ho & G).
    destruct (exists_number omega Ho) as [o Eo]. destruct (exists_number r Hr) as [r' Er].
    assert (Hle : m' * o + r' <= m' * r').
    { apply (leq_number (fst m * fst omega * snd r + fst r * snd m * snd omega, snd m * snd omega * snd r)%Z (times m r)); try exact Hf.
      - cbn [snd]. nia.
      - cbn [times snd]. nia.
      - unfold is_number in *. cbn [fst snd]. rewrite of_Z_add, !of_Z_mul, <- Eo, <- Er, <- Hm. ring.
      - now apply times_number. }
    assert (Hra : r' <= a).
    { apply (cancel F (of_Z (snd r))); [now apply of_Z_pos|]. unfold is_number in Er. refine (nonneg_eq F _ _ Hc _). rewrite <- Er. ring. }
    (* a <= m (a - o), as r <= m (r - o) *)
    assert (Hao : a <= m' * (a - o)).
    { refine (nonneg_eq F _ _ (nonneg_add F _ _ Hle (nonneg_mul F _ _ Hm1 Hra)) _). ring. }
    assert (Hoa : o <= a).
    { apply (cancel F m' _ Hmp). refine (nonneg_eq F _ _ (nonneg_add F _ _ Hao (proj1 Ha0)) _). ring. }
    assert (G1 := dissipative a b o x y Hoa (G o x y Eo)).
    assert (G2 := square_le F _ _ (proj1 Ha0) Hao).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ G2 (norm2_nonneg F n x y)) (nonneg_mul F _ _ (nonneg_square F m') G1)) _). ring.
Qed.

(** ** The ends *)

Lemma upper_sound q m f (m' : F) : stated q = true -> (0 < snd m)%Z -> is_number m' m -> holds c f = true -> shows_upper q m f = true ->
  upper_end F n A B q m'.
Proof.
  intros Hq Hmd Hm Hf H.
  destruct q as [|r|s| | | | |eps|eps|t|]; destruct f as [a b d sigma x y|l a b d x y|u nu P pD fL more|s' mu P pD fL more|k' ends e T tD proofs|l x y|l x y|q' Z_ zD p| |omega p|t' width v l x y|b T peak v l x y e];
    cbn [shows_upper] in H; try discriminate; cbn [upper_end bound stated] in *; unfold positive, is_rational in Hq; split_andb; to_prop.
  - (* M *)
    intros rho Er a b Ez x y. destruct (circle_copy _ _ _ _ _ _ Hf) as (K1 & K2 & K3 & K4 & G).
    destruct (exists_number u K1) as [u' Eu]. destruct (exists_number nu K3) as [v Ev].
    assert (E1 : u' * rho = 1).
    { apply (equal_number (times u r) (1, 1)%Z); try assumption; [cbn; nia|reflexivity|now apply times_number|apply one_number]. }
    assert (Hle : u' * v <= m').
    { apply (leq_number (times u nu) m); try assumption; [cbn; nia|now apply times_number]. }
    assert (G1 := G u' v rho a b x y Eu Ev E1 (eq_sym Ez)).
    assert (Huv : nonneg (u' * v)).
    { apply nonneg_mul; [now apply (number_pos u)|now apply (number_pos nu)]. }
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 (nonneg_mul F _ _ (square_le F _ _ Huv Hle) (distant_nonneg F n A B a b x y))) _). ring.
  - (* M_ct *)
    intros a Ea b x y. destruct (line_copy _ _ _ _ _ _ Hf) as (K1 & K2 & K3 & G).
    destruct (exists_number s' K1) as [t Et]. destruct (exists_number mu K2) as [v Ev].
    assert (E1 : t = a) by (apply (equal_number s' s); assumption).
    assert (Hle : v <= m') by (apply (leq_number mu m); assumption).
    assert (G1 := G t v a b x y Et Ev (or_introl (eq_sym E1))).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 (nonneg_mul F _ _ (square_le F _ _ (proj1 (number_pos mu v K2 K3 Ev)) Hle) (distant_nonneg F n A B a b x y))) _). ring.
  - (* w, by Ando *)
    intros x y. destruct (ando_copy _ _ _ _ Hf) as (K1 & K2 & G). destruct (exists_number q' K1) as [v Ev].
    assert (Hle : v <= m') by (apply (leq_number q' m); assumption).
    assert (Hv := proj1 (number_pos q' v K1 K2 Ev)). assert (HN := norm2_nonneg F n x y).
    assert (Hle2 : v * norm2 x y <= m' * norm2 x y) by (refine (nonneg_eq F _ _ (nonneg_mul F _ _ Hle HN) _); ring).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (G v x y Ev) (square_le F _ _ (nonneg_mul F _ _ Hv HN) Hle2)) _). ring.
  - (* w = 0 *)
    intros x y. destruct (zero_copy Hf x y) as [-> ->]. refine (nonneg_eq F _ _ (nonneg_square F (m' * norm2 x y)) _). ring.
  - (* the numerical abscissa *)
    intros x y. destruct (dissipation_copy omega p Hf) as (Ho & G). destruct (exists_number omega Ho) as [o Eo].
    assert (Hle : o <= m') by (apply (leq_number omega m); assumption).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (G o x y Eo) (nonneg_mul F _ _ Hle (norm2_nonneg F n x y))) _). ring.
  - (* the distance *)
    intros e He Hb. destruct (point_sound _ _ _ _ _ _ Hf) as (Hd & Hsd & HN & G).
    destruct (number_exists F inverse a d Hd) as [a' Ea]. destruct (number_exists F inverse b d Hd) as [b' Eb].
    destruct (exists_number sigma Hsd) as [v Ev]. destruct (G a' b' v Ea Eb Ev) as [Hv G1].
    assert (Hz : 1 <= a' * a' + b' * b').
    { apply (leq_number (1, 1)%Z (a * a + b * b, d * d)%Z); try assumption; [reflexivity|cbn; nia|apply one_number|now apply modulus_number]. }
    assert (G2 := Hb a' b' Hz (vz x) (vz y)).
    assert (He0 : nonneg e) by (refine (nonneg_eq F _ _ He _); ring).
    assert (G3 : e <= v).
    { apply (le_of_square F); [exact He0|exact Hv|]. apply (cancel F _ _ HN). refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). ring. }
    assert (G4 : v <= m') by (apply (leq_number sigma m); assumption).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G3 G4) _). ring.
  - (* ... of the half-plane *)
    intros e He Hb. destruct (point_sound _ _ _ _ _ _ Hf) as (Hd & Hsd & HN & G).
    destruct (number_exists F inverse a d Hd) as [a' Ea]. destruct (number_exists F inverse b d Hd) as [b' Eb].
    destruct (exists_number sigma Hsd) as [v Ev]. destruct (G a' b' v Ea Eb Ev) as [Hv G1].
    assert (Hz : 0 <= a').
    { apply (cancel F (of_Z d)); [now apply of_Z_pos|]. assert (K := of_Z_nonneg F a ltac:(assumption)). rewrite <- Ea in K.
      refine (nonneg_eq F _ _ K _). ring. }
    assert (G2 := Hb a' b' Hz (vz x) (vz y)).
    assert (He0 : nonneg e) by (refine (nonneg_eq F _ _ He _); ring).
    assert (G3 : e <= v).
    { apply (le_of_square F); [exact He0|exact Hv|]. apply (cancel F _ _ HN). refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). ring. }
    assert (G4 : v <= m') by (apply (leq_number sigma m); assumption).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G3 G4) _). ring.
  - (* the pseudospectral radius *)
    intros e Ee a b Hab x y HN. destruct (circle_copy _ _ _ _ _ _ Hf) as (K1 & K2 & K3 & K4 & _).
    destruct (exists_number u K1) as [u' Eu]. destruct (exists_number nu K3) as [v Ev].
    assert (E1 : u' * m' = 1).
    { apply (equal_number (times u m) (1, 1)%Z); try assumption; [cbn; nia|reflexivity|now apply times_number|apply one_number]. }
    assert (Hle : u' * v * e <= 1).
    { apply (leq_number (times (times u nu) eps) (1, 1)%Z); try assumption; [cbn; nia|reflexivity|repeat apply times_number; assumption|apply one_number]. }
    assert (Hu := number_pos u u' K1 K2 Eu). assert (Hv := number_pos nu v K3 K4 Ev).
    assert (He := number_pos eps e ltac:(assumption) ltac:(assumption) Ee).
    assert (Hz := pos_sub F _ _ Hab). set (Q := a * a + b * b) in *.
    assert (Hone : pos F (u' * u' * Q - 1)).
    { refine (pos_eq F _ _ (pos_mul F _ _ (pos_mul F _ _ Hu Hu) Hz) _).
      transitivity (u' * u' * Q - u' * m' * (u' * m')); [ring|]. rewrite E1. ring. }
    assert (Hle1 : 1 <= u' * u' * (a * a + b * b)) by apply Hone.
    assert (G := circle_copy_outside _ _ _ _ _ _ Hf ltac:(assumption) u' v a b x y Eu Ev Hle1). fold Q in G.
    (* e^2 v^2 <= 1/u^2 < |z|^2 *)
    assert (Hsq := square_le F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 Hu) (proj1 Hv)) (proj1 He)) Hle).
    apply lt_of_pos. set (N := norm2 x y) in *. set (D := distant a b x y) in *.
    assert (Huv : pos F (u' * u' * (v * v))) by (repeat apply pos_mul; assumption).
    assert (GG : pos F (u' * u' * (v * v) * (D - e * e * N))).
    { refine (pos_eq F _ _ (pos_add F ((u' * u' * Q - 1) * N) (u' * u' * (v * v * D - Q * N) + (1 * 1 - u' * v * e * (u' * v * e)) * N) _ _) _).
      - now apply pos_mul.
      - apply nonneg_add; [apply nonneg_mul; [apply nonneg_square|exact G]|apply nonneg_mul; [exact Hsq|apply HN]].
      - ring. }
    split; [exact (cancel F _ _ Huv (proj1 GG))|]. intros E0. apply (proj2 GG). rewrite E0. ring.
  - (* the pseudospectral abscissa *)
    intros e Ee a b Hab x y HN. destruct (line_copy _ _ _ _ _ _ Hf) as (K1 & K2 & K3 & _).
    destruct (exists_number s' K1) as [t Et]. destruct (exists_number mu K2) as [v Ev].
    assert (E1 : t = m') by (apply (equal_number s' m); assumption). subst t.
    assert (Hle : v * e <= 1).
    { apply (leq_number (times mu eps) (1, 1)%Z); try assumption; [cbn; nia|reflexivity|now apply times_number|apply one_number]. }
    assert (Hv := number_pos mu v K2 K3 Ev). assert (He := number_pos eps e ltac:(assumption) ltac:(assumption) Ee).
    assert (Hsq := square_le F _ _ (nonneg_mul F _ _ (proj1 Hv) (proj1 He)) Hle).
    assert (G := line_copy_beyond _ _ _ _ _ _ Hf ltac:(assumption) m' v a b x y Et Ev (pos_sub F _ _ Hab) HN).
    apply lt_of_pos. set (N := norm2 x y) in *. set (D := distant a b x y) in *.
    assert (Hvv : pos F (v * v)) by now apply pos_mul.
    assert (GG : pos F (v * v * (D - e * e * N))).
    { refine (pos_eq F _ _ (pos_add F _ _ G (nonneg_mul F _ _ Hsq (proj1 HN))) _). ring. }
    split; [exact (cancel F _ _ Hvv (proj1 GG))|]. intros E0. apply (proj2 GG). rewrite E0. ring.
  - (* a norm *)
    subst t'. destruct (norm_copy _ _ _ _ _ _ Hf) as (K1 & K2 & G). destruct (exists_number v K1) as [v' Ev]. destruct (exists_number l K2) as [l' El].
    destruct (G v' l' Ev El) as [[Hv Hb] _]. assert (Hle : v' <= m') by (apply (leq_number v m); assumption). split.
    + refine (nonneg_eq F _ _ (nonneg_add F _ _ Hv Hle) _). ring.
    + intros a b. exact (short_mono F _ v' m' _ Hv Hle (norm2_nonneg F n a b) (Hb a b)).
  - (* a supremum of norms *)
    destruct (powers_copy _ _ _ _ _ _ _ _ Hf) as (K1 & K2 & G). destruct (exists_number v K1) as [v' Ev]. destruct (exists_number l K2) as [l' El].
    destruct (G v' l' Ev El) as [[Hv Hb] _]. assert (Hle : v' <= m') by (apply (leq_number v m); assumption). split.
    + refine (nonneg_eq F _ _ (nonneg_add F _ _ Hv Hle) _). ring.
    + intros t a b'. exact (short_mono F _ v' m' _ Hv Hle (norm2_nonneg F n a b') (Hb t a b')).
Qed.

Lemma lower_sound q l f (l' : F) : stated q = true -> (0 < snd l)%Z -> is_number l' l -> holds c f = true -> shows_lower q l f = true ->
  lower_end F n A B q l'.
Proof.
  intros Hq Hld Hl Hf H.
  destruct q as [|r|s| | | | |eps|eps|t|]; destruct f as [a b d sigma x y|v a b d x y|u nu P pD fL more|s' mu P pD fL more|k' ends e T tD proofs|v x y|v x y|q' Z_ zD p| |omega p|t' width v v' x y|b T peak v v' x y e];
    cbn [shows_lower] in H; try discriminate; cbn [lower_end bound stated] in *; unfold positive, is_rational in Hq; split_andb; to_prop.
  - (* K_ct *)
    intros m Hm Hb. destruct (growth_at_sound _ _ _ _ _ _ Hf) as (Hd & Hvd & Ha & HN & G).
    destruct (number_exists F inverse a d Hd) as [a' Ea]. destruct (number_exists F inverse b d Hd) as [b' Eb].
    destruct (exists_number v Hvd) as [v' Ev]. destruct (G a' b' v' Ea Eb Ev) as [Hv G1].
    assert (Hap : pos F a') by (apply (number_pos (a, d)); assumption).
    assert (Ha1 : 0 < a') by (apply lt_of_pos; refine (pos_eq F _ _ Hap _); ring).
    assert (Hm0 : nonneg m) by (refine (nonneg_eq F _ _ Hm _); ring).
    assert (G2 := Hb a' b' Ha1 (vz x) (vz y)).
    assert (G3 := ratio v' m (a' * a') _ _ Hm0 Hv HN (pos_mul F _ _ Hap Hap) G2 G1 (distant_nonneg F n A B a' b' _ _)).
    assert (G4 : l' <= v') by (apply (leq_number l v); assumption).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G3 G4) _). ring.
  - (* M *)
    intros m Hm Hb. destruct (point_sound _ _ _ _ _ _ Hf) as (Hd & Hsd & HN & G).
    destruct (number_exists F inverse a d Hd) as [a' Ea]. destruct (number_exists F inverse b d Hd) as [b' Eb].
    destruct (exists_number sigma Hsd) as [v Ev]. destruct (G a' b' v Ea Eb Ev) as [Hv G1].
    destruct (exists_number r ltac:(assumption)) as [rho Er].
    assert (Ez : a' * a' + b' * b' = rho * rho).
    { apply (equal_number (a * a + b * b, d * d)%Z (times r r)); try assumption; [cbn; nia|cbn; nia|now apply modulus_number|now apply times_number]. }
    assert (Hls : l' * v <= 1).
    { apply (leq_number (times l sigma) (1, 1)%Z); try assumption; [cbn; nia|reflexivity|now apply times_number|apply one_number]. }
    apply (reciprocal l' m v _ _ ltac:(refine (nonneg_eq F _ _ Hm _); ring) Hv HN (Hb rho Er a' b' Ez (vz x) (vz y)) G1 Hls).
  - (* M_ct *)
    intros m Hm Hb. destruct (point_sound _ _ _ _ _ _ Hf) as (Hd & Hsd & HN & G).
    destruct (number_exists F inverse a d Hd) as [a' Ea]. destruct (number_exists F inverse b d Hd) as [b' Eb].
    destruct (exists_number sigma Hsd) as [v Ev]. destruct (G a' b' v Ea Eb Ev) as [Hv G1].
    destruct (exists_number s ltac:(assumption)) as [s' Es].
    assert (Ez : a' = s') by (apply (equal_number (a, d) s); assumption). subst s'.
    assert (Hls : l' * v <= 1).
    { apply (leq_number (times l sigma) (1, 1)%Z); try assumption; [cbn; nia|reflexivity|now apply times_number|apply one_number]. }
    apply (reciprocal l' m v _ _ ltac:(refine (nonneg_eq F _ _ Hm _); ring) Hv HN (Hb a' Es b' (vz x) (vz y)) G1 Hls).
  - (* w *)
    intros m Hm Hb. destruct (value_sound _ _ _ Hf) as (Hvd & HN & G). destruct (exists_number v Hvd) as [v' Ev].
    destruct (G v' Ev) as [Hv G1]. assert (G2 := Hb (vz x) (vz y)).
    assert (Hm0 : nonneg m) by (refine (nonneg_eq F _ _ Hm _); ring).
    assert (G3 : v' <= m).
    { apply (cancel F _ _ HN). assert (K := le_of_square F (v' * norm2 (vz x) (vz y)) (m * norm2 (vz x) (vz y))
        (nonneg_mul F _ _ Hv (proj1 HN)) (nonneg_mul F _ _ Hm0 (proj1 HN))).
      refine (nonneg_eq F _ _ (K _) _); [|ring]. refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). ring. }
    assert (G4 : l' <= v') by (apply (leq_number l v); assumption).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G3 G4) _). ring.
  - (* the numerical abscissa *)
    intros m Hb. destruct (real_value_sound _ _ _ Hf) as (Hvd & HN & G). destruct (exists_number v Hvd) as [v' Ev].
    assert (G1 := G v' Ev). assert (G2 := Hb (vz x) (vz y)).
    assert (G3 : v' <= m). { apply (cancel F _ _ HN). refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). ring. }
    assert (G4 : l' <= v') by (apply (leq_number l v); assumption).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G3 G4) _). ring.
  - (* the distance *)
    destruct (circle_copy _ _ _ _ _ _ Hf) as (K1 & K2 & K3 & K4 & _).
    destruct (exists_number u K1) as [u' Eu]. destruct (exists_number nu K3) as [v Ev].
    assert (E1 : u' = 1) by (apply (equal_number u (1, 1)%Z); try assumption; [reflexivity|apply one_number]). subst u'.
    assert (Hle : l' * v <= 1).
    { apply (leq_number (times l nu) (1, 1)%Z); try assumption; [cbn; nia|reflexivity|now apply times_number|apply one_number]. }
    assert (Hv := number_pos nu v K3 K4 Ev).
    destruct (nonneg_cases F l' 0) as [Hl0|Hl0]; [now left|]. right. intros a b Hz x y.
    assert (Hl1 : nonneg l') by (refine (nonneg_eq F _ _ Hl0 _); ring).
    assert (G := circle_copy_outside _ _ _ _ _ _ Hf ltac:(assumption) 1 v a b x y Eu Ev ltac:(refine (nonneg_eq F _ _ Hz _); ring)).
    assert (Hsq := square_le F _ _ (nonneg_mul F _ _ Hl1 (proj1 Hv)) Hle).
    assert (HN := norm2_nonneg F n x y). assert (Hvv : pos F (v * v)) by now apply pos_mul.
    apply (cancel F (v * v) _ Hvv).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G (nonneg_add F _ _ (nonneg_mul F _ _ Hz HN) (nonneg_mul F _ _ Hsq HN))) _). ring.
  - (* ... of the half-plane *)
    destruct (line_copy _ _ _ _ _ _ Hf) as (K1 & K2 & K3 & G).
    destruct (exists_number s' K1) as [t Et]. destruct (exists_number mu K2) as [v Ev].
    assert (E1 : t = 0).
    { match goal with H0 : fst s' = 0%Z |- _ => unfold is_number in Et; rewrite H0, of_Z_0 in Et end.
      apply integral in Et as [Et|Et]; [exfalso; now apply (of_Z_pos F (snd s') K1)|exact Et]. }
    assert (Hle : l' * v <= 1).
    { apply (leq_number (times l mu) (1, 1)%Z); try assumption; [cbn; nia|reflexivity|now apply times_number|apply one_number]. }
    assert (Hv := number_pos mu v K2 K3 Ev).
    destruct (nonneg_cases F l' 0) as [Hl0|Hl0]; [now left|]. right. intros a b Hz x y.
    assert (Hl1 : nonneg l') by (refine (nonneg_eq F _ _ Hl0 _); ring).
    assert (Hside : a = t \/ (t <= a /\ some_definite more = true)) by (right; split; [now rewrite E1|assumption]).
    assert (G1 := G t v a b x y Et Ev Hside).
    assert (Hsq := square_le F _ _ (nonneg_mul F _ _ Hl1 (proj1 Hv)) Hle).
    assert (HN := norm2_nonneg F n x y). assert (Hvv : pos F (v * v)) by now apply pos_mul.
    apply (cancel F (v * v) _ Hvv).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 (nonneg_mul F _ _ Hsq HN)) _). ring.
  - (* the pseudospectral radius *)
    intros m Hm Hb. destruct (point_sound _ _ _ _ _ _ Hf) as (Hd & Hsd & HN & G).
    destruct (number_exists F inverse a d Hd) as [a' Ea]. destruct (number_exists F inverse b d Hd) as [b' Eb].
    destruct (exists_number sigma Hsd) as [v Ev]. destruct (G a' b' v Ea Eb Ev) as [Hv G1].
    destruct (exists_number eps ltac:(assumption)) as [e Ee].
    assert (Hz : l' * l' <= a' * a' + b' * b').
    { apply (leq_number (times l l) (a * a + b * b, d * d)%Z); try assumption; [cbn; nia|cbn; nia|now apply times_number|now apply modulus_number]. }
    assert (Hle : v <= e) by (apply (leq_number sigma eps); assumption).
    assert (Hm0 : nonneg m) by (refine (nonneg_eq F _ _ Hm _); ring).
    destruct (nonneg_cases F l' 0) as [Hl0|Hl0].
    { refine (nonneg_eq F _ _ (nonneg_add F _ _ Hl0 Hm0) _). ring. }
    assert (Hl1 : nonneg l') by (refine (nonneg_eq F _ _ Hl0 _); ring).
    apply (le_of_square F); [exact Hl1|exact Hm0|].
    destruct (nonneg_total F (m * m - l' * l')) as [K|K]; [exact K|].
    destruct (zero_cases F inverse (m * m - l' * l')) as [E0|E0]; [rewrite E0; apply nonneg_0|].
    exfalso. assert (Hlt : m * m < a' * a' + b' * b').
    { apply lt_of_pos. refine (pos_eq F _ _ (pos_add F (l' * l' - m * m) _ _ Hz) _).
      - split; [refine (nonneg_eq F _ _ K _); ring|]. intros E2. apply E0. transitivity (- (l' * l' - m * m)); [ring|]. rewrite E2. ring.
      - ring. }
    assert (G2 := pos_sub F _ _ (Hb e Ee a' b' Hlt (vz x) (vz y) HN)).
    assert (Hsq := square_le F v e Hv Hle).
    apply (not_pos_0 F _ G2). refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 (nonneg_mul F _ _ Hsq (proj1 HN))) _). ring.
  - (* the pseudospectral abscissa *)
    intros m Hb. destruct (point_sound _ _ _ _ _ _ Hf) as (Hd & Hsd & HN & G).
    destruct (number_exists F inverse a d Hd) as [a' Ea]. destruct (number_exists F inverse b d Hd) as [b' Eb].
    destruct (exists_number sigma Hsd) as [v Ev]. destruct (G a' b' v Ea Eb Ev) as [Hv G1].
    destruct (exists_number eps ltac:(assumption)) as [e Ee].
    assert (Hz : l' <= a') by (apply (leq_number l (a, d)%Z); assumption).
    assert (Hle : v <= e) by (apply (leq_number sigma eps); assumption).
    destruct (nonneg_total F (m - l')) as [K|K]; [exact K|].
    destruct (zero_cases F inverse (m - l')) as [E0|E0]; [rewrite E0; apply nonneg_0|].
    exfalso. assert (Hlt : m < a').
    { apply lt_of_pos. refine (pos_eq F _ _ (pos_add F (l' - m) _ _ Hz) _).
      - split; [refine (nonneg_eq F _ _ K _); ring|]. intros E2. apply E0. transitivity (- (l' - m)); [ring|]. rewrite E2. ring.
      - ring. }
    assert (G2 := pos_sub F _ _ (Hb e Ee a' b' Hlt (vz x) (vz y) HN)).
    assert (Hsq := square_le F v e Hv Hle).
    apply (not_pos_0 F _ G2). refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 (nonneg_mul F _ _ Hsq (proj1 HN))) _). ring.
  - (* a norm *)
    subst t'. intros m Hm Hb. destruct (norm_copy _ _ _ _ _ _ Hf) as (K1 & K2 & G). destruct (exists_number v K1) as [v1 E1]. destruct (exists_number v' K2) as [v2 E2].
    destruct (G v1 v2 E1 E2) as [_ G1]. assert (G2 := G1 m ltac:(refine (nonneg_eq F _ _ Hm _); ring) Hb).
    assert (G3 : l' <= v2) by (apply (leq_number l v'); assumption).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G2 G3) _). ring.
  - (* a supremum of norms *)
    intros m Hm Hb. destruct (powers_copy _ _ _ _ _ _ _ _ Hf) as (K1 & K2 & G). destruct (exists_number v K1) as [v1 E1]. destruct (exists_number v' K2) as [v2 E2].
    destruct (G v1 v2 E1 E2) as [_ G1]. assert (G2 := G1 m ltac:(refine (nonneg_eq F _ _ Hm _); ring) Hb).
    assert (G3 : l' <= v2) by (apply (leq_number l v'); assumption).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G2 G3) _). ring.
Qed.

Lemma always_sound q l (l' : F) : (1 <= n)%nat -> (0 < snd l)%Z -> is_number l' l -> always q l = true -> lower_end F n A B q l'.
Proof.
  intros Hn Hld Hl H.
  assert (Hzero : forall m : F, (fst l <= 0)%Z -> 0 <= m -> l' <= m).
  { intros m H0 Hm. refine (nonneg_eq F _ _ (nonneg_add F _ _ (number_nonpositive l l' Hld H0 Hl) Hm) _). ring. }
  destruct q as [|r|s| | | | |eps|eps|t|]; cbn [always] in H; try discriminate; cbn [lower_end]; to_prop;
    try (intros m Hm _; now apply Hzero); try (left; now apply (number_nonpositive l)).
  2: { (* the power 0 *)
    intros m Hm [Hm0 Hb]. assert (G0 := Hb 0%nat (fun i => if Nat.eqb 0 i then 1 else 0) (fun _ => 0)).
    change (Nat.iter 0 (applied F n A B) ?v) with v in G0. cbn [fst snd] in G0.
    set (N := norm2 _ _) in G0. assert (EN : N = 1).
    { unfold N, Statement.norm2. rewrite sum_delta by lia. rewrite (sum_ext F n (fun i => 0 * 0) (fun _ => 0)), sum_0 by (intros; ring). cbn. ring. }
    rewrite EN in G0. assert (G : 1 <= m) by (apply (le_of_square F); [apply nonneg_1|exact Hm0|refine (nonneg_eq F _ _ G0 _); ring]).
    assert (G1 : l' <= 1) by (apply (leq_number l (1, 1)%Z); try assumption; [reflexivity|apply one_number]).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G G1) _). ring. }
  intros m Hm Hb. cbn [bound] in Hb. assert (Hm0 : nonneg m) by (refine (nonneg_eq F _ _ Hm _); ring).
  assert (G : 1 <= m).
  { apply (one_for_large F inverse n A B m Hn Hm0). intros r Hr x y.
    assert (Hr0 := pos_of_lt_1 F r Hr).
    assert (G := Hb r 0 ltac:(apply lt_of_pos; refine (pos_eq F _ _ Hr0 _); ring) x y).
    assert (Hsq : (r - 1) * (r - 1) <= r * r).
    { apply square_le; [apply Hr|]. refine (nonneg_eq F _ _ (nonneg_1 F) _). ring. }
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G (nonneg_mul F _ _ Hsq (norm2_nonneg F n x y))) _). unfold Neighbours.distant. ring. }
  assert (G1 : l' <= 1) by (apply (leq_number l (1, 1)%Z); try assumption; [reflexivity|apply one_number]).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ G G1) _). ring.
Qed.
End Forms.
End Ends.

(** The theorem. *)
Theorem quantity_sound : forall (q : quantity) (c : certificate) (facts : list fact), check_quantity q c facts = true ->
  forall F : ordered_ring, is_field F -> has_roots F ->
  forall A B : nat -> nat -> F, is_matrix_of F c A B ->
  (forall l : F, is_number l (lower c) -> lower_end F (order c) A B q l)
  /\ (forall p, upper c = Some p -> forall m : F, is_number m p -> upper_end F (order c) A B q m).
Proof.
  intros q c facts H F Hi Hr A B HA. unfold check_quantity in H.
  repeat match goal with H : andb _ _ = true |- _ => apply andb_prop in H; destruct H end.
  match goal with G : (0 <? denominator c)%Z = true |- _ => apply Z.ltb_lt in G; rename G into Hden end.
  match goal with G : Nat.leb 1 (order c) = true |- _ => apply Nat.leb_le in G; rename G into Hn end.
  match goal with G : is_rational (lower c) = true |- _ => apply Z.ltb_lt in G; rename G into Hld end.
  match goal with G : forallb (holds c) facts = true |- _ => pose proof G as Hall; rewrite forallb_forall in G; rename G into Hfacts end.
  match goal with G : (_ || _) = true |- _ => rename G into Hlow end.
  destruct (real_copy F c A B Hden HA) as (E & k & Hk & HE & copy). split.
  - intros l Hl. apply orb_prop in Hlow as [Hlow|Hlow].
    + exact (always_sound F Hi c A B q (lower c) l Hn Hld Hl Hlow).
    + apply existsb_exists in Hlow as (f & Hin & Hf).
      eapply (lower_sound F Hi Hr c A B Hden); try eassumption. exact (Hfacts f Hin).
  - intros p Hp m Hm. rewrite Hp in *.
    match goal with G : (is_rational p && _)%bool = true |- _ => apply andb_prop in G as [Hpd Hup] end. apply Z.ltb_lt in Hpd.
    assert (Hsome : q = HalfPlane \/ existsb (shows_upper q p) facts = true) by (destruct q; auto).
    destruct Hsome as [->|Hsome].
    + exact (covered_sound F Hi c A B Hden E k Hk HE copy p m facts Hpd Hm Hall Hup).
    + apply existsb_exists in Hsome as (f & Hin & Hf).
      eapply (upper_sound F Hi Hr c A B Hden); try eassumption. exact (Hfacts f Hin).
Qed.

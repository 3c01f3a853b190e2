(** norm_between = true implies l <= ||A^t|| <= m: what rounding does to products of matrices. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Powers Positivity Statement Soundness Infinite Rounding.
Import ListNotations.

Section Norms.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation z2 := (z2 F).
Variable h : F.
Hypothesis Hh : (1 + 1) * h = 1.
Notation two := (two F h).
Notation value := (value F h).
Variable n : nat.
Notation dot := (dot F n).
Notation mv := (mv F n).
Notation form := (form F n).
Local Notation two_add := (Rounding.two_add F h Hh).
Local Notation two_0 := (Rounding.two_0 F h).
Local Notation two_opp := (Rounding.two_opp F h Hh).
Local Notation two_pos := (Rounding.two_pos F h Hh).
Local Notation shiftl_two := (Rounding.shiftl_two F h Hh).
Local Notation shiftr_two := (Rounding.shiftr_two F h Hh).
Local Notation rest_of_quotient := (Rounding.rest_of_quotient F).
Local Notation value_add := (Rounding.value_add F h Hh).
Local Notation value_mul := (Rounding.value_mul F h Hh).
Local Notation value_rounded_up := (Rounding.value_rounded_up F h Hh).
Local Notation fraction_number := (Rounding.fraction_number F h Hh).
Local Notation sum_short := (Rounding.sum_short F inverse n).
Local Notation short_mono := (Rounding.short_mono F).
Local Notation frobenius_short := (Rounding.frobenius_short F inverse n).
Local Notation small_short := (Rounding.small_short F inverse n).
Local Notation of_nat_nonneg := (Rounding.of_nat_nonneg F).
Local Notation dot_scaled := (Rounding.dot_scaled F n).
Local Notation frobenius_sound := (Rounding.frobenius_sound F n).
Local Notation difference_number := (Rounding.difference_number F).
Local Notation image_at_most := (Rounding.image_at_most F inverse h Hh n).
Local Notation reaches_at_least := (Rounding.reaches_at_least F inverse h Hh n).
Local Notation zero_number := (Rounding.zero_number F).
Local Notation nonneg_number := (Rounding.nonneg_number F).

(** ** Products *)

(** What X has for a vector, and that T is X up to its error. *)
Definition rounded_image (X : rounded) (x : vector) : vector := fun i => two (- bits X) * mv (z2 (digits X)) x i.
Definition difference (T : vector -> vector) (X : rounded) (x : vector) : vector := fun i => T x i - rounded_image X x i.

Definition near (T : vector -> vector) (X : rounded) : Prop :=
  (forall i, (length (nth i (digits X) []) <= n)%nat) /\ nonneg (value (error X))
  /\ forall x, dot (difference T X x) (difference T X x) <= value (error X) * value (error X) * dot x x.

Lemma norm_above_sound X x : (forall i, (length (nth i (digits X) []) <= n)%nat) -> nonneg (value (norm_above n X)) /\
  dot (rounded_image X x) (rounded_image X x) <= value (norm_above n X) * value (norm_above n X) * dot x x.
Proof.
  intros HX. unfold rounded_image, Rounding.value, norm_above. cbn [fst snd]. set (f := frobenius n (digits X)).
  assert (Hs : (0 <= Z.sqrt f)%Z) by apply Z.sqrt_nonneg. set (v := two (- bits X)). assert (Hv := two_pos (- bits X)). fold v in Hv. split.
  - apply nonneg_mul; [apply of_Z_nonneg; lia|apply Hv].
  - rewrite dot_scaled. assert (G := frobenius_short (z2 (digits X)) x). rewrite <- frobenius_sound in G by exact HX. fold f in G.
    assert (Hf : (f <= (Z.sqrt f + 1) * (Z.sqrt f + 1))%Z).
    { destruct (Z.le_ge_cases 0 f) as [H|H]; [assert (K := Z.sqrt_spec f H); unfold Z.succ in K; lia|nia]. }
    apply (of_Z_le F) in Hf. rewrite of_Z_mul in Hf.
    refine (nonneg_eq F _ _ (nonneg_mul F _ _ (nonneg_square F v) (nonneg_add F _ _ G (nonneg_mul F _ _ Hf (dot_nonneg F n x)))) _). ring.
Qed.

Lemma near_image T X x : near T X ->
  dot (T x) (T x) <= (value (norm_above n X) + value (error X)) * (value (norm_above n X) + value (error X)) * dot x x.
Proof.
  intros (H1 & H2 & H3). destruct (norm_above_sound X x H1) as [G1 G2].
  apply (sum_short (rounded_image X x) (difference T X x)); try assumption; [|apply dot_nonneg|apply H3].
  intros i _. unfold difference. ring.
Qed.

Lemma near_identity : near (fun x => x) (identity n).
Proof.
  assert (E0 : value (error (identity n)) = 0) by (unfold Rounding.value, identity; cbn; ring).
  unfold near. rewrite E0. split; [intros; apply row_build|]. split; [apply nonneg_0|].
  intros x. assert (E : forall i, (i < n)%nat -> difference (fun x => x) (identity n) x i = 0).
    { intros i Hi. unfold difference, rounded_image, identity. cbn [digits bits].
      replace (mv (z2 (build n (unit_ 1))) x i) with (x i); [change (- 0)%Z with 0%Z; rewrite two_0; ring|].
      unfold OrderedRing.mv. rewrite (sum_ext F n _ (fun j => (if Nat.eqb i j then 1 else 0) * x j)), sum_delta by
        (try assumption; intros j Hj; unfold Positivity.z2; rewrite ent_build, unit_of_Z by assumption; now rewrite of_Z_1).
      ring. }
  rewrite (dot_ext F n _ (fun _ => 0) _ (fun _ => 0) E E). unfold OrderedRing.dot.
  rewrite (sum_ext F n (fun _ => 0 * 0) (fun _ => 0)), sum_0 by (intros; ring). refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
Qed.

Lemma near_matrix rows den width (E : matrix) : (0 <= width)%Z -> (0 < den)%Z ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> of_Z den * E i j = z2 rows i j) -> near (mv E) (rounded_matrix n rows den width).
Proof.
  intros Hw Hden HE. unfold near, rounded_matrix, Rounding.value. cbn [digits bits error fst snd]. split; [intros; apply row_build|].
  assert (Ew := two_opp width). assert (Hi := two_pos (- width)). set (w := two width) in *. set (v := two (- width)) in *. split.
  - apply nonneg_mul; [apply of_nat_nonneg|apply Hi].
  - intros x. set (B := build n _). set (D := fun i j => E i j - v * z2 B i j).
    assert (HD : forall i j, (i < n)%nat -> (j < n)%nat -> nonneg (D i j) /\ D i j <= v).
    { intros i j Hi' Hj'. unfold D, B, Positivity.z2. rewrite ent_build by assumption.
      destruct (rest_of_quotient (Z.shiftl (ent rows i j) width) den Hden) as [K1 K2].
      rewrite shiftl_two in K1, K2 by exact Hw. fold w in K1, K2. change (of_Z (ent rows i j)) with (z2 rows i j : F) in K1, K2.
      rewrite <- HE in K1, K2 by assumption. set (t := of_Z (Z.shiftl (ent rows i j) width / den)%Z : F) in *.
      assert (Hd := of_Z_pos F den Hden). split; apply (cancel F (of_Z den) _ Hd).
      - refine (nonneg_eq F _ _ (nonneg_mul F _ _ (proj1 Hi) K1) _).
        transitivity (of_Z den * E i j * (w * v) - v * t * of_Z den); [ring|]. rewrite Ew. ring.
      - refine (nonneg_eq F _ _ (nonneg_mul F _ _ (proj1 Hi) K2) _).
        transitivity (v * of_Z den - (of_Z den * E i j * (w * v) - v * t * of_Z den)); [ring|]. rewrite Ew. ring. }
    assert (G := small_short D v x HD). refine (nonneg_eq F _ _ G _). f_equal.
    apply dot_ext; intros i Hi'; unfold difference, rounded_image, D; cbn [digits bits]; fold v B; unfold OrderedRing.mv;
      transitivity (sum F n (fun j => E i j * x j) + (- v) * sum F n (fun j => z2 B i j * x j));
      try ring; rewrite <- sum_mul, <- sum_add; apply sum_ext; intros; ring.
Qed.

Lemma mv_ext_comb i z a x b y (N : matrix) : (forall k, z k = a * x k + b * y k) -> mv N z i = a * mv N x i + b * mv N y i.
Proof. intros H. unfold OrderedRing.mv. rewrite <- !sum_mul, <- sum_add. apply sum_ext. intros. rewrite H. ring. Qed.

Lemma near_product S T X Y width Z_ : near S X -> near T Y -> multiplied n width X Y = Some Z_ -> near (fun x => S (T x)) Z_.
Proof.
  intros (HX & HeX & NX) HT H. pose proof HT as (HY & HeY & NY). unfold multiplied in H.
  set (M := mulT n (digits X) (tr n (digits Y))) in *. set (vanishes := all_below n _) in H.
  set (shift := Z.max 0 (bit_length (largest M) - width)) in *. assert (Hshift : (0 <= shift)%Z) by lia.
  set (b := if vanishes then width else (bits X + bits Y - shift)%Z) in *.
  set (e0 := dyadic_add _ _) in H. set (e1 := if (shift =? 0)%Z then e0 else dyadic_add e0 (Z.of_nat n, b)) in H.
  set (up := rounded_up e1 (b + 2 * width)) in H. destruct (Z.abs b <=? 100000)%Z; [|discriminate]. injection H as <-.
  set (C := build n (fun i j => Z.shiftr (ent M i j) shift)).
  set (d := if (shift =? 0)%Z then 0 else two (- b)). set (s := two (- bits X) * two (- bits Y)).
  assert (Hd : nonneg d) by (unfold d; destruct (shift =? 0)%Z; [apply nonneg_0|apply two_pos]).
  assert (HM : forall i j, (i < n)%nat -> (j < n)%nat -> z2 M i j = sum F n (fun k => z2 (digits X) i k * z2 (digits Y) k j)).
  { intros i j Hi Hj. unfold M. rewrite (ent_mulT F) by assumption. apply sum_ext. intros k Hk. now rewrite z2_tr. }
  set (D := fun i j => s * z2 M i j - two (- b) * z2 C i j).
  assert (HD : forall i j, (i < n)%nat -> (j < n)%nat -> nonneg (D i j) /\ D i j <= d).
  { intros i j Hi Hj. unfold D, C. unfold Positivity.z2 at 2 4. rewrite ent_build by assumption.
    destruct vanishes eqn:Ev.
    - assert (E0 : ent M i j = 0%Z).
      { apply Z.eqb_eq. exact (all_below_spec _ _ j (all_below_spec _ _ i Ev Hi) Hj). }
      unfold Positivity.z2. rewrite E0, Z.shiftr_0_l, of_Z_0. split; [refine (nonneg_eq F _ _ (nonneg_0 F) _)|refine (nonneg_eq F _ _ Hd _)]; ring.
    - assert (Es : s * two shift = two (- b)).
      { unfold s, b. rewrite <- !two_add. f_equal. lia. }
      assert (Hs : pos F s) by (apply pos_mul; apply two_pos).
      unfold d. destruct (Z.eqb_spec shift 0) as [E|_].
      + rewrite E, Z.shiftr_0_r. rewrite E, two_0 in Es. change (of_Z (ent M i j)) with (z2 M i j : F). rewrite <- Es.
        split; refine (nonneg_eq F _ _ (nonneg_0 F) _); ring.
      + destruct (shiftr_two (ent M i j) shift Hshift) as [K1 K2]. change (of_Z (ent M i j)) with (z2 M i j : F) in K1, K2. rewrite <- Es. split.
        * refine (nonneg_eq F _ _ (nonneg_mul F _ _ (proj1 Hs) K1) _). ring.
        * refine (nonneg_eq F _ _ (nonneg_mul F _ _ (proj1 Hs) K2) _). ring. }
  assert (Hn := nonneg_mul F _ _ (of_nat_nonneg n) Hd).
  set (nX := value (norm_above n X)). set (nY := value (norm_above n Y)). set (e := value (error X)) in *. set (f := value (error Y)) in *.
  assert (HnX : nonneg nX) by exact (proj1 (norm_above_sound X (fun _ => 0) HX)).
  assert (HnY : nonneg nY) by exact (proj1 (norm_above_sound Y (fun _ => 0) HY)).
  assert (Ee : value e1 = nX * f + nY * e + e * f + of_Z (Z.of_nat n) * d).
  { assert (E0 : value e0 = nX * f + nY * e + e * f) by (unfold e0; now rewrite !value_add, !value_mul).
    unfold e1, d. destruct (shift =? 0)%Z; [rewrite E0; ring|]. rewrite value_add, E0. reflexivity. }
  assert (Hup := value_rounded_up e1 (b + 2 * width)). fold up in Hup. rewrite Ee in Hup.
  assert (H0 : nonneg (nX * f + nY * e + e * f + of_Z (Z.of_nat n) * d)).
  { repeat apply nonneg_add; try assumption; now apply nonneg_mul. }
  unfold near. cbn [digits bits error]. split; [intros; apply row_build|]. split.
  - refine (nonneg_eq F _ _ (nonneg_add F _ _ Hup H0) _). ring.
  - intros x. refine (short_mono _ _ _ _ H0 Hup (dot_nonneg F n x) _).
    assert (Hx := near_image T Y x HT). fold nY f in Hx.
    assert (G1 : dot (difference S X (T x)) (difference S X (T x)) <= e * (nY + f) * (e * (nY + f)) * dot x x).
    { refine (nonneg_eq F _ _ (nonneg_add F _ _ (NX (T x)) (nonneg_mul F _ _ (nonneg_square F e) Hx)) _). fold e. ring. }
    assert (G2 : dot (rounded_image X (difference T Y x)) (rounded_image X (difference T Y x)) <= nX * f * (nX * f) * dot x x).
    { destruct (norm_above_sound X (difference T Y x) HX) as [_ K]. fold nX in K.
      refine (nonneg_eq F _ _ (nonneg_add F _ _ K (nonneg_mul F _ _ (nonneg_square F nX) (NY x))) _). fold f. ring. }
    assert (G3 := small_short D d x HD).
    assert (G4 := sum_short _ _ (fun i => difference S X (T x) i + rounded_image X (difference T Y x) i) _ _ (dot x x) (fun i _ => eq_refl)
      (nonneg_mul F _ _ HeX (nonneg_add F _ _ HnY HeY)) (nonneg_mul F _ _ HnX HeY) (dot_nonneg F n x) G1 G2).
    assert (Hsum : forall i, (i < n)%nat -> difference (fun x => S (T x)) (Rounded C b up) x i
      = difference S X (T x) i + rounded_image X (difference T Y x) i + mv D x i).
    { intros i Hi. unfold difference at 1 2, rounded_image. cbn [digits bits].
      assert (EM : mv (z2 M) x i = mv (z2 (digits X)) (mv (z2 (digits Y)) x) i) by now apply mv_product.
      assert (ED : mv D x i = s * mv (z2 M) x i + (- two (- b)) * mv (z2 C) x i).
      { unfold D, OrderedRing.mv. rewrite <- !sum_mul, <- sum_add. apply sum_ext. intros. ring. }
      rewrite (mv_ext_comb i (difference T Y x) 1 (T x) (- two (- bits Y)) (mv (z2 (digits Y)) x) (z2 (digits X))).
      - rewrite ED, EM. unfold s. ring.
      - intros k. unfold difference, rounded_image. ring. }
    assert (G5 := sum_short _ _ _ _ _ (dot x x) Hsum
      (nonneg_add F _ _ (nonneg_mul F _ _ HeX (nonneg_add F _ _ HnY HeY)) (nonneg_mul F _ _ HnX HeY)) Hn (dot_nonneg F n x) G4 G3).
    refine (nonneg_eq F _ _ G5 _). f_equal. f_equal. f_equal; ring.
Qed.

(** ** Powers *)

Lemma iter_add {X : Type} (f : X -> X) p q x : Nat.iter (p + q) f x = Nat.iter p f (Nat.iter q f x).
Proof.
  induction p as [|p IH]; [reflexivity|]. change (f (Nat.iter (p + q) f x) = f (Nat.iter p f (Nat.iter q f x))). now rewrite IH.
Qed.

Lemma near_eq S T X : (forall x, S x = T x) -> near S X -> near T X.
Proof. intros E (H1 & H2 & H3). split; [exact H1|]. split; [exact H2|]. intros x. unfold difference in *. rewrite <- E. apply H3. Qed.

Section Power.
Variable rows : mat.
Variables den width : Z.
Variable E : matrix.
Hypothesis Hw : (0 <= width)%Z.
Hypothesis Hden : (0 < den)%Z.
Hypothesis HE : forall i j, (i < n)%nat -> (j < n)%nat -> of_Z den * E i j = z2 rows i j.
Notation iterated := (fun t x => Nat.iter t (mv E) x).

Lemma near_next s X Y : near (iterated s) X -> multiplied n width X (rounded_matrix n rows den width) = Some Y -> near (iterated (s + 1)%nat) Y.
Proof.
  intros HX H. refine (near_eq _ _ _ _ (near_product _ _ _ _ _ _ HX (near_matrix rows den width E Hw Hden HE) H)).
  intros x. now rewrite iter_add.
Qed.

Lemma near_double s X Y : near (iterated s) X -> multiplied n width X X = Some Y -> near (iterated (s + s)%nat) Y.
Proof. intros HX H. refine (near_eq _ _ _ _ (near_product _ _ _ _ _ _ HX HX H)). intros x. now rewrite iter_add. Qed.

Lemma near_power t X : rounded_power n rows den width t = Some X -> near (iterated (Z.to_nat t)) X.
Proof.
  assert (H0 : near (iterated 0%nat) (identity n)) by exact near_identity.
  destruct t as [|p|p]; cbn [rounded_power].
  - exact (near_double 0 _ _ H0).
  - rewrite Z2Nat.inj_pos. revert X. induction p as [p IH|p IH|]; intros X H; cbn [positive_power] in H; unfold after in H.
    + destruct (positive_power n width _ p) as [Y|]; [|discriminate]. destruct (multiplied n width Y Y) as [Y2|] eqn:E2; [|discriminate].
      rewrite Pos2Nat.inj_xI. replace (S (2 * Pos.to_nat p)) with (Pos.to_nat p + Pos.to_nat p + 1)%nat by lia.
      exact (near_next _ _ _ (near_double _ _ _ (IH Y eq_refl) E2) H).
    + destruct (positive_power n width _ p) as [Y|]; [|discriminate].
      rewrite Pos2Nat.inj_xO. replace (2 * Pos.to_nat p)%nat with (Pos.to_nat p + Pos.to_nat p)%nat by lia.
      exact (near_double _ _ _ (IH Y eq_refl) H).
    + destruct (multiplied n width (identity n) (identity n)) as [Y|] eqn:E1; [|discriminate].
      exact (near_next 0 _ _ (near_double 0 _ _ H0 E1) H).
  - exact (near_double 0 _ _ H0).
Qed.

Lemma norm_between_real t m l x y (m' l' : F) : norm_between n rows den t width m l x y = true -> is_number m' m -> is_number l' l ->
  nonneg m' /\ (forall u, dot (iterated (Z.to_nat t) u) (iterated (Z.to_nat t) u) <= m' * m' * dot u u)
  /\ forall k, nonneg k -> (forall u, dot (iterated (Z.to_nat t) u) (iterated (Z.to_nat t) u) <= k * k * dot u u) -> l' <= k.
Proof.
  intros H Hm Hl. unfold norm_between in H. destruct (rounded_power n rows den width t) as [X|] eqn:EX.
  2: { apply andb_prop in H as [_ H]. discriminate. }
  assert (HX := near_power t X EX). set (T := iterated (Z.to_nat t)) in *. pose proof HX as (HB & He & HT).
  destruct (fraction_number (error X)) as [Hfe Ne]. set (e := value (error X)) in *. set (fe := fraction (error X)) in *.
  unfold is_rational in H. split_andb. to_prop.
  destruct (difference_number _ _ _ _ Hm Ne) as [Nm _]. destruct (difference_number _ _ _ _ Hl Ne) as [_ Nl].
  assert (Hms : (0 < snd (rational_sub m fe))%Z) by (apply Z.mul_pos_pos; assumption).
  assert (Hls : (0 < snd (rational_add l fe))%Z) by (apply Z.mul_pos_pos; assumption).
  match goal with G : norm_at_most _ _ _ _ = true |- _ => destruct (image_at_most width (bits X) (digits X) _ _ Hw HB Hms Nm G) as [Hme Himage] end.
  split; [|split].
  - refine (nonneg_eq F _ _ (nonneg_add F _ _ Hme He) _). ring.
  - intros u. assert (Hs : forall i, (i < n)%nat -> T u i = rounded_image X u i + difference T X u i) by (intros; unfold difference; ring).
    assert (G := sum_short _ _ _ _ _ _ Hs Hme He (dot_nonneg F n u) (Himage u) (HT u)).
    refine (nonneg_eq F _ _ G _). ring.
  - intros k Hk Hb. match goal with G : (_ || _) = true |- _ => apply orb_prop in G as [Hzero|Hreach] end.
    { to_prop. rewrite (zero_number l' l) by assumption. refine (nonneg_eq F _ _ Hk _). ring. }
    apply (reaches_at_least T (bits X) (digits X) (rational_add l fe) x y l' e); try assumption. now apply (nonneg_number l' l).
Qed.
End Power.
End Norms.

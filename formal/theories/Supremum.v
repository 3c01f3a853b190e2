(** powers_between = true implies l <= sup ||A^t|| <= kappa: errors of rounded powers add up, as the powers before are bounded. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Powers Quantities Positivity Resolvent Steps Statement Soundness Lower Parseval Growth Infinite Blocks Neighbours Rounding Norms Embedding.
Import ListNotations.

Lemma dotZ_comm r s : dotZ r s = dotZ s r.
Proof. revert s. induction r as [|a r IH]; intros [|c s]; cbn [dotZ]; try reflexivity. rewrite (IH s). ring. Qed.

Section Supremum.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).
Variable h : F.
Hypothesis Hh : (1 + 1) * h = 1.

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation z2 := (z2 F).
Notation two := (two F h).

Variable n : nat.
Variable rows : mat.
Variables den b : Z.
Variable E : matrix.
Hypothesis Hb : (0 <= b)%Z.
Hypothesis Hden : (0 < den)%Z.
Hypothesis HE : forall i j, (i < n)%nat -> (j < n)%nat -> of_Z den * E i j = z2 rows i j.
Notation dot := (dot F n).
Notation mv := (mv F n).
Notation iterated := (fun t x => Nat.iter t (mv E) x).

Lemma iterated_comb t a x c y : forall i, (i < n)%nat -> iterated t (fun i => a * x i + c * y i) i = a * iterated t x i + c * iterated t y i.
Proof.
  intros i Hi. cbn beta. rewrite <- !iter_is_iter. exact (iter_comb F n E t a x c y i Hi).
Qed.

Lemma iterated_add s t x : iterated (s + t)%nat x = iterated s (iterated t x).
Proof. apply iter_add. Qed.

Variable kappa : F.
Hypothesis Hkappa : nonneg kappa.
Let delta := of_Z (Z.of_nat n) * two (- b).

Lemma delta_nonneg : nonneg delta.
Proof. apply nonneg_mul; [apply of_nat_nonneg|]. apply (two_pos F h Hh). Qed.

Definition bounded_before (t : nat) : Prop := forall i, (i < t)%nat -> forall x, dot (iterated i x) (iterated i x) <= kappa * kappa * dot x x.

(** What B/2^b lacks of the power t, and how large it is after j more. *)
Definition lack (t : nat) (B : mat) (x : vector) : vector := fun i => iterated t x i - two (- b) * mv (z2 B) x i.
Definition drifted (t : nat) : F := of_Z (Z.of_nat t) * (delta * kappa).
Definition close (t : nat) (B : mat) : Prop := (forall i, (length (nth i B []) <= n)%nat) /\
  forall j, bounded_before (j + t) -> forall x, dot (iterated j (lack t B x)) (iterated j (lack t B x)) <= drifted t * drifted t * dot x x.

Lemma drifted_nonneg t : nonneg (drifted t).
Proof. apply nonneg_mul; [apply of_nat_nonneg|]. apply nonneg_mul; [apply delta_nonneg|exact Hkappa]. Qed.

Lemma close_start : close 0 (build n (unit_ (Z.shiftl 1 b))).
Proof.
  split; [intros; apply row_build|]. intros j _ x. set (B := build n _).
  assert (E0 : forall i, (i < n)%nat -> lack 0 B x i = 0 * x i + 0 * x i).
  { intros i Hi. unfold lack. cbn [Nat.iter].
    replace (mv (z2 B) x i) with (of_Z (Z.shiftl 1 b) * x i).
    - rewrite (shiftl_two F h Hh) by exact Hb. assert (G := two_opp F h Hh b). rewrite of_Z_1.
      change (Nat.iter 0 (mv E) x) with x. transitivity (x i - two b * two (- b) * x i); [ring|]. rewrite G. ring.
    - unfold OrderedRing.mv. rewrite (sum_ext F n _ (fun j => (if Nat.eqb i j then of_Z (Z.shiftl 1 b) else 0) * x j)), sum_delta by
        (try assumption; intros k Hk; unfold B, Positivity.z2; now rewrite ent_build, unit_of_Z by assumption). reflexivity. }
  assert (E1 : forall i, (i < n)%nat -> iterated j (lack 0 B x) i = 0).
  { intros i Hi. transitivity (iterated j (fun i => 0 * x i + 0 * x i) i); [now apply iter_below|]. rewrite iterated_comb by exact Hi. ring. }
  rewrite (dot_ext F n _ (fun _ => 0) _ (fun _ => 0) E1 E1). unfold OrderedRing.dot at 2.
  rewrite (sum_ext F n (fun _ => 0 * 0) (fun _ => 0)), sum_0 by (intros; ring).
  refine (nonneg_eq F _ _ (nonneg_mul F _ _ (nonneg_square F (drifted 0)) (dot_nonneg F n x)) _). ring.
Qed.

Lemma close_next t B : close t B -> close (S t) (next_power n rows den B).
Proof.
  intros [HB HC]. unfold next_power. set (B' := build n _). split; [intros; apply row_build|]. intros j Hbound x.
  assert (Hv := two_pos F h Hh (- b)). set (v := two (- b)) in *.
  set (D := fun i k => v * (sum F n (fun l => E i l * z2 B l k) - z2 B' i k)).
  assert (HD : forall i k, (i < n)%nat -> (k < n)%nat -> nonneg (D i k) /\ D i k <= v).
  { intros i k Hi Hk. unfold D, B', Positivity.z2 at 2 4. rewrite ent_build by assumption.
    set (s := dotZ (nth i rows []) (nth k (tr n B) [])). destruct (rest_of_quotient F s den Hden) as [K1 K2].
    assert (Es : of_Z s = of_Z den * sum F n (fun l => E i l * z2 B l k)).
    { assert (Hrow : (length (nth k (tr n B) []) <= n)%nat) by apply row_build.
      unfold s. rewrite (dotZ_comm (nth i rows [])), (dotZ_sum F n) by exact Hrow. rewrite <- sum_mul. apply sum_ext. intros l Hl.
      transitivity (z2 rows i l * z2 (tr n B) k l); [unfold Positivity.z2, ent; ring|]. rewrite z2_tr, <- HE by assumption. ring. }
    rewrite Es in K1, K2. assert (Hd := of_Z_pos F den Hden). split; apply (cancel F (of_Z den) _ Hd).
    - refine (nonneg_eq F _ _ (nonneg_mul F _ _ (proj1 Hv) K1) _). ring.
    - refine (nonneg_eq F _ _ (nonneg_mul F _ _ (proj1 Hv) K2) _). ring. }
  assert (Hstep : forall i, (i < n)%nat -> lack (S t) B' x i = 1 * mv E (lack t B x) i + 1 * mv D x i).
  { intros i Hi. unfold lack. change (Nat.iter (S t) (mv E) x) with (mv E (Nat.iter t (mv E) x)). fold v.
    rewrite (mv_ext_comb F n i (fun k => Nat.iter t (mv E) x k - v * mv (z2 B) x k) 1 (Nat.iter t (mv E) x) (- v) (mv (z2 B) x) E) by (intros; ring).
    assert (EM : mv E (mv (z2 B) x) i = mv (fun i k => sum F n (fun l => E i l * z2 B l k)) x i).
    { symmetry. now apply mv_product. }
    assert (ED : mv D x i = v * mv (fun i k => sum F n (fun l => E i l * z2 B l k)) x i + (- v) * mv (z2 B') x i).
    { unfold D, OrderedRing.mv. rewrite <- !sum_mul, <- sum_add. apply sum_ext. intros. ring. }
    rewrite ED, EM. ring. }
  assert (Hsum : forall i, (i < n)%nat -> iterated j (lack (S t) B' x) i = iterated (S j) (lack t B x) i + iterated j (mv D x) i).
  { intros i Hi. transitivity (iterated j (fun i => 1 * mv E (lack t B x) i + 1 * mv D x i) i); [now apply iter_below|].
    rewrite iterated_comb by exact Hi. replace (S j) with (j + 1)%nat by lia. rewrite iterated_add. change (Nat.iter 1 (mv E) (lack t B x)) with (mv E (lack t B x)). ring. }
  assert (G1 := HC (S j) ltac:(replace (S j + t)%nat with (j + S t)%nat by lia; exact Hbound) x).
  assert (G2 : dot (iterated j (mv D x)) (iterated j (mv D x)) <= delta * kappa * (delta * kappa) * dot x x).
  { assert (K := small_short F inverse n D v x HD). fold delta in K.
    assert (K2 := Hbound j ltac:(lia) (mv D x)).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ K2 (nonneg_mul F _ _ (nonneg_square F kappa) K)) _). unfold delta. fold v. ring. }
  assert (G := sum_short F inverse n _ _ _ _ _ _ Hsum (drifted_nonneg t) (nonneg_mul F _ _ delta_nonneg Hkappa) (dot_nonneg F n x) G1 G2).
  refine (nonneg_eq F _ _ G _). unfold drifted. rewrite Nat2Z.inj_succ. unfold Z.succ. rewrite of_Z_add, of_Z_1. ring.
Qed.

(** The bound at t itself: B/2^b is at most m - drifted t. *)
Lemma close_bound t B m : close t B -> bounded_before t -> nonneg (m - drifted t) ->
  (forall u, dot (fun i => two (- b) * mv (z2 B) u i) (fun i => two (- b) * mv (z2 B) u i) <= (m - drifted t) * (m - drifted t) * dot u u) ->
  forall x, dot (iterated t x) (iterated t x) <= m * m * dot x x.
Proof.
  intros [_ HC] Hbound Hm HB x. assert (G1 := HC 0%nat Hbound x). change (Nat.iter 0 (mv E) (lack t B x)) with (lack t B x) in G1.
  assert (Hs : forall i, (i < n)%nat -> iterated t x i = two (- b) * mv (z2 B) x i + lack t B x i) by (intros; unfold lack; ring).
  assert (G := sum_short F inverse n _ _ _ _ _ _ Hs Hm (drifted_nonneg t) (dot_nonneg F n x) (HB x) G1).
  refine (nonneg_eq F _ _ G _). ring.
Qed.

Variable kappa_ : rational.
Hypothesis Nkappa : is_number kappa kappa_.
Hypothesis Dkappa : (0 < snd kappa_)%Z.

Lemma drift_number t : (0 < snd (drift n b kappa_ (Z.of_nat t)))%Z /\ is_number (drifted t) (drift n b kappa_ (Z.of_nat t)).
Proof.
  unfold drift. assert (H : is_number (of_Z (Z.of_nat t) * of_Z (Z.of_nat n) * kappa) (Z.of_nat t * Z.of_nat n * fst kappa_, snd kappa_)%Z).
  { unfold is_number in *. cbn [fst snd]. rewrite !of_Z_mul, <- Nkappa. ring. }
  assert (Hd : (0 < snd (Z.of_nat t * Z.of_nat n * fst kappa_, snd kappa_)%Z)%Z) by exact Dkappa.
  destruct (scaled_number F h Hh (- b) _ _ Hd H) as [H1 H2].
  split; [exact H1|]. replace (drifted t) with (of_Z (Z.of_nat t) * of_Z (Z.of_nat n) * kappa * two (- b)); [exact H2|]. unfold drifted, delta. ring.
Qed.

Lemma shown_bound t B q (m : F) : close t B -> bounded_before t -> (0 < snd q)%Z -> is_number m q ->
  norm_at_most n b B (scaled b (rational_sub q (drift n b kappa_ (Z.of_nat t)))) = true ->
  forall x, dot (iterated t x) (iterated t x) <= m * m * dot x x.
Proof.
  intros HC Hbound Hq Nm H. destruct (drift_number t) as [D1 D2].
  destruct (difference_number F m (drifted t) q _ Nm D2) as [Nd _].
  assert (Hd : (0 < snd (rational_sub q (drift n b kappa_ (Z.of_nat t))))%Z) by (apply Z.mul_pos_pos; assumption).
  destruct (image_at_most F inverse h Hh n b b B _ _ Hb (proj1 HC) Hd Nd H) as [H1 H2].
  now apply (close_bound t B m).
Qed.

Lemma walk_sound seen last k : forall t B, close t B -> bounded_before (S t) ->
  walk n rows den b kappa_ seen last k (Z.of_nat t) B = true ->
  bounded_before (S (t + k)) /\ (exists B', close (S (t + k)) B' /\ last (Z.of_nat (S (t + k))) B' = true)
  /\ forall s, (t < s <= S (t + k))%nat -> exists B', close s B' /\ seen (Z.of_nat s) B' = true.
Proof.
  induction k as [|k IH]; intros t B HC Hbound H; cbn [walk] in H; replace (Z.of_nat t + 1)%Z with (Z.of_nat (S t)) in H by lia;
    assert (HC' := close_next t B HC); set (B' := next_power n rows den B) in *; destruct (seen (Z.of_nat (S t)) B') eqn:Es; try discriminate.
  - replace (t + 0)%nat with t by lia. split; [exact Hbound|]. split; [now exists B'|]. intros s Hs. replace s with (S t) by lia. now exists B'.
  - destruct (norm_at_most n b B' _) eqn:En; [|discriminate].
    assert (Hnext : bounded_before (S (S t))).
    { intros i Hi x. destruct (Nat.eq_dec i (S t)) as [->|]; [|apply Hbound; lia].
      exact (shown_bound (S t) B' kappa_ kappa HC' Hbound Dkappa Nkappa En x). }
    destruct (IH (S t) B' HC' Hnext H) as (H1 & H2 & H3). replace (t + S k)%nat with (S t + k)%nat by lia.
    split; [exact H1|]. split; [exact H2|]. intros s Hs. destruct (Nat.eq_dec s (S t)) as [->|]; [now exists B'|]. apply H3. lia.
Qed.

(** A power of norm at most 1 bounds all that follow. *)
Lemma recurring T : (1 <= T)%nat -> bounded_before T -> (forall x, dot (iterated T x) (iterated T x) <= 1 * 1 * dot x x) ->
  forall t x, dot (iterated t x) (iterated t x) <= kappa * kappa * dot x x.
Proof.
  intros HT Hbound H t. induction t as [t IH] using lt_wf_ind. intros x. destruct (Nat.lt_ge_cases t T) as [Hlt|Hge]; [now apply Hbound|].
  replace t with (T + (t - T))%nat by lia. rewrite iterated_add. assert (G := H (iterated (t - T)%nat x)).
  assert (K := IH (t - T)%nat ltac:(lia) x). refine (nonneg_eq F _ _ (nonneg_add F _ _ G K) _). ring.
Qed.

Lemma exact_step R (x : vector) i : (i < n)%nat -> mv (z2 (mulT n rows (tr n R))) x i = of_Z den * mv E (mv (z2 R) x) i.
Proof.
  intros Hi. transitivity (mv (fun i k => of_Z den * E i k) (mv (z2 R) x) i).
  - apply (mv_product F n (z2 R) (fun i k => of_Z den * E i k)); [exact Hi|]. intros p q Hp Hq. unfold Positivity.z2 at 1, mulT.
    assert (Hrow : (length (nth q (tr n R) []) <= n)%nat) by apply row_build.
    rewrite ent_build, dotZ_comm, (dotZ_sum F n) by assumption. apply sum_ext. intros l Hl.
    transitivity (z2 rows p l * z2 (tr n R) q l); [unfold Positivity.z2, ent; ring|]. now rewrite z2_tr, <- HE by assumption.
  - now apply mv_scaled.
Qed.

Lemma exact_power_sound T : (1 <= T)%nat -> forall x i, (i < n)%nat -> mv (z2 (exact_power n rows T)) x i = pow F (of_Z den) T * iterated T x i.
Proof.
  intros HT. unfold exact_power. destruct T as [|T]; [lia|]. cbn [Nat.pred]. induction T as [|T IH]; intros x i Hi.
  - change (Nat.iter 0 (fun R => mulT n rows (tr n R)) rows) with rows. cbn [pow]. change (Nat.iter 1 (mv E) x i) with (mv E x i).
    transitivity (of_Z den * mv E x i); [|ring]. apply mv_scaled; [exact Hi|]. intros p q Hp Hq. now rewrite HE.
  - set (R := Nat.iter T (fun R => mulT n rows (tr n R)) rows) in *.
    change (Nat.iter (S T) (fun R => mulT n rows (tr n R)) rows) with (mulT n rows (tr n R)). rewrite exact_step by exact Hi.
    change (Nat.iter (S (S T)) (mv E) x) with (mv E (Nat.iter (S T) (mv E) x)). cbn [pow].
    transitivity (of_Z den * (pow F (of_Z den) (S T) * mv E (iterated (S T) x) i)); [|cbn [pow]; ring]. f_equal.
    unfold OrderedRing.mv at 1 3. rewrite <- sum_mul. apply sum_ext. intros k Hk. rewrite (IH ltac:(lia) x k Hk). ring.
Qed.

Lemma of_Z_pow a t : of_Z (Z.pow a (Z.of_nat t)) = pow F (of_Z a) t.
Proof.
  induction t as [|t IH]; [apply of_Z_1|]. rewrite Nat2Z.inj_succ, Z.pow_succ_r, of_Z_mul, IH by lia. reflexivity.
Qed.

Lemma contracts_sound T p : (1 <= T)%nat -> contracts n rows den T p = true -> forall x, dot (iterated T x) (iterated T x) <= 1 * 1 * dot x x.
Proof.
  intros HT H x. unfold contracts in H. set (R := exact_power n rows T) in *. assert (G := psd_sound F n _ _ p H x).
  assert (Hd : pos F (pow F (of_Z den) T)) by (apply pow_pos; now apply of_Z_pos).
  apply (cancel F (pow F (of_Z den) T * pow F (of_Z den) T)); [now apply pos_mul|]. refine (nonneg_eq F _ _ G _).
  transitivity (pow F (of_Z den) T * pow F (of_Z den) T * dot x x + (- (1)) * form F n (z2 (gram n R)) x x).
  - rewrite <- form_unit, <- form_mul, <- form_add. apply form_ext; auto. intros i j Hi Hj. unfold Positivity.z2 at 1.
    rewrite ent_build, of_Z_sub, unit_of_Z, of_Z_pow, of_Z_mul, pow_mul by assumption. unfold Positivity.z2. destruct (Nat.eqb i j); ring.
  - rewrite (form_adjoint F n (z2 R) (z2 R) (z2 (gram n R)) x x) by (intros; now apply gram_entry).
    change (form F n (z2 R) (mv (z2 R) x) x) with (dot (mv (z2 R) x) (mv (z2 R) x)).
    assert (E1 : dot (mv (z2 R) x) (mv (z2 R) x) = pow F (of_Z den) T * pow F (of_Z den) T * dot (iterated T x) (iterated T x)).
    { rewrite <- (dot_scaled F n). apply dot_ext; intros i Hi; now apply exact_power_sound. }
    rewrite E1. ring.
Qed.

Lemma square_of_sum (p q : F) (x y z : vector) : nonneg p -> nonneg q -> (forall i, (i < n)%nat -> z i = x i + y i) ->
  p * q * dot z z <= p * (q + p) * dot x x + q * (p + q) * dot y y.
Proof.
  intros Hp Hq Hz. assert (E1 : dot z z = dot (comb F 1 x 1 y) (comb F 1 x 1 y)).
  { apply dot_ext; intros i Hi; rewrite Hz by exact Hi; unfold comb; ring. }
  rewrite E1. assert (G := dot_nonneg F n (comb F p x (- q) y)). refine (nonneg_eq F _ _ G _).
  rewrite !dot_comb_l, !dot_comb_r, (dot_sym F n y x). ring.
Qed.

Lemma stays_sound T B P pD eta stein below above : close T B -> bounded_before T ->
  stays n rows den b kappa_ (drift n b kappa_ (Z.of_nat T)) B P pD eta stein below above = true ->
  forall t x, dot (iterated t x) (iterated t x) <= kappa * kappa * dot x x.
Proof.
  intros HC Hbound H. destruct (drift_number T) as [D1 D2]. unfold stays in H.
  destruct kappa_ as [kn kd], (drift n b _ (Z.of_nat T)) as [en ed], eta as [hn hd]. unfold is_number in Nkappa, D2. cbn [fst snd] in *.
  apply andb_prop in H as [H Habove]. apply andb_prop in H as [H Hbelow]. apply andb_prop in H as [H Hstein]. split_andb. to_prop.
  assert (Ka := psd_sound F _ _ _ _ Habove). assert (Kb := psd_sound F _ _ _ _ Hbelow). assert (Ks := psd_sound F _ _ _ _ Hstein).
  assert (HpD := of_Z_pos F pD ltac:(assumption)). assert (Hd := of_Z_pos F den Hden).
  assert (HP1 : forall x, form F n (z2 P) x x <= of_Z pD * dot x x).
  { intros x. refine (nonneg_eq F _ _ (Kb x) _). transitivity (of_Z pD * dot x x + (- (1)) * form F n (z2 P) x x); [|ring].
    rewrite <- form_unit, <- form_mul, <- form_add. apply form_ext; auto. intros i j Hi Hj. unfold Positivity.z2 at 1.
    rewrite ent_build, of_Z_sub, unit_of_Z by assumption. unfold Positivity.z2. ring. }
  assert (HP2 : forall x, form F n (z2 P) (mv E x) (mv E x) <= form F n (z2 P) x x).
  { intros x. apply (cancel F (of_Z den * of_Z den)); [now apply pos_mul|]. refine (nonneg_eq F _ _ (Ks x) _).
    transitivity (of_Z den * of_Z den * form F n (z2 P) x x + (- (1)) * form F n (z2 (congruent n rows (adjoint_product n rows P))) x x).
    - rewrite <- !form_mul, <- form_add. apply form_ext; auto. intros i j Hi Hj. unfold Positivity.z2 at 1.
      rewrite ent_build, of_Z_sub, !of_Z_mul by assumption. unfold Positivity.z2, congruent, adjoint_product. ring.
    - rewrite (form_congruent F n rows den E HE). ring. }
  assert (HP3 : forall s x, form F n (z2 P) (iterated s x) (iterated s x) <= form F n (z2 P) x x).
  { induction s as [|s IH]; intros x.
    - change (Nat.iter 0 (mv E) x) with x. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
    - change (Nat.iter (S s) (mv E) x) with (mv E (Nat.iter s (mv E) x)).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (IH x) (HP2 (Nat.iter s (mv E) x))) _). ring. }
  assert (Hw : of_Z (Z.shiftl 1 b) = two b :> F) by (rewrite (shiftl_two F h Hh), of_Z_1 by exact Hb; ring).
  assert (Ev := two_opp F h Hh b). set (v := two (- b)) in *. set (w := two b) in *.
  assert (Hwp : pos F w) by apply (two_pos F h Hh).
  assert (Hat : forall y, of_Z pD * dot (iterated T y) (iterated T y) <= kappa * kappa * form F n (z2 P) y y).
  { intros y. set (K := of_Z kd * of_Z kd * (w * w) * (of_Z hn * of_Z hd) * (of_Z ed * of_Z ed) : F).
    assert (HK : pos F K) by (unfold K; repeat first [exact Hwp|apply of_Z_pos; assumption|apply pos_mul]).
    apply (cancel F K _ HK). set (a := dot (mv (z2 B) y) (mv (z2 B) y)).
    assert (Ga := Ka y). set (q := of_Z (hd + hn) * (of_Z kd * of_Z kd) * of_Z pD : F).
    assert (EA : form F n (z2 (build n (fun i j => kn * kn * (Z.shiftl 1 b * Z.shiftl 1 b) * (hn * hd) * (ed * ed) * ent P i j
        - (hd + hn) * (kd * kd) * pD * hn * (ed * ed) * ent (gram n B) i j - unit_ ((hd + hn) * (kd * kd) * pD * hd * (en * en) * (Z.shiftl 1 b * Z.shiftl 1 b)) i j)%Z)) y y
      = kappa * kappa * K * form F n (z2 P) y y - q * of_Z hn * (of_Z ed * of_Z ed) * a - q * of_Z hd * (of_Z en * of_Z en) * (w * w) * dot y y).
    { transitivity (kappa * kappa * K * form F n (z2 P) y y + (- (q * of_Z hn * (of_Z ed * of_Z ed))) * form F n (z2 (gram n B)) y y
        + (- (q * of_Z hd * (of_Z en * of_Z en) * (w * w))) * dot y y).
      - rewrite <- form_unit, <- !form_mul, <- !form_add. apply form_ext; auto. intros i j Hi Hj. unfold Positivity.z2 at 1.
        rewrite ent_build, !of_Z_sub, unit_of_Z, !of_Z_mul, Hw, <- Nkappa by assumption. unfold Positivity.z2, K, q. destruct (Nat.eqb i j); ring.
      - rewrite (form_adjoint F n (z2 B) (z2 B) (z2 (gram n B)) y y) by (intros; now apply gram_entry).
        change (form F n (z2 B) (mv (z2 B) y) y) with a. ring. }
    rewrite EA in Ga.
    assert (G0 : dot (lack T B y) (lack T B y) <= drifted T * drifted T * dot y y) by exact (proj2 HC 0%nat Hbound y).
    assert (Hs : forall i, (i < n)%nat -> iterated T y i = v * mv (z2 B) y i + lack T B y i) by (intros; unfold lack; fold v; ring).
    assert (G1 := square_of_sum (of_Z hn) (of_Z hd) (fun i => v * mv (z2 B) y i) (lack T B y) (Nat.iter T (mv E) y) (of_Z_nonneg F hn ltac:(lia)) (of_Z_nonneg F hd ltac:(lia)) Hs).
    rewrite (dot_scaled F n) in G1. fold a in G1.
    assert (HM : nonneg (of_Z pD * (of_Z kd * of_Z kd) * (w * w) * (of_Z ed * of_Z ed) : F)).
    { repeat first [apply Hwp|apply of_Z_nonneg; lia|apply nonneg_mul]. }
    assert (HL : nonneg (of_Z hd * (of_Z hn + of_Z hd) : F)).
    { apply nonneg_mul; [apply of_Z_nonneg; lia|]. apply nonneg_add; apply of_Z_nonneg; lia. }
    assert (G2 := nonneg_mul F _ _ HM (nonneg_add F _ _ G1 (nonneg_mul F _ _ HL G0))).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ Ga G2) _). unfold q, K. rewrite of_Z_add, <- D2.
    set (N := dot (iterated T y) (iterated T y)). set (f := form F n (z2 P) y y). set (r := dot y y).
    transitivity (kappa * kappa * (of_Z kd * of_Z kd * (w * w) * (of_Z hn * of_Z hd) * (of_Z ed * of_Z ed)) * f
      - (of_Z hd + of_Z hn) * (of_Z kd * of_Z kd) * of_Z pD * of_Z hn * (of_Z ed * of_Z ed) * a * (1 - w * v * (w * v))
      - of_Z pD * (of_Z kd * of_Z kd) * (w * w) * (of_Z ed * of_Z ed) * (of_Z hn * of_Z hd * N)); [ring|]. rewrite Ev. ring. }
  intros t x. destruct (Nat.lt_ge_cases t T) as [Hlt|Hge]; [now apply Hbound|]. replace t with (T + (t - T))%nat by lia. rewrite iterated_add.
  apply (cancel F (of_Z pD) _ HpD).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (Hat (iterated (t - T)%nat x)) (nonneg_add F _ _ (nonneg_mul F _ _ (nonneg_square F kappa) (HP3 (t - T)%nat x))
    (nonneg_mul F _ _ (nonneg_square F kappa) (HP1 x)))) _). ring.
Qed.

Lemma before_one : 1 <= kappa -> bounded_before 1.
Proof.
  intros H i Hi x. replace i with 0%nat by lia. change (Nat.iter 0 (mv E) x) with x.
  refine (nonneg_eq F _ _ (nonneg_mul F _ _ (square_le F 1 kappa (nonneg_1 F) H) (dot_nonneg F n x)) _). ring.
Qed.
End Supremum.

Section Ends.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Local Open Scope ring_scope.
Add Ring G_ring : (laws F).
Variable n : nat.
Variable rows : mat.
Variable den : Z.
Variable E : nat -> nat -> F.
Hypothesis Hden : (0 < den)%Z.
Hypothesis HE : forall i j, (i < n)%nat -> (j < n)%nat -> of_Z den * E i j = z2 F rows i j.
Notation dot := (dot F n).
Notation iterated := (fun t x => Nat.iter t (mv F n E) x).

Lemma powers_between_real b T peak q l x y e (kappa l' : F) : powers_between n rows den b T peak q l x y e = true ->
  is_number kappa q -> is_number l' l ->
  nonneg kappa /\ (forall t u, dot (iterated t u) (iterated t u) <= kappa * kappa * dot u u)
  /\ forall k, nonneg k -> (forall t u, dot (iterated t u) (iterated t u) <= k * k * dot u u) -> l' <= k.
Proof.
  intros H Nk Nl. unfold powers_between, is_rational in H. split_andb. to_prop.
  destruct (number_exists F inverse 1 2 ltac:(lia)) as [h Eh].
  assert (Hh : (1 + 1) * h = 1) by (rewrite <- (of_Z_1 F), <- of_Z_add; exact Eh).
  assert (H1k : 1 <= kappa).
  { match goal with G : leq (1%Z, 1%Z) q = true |- _ => unfold leq in G; cbn [fst snd] in G; to_prop; apply (of_Z_le F) in G; rename G into Hle end.
    rewrite !of_Z_mul, of_Z_1 in Hle. unfold is_number in Nk. rewrite <- Nk in Hle.
    apply (cancel F (of_Z (snd q))); [now apply of_Z_pos|]. refine (nonneg_eq F _ _ Hle _). ring. }
  assert (Hk : nonneg kappa) by (refine (nonneg_eq F _ _ (nonneg_add F _ _ H1k (nonneg_1 F)) _); ring).
  assert (Hb : (0 <= b)%Z) by lia.
  match goal with G : walk _ _ _ _ _ _ _ _ _ _ = true |- _ =>
    destruct (walk_sound F inverse h Hh n rows den b E Hb Hden HE kappa Hk q Nk ltac:(assumption) _ _ (Nat.pred T) 0%nat _
      (close_start F h Hh n b E Hb kappa) (before_one F n E kappa H1k) G) as (W1 & (B & W2 & W3) & W4) end.
  replace (S (0 + Nat.pred T)) with T in * by lia.
  assert (Hever : forall t u, dot (iterated t u) (iterated t u) <= kappa * kappa * dot u u).
  { destruct e as [|p|P pD eta stein below above].
    - refine (recurring F n E kappa T ltac:(assumption) W1 _).
      exact (shown_bound F inverse h Hh n b E Hb kappa Hk q Nk ltac:(assumption) T B (1, 1)%Z 1 W2 W1 ltac:(reflexivity) ltac:(unfold is_number; cbn; ring) W3).
    - exact (recurring F n E kappa T ltac:(assumption) W1 (contracts_sound F n rows den E Hden HE T p ltac:(assumption) W3)).
    - exact (stays_sound F h Hh n rows den b E Hb Hden HE kappa q Nk ltac:(assumption) T B P pD eta stein below above W2 W1 W3). }
  split; [exact Hk|]. split; [exact Hever|].
  intros k Hk0 Hall. destruct (Z.eqb_spec peak 0) as [E0|E0].
  - match goal with G : leq l (1%Z, 1%Z) = true |- _ => unfold leq in G; cbn [fst snd] in G; to_prop; apply (of_Z_le F) in G; rename G into Hle end.
    rewrite !of_Z_mul, of_Z_1 in Hle. unfold is_number in Nl. rewrite <- Nl in Hle.
    assert (G1 : l' <= 1).
    { apply (cancel F (of_Z (snd l))); [now apply of_Z_pos|]. refine (nonneg_eq F _ _ Hle _). ring. }
    match goal with G : (0 < dotZ x x + dotZ y y)%Z |- _ => apply (of_Z_pos F) in G; rewrite of_Z_add, !(dotZ_dot F n) in G by assumption; rename G into HN end.
    assert (G2 : 1 <= k).
    { apply (le_of_square F); [apply nonneg_1|exact Hk0|]. apply (cancel F _ _ HN).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (Hall 0%nat (vz F x)) (Hall 0%nat (vz F y))) _).
      change (Nat.iter 0 (mv F n E) (vz F x)) with (vz F x). change (Nat.iter 0 (mv F n E) (vz F y)) with (vz F y). ring. }
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). ring.
  - to_prop. set (s := Z.to_nat peak). destruct (W4 s ltac:(unfold s; lia)) as (B' & HC & Hseen).
    replace (Z.of_nat s) with peak in Hseen by (unfold s; lia). rewrite Z.eqb_refl in Hseen. apply orb_prop in Hseen as [Hzero|Hreach].
    + to_prop. rewrite (zero_number F l' l) by assumption. refine (nonneg_eq F _ _ Hk0 _). ring.
    + destruct (drift_number F h Hh n b kappa q Nk ltac:(assumption) s) as [D1 D2]. replace (Z.of_nat s) with peak in * by (unfold s; lia).
      destruct (difference_number F _ _ _ _ Nl D2) as [_ Nd].
      assert (Hd : (0 < snd (rational_add l (drift n b q peak)))%Z) by (apply Z.mul_pos_pos; assumption).
      refine (reaches_at_least F inverse h Hh n (fun u => iterated s u) b B' _ x y l' _ (proj1 HC) Hd Nd ltac:(assumption) ltac:(assumption) ltac:(assumption)
        (nonneg_number F l' l ltac:(assumption) ltac:(assumption) Nl) (drifted_nonneg F h Hh n b kappa Hk s) Hreach _ k Hk0 (Hall s)).
      intros u. refine (proj2 HC 0%nat _ u). intros i Hi. apply Hever.
Qed.
End Ends.

Theorem powers_between_sound (F : ordered_ring) c A B b T peak q l x y e : is_field F -> (0 < denominator c)%Z -> is_matrix_of F c A B ->
  powers_between (real_order c) (real_rows c) (denominator c) b T peak q l x y e = true -> forall m' l' : F, is_number m' q -> is_number l' l ->
  bound F (order c) A B SupPowers m' /\ forall k, nonneg k -> bound F (order c) A B SupPowers k -> (l' <= k)%R.
Proof.
  intros Hi Hden HA H m' l' Hm Hl. unfold real_order, real_rows in H. cbn [bound]. destruct (im c) as [im_|] eqn:Em.
  - destruct (powers_between_real F Hi _ _ _ (embedded F (order c) A B) Hden (embedded_entries F c A B im_ HA Em) b T peak q l x y e m' l' H Hm Hl)
      as (H1 & H2 & H3).
    assert (G := complex_norm F (order c) A B).
    split; [split; [exact H1|intros t; exact (proj1 (G t m') (H2 t))]|intros k Hk [_ Hb]; exact (H3 k Hk (fun t => proj2 (G t k) (Hb t)))].
  - assert (HE : forall i j, (i < order c)%nat -> (j < order c)%nat -> (of_Z (denominator c) * A i j)%R = z2 F (re c) i j).
    { intros i j Hi' Hj'. now destruct (HA i j Hi' Hj'). }
    destruct (powers_between_real F Hi _ _ _ A Hden HE b T peak q l x y e m' l' H Hm Hl) as (H1 & H2 & H3).
    assert (G := real_norm F (order c) A B (imaginary_zero F c A B Hden HA Em)).
    split; [split; [exact H1|intros t; exact (proj1 (G t m') (H2 t))]|intros k Hk [_ Hb]; exact (H3 k Hk (fun t => proj2 (G t k) (Hb t)))].
Qed.

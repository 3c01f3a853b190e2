(** check_infinite c g more = true implies that K is infinite. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Positivity Resolvent Steps Statement Soundness Lower Parseval Growth.
Import ListNotations.

Section Infinite.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Hypothesis roots : has_roots F.
Hypothesis whole : archimedean F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation z2 := (z2 F).

(** ** From a complex matrix to its real embedding *)

Lemma join_halves n (X : vector) j : (j < n + n)%nat -> X j = join F n X (fun i => X (n + i)%nat) j.
Proof.
  intros Hj. unfold join. destruct (Nat.ltb_spec j n) as [H|H]; [reflexivity|]. f_equal. lia.
Qed.

Lemma embedded_below n A B kappa : K_at_most F n A B kappa ->
  forall r, 1 < r -> below F (n + n) (embedded F n A B) kappa 1 r.
Proof.
  intros HK r Hr a b X Y Hz.
  set (x1 := X). set (x2 := fun i => X (n + i)%nat). set (y1 := Y). set (y2 := fun i => Y (n + i)%nat).
  assert (H1 := HK r a b Hr Hz (fun i => x1 i - y2 i) (fun i => x2 i + y1 i)).
  assert (H2 := HK r a (- b) Hr ltac:(rewrite Hz; ring) (fun i => x1 i + y2 i) (fun i => x2 i - y1 i)).
  set (p2 := norm2 F n (residual_re F n A B _ _ _ _) _) in H1. set (p1 := norm2 F n _ _) in H1.
  set (q2 := norm2 F n (residual_re F n A B _ _ _ _) _) in H2. set (q1 := norm2 F n _ _) in H2.
  assert (Esize : p1 + q1 = size F (n + n) X Y + size F (n + n) X Y).
  { unfold p1, q1, norm2, size. rewrite !dot_double. unfold dot. rewrite <- !sum_add. apply sum_ext. intros i Hi.
    unfold x1, x2, y1, y2. ring. }
  assert (Emv : forall (Z_ : vector) i, (i < n)%nat ->
    mv F (n + n) (embedded F n A B) Z_ i
      = sum F n (fun j => A i j * Z_ j) - sum F n (fun j => B i j * Z_ (n + j)%nat)
    /\ mv F (n + n) (embedded F n A B) Z_ (n + i)
      = sum F n (fun j => B i j * Z_ j) + sum F n (fun j => A i j * Z_ (n + j)%nat)).
  { intros Z_ i Hi.
    assert (E : forall k, mv F (n + n) (embedded F n A B) Z_ k = mv F (n + n) (embedded F n A B) (join F n Z_ (fun i => Z_ (n + i)%nat)) k).
    { intros k. apply sum_ext. intros j Hj. now rewrite (join_halves n Z_ j Hj) at 1. }
    rewrite !E. unfold embedded. rewrite mv_block_r, (mv_block_l F n _ _ _ _ _ _ i Hi), mv_opp. unfold mv. split; ring. }
  assert (Esum : forall (M : matrix) i (f g : vector) s, sum F n (fun j => M i j * (f j + s * g j))
    = sum F n (fun j => M i j * f j) + s * sum F n (fun j => M i j * g j)).
  { intros M i f g s. rewrite <- sum_mul, <- sum_add. apply sum_ext. intros. ring. }
  assert (Eadd : forall (M : matrix) i (f g : vector), sum F n (fun j => M i j * (f j + g j))
    = sum F n (fun j => M i j * f j) + sum F n (fun j => M i j * g j)).
  { intros M i f g. rewrite <- sum_add. apply sum_ext. intros. ring. }
  assert (Esub : forall (M : matrix) i (f g : vector), sum F n (fun j => M i j * (f j - g j))
    = sum F n (fun j => M i j * f j) - sum F n (fun j => M i j * g j)).
  { intros M i f g. transitivity (sum F n (fun j => M i j * f j) + (- (1)) * sum F n (fun j => M i j * g j)); [|ring].
    rewrite <- sum_mul, <- sum_add. apply sum_ext. intros. ring. }
  assert (Eimage : p2 + q2 = image F (n + n) (embedded F n A B) a b X Y + image F (n + n) (embedded F n A B) a b X Y).
  { unfold p2, q2, norm2, image. rewrite !dot_double. unfold dot. rewrite <- !sum_add. apply sum_ext. intros i Hi.
    unfold image_re, image_im, comb, residual_re, residual_im. destruct (Emv X i Hi) as [-> ->]. destruct (Emv Y i Hi) as [-> ->].
    cbn beta. rewrite !Eadd, !Esub. unfold x1, x2, y1, y2. cbn beta.
    generalize (sum F n (fun j => A i j * X j)) (sum F n (fun j => A i j * X (n + j)%nat)) (sum F n (fun j => A i j * Y j))
      (sum F n (fun j => A i j * Y (n + j)%nat)) (sum F n (fun j => B i j * X j)) (sum F n (fun j => B i j * X (n + j)%nat))
      (sum F n (fun j => B i j * Y j)) (sum F n (fun j => B i j * Y (n + j)%nat)) (X i) (X (n + i)%nat) (Y i) (Y (n + i)%nat).
    intros. ring. }
  apply (cancel F (1 + 1)); [apply pos_add; [apply pos_1|apply nonneg_1]|].
  refine (nonneg_eq F _ _ (nonneg_add F _ _ H1 H2) _).
  transitivity (kappa * kappa * (p2 + q2) - (r - 1) * (r - 1) * (p1 + q1)); [ring|]. rewrite Esize, Eimage. unfold x1, y1. ring.
Qed.

Lemma real_part_below n A B kappa : (forall i j, (i < n)%nat -> (j < n)%nat -> B i j = 0) -> K_at_most F n A B kappa ->
  forall r, 1 < r -> below F n A kappa 1 r.
Proof.
  intros HB HK r Hr a b x y Hz. refine (nonneg_eq F _ _ (HK r a b Hr Hz x y) _).
  assert (E0 : forall x i, (i < n)%nat -> sum F n (fun j => B i j * x j) = 0).
  { intros z i Hi. rewrite (sum_ext F n _ (fun _ => 0)); [apply sum_0|]. intros. rewrite HB by assumption. ring. }
  assert (E : norm2 F n (residual_re F n A B a b x y) (residual_im F n A B a b x y) = image F n A a b x y).
  { unfold image, norm2. f_equal; apply sum_ext; intros i Hi; unfold image_re, image_im, comb, residual_re, residual_im;
      rewrite E0 by exact Hi; unfold mv; ring. }
  rewrite E. unfold size, norm2, dot. ring.
Qed.

(** The real matrix of a certificate, and its bound. *)
Lemma real_matrix c A B : (0 < denominator c)%Z -> is_matrix_of F c A B -> exists E : matrix,
  (forall i j, (i < real_order c)%nat -> (j < real_order c)%nat -> of_Z (denominator c) * E i j = z2 (real_rows c) i j)
  /\ forall kappa, K_at_most F (order c) A B kappa -> forall r, 1 < r -> below F (real_order c) E kappa 1 r.
Proof.
  intros Hden HA. unfold real_order, real_rows. destruct (im c) as [m|] eqn:Em.
  - exists (embedded F (order c) A B). split; [exact (embedded_entries F c A B m HA Em)|apply embedded_below].
  - exists A. split; [intros i j Hi Hj; now destruct (HA i j Hi Hj)|].
    intros kappa HK. apply (real_part_below (order c) A B kappa); [|exact HK]. exact (imaginary_zero F c A B Hden HA Em).
Qed.

(** ** X > 0 *)

Lemma strictly_sound n D X p : strictly n D X p = true ->
  exists delta, pos F delta /\ forall x, delta * dot F n x x <= form F n (z2 X) x x.
Proof.
  intros H. unfold strictly in H. set (c := enlargement n X p) in *. split_andb. to_prop.
  destruct (inverse (of_Z c)) as [E|[i Ei]]; [exfalso; now apply (of_Z_pos F c)|].
  assert (Hc := of_Z_pos F c ltac:(assumption)).
  exists i. split; [now apply (inverse_pos F (of_Z c))|]. intros x.
  match goal with G : psd _ _ _ _ = true |- _ => assert (HX := psd_sound F n _ _ p G x) end.
  apply (cancel F (of_Z c) _ Hc). refine (nonneg_eq F _ _ HX _).
  transitivity (of_Z c * form F n (z2 X) x x - 1 * dot F n x x); [|transitivity (of_Z c * form F n (z2 X) x x - (of_Z c * i) * dot F n x x); [now rewrite Ei|ring]].
  transitivity (of_Z c * form F n (z2 X) x x + (- (1)) * dot F n x x); [|ring].
  rewrite <- (form_unit F n (- (1))), <- form_mul, <- form_add. apply form_ext; auto. intros k l Hk Hl.
  unfold z2 at 1. rewrite ent_build by assumption. rewrite of_Z_sub, of_Z_mul, unit_of_Z, of_Z_1. unfold Positivity.z2.
  destruct (Nat.eqb k l); ring.
Qed.

(** ** Vectors of integers *)

Definition vz (x : list Z) : vector := fun i => of_Z (nth i x 0%Z).

Lemma imageZ_mv n M x i : (i < n)%nat -> vz (imageZ n M x) i = mv F n (fun i j => of_Z (M i j)) (vz x) i.
Proof.
  intros Hi. unfold vz, imageZ. rewrite nth_seq_map by exact Hi. rewrite zsum_sum. unfold mv. apply sum_ext.
  intros. now rewrite of_Z_mul.
Qed.

Lemma formZ_form n M x : length x = n -> of_Z (formZ n M x) = form F n (z2 M) (vz x) (vz x).
Proof.
  intros Hx. unfold formZ. rewrite (dotZ_sum F n) by lia. apply sum_ext. intros i Hi.
  change (of_Z (nth i (imageZ n (ent M) x) 0%Z)) with (vz (imageZ n (ent M) x) i : F).
  rewrite imageZ_mv by exact Hi. reflexivity.
Qed.

Lemma mv_product n (A B C : matrix) x i : (i < n)%nat ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> C i j = sum F n (fun k => B i k * A k j)) ->
  mv F n C x i = mv F n B (mv F n A x) i.
Proof.
  intros Hi H. unfold mv. rewrite (sum_ext F n _ (fun j => sum F n (fun k => B i k * (A k j * x j)))).
  - rewrite sum_swap. apply sum_ext. intros. now rewrite sum_mul.
  - intros j Hj. rewrite H by assumption. rewrite (Rmul_comm (laws F)), <- sum_mul. apply sum_ext. intros. ring.
Qed.

Lemma mv_scaled n (M N : matrix) c x i : (i < n)%nat -> (forall i j, (i < n)%nat -> (j < n)%nat -> N i j = c * M i j) ->
  mv F n N x i = c * mv F n M x i.
Proof. intros Hi H. unfold mv. rewrite <- sum_mul. apply sum_ext. intros. rewrite H by assumption. ring. Qed.

Lemma cancel_equal (c a b : F) : pos F c -> c * a = c * b -> a = b.
Proof.
  intros [_ Hc] H. assert (G : c * (a - b) = 0) by (transitivity (c * a - c * b); [ring|]; rewrite H; ring).
  apply integral in G as [G|G]; [contradiction|]. replace a with (a - b + b) by ring. rewrite G. ring.
Qed.

Lemma same_below_spec n f g i j : same_below n f g = true -> (i < n)%nat -> (j < n)%nat -> f i j = g i j.
Proof.
  intros H Hi Hj. apply (all_below_spec _ _ i) in H; [|exact Hi]. apply (all_below_spec _ _ j) in H; [|exact Hj].
  now apply Z.eqb_eq.
Qed.

(** ** The steps *)

Section Step.
Variable n : nat.
Variable rows : mat.
Variable den : Z.
Variable E : matrix.
Hypothesis Hden : (0 < den)%Z.
Hypothesis HE : forall i j, (i < n)%nat -> (j < n)%nat -> of_Z den * E i j = z2 rows i j.
Hypothesis tame : steady F n E.

Lemma unstable_sound s P pD v proof : unstable n rows den s P pD v proof = true -> False.
Proof.
  intros H. unfold unstable, is_rational, leq in H. destruct s as [sn sd]. cbn [fst snd] in H. split_andb. to_prop.
  match goal with G : strictly _ _ _ _ = true |- _ => destruct (strictly_sound _ _ _ _ G) as (delta & Hdelta & HX) end.
  destruct (number_exists F inverse sn sd ltac:(assumption)) as [s Hs].
  assert (Hsd := of_Z_pos F sd ltac:(assumption)). assert (Hd := of_Z_pos F den Hden).
  assert (HU : pos F (of_Z den * of_Z den * (of_Z sd * of_Z sd))) by (repeat apply pos_mul; assumption).
  destruct (inverse (of_Z den * of_Z den * (of_Z sd * of_Z sd))) as [E0|[i Ei]]; [now destruct HU|].
  assert (Hi := inverse_pos F _ i HU Ei).
  apply (proj1 tame (z2 P) (s * s) (delta * i) (vz v)).
  - assert (Hs1 : 1 <= s).
    { apply (cancel F (of_Z sd) _ Hsd). assert (G := of_Z_le F sd sn ltac:(lia)). rewrite <- Hs in G. refine (nonneg_eq F _ _ G _). ring. }
    assert (G := square_le F 1 s (nonneg_1 F) Hs1). refine (nonneg_eq F _ _ G _). ring.
  - now apply pos_mul.
  - intros x. specialize (HX x). unfold square. apply (cancel F _ _ HU). refine (nonneg_eq F _ _ HX _).
    fold (adjoint_product n rows P). fold (congruent n rows (adjoint_product n rows P)).
    transitivity (of_Z (sn * den * (sn * den)) * form F n (z2 P) x x
      + (- of_Z (sd * sd)) * form F n (z2 (congruent n rows (adjoint_product n rows P))) x x - delta * dot F n x x).
    + f_equal. rewrite <- !form_mul, <- form_add. apply form_ext; auto. intros k l Hk Hl. unfold z2 at 1.
      rewrite ent_build by assumption. rewrite of_Z_sub, !of_Z_mul. unfold Positivity.z2. ring.
    + rewrite (form_congruent F n rows den E HE), !of_Z_mul, <- Hs.
      transitivity (of_Z den * of_Z den * (of_Z sd * of_Z sd) * (s * s * form F n (z2 P) x x - form F n (z2 P) (mv F n E x) (mv F n E x))
        - delta * (of_Z den * of_Z den * (of_Z sd * of_Z sd) * i) * dot F n x x); [rewrite Ei; ring|ring].
  - rewrite <- formZ_form, <- of_Z_opp by assumption. apply of_Z_pos. lia.
Qed.

Lemma defective_sound D dD S_ sD w : defective n rows den D dD S_ sD w = true -> False.
Proof.
  intros H. unfold defective in H. split_andb. to_prop.
  assert (Hd := of_Z_pos F den Hden). assert (HdD := of_Z_pos F dD ltac:(assumption)).
  destruct (inverse (of_Z dD)) as [E0|[i Ei]]; [now destruct HdD|].
  set (T := fun k l => i * z2 D k l : F).
  assert (HT : forall k l, (k < n)%nat -> (l < n)%nat -> of_Z dD * T k l = z2 D k l).
  { intros. unfold T. transitivity (of_Z dD * i * z2 D k l); [ring|]. rewrite Ei. ring. }
  assert (HDn : forall k, (length (nth k D []) <= n)%nat) by (intros; now apply row_square).
  set (mu := of_Z dD * of_Z den : F). assert (Hmu : pos F mu) by now apply pos_mul.
  set (N := fun k l => (dD * ent rows k l - den * ent D k l)%Z).
  assert (HN : forall k l, (k < n)%nat -> (l < n)%nat -> of_Z (N k l) = mu * (E k l - T k l)).
  { intros k l Hk Hl. unfold N, mu. rewrite of_Z_sub, !of_Z_mul. change (of_Z (ent rows k l)) with (z2 rows k l : F).
    change (of_Z (ent D k l)) with (z2 D k l : F). rewrite <- HE, <- HT by assumption. ring. }
  assert (HNx : forall x k, (k < n)%nat -> mv F n (fun k l => of_Z (N k l)) x k = mu * (mv F n E x k - mv F n T x k)).
  { intros x k Hk. rewrite (mv_scaled n (fun k l => E k l - T k l) _ mu x k Hk HN). f_equal. unfold mv.
    transitivity (sum F n (fun j => E k j * x j) + (- (1)) * sum F n (fun j => T k j * x j)); [|ring].
    rewrite <- sum_mul, <- sum_add. apply sum_ext. intros. ring. }
  set (x0 := comb F 1 (mv F n E (vz w)) (- (1)) (mv F n T (vz w))).
  set (x := imageZ n N w) in *.
  assert (Hx : forall k, (k < n)%nat -> vz x k = mu * x0 k).
  { intros k Hk. unfold x. rewrite imageZ_mv, HNx by exact Hk. unfold x0, comb. ring. }
  assert (Hxs : forall M k, (k < n)%nat -> mv F n M (vz x) k = mu * mv F n M x0 k).
  { intros M k Hk. unfold mv. rewrite <- sum_mul. apply sum_ext. intros j Hj. rewrite Hx by exact Hj. ring. }
  apply (proj2 tame T (z2 S_) (vz w)).
  - intros y k Hk.
    match goal with G : same_below n (ent (tr n _)) _ = true |- _ => rename G into Hcom end.
    set (C1 := tr n (mulT n (tr n D) rows)) in *. set (C2 := mulT n D (tr n rows)) in *.
    apply (cancel_equal mu); [exact Hmu|].
    transitivity (mv F n (z2 C1) y k).
    + symmetry. rewrite (mv_product n T (fun k l => mu * E k l) (z2 C1) y k Hk).
      * now apply mv_scaled.
      * intros p q Hp Hq. unfold C1. rewrite z2_tr, (ent_mulT F) by (try assumption; intros; apply row_build).
        apply sum_ext. intros m Hm. rewrite z2_tr, <- HT, <- HE by assumption. unfold mu. ring.
    + rewrite (mv_product n E (fun k l => mu * T k l) (z2 C1) y k Hk); [now apply mv_scaled|].
      intros p q Hp Hq. unfold z2 at 1. rewrite (same_below_spec n _ _ p q Hcom Hp Hq).
      change (of_Z (ent C2 p q)) with (z2 C2 p q : F). unfold C2. rewrite (ent_mulT F) by assumption.
      apply sum_ext. intros m Hm. rewrite z2_tr, <- HT, <- HE by assumption. unfold mu. ring.
  - intros y. apply (cancel_equal (of_Z dD * of_Z dD)); [now apply pos_mul|].
    rewrite <- (form_congruent F n D dD T HT S_ y y), <- form_mul. apply form_ext; auto. intros k l Hk Hl.
    match goal with G : same_below n (ent (mulT n (mulT n _ _) _)) _ = true |- _ => assert (Hs := same_below_spec n _ _ k l G Hk Hl) end.
    unfold congruent, adjoint_product. unfold z2 at 1. rewrite Hs, !of_Z_mul. reflexivity.
  - intros y. match goal with G : psd n sD S_ _ = true |- _ => exact (psd_sound F n sD S_ _ G y) end.
  - fold x0. intros k Hk. match goal with G : forallb (Z.eqb 0) _ = true |- _ => rename G into Hzero end.
    assert (G : vz (imageZ n N x) k = 0).
    { unfold vz. destruct (Nat.lt_ge_cases k (length (imageZ n N x))) as [Hl|Hl]; [|rewrite nth_overflow by exact Hl; apply of_Z_0].
      rewrite forallb_forall in Hzero. specialize (Hzero _ (nth_In _ 0%Z Hl)). apply Z.eqb_eq in Hzero. now rewrite <- Hzero. }
    rewrite imageZ_mv, HNx, !Hxs in G by exact Hk.
    apply (cancel_equal (mu * mu)); [now apply pos_mul|].
    transitivity (mu * (mu * mv F n E x0 k - mu * mv F n T x0 k) + mu * mu * mv F n T x0 k); [ring|]. rewrite G. ring.
  - fold x0. assert (G : pos F (mu * mu * form F n (z2 S_) x0 x0)).
    { replace (mu * mu * form F n (z2 S_) x0 x0) with (of_Z (formZ n S_ x) : F).
      - apply of_Z_pos. assumption.
      - rewrite formZ_form by (unfold x, imageZ; now rewrite map_length, seq_length).
        transitivity (form F n (z2 S_) (comb F mu x0 0 x0) (comb F mu x0 0 x0)).
        + apply form_ext; auto; intros k Hk; rewrite Hx by exact Hk; unfold comb; ring.
        + rewrite form_comb_l, !form_comb_r. ring. }
    split; [exact (cancel F (mu * mu) _ ltac:(now apply pos_mul) (proj1 G))|].
    intros E0. apply (proj2 G). rewrite E0. ring.
Qed.
End Step.

Lemma growth_sound c g E : (0 < denominator c)%Z ->
  (forall i j, (i < real_order c)%nat -> (j < real_order c)%nat -> of_Z (denominator c) * E i j = z2 (real_rows c) i j) ->
  steady F (real_order c) E -> grows c g = true -> False.
Proof.
  intros Hden HE Hs Hg. destruct g as [s P pD v proof|D dD S_ sD w]; cbn [grows] in Hg.
  - exact (unstable_sound _ _ _ E Hden HE Hs s P pD v proof Hg).
  - exact (defective_sound _ _ _ E Hden HE Hs D dD S_ sD w Hg).
Qed.
End Infinite.

(** The theorem: no number is an upper bound. *)
Theorem infinite_sound : forall (c : certificate) (g : growth) (more : list growth), check_infinite c g more = true ->
  forall F : ordered_ring, is_field F -> has_roots F -> archimedean F ->
  forall A B : nat -> nat -> F, is_matrix_of F c A B ->
  forall kappa : F, ~ K_at_most F (order c) A B kappa.
Proof.
  intros c g more H F Hi Hr Hw A B HA kappa HK. unfold check_infinite in H.
  repeat match goal with H : andb _ _ = true |- _ => apply andb_prop in H; destruct H end.
  match goal with G : (0 <? denominator c)%Z = true |- _ => apply Z.ltb_lt in G; rename G into Hden end.
  match goal with G : forallb (grows c) _ = true |- _ => cbn [forallb] in G; apply andb_prop in G as [Hg _] end.
  destruct (real_matrix F c A B Hden HA) as (E & HE & Hbound). specialize (Hbound kappa HK).
  exact (growth_sound F Hi c g E Hden HE (finite_steady F Hi Hr Hw _ E kappa Hbound) Hg).
Qed.

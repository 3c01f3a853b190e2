(** The norm of a power of a complex matrix is that of its real embedding: norm_between = true, for the matrix that is stated. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Powers Quantities Positivity Statement Soundness Lower Parseval Growth Infinite Neighbours Norms.

Lemma iter_is_iter (F : ordered_ring) n (A : nat -> nat -> F) t x : Parseval.iter F n A t x = Nat.iter t (mv F n A) x.
Proof.
  induction t as [|t IH]; [reflexivity|]. change (mv F n A (Parseval.iter F n A t x) = mv F n A (Nat.iter t (mv F n A) x)). now rewrite IH.
Qed.

Section Complex.
Variable F : ordered_ring.
Local Open Scope ring_scope.
Add Ring G_ring : (laws F).
Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation square_length n x := (dot F n x x).

Lemma iter_below N (E : matrix) t : forall x y : vector, (forall i, (i < N)%nat -> x i = y i) ->
  forall i, (i < N)%nat -> Nat.iter t (mv F N E) x i = Nat.iter t (mv F N E) y i.
Proof.
  induction t as [|t IH]; intros x y H i Hi; [now apply H|].
  apply sum_ext. intros j Hj. f_equal. now apply IH.
Qed.

Variables (n : nat) (A B : matrix).
Notation joined v := (join F n (fst v) (snd v)).

Lemma applied_embedded t v : forall i, (i < n + n)%nat ->
  Nat.iter t (mv F (n + n) (embedded F n A B)) (joined v) i = joined (Nat.iter t (applied F n A B) v) i.
Proof.
  induction t as [|t IH]; intros i Hi; [reflexivity|]. set (w := Nat.iter t (applied F n A B) v) in *.
  change (Nat.iter (S t) (applied F n A B) v) with (applied F n A B w). transitivity (mv F (n + n) (embedded F n A B) (joined w) i).
  { apply sum_ext. intros j Hj. f_equal. now apply IH. }
  unfold embedded. destruct (Nat.lt_ge_cases i n) as [H|H].
  - rewrite mv_block_l, join_l, mv_opp by exact H. unfold applied, mv. cbn [fst snd]. ring.
  - replace i with (n + (i - n))%nat by lia. rewrite mv_block_r, join_r. unfold applied, mv. cbn [fst snd]. ring.
Qed.

Lemma complex_norm t k :
  (forall u : vector, square_length (n + n) (Nat.iter t (mv F (n + n) (embedded F n A B)) u) <= k * k * square_length (n + n) u)
  <-> forall x y, norm2 F n (fst (Nat.iter t (applied F n A B) (x, y))) (snd (Nat.iter t (applied F n A B) (x, y))) <= k * k * norm2 F n x y.
Proof.
  assert (E : forall v, square_length (n + n) (Nat.iter t (mv F (n + n) (embedded F n A B)) (joined v))
    = norm2 F n (fst (Nat.iter t (applied F n A B) v)) (snd (Nat.iter t (applied F n A B) v))).
  { intros v. rewrite (dot_ext F (n + n) _ _ _ _ (applied_embedded t v) (applied_embedded t v)), dot_join. reflexivity. }
  assert (E0 : forall x y, square_length (n + n) (join F n x y) = norm2 F n x y) by (intros; now rewrite dot_join).
  split.
  - intros H x y. rewrite <- (E (x, y)), <- E0. apply H.
  - intros H u. pose (y := fun i => u (n + i)%nat).
    assert (Hu : forall i, (i < n + n)%nat -> u i = join F n u y i) by (intros; now apply join_halves).
    rewrite (dot_ext F (n + n) u _ u _ Hu Hu).
    rewrite (dot_ext F (n + n) _ _ _ _ (iter_below _ _ t _ _ Hu) (iter_below _ _ t _ _ Hu)).
    assert (K := E (u, y)). cbn [fst snd] in K. rewrite K, E0. apply H.
Qed.

Hypothesis HB : forall i j, (i < n)%nat -> (j < n)%nat -> B i j = 0.

Lemma applied_real t v : forall i, (i < n)%nat ->
  Nat.iter t (mv F n A) (fst v) i = fst (Nat.iter t (applied F n A B) v) i /\ Nat.iter t (mv F n A) (snd v) i = snd (Nat.iter t (applied F n A B) v) i.
Proof.
  induction t as [|t IH]; intros i Hi; [now split|]. set (w := Nat.iter t (applied F n A B) v) in *.
  change (Nat.iter (S t) (applied F n A B) v) with (applied F n A B w).
  assert (E0 : forall x, sum F n (fun j => B i j * x j) = 0).
  { intros x. rewrite (sum_ext F n _ (fun _ => 0)); [apply sum_0|]. intros j Hj. rewrite HB by assumption. ring. }
  unfold applied. cbn [fst snd]. rewrite !E0. split.
  - transitivity (sum F n (fun j => A i j * fst w j)); [|ring]. apply sum_ext. intros j Hj. f_equal. now apply IH.
  - transitivity (sum F n (fun j => A i j * snd w j)); [|ring]. apply sum_ext. intros j Hj. f_equal. now apply IH.
Qed.

Lemma real_norm t k :
  (forall u : vector, square_length n (Nat.iter t (mv F n A) u) <= k * k * square_length n u)
  <-> forall x y, norm2 F n (fst (Nat.iter t (applied F n A B) (x, y))) (snd (Nat.iter t (applied F n A B) (x, y))) <= k * k * norm2 F n x y.
Proof.
  assert (E : forall x y, norm2 F n (fst (Nat.iter t (applied F n A B) (x, y))) (snd (Nat.iter t (applied F n A B) (x, y)))
    = square_length n (Nat.iter t (mv F n A) x) + square_length n (Nat.iter t (mv F n A) y)).
  { intros x y. unfold norm2, dot. f_equal; apply sum_ext; intros i Hi; destruct (applied_real t (x, y) i Hi) as [E1 E2]; cbn [fst snd] in *;
      now rewrite ?E1, ?E2. }
  split.
  - intros H x y. rewrite E. refine (nonneg_eq F _ _ (nonneg_add F _ _ (H x) (H y)) _). unfold norm2, dot. ring.
  - intros H u. assert (G := H u (fun _ => 0)). rewrite E in G.
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G (dot_nonneg F n (Nat.iter t (mv F n A) (fun _ => 0)))) _).
    unfold norm2. rewrite (sum_ext F n (fun i => 0 * 0) (fun _ => 0)), sum_0 by (intros; ring). unfold dot. ring.
Qed.
End Complex.

Theorem norm_between_sound (F : ordered_ring) c A B t width m l x y : is_field F -> (0 < denominator c)%Z -> is_matrix_of F c A B ->
  norm_between (real_order c) (real_rows c) (denominator c) t width m l x y = true -> forall m' l' : F, is_number m' m -> is_number l' l ->
  bound F (order c) A B (NormOfPower t) m' /\ forall k, nonneg k -> bound F (order c) A B (NormOfPower t) k -> (l' <= k)%R.
Proof.
  intros Hi Hden HA H m' l' Hm Hl.
  assert (Hw : (0 <= width)%Z) by (unfold norm_between in H; split_andb; to_prop; lia).
  destruct (number_exists F Hi 1 2 ltac:(lia)) as [h Eh].
  assert (Hh : ((1 + 1) * h = 1)%R) by (rewrite <- (of_Z_1 F), <- of_Z_add; exact Eh).
  unfold real_order, real_rows in H. cbn [bound]. unfold powered. destruct (im c) as [im_|] eqn:Em.
  - destruct (norm_between_real F Hi h Hh _ _ _ width (embedded F (order c) A B) Hw Hden (embedded_entries F c A B im_ HA Em) t m l x y m' l' H Hm Hl)
      as (H1 & H2 & H3).
    assert (G := complex_norm F (order c) A B (Z.to_nat t)).
    split; [split; [exact H1|exact (proj1 (G m') H2)]|intros k Hk [_ Hb]; exact (H3 k Hk (proj2 (G k) Hb))].
  - assert (HE : forall i j, (i < order c)%nat -> (j < order c)%nat -> (of_Z (denominator c) * A i j)%R = z2 F (re c) i j).
    { intros i j Hi' Hj'. now destruct (HA i j Hi' Hj'). }
    destruct (norm_between_real F Hi h Hh _ _ _ width A Hw Hden HE t m l x y m' l' H Hm Hl)
      as (H1 & H2 & H3).
    assert (HB := imaginary_zero F c A B Hden HA Em).
    assert (G := real_norm F (order c) A B HB (Z.to_nat t)).
    split; [split; [exact H1|exact (proj1 (G m') H2)]|intros k Hk [_ Hb]; exact (H3 k Hk (proj2 (G k) Hb))].
Qed.

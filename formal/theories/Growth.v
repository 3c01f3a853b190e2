(** Where the powers of A grow too fast, K(A) is infinite: over an Archimedean field with square roots.

    The Kreiss matrix theorem and eigenvalues are not used: Parseval's identity for 2^k roots suffices. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Resolvent Statement Lower Parseval.

Definition archimedean (F : ordered_ring) : Prop := forall a : F, exists m : nat, (a <= of_nat F m)%R.

Section Growth.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Hypothesis roots : has_roots F.
Hypothesis whole : archimedean F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation comb := (comb F).
Notation pow := (pow F).
Notation sum := (sum F).
Notation of_nat := (of_nat F).

(** ** Numbers *)

Lemma refl (a : F) : a <= a.
Proof. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring. Qed.

Lemma trans (a b c : F) : a <= b -> b <= c -> a <= c.
Proof. intros H G. refine (nonneg_eq F _ _ (nonneg_add F _ _ H G) _). ring. Qed.

Lemma pos_2 : pos F (1 + 1).
Proof. apply pos_add; [apply pos_1|apply nonneg_1]. Qed.

Lemma pos_eq (a b : F) : pos F a -> a = b -> pos F b.
Proof. now intros H <-. Qed.

Lemma not_pos_0 (a : F) : pos F a -> nonneg (- a) -> False.
Proof. intros [H Hne] G. apply Hne. now apply nonneg_antisym. Qed.

Lemma lt_of_pos (a b : F) : pos F (b - a) -> a < b.
Proof. intros [H H']. split; [exact H|]. intros E. apply H'. rewrite E. ring. Qed.

Lemma pos_inverse (a : F) : pos F a -> exists i, pos F i /\ a * i = 1.
Proof.
  intros H. destruct (inverse a) as [E|[i Ei]]; [now destruct H|]. exists i. split; [|exact Ei].
  now apply (inverse_pos F a).
Qed.

Lemma of_nat_le p q : (p <= q)%nat -> of_nat p <= of_nat q.
Proof. intros H. apply of_Z_le. lia. Qed.

Lemma power_of_two (a : F) k0 : exists k, (k0 <= k)%nat /\ a <= of_nat (2 ^ k).
Proof.
  destruct (whole a) as [m Hm]. exists (m + k0)%nat. split; [lia|]. apply (trans _ _ _ Hm), of_nat_le.
  assert (H := Nat.pow_gt_lin_r 2 (m + k0)). lia.
Qed.

Lemma pow_mono (a b : F) N : nonneg a -> a <= b -> pow a N <= pow b N.
Proof.
  intros Ha H. induction N as [|N IH]; [apply refl|]. cbn [OrderedRing.pow].
  assert (Hb : nonneg b) by (refine (nonneg_eq F _ _ (nonneg_add F _ _ Ha H) _); ring).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ Hb IH) (nonneg_mul F _ _ H (pow_nonneg F a N Ha))) _). ring.
Qed.

Lemma pow_one N : pow 1 N = 1.
Proof. induction N as [|N IH]; cbn [OrderedRing.pow]; [reflexivity|]. rewrite IH. ring. Qed.

(** Bernoulli's inequality. *)
Lemma bernoulli (t : F) N : nonneg t -> 1 + of_nat N * t <= pow (1 + t) N.
Proof.
  intros H. induction N as [|N IH].
  - cbn. unfold Parseval.of_nat. cbn. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
  - rewrite of_nat_S. cbn [OrderedRing.pow].
    assert (H1 : nonneg (1 + t)) by (apply nonneg_add; [apply nonneg_1|exact H]).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ H1 IH)
      (nonneg_mul F _ _ (nonneg_mul F _ _ (of_nat_nonneg F N) H) H)) _). ring.
Qed.

Lemma of_nat_pow m : of_nat m <= pow (1 + 1) m.
Proof.
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (bernoulli 1 m (nonneg_1 F)) (nonneg_1 F)) _). ring.
Qed.

Lemma root_above_1 (g : F) : 1 < g -> exists q, 1 < q /\ q * q = g.
Proof.
  intros H. assert (Hg := pos_of_lt_1 F g H). destruct (roots g (proj1 Hg)) as (q & Hq & E). exists q. split; [|exact E].
  split.
  - apply (le_of_square F); [apply nonneg_1|exact Hq|]. rewrite E. refine (nonneg_eq F _ _ (proj1 H) _). ring.
  - intros ->. apply (proj2 H). rewrite <- E. ring.
Qed.

Lemma chain_of_roots k : forall Q s : F, nonneg s -> pow s (2 ^ k) <= Q -> exists r, s <= r /\ pow r (2 ^ k) = Q.
Proof.
  induction k as [|k IH]; intros Q s Hs H.
  - exists Q. cbn in *. split; [|ring]. refine (nonneg_eq F _ _ H _). ring.
  - replace (2 ^ S k)%nat with (2 ^ k + 2 ^ k)%nat in * by (cbn [Nat.pow]; lia). rewrite pow_add in H.
    assert (HQ : nonneg Q).
    { refine (nonneg_eq F _ _ (nonneg_add F _ _ H (nonneg_square F (pow s (2 ^ k)))) _). ring. }
    destruct (roots Q HQ) as (q & Hq & E).
    destruct (IH q s Hs) as (r & Hr & Er).
    { apply (le_of_square F); [now apply pow_nonneg|exact Hq|]. now rewrite E. }
    exists r. split; [exact Hr|]. now rewrite pow_add, Er.
Qed.

Lemma root_of_order k (Q s : F) : nonneg s -> pow (s * s) (2 ^ k) <= Q -> exists r, s <= r /\ pow (r * r) (2 ^ k) = Q.
Proof.
  intros Hs H. destruct (chain_of_roots k Q (s * s) (nonneg_square F s) H) as (q & Hq & Eq).
  destruct (roots q) as (r & Hr & Er).
  { refine (nonneg_eq F _ _ (nonneg_add F _ _ Hq (nonneg_square F s)) _). ring. }
  exists r. split; [|now rewrite Er]. apply (le_of_square F); [exact Hs|exact Hr|now rewrite Er].
Qed.

Lemma half (h Q b : F) : h + h = Q -> Q <= b + b -> h <= b.
Proof. intros <- H. apply (cancel F (1 + 1) _ pos_2). refine (nonneg_eq F _ _ H _). ring. Qed.

(** ** Matrices are bounded *)

Lemma row_bounded (e : vector) m : exists C, nonneg C /\ forall x : vector,
  sum m (fun j => e j * x j) * sum m (fun j => e j * x j) <= C * sum m (fun j => x j * x j).
Proof.
  induction m as [|m (C & HC & H)].
  - exists 0. split; [apply nonneg_0|]. intros x. cbn. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
  - exists ((1 + 1) * (C + e m * e m)). split.
    { apply nonneg_mul; [apply pos_2|]. apply nonneg_add; [exact HC|apply nonneg_square]. }
    intros x. cbn [OrderedRing.sum]. specialize (H x).
    set (S := sum m (fun j => e j * x j)) in *. set (T := sum m (fun j => x j * x j)) in *.
    assert (HT : nonneg T) by (apply sum_nonneg; intros; apply nonneg_square).
    assert (G1 := nonneg_square F (S - e m * x m)). assert (G2 := nonneg_mul F _ _ (nonneg_square F (e m)) HT).
    assert (G3 := nonneg_mul F _ _ HC (nonneg_square F (x m))).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 (nonneg_add F _ _ (nonneg_mul F _ _ (proj1 pos_2) H)
      (nonneg_mul F _ _ (proj1 pos_2) (nonneg_add F _ _ G2 G3)))) _). ring.
Qed.

Variable n : nat.
Notation dot := (dot F n).
Notation form := (form F n).
Notation square := (square F n).

Lemma square_nonneg x : nonneg (square x).
Proof. apply dot_nonneg. Qed.

Lemma matrix_bounded (M : matrix) : exists C, nonneg C /\ forall x, square (mv F n M x) <= C * square x.
Proof.
  assert (G : forall m, exists C, nonneg C /\ forall x, sum m (fun i => mv F n M x i * mv F n M x i) <= C * square x).
  { induction m as [|m (C & HC & H)].
    - exists 0. split; [apply nonneg_0|]. intros x. cbn. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
    - destruct (row_bounded (M m) n) as (C' & HC' & H'). exists (C + C'). split; [now apply nonneg_add|].
      intros x. cbn [OrderedRing.sum]. refine (nonneg_eq F _ _ (nonneg_add F _ _ (H x) (H' x)) _).
      unfold Parseval.square, OrderedRing.dot, mv. ring. }
  exact (G n).
Qed.

Lemma form_bounded (M : matrix) : exists C, pos F C /\ forall x,
  form M x x <= C * square x /\ - form M x x <= C * square x.
Proof.
  destruct (matrix_bounded M) as (C & HC & H). exists (1 + C). split; [apply pos_add; [apply pos_1|exact HC]|].
  intros x. specialize (H x). assert (Hx := nonneg_mul F _ _ (nonneg_add F _ _ (nonneg_1 F) HC) (square_nonneg x)).
  assert (G1 := dot_nonneg F n (comb 1 x 1 (mv F n M x))). assert (G2 := dot_nonneg F n (comb 1 x (- (1)) (mv F n M x))).
  rewrite !dot_comb_l, !dot_comb_r, (dot_sym F n (mv F n M x) x) in G1, G2.
  change (dot x (mv F n M x)) with (form M x x) in *. change (dot x x) with (square x) in *.
  change (dot (mv F n M x) (mv F n M x)) with (square (mv F n M x)) in *.
  split; apply (cancel F (1 + 1) _ pos_2).
  - refine (nonneg_eq F _ _ (nonneg_add F _ _ Hx (nonneg_add F _ _ G2 H)) _). ring.
  - refine (nonneg_eq F _ _ (nonneg_add F _ _ Hx (nonneg_add F _ _ G1 H)) _). ring.
Qed.

(** ** A finite Kreiss constant bounds growth *)

Variable A : matrix.
Notation iter := (iter F n A).
Notation within := (within F n A).

Lemma within_power C : nonneg C -> (forall x, square (mv F n A x) <= C * square x) -> forall N, within N (pow C N).
Proof.
  intros HC H N. induction N as [|N IH]; intros x.
  - cbn. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
  - cbn [OrderedRing.pow Parseval.iter].
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (H (iter N x)) (nonneg_mul F _ _ HC (IH x))) _). ring.
Qed.

Lemma within_le N P Q : P <= Q -> within N P -> within N Q.
Proof.
  intros H HP x. refine (nonneg_eq F _ _ (nonneg_add F _ _ (HP x) (nonneg_mul F _ _ H (square_nonneg x))) _). ring.
Qed.

(** ** A form that falls along the powers *)

Lemma falls (P : matrix) (sigma delta : F) (v : vector) : 1 <= sigma -> pos F delta ->
  (forall x, delta * square x <= sigma * form P x x - form P (mv F n A x) (mv F n A x)) -> pos F (- form P v v) ->
  exists g p, 1 < g /\ pos F p /\ forall t, pow g t * - form P v v <= p * square (iter t v).
Proof.
  intros Hsig Hd H Hv. destruct (form_bounded P) as (p & Hp & Hform). destruct (pos_inverse p Hp) as (i & Hi & Ei).
  set (W := fun t => - form P (iter t v) (iter t v)). set (g := 1 + delta * i).
  assert (Hg : 1 < g). { apply lt_of_pos. refine (pos_eq (delta * i) _ (pos_mul F _ _ Hd Hi) _). unfold g. ring. }
  assert (Hg0 := pos_of_lt_1 F g Hg).
  exists g, p. split; [exact Hg|]. split; [exact Hp|].
  assert (HW : forall t, pow g t * W O <= W t).
  { induction t as [|t IH]; [cbn; refine (nonneg_eq F _ _ (nonneg_0 F) _); ring|].
    assert (HWt : nonneg (W t)).
    { refine (nonneg_eq F _ _ (nonneg_add F _ _ IH (nonneg_mul F _ _ (pow_nonneg F g t (proj1 Hg0)) (proj1 Hv))) _). unfold W. cbn [Parseval.iter]. ring. }
    assert (G1 := H (iter t v)). destruct (Hform (iter t v)) as [_ G2]. fold (W t) in G2.
    assert (G3 := nonneg_mul F _ _ Hsig HWt). assert (G4 := nonneg_mul F _ _ (proj1 (pos_mul F _ _ Hd Hi)) G2).
    cbn [OrderedRing.pow]. refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ (proj1 Hg0) IH)
      (nonneg_add F _ _ G1 (nonneg_add F _ _ G3 G4))) _). unfold g, W. cbn [Parseval.iter].
    transitivity (- form P (mv F n A (iter t v)) (mv F n A (iter t v)) - (1 + delta * i) * (pow (1 + delta * i) t * - form P v v)
      + delta * square (iter t v) * (p * i - 1)); [ring|]. rewrite Ei. ring. }
  intros t. destruct (Hform (iter t v)) as [_ Hf]. refine (nonneg_eq F _ _ (nonneg_add F _ _ (HW t) Hf) _). unfold W. cbn [Parseval.iter]. ring.
Qed.

Section Finite.
Variable kappa : F.
Hypothesis bound : forall r, 1 < r -> below F n A kappa 1 r.

Lemma above (s r : F) : 1 < s -> s <= r -> 1 < r.
Proof.
  intros H G. apply lt_of_pos. refine (pos_eq _ _ (pos_add F _ _ (pos_sub F _ _ H) G) _). ring.
Qed.

Lemma factor_exists (s : F) : 1 < s -> exists D, 1 < D /\ forall r, s <= r ->
  (1 + 1 + 1 + 1) * (kappa * kappa) * (r * r) <= D * ((r - 1) * (r - 1)).
Proof.
  intros Hs. assert (Hs1 := pos_sub F _ _ Hs). destruct (pos_inverse _ Hs1) as (i & Hi & Ei).
  set (four := 1 + 1 + 1 + 1 : F). assert (H4 : nonneg four) by (repeat apply nonneg_add; apply nonneg_1).
  exists (1 + 1 + four * (kappa * kappa) * (s * s * (i * i))). split.
  - apply lt_of_pos. refine (pos_eq (1 + four * (kappa * kappa) * (s * s * (i * i))) _ _ _); [|ring].
    apply pos_add; [apply pos_1|]. apply nonneg_mul; apply nonneg_mul; first [exact H4|apply nonneg_square].
  - intros r Hr. assert (Hr1 := above s r Hs Hr). assert (Hr0 := pos_of_lt_1 F r Hr1).
    assert (G : (r * (s - 1)) * (r * (s - 1)) <= (s * (r - 1)) * (s * (r - 1))).
    { apply square_le; [apply nonneg_mul; [apply Hr0|apply Hs1]|]. refine (nonneg_eq F _ _ Hr _). ring. }
    assert (G1 := nonneg_mul F _ _ (nonneg_mul F _ _ H4 (nonneg_square F kappa)) (nonneg_mul F _ _ (nonneg_square F i) G)).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 (nonneg_mul F _ _ (proj1 pos_2) (nonneg_square F (r - 1)))) _).
    transitivity ((1 + 1) * ((r - 1) * (r - 1)) + four * (kappa * kappa)
      * (s * s * (i * i) * ((r - 1) * (r - 1)) - r * r * (((s - 1) * i) * ((s - 1) * i)))); [ring|]. rewrite Ei. ring.
Qed.

(** |A^N x| <= s^N |x| for all large powers N of two, whatever s > 1. *)
Theorem slow (s : F) : 1 < s -> exists k0, forall k, (k0 <= k)%nat -> within (2 ^ k) (pow (s * s) (2 ^ k)).
Proof.
  intros Hs. destruct (factor_exists s Hs) as (D & HD & Hfac).
  destruct (power_of_two ((1 + 1) * (D * D)) 0) as (k0 & _ & Hk0). exists k0. intros k Hk.
  assert (HN : (1 + 1) * (D * D) <= of_nat (2 ^ k)).
  { apply (trans _ _ _ Hk0), of_nat_le, Nat.pow_le_mono_r; lia. }
  set (N := (2 ^ k)%nat) in *. set (S_ := pow (s * s) N).
  assert (Hs0 := pos_of_lt_1 F s Hs).
  assert (HS : 1 <= S_).
  { assert (G : 1 <= s * s). { refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ (proj1 Hs0) (proj1 Hs)) (proj1 Hs)) _). ring. }
    assert (G1 := pow_mono 1 (s * s) N (nonneg_1 F) G). now rewrite pow_one in G1. }
  assert (descent : forall m Q, Q <= pow (1 + 1) m * S_ -> within N Q -> within N S_).
  { induction m as [|m IH]; intros Q HQ Hw.
    - apply (within_le N Q); [|exact Hw]. refine (nonneg_eq F _ _ HQ _). cbn [OrderedRing.pow]. ring.
    - destruct (nonneg_cases F Q S_) as [H|H]; [now apply (within_le N Q)|].
      destruct (root_of_order k Q s (proj1 Hs0) H) as (r & Hr & Er). fold N in Er.
      destruct (half_exists F inverse Q) as (h & Eh).
      apply (IH h).
      + apply (half h Q); [exact Eh|]. refine (nonneg_eq F _ _ HQ _). cbn [OrderedRing.pow]. ring.
      + intros x. rewrite <- Er in Hw. assert (Hr1 := above s r Hs Hr).
        assert (G := halved F inverse roots n A kappa r Hr1 (bound r Hr1) k D (proj1 (pos_of_lt_1 F D HD)) (Hfac r Hr) HN HD Hw x).
        fold N in G. rewrite Er, <- Eh in G. apply (cancel F (1 + 1) _ pos_2).
        refine (nonneg_eq F _ _ G _). ring. }
  destruct (matrix_bounded A) as (C & HC & HA). assert (Hw := within_power C HC HA N).
  destruct (whole (pow C N)) as (m & Hm). apply (descent m (pow C N)); [|exact Hw].
  assert (G := nonneg_mul F _ _ (pow_nonneg F (1 + 1) m (proj1 pos_2)) HS).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (trans _ _ _ Hm (of_nat_pow m)) G) _). ring.
Qed.

Lemma falling (P : matrix) (sigma delta : F) (v : vector) : 1 <= sigma -> pos F delta ->
  (forall x, delta * square x <= sigma * form P x x - form P (mv F n A x) (mv F n A x)) -> pos F (- form P v v) -> False.
Proof.
  intros Hsig Hd H Hv. destruct (falls P sigma delta v Hsig Hd H Hv) as (g & p & Hg & Hp & HW). set (W := - form P v v) in *.
  destruct (root_above_1 g Hg) as (q & Hq & Eq). destruct (root_above_1 q Hq) as (s & Hs & Es).
  destruct (slow s Hs) as (k0 & Hslow). assert (Hq0 := pos_of_lt_1 F q Hq). assert (Hq1 := pos_sub F _ _ Hq).
  destruct (pos_inverse _ (pos_mul F _ _ Hq1 Hv)) as (j & Hj & Ej).
  destruct (power_of_two (p * square v * j) k0) as (k & Hk & Hlarge). specialize (Hslow k Hk v).
  set (N := (2 ^ k)%nat) in *. rewrite Es in Hslow. specialize (HW N).
  rewrite <- Eq, pow_mul in HW.
  assert (G : nonneg (p * square v - pow q N * W)).
  { apply (cancel F (pow q N)); [now apply pow_pos|].
    refine (nonneg_eq F _ _ (nonneg_add F _ _ HW (nonneg_mul F _ _ (proj1 Hp) Hslow)) _). ring. }
  assert (B := bernoulli (q - 1) N (proj1 Hq1)). replace (1 + (q - 1)) with q in B by ring.
  assert (G1 := nonneg_mul F _ _ B (proj1 Hv)).
  assert (G2 := nonneg_mul F _ _ Hlarge (proj1 (pos_mul F _ _ Hq1 Hv))).
  apply (not_pos_0 W Hv). refine (nonneg_eq F _ _ (nonneg_add F _ _ G (nonneg_add F _ _ G1 G2)) _).
  transitivity (p * square v * (1 - (q - 1) * W * j) - W); [ring|]. rewrite Ej. ring.
Qed.

(** ** A Jordan block of a matrix that keeps a form *)

Lemma powers_of_one_more (i : F) L : nonneg i -> (1 + 1) * (of_nat L * i) <= 1 -> pow (1 + i) L <= 1 + (1 + 1) * (of_nat L * i).
Proof.
  intros Hi. induction L as [|L IH]; intros H.
  - cbn. unfold Parseval.of_nat. cbn. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
  - rewrite of_nat_S in H |- *. cbn [OrderedRing.pow].
    assert (H1 : (1 + 1) * (of_nat L * i) <= 1).
    { refine (nonneg_eq F _ _ (nonneg_add F _ _ H (nonneg_mul F _ _ (proj1 pos_2) Hi)) _). ring. }
    specialize (IH H1). assert (H2 : nonneg (1 + i)) by (apply nonneg_add; [apply nonneg_1|exact Hi]).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ H2 IH) (nonneg_mul F _ _ Hi H1)) _). ring.
Qed.

Section Jordan.
Variables D S : matrix.
Variable w : vector.
Notation same := (same F n).
Notation turned := (Parseval.iter F n D).
Hypothesis commute : forall x, same (mv F n A (mv F n D x)) (mv F n D (mv F n A x)).
Hypothesis kept : forall x, form S (mv F n D x) (mv F n D x) = form S x x.
Hypothesis semidefinite : forall x, nonneg (form S x x).
Let x0 := comb 1 (mv F n A w) (- (1)) (mv F n D w).
Hypothesis eigen : same (mv F n A x0) (mv F n D x0).

Lemma mv_same M x y : same x y -> same (mv F n M x) (mv F n M y).
Proof. exact (iter_same F n M 1 x y). Qed.

Lemma commutes t x : same (mv F n A (turned t x)) (turned t (mv F n A x)).
Proof.
  induction t as [|t IH]; [now intros i Hi|]. intros i Hi. cbn [Parseval.iter]. rewrite (commute (turned t x) i Hi).
  exact (mv_same D _ _ IH i Hi).
Qed.

Lemma turned_kept t x : form S (turned t x) (turned t x) = form S x x.
Proof. induction t as [|t IH]; [reflexivity|]. cbn [Parseval.iter]. now rewrite kept. Qed.

Lemma chain t : same (iter (Datatypes.S t) w) (comb 1 (turned (Datatypes.S t) w) (of_nat (Datatypes.S t)) (turned t x0)).
Proof.
  induction t as [|t IH].
  - intros i Hi. unfold OrderedRing.comb. cbn [Parseval.iter]. unfold x0, OrderedRing.comb, Parseval.of_nat. cbn. ring.
  - intros i Hi. rewrite of_nat_S. set (c := of_nat (Datatypes.S t)) in *.
    change (iter (Datatypes.S (Datatypes.S t)) w) with (mv F n A (iter (Datatypes.S t) w)).
    rewrite (mv_same A _ _ IH i Hi), mv_comb. unfold OrderedRing.comb.
    rewrite (commutes (Datatypes.S t) w i Hi), (commutes t x0 i Hi).
    assert (E1 : same (mv F n A w) (comb 1 (mv F n D w) 1 x0)) by (intros j _; unfold x0, OrderedRing.comb; ring).
    rewrite (iter_same F n D (Datatypes.S t) _ _ E1 i Hi), (iter_comb F n D (Datatypes.S t) 1 (mv F n D w) 1 x0 i Hi).
    rewrite (iter_same F n D t _ _ eigen i Hi). unfold OrderedRing.comb.
    assert (E2 : forall x, turned t (mv F n D x) = turned (Datatypes.S t) x).
    { intros x. change (mv F n D x) with (turned 1 x). rewrite <- iter_add. f_equal. lia. }
    assert (E3 : forall x, turned (Datatypes.S t) (mv F n D x) = turned (Datatypes.S (Datatypes.S t)) x).
    { intros x. change (mv F n D x) with (turned 1 x). rewrite <- iter_add. f_equal. lia. }
    rewrite E2, E3. ring.
Qed.

Lemma chain_grows t : (1 <= t)%nat ->
  of_nat t * of_nat t * form S x0 x0 <= (1 + 1) * (form S (iter t w) (iter t w) + form S w w).
Proof.
  intros Ht. destruct t as [|t]; [lia|]. set (c := of_nat (Datatypes.S t)).
  set (u := turned (Datatypes.S t) w). set (v := turned t x0).
  assert (E : form S (iter (Datatypes.S t) w) (iter (Datatypes.S t) w) = form S (comb 1 u c v) (comb 1 u c v)).
  { apply form_ext; auto; exact (chain t). }
  rewrite E, <- (turned_kept (Datatypes.S t) w), <- (turned_kept t x0). fold u v.
  refine (nonneg_eq F _ _ (semidefinite (comb (1 + 1) u c v)) _).
  rewrite !form_comb_l, !form_comb_r. ring.
Qed.

Lemma jordan : pos F (form S x0 x0) -> False.
Proof.
  intros Hbeta. set (beta := form S x0 x0) in *. set (gamma := form S w w).
  assert (Hgamma : nonneg gamma) by apply semidefinite.
  destruct (form_bounded S) as (p & Hp & Hform).
  set (two := 1 + 1 : F). set (eight := two * two * two).
  assert (H2 : nonneg two) by apply pos_2. assert (H8 : pos F eight) by (repeat apply pos_mul; apply pos_2).
  set (C := two * two * two * two * (eight * eight) * (p * (kappa * kappa)) * square w).
  assert (HC : nonneg C).
  { unfold C. apply nonneg_mul; [|apply square_nonneg]. apply nonneg_mul; [|apply nonneg_mul; [apply Hp|apply nonneg_square]].
    apply nonneg_mul; [|apply nonneg_square]. repeat apply nonneg_mul; exact H2. }
  destruct (pos_inverse _ Hbeta) as (j & Hj & Ej).
  destruct (whole ((C + two * gamma + beta) * j)) as (m0 & Hm0). set (m := Datatypes.S m0).
  set (mm := of_nat m).
  assert (Hmm1 : 1 <= mm). { unfold mm, m. rewrite of_nat_S. refine (nonneg_eq F _ _ (of_nat_nonneg F m0) _). ring. }
  assert (Hmm : pos F mm).
  { refine (pos_eq _ _ (pos_add F _ _ (pos_1 F) Hmm1) _). ring. }
  assert (Hlarge : nonneg (mm * beta - (C + two * gamma + beta))).
  { assert (G : (C + two * gamma + beta) * j <= mm).
    { apply (trans _ _ _ Hm0), of_nat_le. unfold m. lia. }
    refine (nonneg_eq F _ _ (nonneg_mul F _ _ G (proj1 Hbeta)) _).
    transitivity (mm * beta - (C + two * gamma + beta) * (beta * j)); [ring|]. rewrite Ej. ring. }
  destruct (pos_inverse _ (pos_mul F _ _ H8 Hmm)) as (i & Hi & Ei). set (r := 1 + i).
  assert (Hr : 1 < r). { apply lt_of_pos. refine (pos_eq _ _ Hi _). unfold r. ring. }
  assert (Hr0 := pos_of_lt_1 F r Hr).
  destruct (slow r Hr) as (k0 & Hslow).
  destruct (power_of_two mm k0) as (k1 & Hk1 & _). set (k := (k1 + m + 1)%nat).
  assert (HN : (2 * m <= 2 ^ k)%nat).
  { assert (G := Nat.pow_gt_lin_r 2 m). unfold k. rewrite !Nat.pow_add_r. cbn [Nat.pow].
    assert (G2 : (1 <= 2 ^ k1)%nat) by (apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia). nia. }
  assert (HE := energy_bound F inverse roots n A kappa r (bound r Hr) k w (Hslow k ltac:(unfold k; lia))).
  set (N := (2 ^ k)%nat) in *. set (R := pow (r * r) N) in *.
  assert (Hrr : pos F (r * r)) by now apply pos_mul.
  assert (HR : pos F R) by now apply pow_pos.
  assert (Hterm : forall t, nonneg (pow (r * r) (N - 1 - t) * square (iter t w))).
  { intros. apply nonneg_mul; [apply pow_nonneg, Hrr|apply square_nonneg]. }
  (* the terms from m to 2m *)
  assert (Hmid : forall t, (t < m)%nat -> nonneg (two * two * p * (pow (r * r) (N - 1 - (m + t)) * square (iter (m + t) w))
    - R * (mm * mm * beta - two * gamma))).
  { intros t Ht. set (b := square (iter (m + t) w)). assert (Hb : nonneg b) by apply square_nonneg.
    assert (Hsize : nonneg (two * p * b - (mm * mm * beta - two * gamma))).
    { assert (G1 := chain_grows (m + t) ltac:(unfold m; lia)). destruct (Hform (iter (m + t) w)) as [G2 _]. fold b in G2.
      assert (G3 : mm * mm <= of_nat (m + t) * of_nat (m + t)).
      { apply square_le; [apply Hmm|]. apply of_nat_le. lia. }
      refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 (nonneg_add F _ _ (nonneg_mul F _ _ H2 G2) (nonneg_mul F _ _ G3 (proj1 Hbeta)))) _).
      unfold two, gamma, beta. ring. }
    assert (Hpow : R <= two * pow (r * r) (N - 1 - (m + t))).
    { assert (EN : R = pow (r * r) (N - 1 - (m + t)) * pow (r * r) (m + t + 1)).
      { unfold R. rewrite <- pow_add. f_equal. lia. }
      rewrite EN.
      assert (G : pow (r * r) (m + t + 1) <= two).
      { assert (Er : forall q, pow (r * r) q = pow r (q + q)) by (intros; now rewrite pow_mul, pow_add).
        rewrite Er. set (L := (m + t + 1 + (m + t + 1))%nat).
        assert (HL : two * (of_nat L * i) <= 1).
        { assert (G : of_nat L <= of_nat (2 * 2 * m)) by (apply of_nat_le; unfold L; lia).
          assert (E4 : of_nat (2 * 2 * m) = two * two * mm).
          { unfold mm, Parseval.of_nat. rewrite !Nat2Z.inj_mul, !of_Z_mul. cbn. unfold two. ring. }
          rewrite E4 in G. rewrite <- Ei. refine (nonneg_eq F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ H2 G) (proj1 Hi)) _).
          unfold eight. ring. }
        assert (G := powers_of_one_more i L (proj1 Hi) HL). unfold r.
        refine (nonneg_eq F _ _ (nonneg_add F _ _ G HL) _). unfold two. ring. }
      refine (nonneg_eq F _ _ (nonneg_mul F _ _ (pow_nonneg F _ (N - 1 - (m + t)) (proj1 Hrr)) G) _). ring. }
    assert (G1 := nonneg_mul F _ _ (proj1 HR) Hsize).
    assert (G2 := nonneg_mul F _ _ Hpow (nonneg_mul F _ _ (nonneg_mul F _ _ H2 (proj1 Hp)) Hb)).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). ring. }
  assert (Hsum : nonneg (two * two * p * real_energy F n A r N w - mm * (R * (mm * mm * beta - two * gamma)))).
  { unfold real_energy. set (f := fun t => pow (r * r) (N - 1 - t) * square (iter t w)) in *.
    change (sum N (fun t => pow (r * r) (N - 1 - t) * square (iter t w))) with (sum N f).
    replace N with (m + (m + (N - 2 * m)))%nat at 1 by lia. rewrite !sum_split.
    assert (G1 := sum_nonneg F m f ltac:(intros; apply Hterm)).
    assert (G2 := sum_nonneg F (N - 2 * m) (fun t => f (m + (m + t))%nat) ltac:(intros; apply Hterm)).
    assert (G3 := sum_least F (fun t => two * two * p * f (m + t)%nat) m (R * (mm * mm * beta - two * gamma)) Hmid).
    rewrite sum_mul in G3. fold mm in G3.
    assert (H4p : nonneg (two * two * p)) by (repeat apply nonneg_mul; try exact H2; apply Hp).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G3 (nonneg_mul F _ _ H4p (nonneg_add F _ _ G1 G2))) _). ring. }
  assert (H4p : nonneg (two * two * p)) by (repeat apply nonneg_mul; try exact H2; apply Hp).
  assert (Hall : nonneg (C * mm - (mm * mm * beta - two * gamma))).
  { apply (cancel F (R * (mm * (i * i)))); [repeat apply pos_mul; assumption|].
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ H4p HE) (nonneg_mul F _ _ (nonneg_square F i) Hsum)) _).
    transitivity (R * (two * two * two * two * p * (kappa * kappa) * square w - i * i * mm * (mm * mm * beta - two * gamma))).
    - unfold r, two. ring.
    - transitivity (R * (two * two * two * two * p * (kappa * kappa) * square w * ((eight * mm * i) * (eight * mm * i))
        - i * i * mm * (mm * mm * beta - two * gamma))); [rewrite Ei; ring|]. unfold C. ring. }
  apply (not_pos_0 (mm * beta)); [now apply pos_mul|].
  assert (G1 := nonneg_mul F _ _ (proj1 Hmm) Hlarge). assert (G2 := nonneg_mul F _ _ (nonneg_mul F _ _ H2 Hgamma) Hmm1).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ Hall (nonneg_add F _ _ G1 G2)) _). ring.
Qed.
End Jordan.
End Finite.

(** ** What neither falls nor has such a block *)

Definition steady : Prop :=
  (forall P sigma delta v, 1 <= sigma -> pos F delta ->
    (forall x, delta * square x <= sigma * form P x x - form P (mv F n A x) (mv F n A x)) -> pos F (- form P v v) -> False)
  /\ (forall D S w, (forall x, same F n (mv F n A (mv F n D x)) (mv F n D (mv F n A x))) ->
    (forall x, form S (mv F n D x) (mv F n D x) = form S x x) -> (forall x, nonneg (form S x x)) ->
    let x0 := comb 1 (mv F n A w) (- (1)) (mv F n D w) in same F n (mv F n A x0) (mv F n D x0) -> pos F (form S x0 x0) -> False).

Theorem finite_steady kappa : (forall r, 1 < r -> below F n A kappa 1 r) -> steady.
Proof. intros H. split; [exact (falling kappa H)|exact (jordan kappa H)]. Qed.

Theorem bounded_steady C : (forall t x, square (iter t x) <= C * square x) -> steady.
Proof.
  intros H. split.
  - intros P sigma delta v Hsig Hd HP Hv. destruct (falls P sigma delta v Hsig Hd HP Hv) as (g & p & Hg & Hp & HW).
    set (W := - form P v v) in *. assert (Hg1 := pos_sub F _ _ Hg). destruct (pos_inverse _ (pos_mul F _ _ Hg1 Hv)) as (j & Hj & Ej).
    destruct (whole (p * (C * square v) * j)) as (t & Ht).
    assert (B := bernoulli (g - 1) t (proj1 Hg1)). replace (1 + (g - 1)) with g in B by ring.
    assert (G1 := nonneg_mul F _ _ B (proj1 Hv)). assert (G2 := nonneg_mul F _ _ (proj1 Hp) (H t v)).
    assert (G3 := nonneg_mul F _ _ Ht (proj1 (pos_mul F _ _ Hg1 Hv))).
    apply (not_pos_0 W Hv). refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (HW t) G1) (nonneg_add F _ _ G2 G3)) _).
    transitivity (p * (C * square v) * (1 - (g - 1) * W * j) - W); [ring|]. rewrite Ej. ring.
  - intros D S w Hcom Hkept Hpsd x0 Heigen Hbeta. set (beta := form S x0 x0) in *. destruct (form_bounded S) as (p & Hp & Hform).
    destruct (pos_inverse _ Hbeta) as (j & Hj & Ej). set (Q := (1 + 1) * (p * (C * square w) + form S w w) + beta).
    destruct (whole (Q * j)) as (m & Hm). set (t := Datatypes.S m).
    assert (Ht : Q * j <= of_nat t) by (apply (trans _ _ _ Hm), of_nat_le; unfold t; lia).
    assert (Ht1 : 1 <= of_nat t) by (unfold t; rewrite of_nat_S; refine (nonneg_eq F _ _ (of_nat_nonneg F m) _); ring).
    assert (G1 := chain_grows D S w Hcom Hkept Hpsd Heigen t ltac:(unfold t; lia)). fold x0 beta in G1.
    destruct (Hform (iter t w)) as [G2 _]. assert (G3 := nonneg_mul F _ _ (proj1 Hp) (H t w)).
    assert (G4 := nonneg_mul F _ _ Ht (proj1 Hbeta)).
    assert (G5 := nonneg_mul F _ _ (nonneg_mul F _ _ (of_nat_nonneg F t) Ht1) (proj1 Hbeta)).
    apply (not_pos_0 beta Hbeta).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ G1 (nonneg_mul F _ _ (proj1 pos_2) (nonneg_add F _ _ G2 G3))) (nonneg_add F _ _ G4 G5)) _).
    transitivity (Q * (1 - beta * j) - beta); [unfold Q; ring|]. rewrite Ej. ring.
Qed.
End Growth.

(** From the two by two matrix of bounds to K: M = rI - [[a, b], [c, d]] with f^2 M'M - (r - 1)^2 I >= 0 for all r > 1. *)

From Coq Require Import ZArith Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Statement Lower Blocks OrderedField.

Section Comparison.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Hypothesis roots : has_roots F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Section Bounds.
Variables a b c d f : F.
Hypothesis Hb : nonneg b.
Hypothesis Hc : nonneg c.

(** f^2 M'M - (r - 1)^2 I. *)
Definition N11 r := f * f * ((r - a) * (r - a) + c * c) - (r - 1) * (r - 1).
Definition N22 r := f * f * (b * b + (r - d) * (r - d)) - (r - 1) * (r - 1).
Definition N12 r := - (f * f * ((r - a) * b + c * (r - d))).
Definition det_N r := N11 r * N22 r - N12 r * N12 r.

Hypothesis H11 : forall r, 1 < r -> nonneg (N11 r).
Hypothesis H22 : forall r, 1 < r -> nonneg (N22 r).
Hypothesis Hdet : forall r, 1 < r -> nonneg (det_N r).

Definition det_M r := (r - a) * (r - d) - b * c.

Lemma det_N_of_M r : det_N r = f * f * (f * f) * (det_M r * det_M r)
  - (r - 1) * (r - 1) * (N11 r + N22 r) - (r - 1) * (r - 1) * ((r - 1) * (r - 1)).
Proof. unfold det_N, N11, N22, N12, det_M. ring. Qed.

(** M(r) is not singular for r > 1. *)
Lemma no_root r : 1 < r -> det_M r <> 0.
Proof.
  intros Hr E. assert (H := Hdet r Hr). rewrite det_N_of_M, E in H.
  assert (Hp := pos_sub F _ _ Hr). assert (H4 := pos_mul F _ _ (pos_mul F _ _ Hp Hp) (pos_mul F _ _ Hp Hp)).
  assert (H2 : nonneg ((r - 1) * (r - 1) * (N11 r + N22 r))).
  { apply nonneg_mul; [apply nonneg_square|]. apply nonneg_add; auto. }
  destruct (pos_add F _ _ H4 H2) as [H5 H6]. apply H6. apply nonneg_antisym; [exact H5|].
  refine (nonneg_eq F _ _ H _). ring.
Qed.

Lemma pos_two : pos F (1 + 1).
Proof. apply pos_add; [apply pos_1|apply nonneg_1]. Qed.

(** So the greater root of det M is at most 1, and M(r) has what an M-matrix has. *)
Lemma positive r : 1 < r -> pos F (r - a) /\ pos F (r - d) /\ pos F (det_M r).
Proof.
  intros Hr.
  destruct (roots ((a - d) * (a - d) + (1 + 1) * (1 + 1) * (b * c))) as (s & Hs & Es).
  { apply nonneg_add; [apply nonneg_square|]. apply nonneg_mul; [apply nonneg_mul; apply pos_two|now apply nonneg_mul]. }
  destruct (inverse (1 + 1)) as [E2|(h & Eh)]; [now destruct pos_two|].
  assert (Hbc : nonneg ((1 + 1) * (1 + 1) * (b * c))).
  { apply nonneg_mul; [apply nonneg_mul; apply pos_two|now apply nonneg_mul]. }
  assert (Had : a - d <= s).
  { destruct (nonneg_total F (a - d)) as [G|G].
    - apply le_of_square; [exact G|exact Hs|]. rewrite Es. refine (nonneg_eq F _ _ Hbc _). ring.
    - refine (nonneg_eq F _ _ (nonneg_add F _ _ Hs G) _). ring. }
  assert (Hda : d - a <= s).
  { destruct (nonneg_total F (d - a)) as [G|G].
    - apply le_of_square; [exact G|exact Hs|]. rewrite Es. refine (nonneg_eq F _ _ Hbc _). ring.
    - refine (nonneg_eq F _ _ (nonneg_add F _ _ Hs G) _). ring. }
  set (l := h * (a + d + s)).
  assert (El : (1 + 1) * l = a + d + s) by (unfold l; replace ((1 + 1) * (h * (a + d + s))) with ((1 + 1) * h * (a + d + s)) by ring; rewrite Eh; ring).
  assert (Eroot : forall x, (1 + 1) * (1 + 1) * det_M x = ((1 + 1) * x - (a + d)) * ((1 + 1) * x - (a + d)) - s * s).
  { intros x. rewrite Es. unfold det_M. ring. }
  assert (Hl : nonneg (1 - l)).
  { destruct (nonneg_total F (1 - l)) as [G|G]; [exact G|].
    destruct (inverse (l - 1)) as [E|(t & Et)]; [refine (nonneg_eq F _ _ (nonneg_0 F) _); rewrite <- E; replace (1 - l) with (- (l - 1)) by ring; rewrite E; ring|].
    exfalso. assert (Hl1 : 1 < l).
    { split; [refine (nonneg_eq F _ _ G _); ring|]. intros E. rewrite E in Et. apply (nontrivial F). rewrite <- Et. ring. }
    apply (no_root l Hl1). destruct (integral F ((1 + 1) * (1 + 1)) (det_M l)) as [E|E]; [| |exact E].
    - rewrite Eroot, El. ring.
    - destruct (integral F _ _ E) as [E'|E']; now destruct pos_two. }
  assert (Hp := pos_sub F _ _ Hr).
  assert (Hrl : pos F ((1 + 1) * r - (a + d + s))).
  { replace ((1 + 1) * r - (a + d + s)) with ((1 + 1) * (r - 1) + (1 + 1) * (1 - l)).
    - apply pos_add; [apply pos_mul; [apply pos_two|exact Hp]|apply nonneg_mul; [apply pos_two|exact Hl]].
    - rewrite <- El. ring. }
  assert (half : forall x, pos F ((1 + 1) * x) -> pos F x).
  { intros x [H H']. split; [exact (cancel F _ _ pos_two H)|]. intros E. apply H'. rewrite E. ring. }
  split; [|split].
  - apply half. replace ((1 + 1) * (r - a)) with ((1 + 1) * r - (a + d + s) + (s - (a - d))) by ring.
    apply pos_add; [exact Hrl|exact Had].
  - apply half. replace ((1 + 1) * (r - d)) with ((1 + 1) * r - (a + d + s) + (s - (d - a))) by ring.
    apply pos_add; [exact Hrl|exact Hda].
  - apply half, half. replace ((1 + 1) * ((1 + 1) * det_M r)) with ((1 + 1) * (1 + 1) * det_M r) by ring. rewrite Eroot.
    replace (((1 + 1) * r - (a + d)) * ((1 + 1) * r - (a + d)) - s * s)
      with (((1 + 1) * r - (a + d + s)) * ((1 + 1) * r - (a + d + s) + (s + s))) by ring.
    apply pos_mul; [exact Hrl|]. apply pos_add; [exact Hrl|now apply nonneg_add].
Qed.

(** A symmetric two by two matrix with p, q and pq - t^2 not negative. *)
Lemma form_nonneg (p q t x y : F) : nonneg p -> nonneg q -> nonneg (p * q - t * t) -> nonneg (p * (x * x) + (1 + 1) * t * (x * y) + q * (y * y)).
Proof.
  intros Hp Hq H. destruct (inverse p) as [E|(u & Eu)].
  - assert (Et : t = 0).
    { assert (G : t * t = 0).
      { apply nonneg_antisym; [apply nonneg_square|]. refine (nonneg_eq F _ _ H _). rewrite E. ring. }
      now destruct (integral F _ _ G). }
    rewrite E, Et. refine (nonneg_eq F _ _ (nonneg_mul F _ _ Hq (nonneg_square F y)) _). ring.
  - apply (cancel F p).
    + split; [exact Hp|]. intros E. rewrite E in Eu. apply (nontrivial F). rewrite <- Eu. ring.
    + refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_square F (p * x + t * y)) (nonneg_mul F _ _ H (nonneg_square F y))) _). ring.
Qed.

(** Numbers with M v <= w entry by entry are bounded like the resolvent: M has an inverse >= 0. *)
Lemma lengths (r v1 v2 w1 w2 : F) : 1 < r -> nonneg v1 -> nonneg v2 -> nonneg w1 -> nonneg w2 ->
  (r - a) * v1 - b * v2 <= w1 -> (r - d) * v2 - c * v1 <= w2 ->
  (r - 1) * (r - 1) * (v1 * v1 + v2 * v2) <= f * f * (w1 * w1 + w2 * w2).
Proof.
  intros Hr Hv1 Hv2 Hw1 Hw2 H1 H2. destruct (positive r Hr) as (Ha & Hd & HD). set (D := det_M r) in *.
  set (x1 := (r - d) * w1 + b * w2). set (x2 := c * w1 + (r - a) * w2).
  assert (L1 : D * v1 <= x1).
  { refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ (proj1 Hd) H1) (nonneg_mul F _ _ Hb H2)) _).
    unfold x1, D, det_M. ring. }
  assert (L2 : D * v2 <= x2).
  { refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ Hc H1) (nonneg_mul F _ _ (proj1 Ha) H2)) _).
    unfold x2, D, det_M. ring. }
  assert (square : forall u x : F, nonneg u -> u <= x -> u * u <= x * x).
  { intros u x Hu G. replace (x * x - u * u) with ((x - u) * (x - u + u + u)) by ring.
    apply nonneg_mul; [exact G|]. apply nonneg_add; [apply nonneg_add|]; assumption. }
  assert (S1 := square _ _ (nonneg_mul F _ _ (proj1 HD) Hv1) L1). assert (S2 := square _ _ (nonneg_mul F _ _ (proj1 HD) Hv2) L2).
  apply (cancel F (D * D)); [now apply pos_mul|].
  assert (Hq := nonneg_square F (r - 1)).
  assert (G := form_nonneg _ _ (N12 r) x1 x2 (H11 r Hr) (H22 r Hr) (Hdet r Hr)).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ G (nonneg_mul F _ _ Hq (nonneg_add F _ _ S1 S2))) _).
  unfold N11, N22, N12, x1, x2, D, det_M. ring.
Qed.
End Bounds.

Notation matrix := (nat -> nat -> F).

Lemma mv_block_upper m n A B C D x i : (i < m)%nat ->
  sum F (m + n) (fun j => block F m A B C D i j * x j) = mv F m A x i + mv F n B (fun j => x (m + j)%nat) i.
Proof.
  intros Hi. rewrite sum_split. unfold mv, block. f_equal; apply sum_ext; intros j Hj.
  - destruct (Nat.ltb_spec i m); [|lia]. now destruct (Nat.ltb_spec j m); [|lia].
  - destruct (Nat.ltb_spec i m); [|lia]. destruct (Nat.ltb_spec (m + j) m); [lia|]. now replace (m + j - m)%nat with j by lia.
Qed.

Lemma mv_block_lower m n A B C D x i :
  sum F (m + n) (fun j => block F m A B C D (m + i) j * x j) = mv F n D (fun j => x (m + j)%nat) i + mv F m C x i.
Proof.
  rewrite sum_split, (Radd_comm (laws F)). unfold mv, block. f_equal; apply sum_ext; intros j Hj;
  (destruct (Nat.ltb_spec (m + i) m); [lia|]; replace (m + i - m)%nat with i by lia).
  - destruct (Nat.ltb_spec (m + j) m); [lia|]. now replace (m + j - m)%nat with j by lia.
  - now destruct (Nat.ltb_spec j m); [|lia].
Qed.

Lemma norm2_split m n x y : norm2 F (m + n) x y = norm2 F m x y + norm2 F n (fun i => x (m + i)%nat) (fun i => y (m + i)%nat).
Proof. unfold norm2. rewrite !sum_split. ring. Qed.

(** K(J) <= f by the principal minors of f^2 M'M - (r - 1)^2 I. *)
Theorem comparison m n (A B C D : matrix) a b c d f :
  bounded F m m A a -> bounded F m n B b -> bounded F n m C c -> bounded F n n D d ->
  (forall r, 1 < r -> nonneg (N11 a c f r)) -> (forall r, 1 < r -> nonneg (N22 b d f r)) ->
  (forall r, 1 < r -> nonneg (det_N a b c d f r)) ->
  K_at_most F (m + n) (block F m A B C D) (nil F) f.
Proof.
  intros HA HB HC HD H11 H22 Hdet r p q Hr Er x y.
  set (x' := fun i => x (m + i)%nat). set (y' := fun i => y (m + i)%nat).
  set (re := residual_re _ _ _ _ _ _ _ _). set (im := residual_im _ _ _ _ _ _ _ _).
  assert (Ezero : forall i z, sum F (m + n) (fun j => nil F i j * z j) = 0).
  { intros i z. rewrite (sum_ext F _ _ (fun _ => 0)); [apply sum_0|]. intros. unfold nil. ring. }
  assert (Hr0 := proj1 (pos_of_lt_1 F r Hr)).
  destruct (length_exists F roots m x y) as (s & Hs). destruct (length_exists F roots n x' y') as (t & Ht).
  destruct (length_exists F roots m re im) as (w & Hw).
  destruct (length_exists F roots n (fun i => re (m + i)%nat) (fun i => im (m + i)%nat)) as (w' & Hw').
  assert (R1 : r * s <= w + (a * s + b * t)).
  { apply (row F inverse roots m n A B a b r p q x y x' y' re im s t w Hr0 Er HA HB Hs Ht Hw).
    - intros i Hi. unfold re, residual_re. rewrite mv_block_upper, Ezero by exact Hi. unfold x'. ring.
    - intros i Hi. unfold im, residual_im. rewrite mv_block_upper, Ezero by exact Hi. unfold y'. ring. }
  assert (R2 : r * t <= w' + (d * t + c * s)).
  { apply (row F inverse roots n m D C d c r p q x' y' x y _ _ t s w' Hr0 Er HD HC Ht Hs Hw').
    - intros i Hi. unfold re, residual_re. rewrite mv_block_lower, Ezero. unfold x', y'. ring.
    - intros i Hi. unfold im, residual_im. rewrite mv_block_lower, Ezero. unfold x', y'. ring. }
  rewrite !norm2_split. fold x' y'. destruct Hs as [Hs Es], Ht as [Ht Et], Hw as [Hw Ew], Hw' as [Hw' Ew'].
  rewrite <- Es, <- Et, <- Ew, <- Ew'.
  apply (lengths a b c d f (proj1 HB) (proj1 HC) H11 H22 Hdet); auto.
  - refine (nonneg_eq F _ _ R1 _). ring.
  - refine (nonneg_eq F _ _ R2 _). ring.
Qed.

(** A greater bound is one as well. *)
Lemma K_at_most_le n A B (k l : F) : nonneg k -> k <= l -> K_at_most F n A B k -> K_at_most F n A B l.
Proof.
  intros Hk H G r p q Hr Er x y.
  assert (Hn : nonneg (norm2 F n (residual_re F n A B p q x y) (residual_im F n A B p q x y))).
  { apply nonneg_add; apply sum_nonneg; intros; apply nonneg_square. }
  assert (Hlk : nonneg ((l - k) * (l - k + k + k))).
  { apply nonneg_mul; [exact H|]. apply nonneg_add; [apply nonneg_add|]; assumption. }
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (G r p q Hr Er x y) (nonneg_mul F _ _ Hlk Hn)) _). ring.
Qed.
End Comparison.

(** A bound of a block, or one that is at most the number asked for. *)
Ltac block_bound known := first [apply known | refine (bounded_le _ _ _ _ _ _ known _); OrderedField.fact].

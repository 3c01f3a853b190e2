(** What a finite Kreiss constant says of powers: Parseval's identity for the 2^k-th roots of a complex number.

    (r - 1)^2 sum over t < N of r^(2(N-1-t)) |A^t v|^2 <= kappa^2 |(zeta - A^N)v|^2 for N = 2^k and |zeta| = r^N. With it, if the
    powers grow at most like r^t for some r, they do so for every r > 1: no eigenvalue, limit or integral occurs. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Resolvent Statement Lower.

Section Parseval.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Hypothesis roots : has_roots F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation comb := (comb F).
Notation pow := (pow F).
Notation sum := (sum F).

Variable n : nat.
Variable A : matrix.
Notation dot := (dot F n).
Notation size := (size F n).

(** ** Powers of A *)

Fixpoint iter (t : nat) (x : vector) : vector := match t with O => x | S k => mv F n A (iter k x) end.

Lemma iter_add s t x : iter (s + t) x = iter s (iter t x).
Proof. induction s as [|s IH]; [reflexivity|]. cbn [iter plus]. now rewrite IH. Qed.

Definition same (x y : vector) := forall i, (i < n)%nat -> x i = y i.

Lemma iter_same t x y : same x y -> same (iter t x) (iter t y).
Proof.
  intros H. induction t as [|t IH]; [exact H|]. intros i Hi. cbn [iter]. unfold mv. apply sum_ext. intros j Hj. now rewrite (IH j Hj).
Qed.

Lemma iter_comb t a x b y : same (iter t (comb a x b y)) (comb a (iter t x) b (iter t y)).
Proof.
  induction t as [|t IH]; [now intros i Hi|]. intros i Hi. cbn [iter]. rewrite <- mv_comb. unfold mv.
  apply sum_ext. intros j Hj. now rewrite (IH j Hj).
Qed.

Definition zeros : vector := fun _ => 0.

Lemma iter_zeros t : same (iter t zeros) zeros.
Proof.
  induction t as [|t IH]; [now intros i Hi|]. intros i Hi. cbn [iter]. unfold mv.
  rewrite (sum_ext F n _ (fun _ => 0)); [apply sum_0|]. intros j Hj. rewrite (IH j Hj). unfold zeros. ring.
Qed.

(** |(zeta - A^t)v|^2 for zeta = a + ib, v = x + iy. *)
Definition far (t : nat) (a b : F) (x y : vector) : F :=
  let p := comb 1 (comb a x (- b) y) (- (1)) (iter t x) in
  let q := comb 1 (comb a y b x) (- (1)) (iter t y) in dot p p + dot q q.

Definition energy (r : F) (N : nat) (x y : vector) : F :=
  sum N (fun t => pow (r * r) (N - 1 - t) * size (iter t x) (iter t y)).

Lemma size_same x x' y y' : same x x' -> same y y' -> size x y = size x' y'.
Proof. intros H G. unfold Resolvent.size. f_equal; apply dot_ext; auto. Qed.

Lemma half_exists (a : F) : exists h : F, h + h = a.
Proof.
  destruct (inverse (1 + 1)) as [E|[h Eh]].
  - exfalso. refine (proj2 (pos_add F 1 1 (pos_1 F) (nonneg_1 F)) E).
  - exists (h * a). transitivity ((1 + 1) * h * a); [ring|]. rewrite Eh. ring.
Qed.

(** A square root of a + ib. *)
Lemma complex_root (a b rho : F) : nonneg rho -> rho * rho = a * a + b * b ->
  exists c d, c * c - d * d = a /\ c * d + c * d = b /\ c * c + d * d = rho.
Proof.
  intros Hr E.
  assert (Hle : forall e, e * e + (rho * rho - e * e) = rho * rho -> nonneg (rho * rho - e * e) -> e <= rho).
  { intros e _ H. destruct (nonneg_total F e) as [He|He]; [now apply (le_of_square F)|].
    replace (rho - e) with (rho + - e) by ring. now apply nonneg_add. }
  assert (H1 : a <= rho). { apply Hle; [ring|]. rewrite E. replace (a * a + b * b - a * a) with (b * b) by ring. apply nonneg_square. }
  assert (H2 : - a <= rho). { apply Hle; [ring|]. rewrite E. replace (a * a + b * b - - a * - a) with (b * b) by ring. apply nonneg_square. }
  destruct (half_exists (rho - - a)) as [p Ep]. destruct (half_exists (rho - a)) as [q Eq].
  assert (Half : forall e h : F, h + h = e -> nonneg e -> nonneg h).
  { intros e h Eh He. apply (cancel F (1 + 1)); [apply pos_add; [apply pos_1|apply nonneg_1]|].
    replace ((1 + 1) * h) with (h + h) by ring. now rewrite Eh. }
  destruct (roots p (Half _ _ Ep H2)) as (c & Hc & Ec). destruct (roots q (Half _ _ Eq H1)) as (d & Hd & Ed).
  assert (Double : forall e f : F, e + e = f + f -> e = f).
  { intros e f Ee. assert (G : (1 + 1) * (e - f) = 0). { transitivity (e + e - (f + f)); [ring|]. rewrite Ee. ring. }
    apply integral in G as [G|G].
    - exfalso. exact (proj2 (pos_add F 1 1 (pos_1 F) (nonneg_1 F)) G).
    - replace e with (e - f + f) by ring. rewrite G. ring. }
  assert (E1 : c * c - d * d = a).
  { rewrite Ec, Ed. apply Double. transitivity (p + p - (q + q)); [ring|]. rewrite Ep, Eq. ring. }
  assert (E2 : c * c + d * d = rho).
  { rewrite Ec, Ed. apply Double. transitivity (p + p + (q + q)); [ring|]. rewrite Ep, Eq. ring. }
  assert (E3 : (c * d + c * d - b) * (c * d + c * d + b) = 0).
  { transitivity ((c * c + d * d) * (c * c + d * d) - (c * c - d * d) * (c * c - d * d) - b * b); [ring|].
    rewrite E1, E2, E. ring. }
  apply integral in E3 as [E3|E3].
  - exists c, d. repeat split; try assumption. replace (c * d + c * d) with (c * d + c * d - b + b) by ring. rewrite E3. ring.
  - exists c, (- d). repeat split.
    + rewrite <- E1. ring.
    + replace (c * - d + c * - d) with (b - (c * d + c * d + b)) by ring. rewrite E3. ring.
    + rewrite <- E2. ring.
Qed.

Lemma pow_mul (a b : F) N : pow (a * b) N = pow a N * pow b N.
Proof. induction N as [|N IH]; cbn [OrderedRing.pow]; [ring|]. rewrite IH. ring. Qed.

Lemma energy_double r N x y :
  energy r (N + N) x y = pow (r * r) N * energy r N x y + energy r N (iter N x) (iter N y).
Proof.
  unfold energy. rewrite sum_split, <- sum_mul. f_equal; apply sum_ext; intros t Ht.
  - replace (N + N - 1 - t)%nat with (N + (N - 1 - t))%nat by lia. rewrite pow_add. ring.
  - rewrite <- !iter_add. replace (N + N - 1 - (N + t))%nat with (N - 1 - t)%nat by lia. now rewrite (Nat.add_comm N t).
Qed.

Variables kappa r : F.
Hypothesis Hr1 : 1 < r.
Hypothesis bound : below F n A kappa 1 r.

Lemma parseval k a b x y : pow (r * r) (2 ^ k) = a * a + b * b ->
  (r - 1) * (r - 1) * energy r (2 ^ k) x y <= kappa * kappa * far (2 ^ k) a b x y.
Proof.
  revert a b x y. induction k as [|k IH]; intros a b x y E.
  - cbn in E. assert (H := bound a b x y). rewrite <- E in H. specialize (H ltac:(ring)).
    refine (nonneg_eq F _ _ H _). unfold energy, far, image, image_re, image_im. cbn. ring.
  - set (N := (2 ^ k)%nat) in *. replace (2 ^ S k)%nat with (N + N)%nat in * by (cbn [Nat.pow]; fold N; lia).
    assert (Hrho : nonneg (pow (r * r) N)) by (apply pow_nonneg, nonneg_square).
    destruct (complex_root a b (pow (r * r) N) Hrho) as (c & d & Ea & Eb & Ec); [now rewrite <- E, pow_add|].
    set (x1 := comb 1 (comb c x (- d) y) 1 (iter N x)). set (y1 := comb 1 (comb c y d x) 1 (iter N y)).
    set (x2 := comb 1 (comb c x (- d) y) (- (1)) (iter N x)). set (y2 := comb 1 (comb c y d x) (- (1)) (iter N y)).
    assert (H1 := IH c d x1 y1 ltac:(now symmetry)).
    assert (H2 := IH (- c) (- d) x2 y2 ltac:(rewrite <- Ec; ring)).
    assert (Hit : forall t c' x' d' y' z, same (iter t (comb 1 (comb c' x' d' y') z (iter N x')))
        (comb 1 (comb c' (iter t x') d' (iter t y')) z (iter t (iter N x')))).
    { intros t c' x' d' y' z i Hi. rewrite (iter_comb t 1 _ z _ i Hi). unfold OrderedRing.comb at 1 3. now rewrite (iter_comb t c' x' d' y' i Hi). }
    assert (X1 := fun t => Hit t c x (- d) y 1 : same (iter t x1) _). assert (Y1 := fun t => Hit t c y d x 1 : same (iter t y1) _).
    assert (X2 := fun t => Hit t c x (- d) y (- (1)) : same (iter t x2) _).
    assert (Y2 := fun t => Hit t c y d x (- (1)) : same (iter t y2) _).
    assert (F1 : far N c d x1 y1 = far (N + N) a b x y).
    { unfold far. f_equal; apply dot_ext; intros i Hi; unfold OrderedRing.comb at 1; unfold OrderedRing.comb at 1;
        rewrite ?(X1 N i Hi), ?(Y1 N i Hi), <- ?(iter_add N N); unfold x1, y1, OrderedRing.comb; rewrite ?(iter_add N N), <- Ea, <- Eb; ring. }
    assert (F2 : far N (- c) (- d) x2 y2 = far (N + N) a b x y).
    { unfold far.
      assert (Eneg : forall p q : vector, (forall i, (i < n)%nat -> p i = - q i) -> dot p p = dot q q).
      { intros p q Hpq. apply sum_ext. intros i Hi. rewrite (Hpq i Hi). ring. }
      f_equal; apply Eneg; intros i Hi; unfold OrderedRing.comb at 1; unfold OrderedRing.comb at 1;
        rewrite ?(X2 N i Hi), ?(Y2 N i Hi); unfold x2, y2, OrderedRing.comb; rewrite ?(iter_add N N), <- Ea, <- Eb; ring. }
    rewrite F1 in H1. rewrite F2 in H2.
    assert (FE : energy r N x1 y1 + energy r N x2 y2 = energy r (N + N) x y + energy r (N + N) x y).
    { rewrite energy_double. unfold energy. rewrite <- sum_mul, <- !sum_add. apply sum_ext. intros t Ht.
      rewrite (size_same _ _ _ _ (X1 t) (Y1 t)), (size_same _ _ _ _ (X2 t) (Y2 t)).
      rewrite <- Ec. unfold Resolvent.size. rewrite !dot_comb_l, !dot_comb_r. ring. }
    apply (cancel F (1 + 1)); [apply pos_add; [apply pos_1|apply nonneg_1]|].
    refine (nonneg_eq F _ _ (nonneg_add F _ _ H1 H2) _).
    transitivity ((1 + 1) * (kappa * kappa * far (N + N) a b x y)
      - (r - 1) * (r - 1) * (energy r N x1 y1 + energy r N x2 y2)); [ring|]. rewrite FE. ring.
Qed.

(** ** Where the N-th power grows by no more than r^N *)

Definition square (x : vector) : F := dot x x.
Definition within (N : nat) (Q : F) : Prop := forall x, square (iter N x) <= Q * square x.

Definition real_energy (N : nat) (x : vector) : F := sum N (fun t => pow (r * r) (N - 1 - t) * square (iter t x)).

Lemma energy_bound k x : within (2 ^ k) (pow (r * r) (2 ^ k)) ->
  (r - 1) * (r - 1) * real_energy (2 ^ k) x <= (1 + 1 + 1 + 1) * (kappa * kappa) * (pow (r * r) (2 ^ k) * square x).
Proof.
  intros H. set (N := (2 ^ k)%nat) in *. assert (HP := parseval k (pow r N) 0 x zeros). fold N in HP.
  rewrite pow_mul in HP. specialize (HP ltac:(ring)).
  set (R := pow r N) in *. rewrite pow_mul in H |- *. fold R in H |- *.
  assert (Ez : far N R 0 x zeros = dot (comb R x (- (1)) (iter N x)) (comb R x (- (1)) (iter N x))).
  { unfold far. rewrite (dot_ext F n (comb 1 (comb R zeros 0 x) _ _) zeros (comb 1 (comb R zeros 0 x) _ _) zeros).
    - transitivity (dot (comb R x (- (1)) (iter N x)) (comb R x (- (1)) (iter N x)) + 0); [|ring]. f_equal.
      + apply dot_ext; intros i Hi; unfold OrderedRing.comb, zeros; ring.
      + unfold OrderedRing.dot. rewrite (sum_ext F n _ (fun _ => 0)); [apply sum_0|]. intros. unfold zeros. ring.
    - intros i Hi. unfold OrderedRing.comb. rewrite (iter_zeros N i Hi). unfold zeros. ring.
    - intros i Hi. unfold OrderedRing.comb. rewrite (iter_zeros N i Hi). unfold zeros. ring. }
  rewrite Ez in HP.
  assert (HE : nonneg (energy r N x zeros - real_energy N x)).
  { replace (energy r N x zeros - real_energy N x)
      with (sum N (fun t => pow (r * r) (N - 1 - t) * dot (iter t zeros) (iter t zeros))).
    - apply sum_nonneg. intros. apply nonneg_mul; [apply pow_nonneg, nonneg_square|apply dot_nonneg].
    - transitivity (energy r N x zeros + (- (1)) * real_energy N x); [|ring]. unfold energy, real_energy. rewrite <- sum_mul, <- sum_add.
      apply sum_ext. intros. unfold Resolvent.size, square. ring. }
  assert (H1 := nonneg_mul F _ _ (nonneg_square F (r - 1)) HE).
  assert (H2 := nonneg_mul F _ _ (nonneg_square F kappa) (dot_nonneg F n (comb R x 1 (iter N x)))).
  specialize (H x). unfold square in H |- *.
  assert (H3 := nonneg_mul F _ _ (nonneg_square F kappa) H).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ HP H1) (nonneg_add F _ _ H2 (nonneg_add F _ _ H3 H3))) _).
  rewrite !dot_comb_l, !dot_comb_r, (dot_sym F n (iter N x) x). ring.
Qed.

(** The least of finitely many. *)
Lemma least_exists (f : nat -> F) N : (1 <= N)%nat -> exists t, (t < N)%nat /\ forall j, (j < N)%nat -> f t <= f j.
Proof.
  induction N as [|N IH]; intros HN; [lia|]. destruct N as [|N].
  - exists O. split; [lia|]. intros j Hj. replace j with O by lia. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
  - destruct IH as (t & Ht & Hmin); [lia|]. destruct (nonneg_cases F (f t) (f (S N))) as [H|H].
    + exists t. split; [lia|]. intros j Hj. destruct (Nat.eq_dec j (S N)) as [->|Hne]; [exact H|]. apply Hmin. lia.
    + exists (S N). split; [lia|]. intros j Hj. destruct (Nat.eq_dec j (S N)) as [->|Hne]; [refine (nonneg_eq F _ _ (nonneg_0 F) _); ring|].
      refine (nonneg_eq F _ _ (nonneg_add F _ _ H (Hmin j ltac:(lia))) _). ring.
Qed.

Definition of_nat (m : nat) : F := of_Z (Z.of_nat m).

Lemma of_nat_S m : of_nat (S m) = of_nat m + 1.
Proof. unfold of_nat. rewrite Nat2Z.inj_succ. unfold Z.succ. now rewrite of_Z_add, of_Z_1. Qed.

Lemma of_nat_nonneg m : nonneg (of_nat m).
Proof. apply of_Z_nonneg. lia. Qed.

Lemma sum_least (f : nat -> F) N c : (forall j, (j < N)%nat -> c <= f j) -> of_nat N * c <= sum N f.
Proof.
  induction N as [|N IH]; intros H.
  - cbn. unfold of_nat. cbn. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
  - rewrite of_nat_S. cbn [OrderedRing.sum]. refine (nonneg_eq F _ _ (nonneg_add F _ _ (IH ltac:(intros; apply H; lia)) (H N ltac:(lia))) _). ring.
Qed.

Lemma sum_term (f : nat -> F) N t : (forall j, (j < N)%nat -> nonneg (f j)) -> (t < N)%nat -> f t <= sum N f.
Proof.
  induction N as [|N IH]; intros H Ht; [lia|]. cbn [OrderedRing.sum]. destruct (Nat.eq_dec t N) as [->|Hne].
  - refine (nonneg_eq F _ _ (sum_nonneg F N f ltac:(intros; apply H; lia)) _). ring.
  - refine (nonneg_eq F _ _ (nonneg_add F _ _ (IH ltac:(intros; apply H; lia) ltac:(lia)) (H N ltac:(lia))) _). ring.
Qed.

(** ... it grows by less than half of that: with 4 kappa^2 r^2 <= D (r - 1)^2 and 2 D^2 <= N. *)
Lemma halved k D : nonneg D -> (1 + 1 + 1 + 1) * (kappa * kappa) * (r * r) <= D * ((r - 1) * (r - 1)) ->
  (1 + 1) * (D * D) <= of_nat (2 ^ k) -> 1 < D ->
  within (2 ^ k) (pow (r * r) (2 ^ k)) ->
  forall x, (1 + 1) * square (iter (2 ^ k) x) <= pow (r * r) (2 ^ k) * square x.
Proof.
  intros HD Hdef HN HD1 Hw x. set (N := (2 ^ k)%nat) in *.
  assert (HN1 : (1 <= N)%nat) by (unfold N; apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia).
  assert (Hrm : pos F ((r - 1) * (r - 1))) by (apply pos_mul; now apply pos_sub).
  assert (Hr0 := pos_of_lt_1 F r Hr1). assert (Hrr : pos F (r * r)) by now apply pos_mul.
  assert (Hsq : forall y, nonneg (square y)) by (intros; apply dot_nonneg).
  assert (HE : forall y, r * r * real_energy N y <= D * (pow (r * r) N * square y)).
  { intros y. assert (G := energy_bound k y Hw). fold N in G. apply (cancel F _ _ Hrm).
    assert (G2 := nonneg_mul F _ _ Hdef (nonneg_mul F _ _ (pow_nonneg F _ N (proj1 Hrr)) (Hsq y))).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ (proj1 Hrr) G) G2) _). ring. }
  set (c := fun t => pow (r * r) (N - 1 - t) * square (iter t x)).
  assert (Hc : forall y t, nonneg (pow (r * r) t * square y)) by (intros; apply nonneg_mul; [apply pow_nonneg, nonneg_square|apply Hsq]).
  destruct (least_exists c N HN1) as (t & Ht & Hmin).
  assert (H1 := sum_least c N (c t) Hmin). change (sum N c) with (real_energy N x) in H1.
  assert (H2 := HE x). assert (EN : pow (r * r) N = r * r * pow (r * r) (N - 1)).
  { replace N with (S (N - 1)) at 1 by lia. reflexivity. }
  (* N c_t <= D c_0 *)
  assert (H3 : nonneg (D * (pow (r * r) N * square x) - of_nat N * (r * r * c t))).
  { refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ (proj1 Hrr) H1) H2) _). ring. }
  (* A^N x is at most D r^2 c_t *)
  assert (H4 : nonneg (D * (r * r * c t) - square (iter N x))).
  { destruct t as [|t].
    - (* then N <= D *)
      assert (E0 : r * r * c O = pow (r * r) N * square x) by (rewrite EN; unfold c; cbn [iter]; rewrite Nat.sub_0_r; ring).
      rewrite E0. assert (G := nonneg_mul F _ _ (proj1 HD1) (Hc x N)).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ G (Hw x)) _). fold N. ring.
    - set (u := iter (S t) x). assert (G := HE u). set (s := (N - S t)%nat).
      assert (G1 : pow (r * r) (N - 1 - s) * square (iter s u) <= real_energy N u).
      { apply (sum_term (fun t => pow (r * r) (N - 1 - t) * square (iter t u))); [intros; apply Hc|unfold s; lia]. }
      assert (Eu : iter s u = iter N x). { unfold u. rewrite <- iter_add. f_equal. unfold s. lia. }
      rewrite Eu in G1. replace (N - 1 - s)%nat with t in G1 by (unfold s; lia).
      unfold c. fold u.
      assert (Ep : pow (r * r) N = pow (r * r) t * (r * r) * (r * r * pow (r * r) (N - 1 - S t))).
      { replace N with (t + (1 + (1 + (N - 1 - S t))))%nat at 1 by lia. rewrite !pow_add. cbn [OrderedRing.pow]. ring. }
      apply (cancel F (pow (r * r) t * (r * r))); [apply pos_mul; [now apply pow_pos|exact Hrr]|].
      refine (nonneg_eq F _ _ (nonneg_add F _ _ G (nonneg_mul F _ _ (proj1 Hrr) G1)) _). rewrite Ep. ring. }
  (* N A^N x <= D^2 r^2N x *)
  assert (H5 : nonneg (D * D * (pow (r * r) N * square x) - of_nat N * square (iter N x))).
  { refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_mul F _ _ HD H3) (nonneg_mul F _ _ (of_nat_nonneg N) H4)) _). ring. }
  assert (HDD : pos F (D * D)) by (apply pos_mul; now apply pos_of_lt_1).
  apply (cancel F (D * D) _ HDD).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ H5 (nonneg_mul F _ _ HN (Hsq (iter N x)))) _). ring.
Qed.
End Parseval.

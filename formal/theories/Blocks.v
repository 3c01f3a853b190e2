(** The comparison theorem for two block rows: what is known of the norms of the blocks bounds the Kreiss constant.

    J = [[A, B], [C, D]] with blocks of any order, and numbers a, b, c, d that bound them; M = rI - [[a, b], [c, d]]. If
    f^2 M'M - (r - 1)^2 I >= 0 for all r > 1, then K(J) <= f. Vectors have lengths, and what is not negative has a root. *)

From Coq Require Import ZArith Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Statement Lower.

Section Blocks.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Hypothesis roots : has_roots F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).

(** ||Xv|| <= s||v|| for all v. *)
Definition bounded (m n : nat) (X : matrix) (s : F) : Prop :=
  nonneg s /\ forall v, dot F m (mv F n X v) (mv F n X v) <= s * s * dot F n v v.

(** s is the norm of the m by n matrix X: the least bound. *)
Definition is_norm (m n : nat) (X : matrix) (s : F) : Prop :=
  bounded m n X s /\ forall t, bounded m n X t -> s <= t.

Definition symmetric (n : nat) (X : matrix) : Prop := forall i j, (i < n)%nat -> (j < n)%nat -> X i j = X j i.

(** The eigenvalues of a symmetric matrix are between -s and s: so are its Rayleigh quotients. *)
Definition spectrum_within (n : nat) (X : matrix) (s : F) : Prop :=
  nonneg s /\ forall v, form F n X v v <= s * dot F n v v /\ - (s * dot F n v v) <= form F n X v v.

(** s is the spectral radius of the symmetric matrix X. *)
Definition is_radius (n : nat) (X : matrix) (s : F) : Prop :=
  spectrum_within n X s /\ forall t, spectrum_within n X t -> s <= t.

Definition block (m : nat) (A B C D : matrix) : matrix := fun i j =>
  if Nat.ltb i m then (if Nat.ltb j m then A i j else B i (j - m)%nat)
  else (if Nat.ltb j m then C (i - m)%nat j else D (i - m)%nat (j - m)%nat).

Definition nil : matrix := fun _ _ => 0.

(** ** Sums of squares *)

Lemma dot_of_zero n x y : dot F n x x = 0 -> dot F n x y = 0.
Proof.
  induction n; intros H; [reflexivity|]. unfold dot in *. cbn [sum] in *.
  assert (H1 := dot_nonneg F n x). assert (H2 := nonneg_square F (x n)). unfold dot in H1.
  assert (E : sum F n (fun i => x i * x i) = 0).
  { apply nonneg_antisym; [exact H1|]. refine (nonneg_eq F _ _ H2 _).
    replace (x n * x n) with (sum F n (fun i => x i * x i) + x n * x n - sum F n (fun i => x i * x i)) by ring.
    rewrite H. ring. }
  rewrite E in H. assert (E' : x n = 0).
  { destruct (integral F (x n) (x n)) as [G|G]; [|exact G|exact G]. rewrite <- H. ring. }
  rewrite IHn by exact E. rewrite E'. ring.
Qed.

Lemma double_cancel (a : F) : nonneg (a + a) -> nonneg a.
Proof.
  intros H. apply (cancel F (1 + 1)); [apply pos_add; [apply pos_1|apply nonneg_1]|].
  refine (nonneg_eq F _ _ H _). ring.
Qed.

Lemma mul_le_l (c a b : F) : nonneg c -> a <= b -> c * a <= c * b.
Proof. intros Hc H. refine (nonneg_eq F _ _ (nonneg_mul F _ _ Hc H) _). ring. Qed.

(** A symmetric matrix whose spectrum is within s is bounded by s. *)
Lemma bounded_of_spectrum n X s : symmetric n X -> spectrum_within n X s -> bounded n n X s.
Proof.
  intros HX [Hs H]. split; [exact Hs|]. intros v. set (w := mv F n X v).
  assert (Hpair : forall x y, nonneg (s * (dot F n x x + dot F n y y) - (1 + 1) * form F n X x y)).
  { intros x y. apply double_cancel.
    destruct (H (comb F 1 x 1 y)) as [_ Hm]. destruct (H (comb F 1 x (- (1)) y)) as [Hp _].
    destruct (H (comb F 1 x 1 y)) as [Hq _]. destruct (H (comb F 1 x (- (1)) y)) as [_ Hn].
    refine (nonneg_eq F _ _ (nonneg_add F _ _ Hq Hn) _).
    rewrite !form_comb_l, !form_comb_r, !dot_comb_l, !dot_comb_r.
    rewrite (form_sym F n X y x) by exact HX. rewrite (dot_sym F n y x). ring. }
  assert (Hsv : nonneg (s * (s * s * dot F n v v - dot F n w w))).
  { assert (G := Hpair (comb F 0 v 1 w) (comb F s v 0 v)).
    refine (nonneg_eq F _ _ G _). rewrite !form_comb_l, !form_comb_r, !dot_comb_l, !dot_comb_r.
    change (form F n X w v) with (dot F n w w). ring. }
  destruct (inverse s) as [E|(t & Et)].
  - (* s = 0: then w'Xy <= 0 for all y *)
    assert (G := Hpair w v). rewrite E in G. change (form F n X w v) with (dot F n w w) in G.
    rewrite E. apply double_cancel. refine (nonneg_eq F _ _ G _). ring.
  - assert (Hpos : pos F s) by (split; [exact Hs|]; intros E; rewrite E in Et; apply (nontrivial F); rewrite <- Et; ring).
    exact (cancel F s _ Hpos Hsv).
Qed.

Lemma bounded_nil m n : bounded m n nil 0.
Proof.
  split; [apply nonneg_0|]. intros v. refine (nonneg_eq F _ _ (nonneg_0 F) _).
  unfold dot, mv, nil. rewrite (sum_ext F m _ (fun _ => 0)); [rewrite sum_0; ring|].
  intros i _. rewrite (sum_ext F n _ (fun _ => 0)); [rewrite sum_0; ring|]. intros. ring.
Qed.

Lemma bounded_le m n X s t : bounded m n X s -> s <= t -> bounded m n X t.
Proof.
  intros [Hs H] Hst. assert (Ht : nonneg t) by (replace t with (s + (t - s)) by ring; now apply nonneg_add).
  split; [exact Ht|]. intros v.
  assert (G : nonneg ((t - s) * (t + s) * dot F n v v)).
  { apply nonneg_mul; [apply nonneg_mul; [exact Hst|now apply nonneg_add]|apply dot_nonneg]. }
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (H v) G) _). ring.
Qed.

(** A number, as a 1 by 1 block. *)
Definition number (s : F) : matrix := fun _ _ => s.

Lemma bounded_number (s : F) : nonneg s -> bounded 1 1 (number s) s.
Proof. intros H. split; [exact H|]. intros v. refine (nonneg_eq F _ _ (nonneg_0 F) _). unfold dot, mv, number. cbn. ring. Qed.

(** ** Lengths of pairs (real part, imaginary part) *)

Definition dot2 n x y x' y' := dot F n x x' + dot F n y y'.

Lemma norm2_dot n x y : norm2 F n x y = dot2 n x y x y.
Proof. reflexivity. Qed.

Definition length_is n x y (s : F) := nonneg s /\ s * s = norm2 F n x y.

Lemma length_exists n x y : exists s, length_is n x y s.
Proof. apply roots. apply nonneg_add; apply sum_nonneg; intros; apply nonneg_square. Qed.

Lemma cauchy_schwarz n x y x' y' s t : length_is n x y s -> length_is n x' y' t -> dot2 n x y x' y' <= s * t.
Proof.
  intros [Hs Es] [Ht Et].
  assert (Hst : nonneg (s * t * (s * t - dot2 n x y x' y'))).
  { apply double_cancel.
    assert (H1 := dot_nonneg F n (comb F t x (- s) x')). assert (H2 := dot_nonneg F n (comb F t y (- s) y')).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ H1 H2) _).
    rewrite !dot_comb_l, !dot_comb_r, (dot_sym F n x' x), (dot_sym F n y' y).
    unfold dot2. change (norm2 F n x y) with (dot F n x x + dot F n y y) in Es.
    change (norm2 F n x' y') with (dot F n x' x' + dot F n y' y') in Et.
    transitivity (t * t * (dot F n x x + dot F n y y) + s * s * (dot F n x' x' + dot F n y' y')
                  - s * t * (dot F n x x' + dot F n y y') - s * t * (dot F n x x' + dot F n y y')); [ring|].
    rewrite <- Es, <- Et. ring. }
  destruct (inverse (s * t)) as [E|(u & Eu)].
  - assert (Ez : dot2 n x y x' y' = 0).
    { assert (Hx := dot_nonneg F n x). assert (Hy := dot_nonneg F n y).
      assert (Hx' := dot_nonneg F n x'). assert (Hy' := dot_nonneg F n y').
      assert (split0 : forall a b : F, nonneg a -> nonneg b -> a + b = 0 -> a = 0 /\ b = 0).
      { intros a b Ha Hb Eab. split; apply nonneg_antisym; auto.
        - refine (nonneg_eq F _ _ Hb _). transitivity (a + b - a); [ring|]. rewrite Eab. ring.
        - refine (nonneg_eq F _ _ Ha _). transitivity (a + b - b); [ring|]. rewrite Eab. ring. }
      unfold dot2. destruct (integral F s t E) as [E0|E0]; rewrite E0 in *.
      - destruct (split0 _ _ Hx Hy) as [E1 E2].
        { change (dot F n x x + dot F n y y) with (norm2 F n x y). rewrite <- Es. ring. }
        rewrite !dot_of_zero by assumption. ring.
      - destruct (split0 _ _ Hx' Hy') as [E1 E2].
        { change (dot F n x' x' + dot F n y' y') with (norm2 F n x' y'). rewrite <- Et. ring. }
        rewrite (dot_sym F n x x'), (dot_sym F n y y'), !dot_of_zero by assumption. ring. }
    rewrite Ez, E. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
  - apply (cancel F (s * t)); [|exact Hst]. split; [now apply nonneg_mul|].
    intros E. rewrite E in Eu. apply (nontrivial F). rewrite <- Eu. ring.
Qed.

Definition plus (x y : vector) : vector := comb F 1 x 1 y.

Lemma norm2_is n x y : norm2 F n x y = dot F n x x + dot F n y y.
Proof. reflexivity. Qed.

Lemma triangle n x y x' y' s t u : length_is n x y s -> length_is n x' y' t ->
  length_is n (plus x x') (plus y y') u -> u <= s + t.
Proof.
  intros Hs Ht [Hu Eu]. assert (H := cauchy_schwarz n x y x' y' s t Hs Ht).
  destruct Hs as [Hs Es], Ht as [Ht Et]. apply le_of_square; [exact Hu|now apply nonneg_add|].
  assert (E : u * u = s * s + t * t + dot2 n x y x' y' + dot2 n x y x' y').
  { rewrite Eu, Es, Et, !norm2_is. unfold dot2, plus. rewrite !dot_comb_l, !dot_comb_r.
    rewrite (dot_sym F n x' x), (dot_sym F n y' y). ring. }
  rewrite E. refine (nonneg_eq F _ _ (nonneg_add F _ _ H H) _). ring.
Qed.

Lemma image_length m n X c x y s t : bounded m n X c -> length_is n x y s -> length_is m (mv F n X x) (mv F n X y) t -> t <= c * s.
Proof.
  intros [Hc H] [Hs Es] [Ht Et]. apply le_of_square; [exact Ht|now apply nonneg_mul|].
  rewrite Et. replace (c * s * (c * s)) with (c * c * (s * s)) by ring. rewrite Es.
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (H x) (H y)) _). unfold norm2, dot. ring.
Qed.

Lemma scaled_length n r a b x y s t : nonneg r -> r * r = a * a + b * b -> length_is n x y s ->
  length_is n (comb F a x (- b) y) (comb F a y b x) t -> t = r * s.
Proof.
  intros Hr Er [Hs Es] [Ht Et].
  assert (E : t * t = r * s * (r * s)).
  { replace (r * s * (r * s)) with (r * r * (s * s)) by ring. rewrite Er, Es, Et, !norm2_is.
    rewrite !dot_comb_l, !dot_comb_r, (dot_sym F n y x). ring. }
  assert (Hrs := nonneg_mul F _ _ Hr Hs).
  assert (H1 : t <= r * s) by (apply le_of_square; auto; rewrite E; refine (nonneg_eq F _ _ (nonneg_0 F) _); ring).
  assert (H2 : r * s <= t) by (apply le_of_square; auto; rewrite E; refine (nonneg_eq F _ _ (nonneg_0 F) _); ring).
  assert (Z : t - r * s = 0).
  { apply nonneg_antisym; [exact H2|]. refine (nonneg_eq F _ _ H1 _). ring. }
  replace t with (t - r * s + r * s) by ring. rewrite Z. ring.
Qed.

(** One block row: if w = zv - (Xv + Yu), then |z| ||v|| <= ||w|| + c||v|| + e||u||. *)
Lemma row m n X Y c e r a b x y x' y' p q s t w : nonneg r -> r * r = a * a + b * b ->
  bounded m m X c -> bounded m n Y e -> length_is m x y s -> length_is n x' y' t -> length_is m p q w ->
  (forall i, (i < m)%nat -> a * x i - b * y i = p i + (mv F m X x i + mv F n Y x' i)) ->
  (forall i, (i < m)%nat -> a * y i + b * x i = q i + (mv F m X y i + mv F n Y y' i)) ->
  r * s <= w + (c * s + e * t).
Proof.
  intros Hr Er HX HY Hs Ht Hw Ep Eq.
  destruct (length_exists m (mv F m X x) (mv F m X y)) as (k & Hk).
  destruct (length_exists m (mv F n Y x') (mv F n Y y')) as (l & Hl).
  destruct (length_exists m (plus (mv F m X x) (mv F n Y x')) (plus (mv F m X y) (mv F n Y y'))) as (g & Hg).
  destruct (length_exists m (comb F a x (- b) y) (comb F a y b x)) as (h & Hh).
  assert (Eh := scaled_length m r a b x y s h Hr Er Hs Hh).
  assert (H1 := image_length m m X c x y s k HX Hs Hk). assert (H2 := image_length m n Y e x' y' t l HY Ht Hl).
  assert (H3 := triangle m _ _ _ _ k l g Hk Hl Hg).
  assert (Hh' : length_is m (plus p (plus (mv F m X x) (mv F n Y x'))) (plus q (plus (mv F m X y) (mv F n Y y'))) h).
  { destruct Hh as [Hh Eh']. split; [exact Hh|]. rewrite Eh', !norm2_is. unfold plus. f_equal; apply dot_ext; intros i Hi; unfold comb.
    all: try (transitivity (a * x i - b * y i); [ring|rewrite Ep by exact Hi; ring]).
    all: transitivity (a * y i + b * x i); [ring|rewrite Eq by exact Hi; ring]. }
  assert (H4 := triangle m _ _ _ _ w g h Hw Hg Hh'). rewrite Eh in H4.
  refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ H1 H2) (nonneg_add F _ _ H3 H4)) _). ring.
Qed.
End Blocks.

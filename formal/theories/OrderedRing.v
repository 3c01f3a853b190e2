(** Ordered rings: finite sums, and bilinear forms of matrices of any order.

    An ordered ring here is a commutative ring without zero divisors with a cone of non-negative
    elements: the integers, the rationals, the real numbers and every real closed field are some.
    A vector is a function on the indices 0, 1, 2, ..., of which the first n count; a matrix likewise. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
Import ListNotations.

Record ordered_ring := OrderedRing {
  carrier :> Type;
  zero : carrier;
  one : carrier;
  add : carrier -> carrier -> carrier;
  mul : carrier -> carrier -> carrier;
  sub : carrier -> carrier -> carrier;
  opp : carrier -> carrier;
  nonneg : carrier -> Prop;
  laws : ring_theory zero one add mul sub opp (@eq carrier);
  nonneg_add : forall a b, nonneg a -> nonneg b -> nonneg (add a b);
  nonneg_mul : forall a b, nonneg a -> nonneg b -> nonneg (mul a b);
  nonneg_total : forall a, nonneg a \/ nonneg (opp a);
  nonneg_antisym : forall a, nonneg a -> nonneg (opp a) -> a = zero;
  integral : forall a b, mul a b = zero -> a = zero \/ b = zero;
  nontrivial : one <> zero
}.

Arguments zero {_}.
Arguments one {_}.
Arguments add {_} _ _.
Arguments mul {_} _ _.
Arguments sub {_} _ _.
Arguments opp {_} _.
Arguments nonneg {_} _.

Declare Scope ring_scope.
Delimit Scope ring_scope with R.
Notation "0" := zero : ring_scope.
Notation "1" := one : ring_scope.
Infix "+" := add : ring_scope.
Infix "*" := mul : ring_scope.
Infix "-" := sub : ring_scope.
Notation "- a" := (opp a) : ring_scope.
Notation "a <= b" := (nonneg (sub b a)) : ring_scope.
Notation "a < b" := (nonneg (sub b a) /\ b <> a) : ring_scope.
Notation "a '^2'" := (mul a a) (at level 30, format "a '^2'") : ring_scope.

(** The integer z as an element of the ring. *)
Definition of_Z {F : ordered_ring} : Z -> F := gen_phiZ (@zero F) one add mul opp.

Section Order.
Variable F : ordered_ring.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Lemma nonneg_0 : nonneg (0 : F).
Proof. destruct (nonneg_total F 0) as [H|H]; [exact H|]. now replace (0 : F) with (- 0 : F) by ring. Qed.

Lemma nonneg_square (a : F) : nonneg (a * a).
Proof.
  destruct (nonneg_total F a) as [H|H]; [now apply nonneg_mul|].
  replace (a * a) with ((- a) * (- a)) by ring. now apply nonneg_mul.
Qed.

Lemma nonneg_1 : nonneg (1 : F).
Proof. replace (1 : F) with (1 * 1 : F) by ring. apply nonneg_square. Qed.

Lemma nonneg_eq (a b : F) : nonneg a -> a = b -> nonneg b.
Proof. now intros H <-. Qed.

(** Positive: non-negative and not zero. *)
Definition pos (a : F) := nonneg a /\ a <> 0.

Lemma pos_mul (a b : F) : pos a -> pos b -> pos (a * b).
Proof.
  intros [Ha Ha'] [Hb Hb']. split; [now apply nonneg_mul|].
  intros H. now destruct (integral F a b H).
Qed.

Lemma pos_add (a b : F) : pos a -> nonneg b -> pos (a + b).
Proof.
  intros [Ha Ha'] Hb. split; [now apply nonneg_add|].
  intros H. apply Ha', nonneg_antisym; [exact Ha|]. now replace (- a) with b by (rewrite <- (Radd_0_l (laws F) (- a)), <- H; ring).
Qed.

Lemma pos_1 : pos (1 : F).
Proof. split; [apply nonneg_1|apply nontrivial]. Qed.

Lemma pos_sub (a b : F) : a < b -> pos (b - a).
Proof. intros [H H']. split; [exact H|]. intros E. apply H'. replace b with (b - a + a) by ring. rewrite E. ring. Qed.

Lemma pos_of_lt_1 (r : F) : 1 < r -> pos r.
Proof.
  intros H. apply pos_sub in H. replace r with ((r - 1) + 1) by ring.
  apply pos_add; [exact H|apply nonneg_1].
Qed.

Lemma cancel (c a : F) : pos c -> nonneg (c * a) -> nonneg a.
Proof.
  intros [Hc Hc'] H. destruct (nonneg_total F a) as [Ha|Ha]; [exact Ha|].
  assert (E : c * a = 0).
  { apply nonneg_antisym; [exact H|]. replace (- (c * a)) with (c * (- a)) by ring. now apply nonneg_mul. }
  destruct (integral F c a E) as [E'|E']; [contradiction|]. rewrite E'. apply nonneg_0.
Qed.

Lemma nonneg_cases (a b : F) : a <= b \/ b <= a.
Proof. destruct (nonneg_total F (b - a)) as [H|H]; [now left|]. right. now replace (a - b) with (- (b - a)) by ring. Qed.

(** Integers in the ring. *)
Let morphism := gen_phiZ_morph (Eqsth F) (Eq_ext add mul opp) (laws F).

Lemma of_Z_0 : of_Z 0%Z = (0 : F). Proof. reflexivity. Qed.
Lemma of_Z_1 : of_Z 1%Z = (1 : F). Proof. reflexivity. Qed.
Lemma of_Z_add a b : of_Z (a + b)%Z = (of_Z a + of_Z b : F). Proof. apply (morph_add morphism). Qed.
Lemma of_Z_mul a b : of_Z (a * b)%Z = (of_Z a * of_Z b : F). Proof. apply (morph_mul morphism). Qed.
Lemma of_Z_sub a b : of_Z (a - b)%Z = (of_Z a - of_Z b : F). Proof. apply (morph_sub morphism). Qed.
Lemma of_Z_opp a : of_Z (- a)%Z = (- of_Z a : F). Proof. apply (morph_opp morphism). Qed.

Lemma of_Z_nonneg a : (0 <= a)%Z -> nonneg (of_Z a : F).
Proof.
  revert a. apply natlike_ind; [rewrite of_Z_0; apply nonneg_0|].
  intros a _ H. unfold Z.succ. rewrite of_Z_add, of_Z_1. apply nonneg_add; [exact H|apply nonneg_1].
Qed.

Lemma of_Z_pos a : (0 < a)%Z -> pos (of_Z a : F).
Proof.
  intros H. replace a with (1 + (a - 1))%Z by lia. rewrite of_Z_add, of_Z_1.
  apply pos_add; [apply pos_1|apply of_Z_nonneg; lia].
Qed.

Lemma of_Z_le a b : (a <= b)%Z -> (of_Z a : F) <= of_Z b.
Proof. intros H. rewrite <- of_Z_sub. apply of_Z_nonneg. lia. Qed.

(** Powers. *)
Fixpoint pow (a : F) (n : nat) : F := match n with O => 1 | S k => a * pow a k end.

Lemma pow_nonneg a n : nonneg a -> nonneg (pow a n).
Proof. intros H. induction n; simpl; [apply nonneg_1|now apply nonneg_mul]. Qed.

Lemma pow_pos a n : pos a -> pos (pow a n).
Proof. intros H. induction n; simpl; [apply pos_1|now apply pos_mul]. Qed.

Lemma pow_add a m n : pow a (m + n) = pow a m * pow a n.
Proof. induction m; simpl; [ring|]. rewrite IHm. ring. Qed.

(** Sums over the indices below n. *)
Fixpoint sum (n : nat) (f : nat -> F) : F := match n with O => 0 | S k => sum k f + f k end.

Lemma sum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> sum n f = sum n g.
Proof. induction n; simpl; intros H; [reflexivity|]. rewrite IHn, H; auto. Qed.

Lemma sum_0 n : sum n (fun _ => 0) = 0.
Proof. induction n; simpl; [reflexivity|]. rewrite IHn. ring. Qed.

Lemma sum_add n f g : sum n (fun i => f i + g i) = sum n f + sum n g.
Proof. induction n; simpl; [ring|]. rewrite IHn. ring. Qed.

Lemma sum_mul n c f : sum n (fun i => c * f i) = c * sum n f.
Proof. induction n; simpl; [ring|]. rewrite IHn. ring. Qed.

Lemma sum_swap m n f : sum m (fun i => sum n (fun j => f i j)) = sum n (fun j => sum m (fun i => f i j)).
Proof. induction m; simpl; [now rewrite sum_0|]. rewrite IHm, <- sum_add. now apply sum_ext. Qed.

Lemma sum_split m n f : sum (m + n) f = sum m f + sum n (fun i => f (m + i)%nat).
Proof.
  induction n; simpl; [rewrite Nat.add_0_r; ring|].
  rewrite Nat.add_succ_r. simpl. rewrite IHn. ring.
Qed.

Lemma sum_shift n f : sum (S n) f = f O + sum n (fun i => f (S i)).
Proof. induction n; [simpl; ring|]. change (sum (S (S n)) f) with (sum (S n) f + f (S n)). rewrite IHn. simpl. ring. Qed.

Lemma sum_nonneg n f : (forall i, (i < n)%nat -> nonneg (f i)) -> nonneg (sum n f).
Proof. induction n; simpl; intros H; [apply nonneg_0|]. apply nonneg_add; auto. Qed.

Lemma sum_delta n i c f : (i < n)%nat -> sum n (fun j => (if Nat.eqb i j then c else 0) * f j) = c * f i.
Proof.
  induction n; intros H; [lia|]. simpl. destruct (Nat.eqb_spec i n) as [->|E].
  - rewrite (sum_ext n _ (fun _ => 0)); [rewrite sum_0; ring|].
    intros j Hj. destruct (Nat.eqb_spec n j); [lia|ring].
  - rewrite IHn by lia. ring.
Qed.

(** Scalar products, images and forms. *)
Definition dot n (x y : nat -> F) : F := sum n (fun i => x i * y i).
Definition mv n (M : nat -> nat -> F) (x : nat -> F) : nat -> F := fun i => sum n (fun j => M i j * x j).
Definition form n (M : nat -> nat -> F) (x y : nat -> F) : F := dot n x (mv n M y).

(** a x + b y. *)
Definition comb (a : F) (x : nat -> F) (b : F) (y : nat -> F) : nat -> F := fun i => a * x i + b * y i.

Lemma dot_ext n x x' y y' :
  (forall i, (i < n)%nat -> x i = x' i) -> (forall i, (i < n)%nat -> y i = y' i) -> dot n x y = dot n x' y'.
Proof. intros H H'. apply sum_ext. intros i Hi. now rewrite H, H'. Qed.

Lemma dot_sym n x y : dot n x y = dot n y x.
Proof. apply sum_ext. intros. ring. Qed.

Lemma dot_comb_l n a x b y z : dot n (comb a x b y) z = a * dot n x z + b * dot n y z.
Proof. unfold dot. rewrite <- !sum_mul, <- sum_add. apply sum_ext. intros. unfold comb. ring. Qed.

Lemma dot_comb_r n a x b y z : dot n z (comb a x b y) = a * dot n z x + b * dot n z y.
Proof. now rewrite dot_sym, dot_comb_l, (dot_sym n x), (dot_sym n y). Qed.

Lemma dot_nonneg n x : nonneg (dot n x x).
Proof. apply sum_nonneg. intros. apply nonneg_square. Qed.

Lemma mv_comb n M a x b y i : mv n M (comb a x b y) i = comb a (mv n M x) b (mv n M y) i.
Proof. unfold mv, comb. rewrite <- !sum_mul, <- sum_add. apply sum_ext. intros. ring. Qed.

Lemma form_comb_l n M a x b y z : form n M (comb a x b y) z = a * form n M x z + b * form n M y z.
Proof. apply dot_comb_l. Qed.

Lemma form_comb_r n M a x b y z : form n M z (comb a x b y) = a * form n M z x + b * form n M z y.
Proof. unfold form. rewrite <- dot_comb_r. apply dot_ext; [auto|]. intros. apply mv_comb. Qed.

Lemma form_double n M x y : form n M x y = sum n (fun i => sum n (fun j => x i * M i j * y j)).
Proof. apply sum_ext. intros i _. unfold mv. rewrite <- sum_mul. apply sum_ext. intros. ring. Qed.

Lemma form_ext n M M' x x' y y' : (forall i j, (i < n)%nat -> (j < n)%nat -> M i j = M' i j) ->
  (forall i, (i < n)%nat -> x i = x' i) -> (forall i, (i < n)%nat -> y i = y' i) -> form n M x y = form n M' x' y'.
Proof.
  intros HM Hx Hy. rewrite !form_double. apply sum_ext. intros i Hi. apply sum_ext. intros j Hj.
  now rewrite HM, Hx, Hy.
Qed.

Lemma form_sym n M x y : (forall i j, (i < n)%nat -> (j < n)%nat -> M i j = M j i) -> form n M x y = form n M y x.
Proof.
  intros H. rewrite !form_double, sum_swap. apply sum_ext. intros i Hi. apply sum_ext. intros j Hj.
  rewrite (H j i) by assumption. ring.
Qed.

Lemma form_add n M N x y : form n (fun i j => M i j + N i j) x y = form n M x y + form n N x y.
Proof.
  rewrite !form_double, <- sum_add. apply sum_ext. intros. rewrite <- sum_add. apply sum_ext. intros. ring.
Qed.

Lemma form_mul n c M x y : form n (fun i j => c * M i j) x y = c * form n M x y.
Proof.
  rewrite !form_double, <- sum_mul. apply sum_ext. intros. rewrite <- sum_mul. apply sum_ext. intros. ring.
Qed.

Lemma form_0 n x y : form n (fun _ _ => 0) x y = 0.
Proof.
  rewrite form_double, (sum_ext n _ (fun _ => 0)), ?sum_0; [reflexivity|].
  intros. rewrite (sum_ext n _ (fun _ => 0)), ?sum_0; [reflexivity|]. intros. ring.
Qed.

Lemma form_unit n c x y : form n (fun i j => if Nat.eqb i j then c else 0) x y = c * dot n x y.
Proof.
  unfold form, dot. rewrite <- sum_mul. apply sum_ext. intros i Hi.
  unfold mv. rewrite sum_delta by assumption. ring.
Qed.

(** x'(A'T)y = (Ax)'Ty, and x'(BA)y = x'B(Ay). *)
Lemma form_adjoint n A T B x y :
  (forall i j, (i < n)%nat -> (j < n)%nat -> B i j = sum n (fun k => A k i * T k j)) ->
  form n B x y = form n T (mv n A x) y.
Proof.
  intros H. rewrite form_double. unfold form, dot.
  rewrite (sum_ext n _ (fun i => sum n (fun k => A k i * x i * mv n T y k))).
  - rewrite sum_swap. apply sum_ext. intros k _. unfold mv at 2.
    rewrite (Rmul_comm (laws F)), <- sum_mul. apply sum_ext. intros. ring.
  - intros i Hi. rewrite (sum_ext n _ (fun j => sum n (fun k => A k i * x i * (T k j * y j)))).
    + rewrite sum_swap. apply sum_ext. intros k _. now rewrite sum_mul.
    + intros j Hj. rewrite H by assumption.
      replace (x i * sum n (fun k => A k i * T k j) * y j) with ((x i * y j) * sum n (fun k => A k i * T k j)) by ring.
      rewrite <- sum_mul. apply sum_ext. intros. ring.
Qed.

Lemma form_product n A B C x y :
  (forall i j, (i < n)%nat -> (j < n)%nat -> C i j = sum n (fun k => B i k * A k j)) ->
  form n C x y = form n B x (mv n A y).
Proof.
  intros H. apply dot_ext; [auto|]. intros i Hi. unfold mv.
  rewrite (sum_ext n _ (fun j => sum n (fun k => B i k * (A k j * y j)))).
  - rewrite sum_swap. apply sum_ext. intros. now rewrite sum_mul.
  - intros j Hj. rewrite H by assumption. rewrite (Rmul_comm (laws F)), <- sum_mul. apply sum_ext. intros. ring.
Qed.

(** A form in blocks, and vectors in two parts. *)
Definition join (n : nat) (x y : nat -> F) : nat -> F := fun i => if Nat.ltb i n then x i else y (i - n)%nat.

Definition block n (M00 M01 M10 M11 : nat -> nat -> F) : nat -> nat -> F := fun i j =>
  if Nat.ltb i n then (if Nat.ltb j n then M00 i j else M01 i (j - n)%nat)
  else (if Nat.ltb j n then M10 (i - n)%nat j else M11 (i - n)%nat (j - n)%nat).

Lemma join_l n x y i : (i < n)%nat -> join n x y i = x i.
Proof. intros H. unfold join. now rewrite (proj2 (Nat.ltb_lt i n) H). Qed.

Lemma join_r n x y i : join n x y (n + i) = y i.
Proof.
  unfold join. replace (Nat.ltb (n + i) n) with false by (symmetry; apply Nat.ltb_ge; lia). f_equal. lia.
Qed.

Lemma dot_join n x y x' y' : dot (n + n) (join n x y) (join n x' y') = dot n x x' + dot n y y'.
Proof.
  unfold dot. rewrite sum_split. f_equal; apply sum_ext; intros i Hi; [now rewrite !join_l|now rewrite !join_r].
Qed.

Lemma ltb_l n i : (i < n)%nat -> Nat.ltb i n = true.
Proof. apply Nat.ltb_lt. Qed.

Lemma ltb_r n i : Nat.ltb (n + i) n = false.
Proof. apply Nat.ltb_ge. lia. Qed.

Lemma mv_block_l n M00 M01 M10 M11 x y i : (i < n)%nat ->
  mv (n + n) (block n M00 M01 M10 M11) (join n x y) i = mv n M00 x i + mv n M01 y i.
Proof.
  intros Hi. unfold mv. rewrite sum_split. f_equal; apply sum_ext; intros j Hj; unfold block; rewrite (ltb_l n i Hi).
  - now rewrite join_l, ltb_l.
  - rewrite join_r, ltb_r. now replace (n + j - n)%nat with j by lia.
Qed.

Lemma mv_block_r n M00 M01 M10 M11 x y i :
  mv (n + n) (block n M00 M01 M10 M11) (join n x y) (n + i) = mv n M10 x i + mv n M11 y i.
Proof.
  unfold mv. rewrite sum_split. f_equal; apply sum_ext; intros j Hj; unfold block; rewrite (ltb_r n i);
    replace (n + i - n)%nat with i by lia.
  - now rewrite join_l, ltb_l.
  - rewrite join_r, ltb_r. now replace (n + j - n)%nat with j by lia.
Qed.

Lemma form_block n M00 M01 M10 M11 x y :
  form (n + n) (block n M00 M01 M10 M11) (join n x y) (join n x y)
  = form n M00 x x + form n M01 x y + form n M10 y x + form n M11 y y.
Proof.
  unfold form at 1, dot. rewrite sum_split.
  rewrite (sum_ext n _ (fun i => x i * mv n M00 x i + x i * mv n M01 y i)).
  2: { intros i Hi. rewrite join_l, mv_block_l by assumption. ring. }
  rewrite (sum_ext n (fun i => join n x y (n + i)%nat * _) (fun i => y i * mv n M10 x i + y i * mv n M11 y i)).
  2: { intros i Hi. rewrite join_r, mv_block_r. ring. }
  rewrite !sum_add. unfold form, dot. ring.
Qed.
End Order.

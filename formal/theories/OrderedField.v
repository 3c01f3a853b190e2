(** Ordered fields, and what a proof by contradiction over one needs: signs, identities, terms that cannot add up to 0. *)

From Coq Require Import ZArith Ring Field InitialRing.
From Kreiss Require Import OrderedRing Statement.

(** The inverse of 0 is some element; nothing is said of it. *)
Record ordered_field := OrderedField {
  base :> ordered_ring;
  inv : base -> base;
  inv_law : forall a : base, a = zero \/ mul (inv a) a = one
}.

Arguments inv {_} _.
Notation "a / b" := (mul a (inv b)) : ring_scope.

Section Field.
Variable F : ordered_field.
Local Open Scope ring_scope.

Definition integers : ring_morph (0 : F) 1 add mul sub opp eq 0%Z 1%Z Z.add Z.mul Z.sub Z.opp Zeq_bool of_Z :=
  gen_phiZ_morph (Eqsth F) (Eq_ext add mul opp) (laws F).

Lemma inv_of_nonzero (a : F) : a <> 0 -> inv a * a = 1.
Proof. intros H. now destruct (inv_law F a). Qed.

Definition field_laws : field_theory (0 : F) 1 add mul sub opp (fun a b => a / b) inv (@eq F) :=
  @mk_field F 0 1 add mul sub opp (fun a b => a / b) inv (@eq F) (laws F) (nontrivial F) (fun a b => eq_refl) inv_of_nonzero.

Lemma inverses : is_field F.
Proof.
  intros a. destruct (inv_law F a) as [H|H]; [now left|]. right. exists (inv a). rewrite <- H. apply (Rmul_comm (laws F)).
Qed.

Add Ring F_ring : (laws F).

Lemma zero_or_not (a : F) : a = 0 \/ a <> 0.
Proof.
  destruct (inv_law F a) as [H|H]; [now left|]. right. intros E. rewrite E in H. apply (nontrivial F). rewrite <- H. ring.
Qed.

(** ** Signs *)

Definition negative (a : F) := pos F (- a).
Definition nonpositive (a : F) := nonneg (- a).

Lemma pos_or_nonpositive (a : F) : pos F a \/ nonneg (- a).
Proof.
  destruct (zero_or_not a) as [->|H]; [right; refine (nonneg_eq F _ _ (nonneg_0 F) _); ring|].
  destruct (nonneg_total F a) as [G|G]; [now left|now right].
Qed.

Lemma nonneg_or_negative (a : F) : nonneg a \/ pos F (- a).
Proof.
  destruct (zero_or_not a) as [->|H]; [left; apply nonneg_0|].
  destruct (nonneg_total F a) as [G|G]; [now left|]. right. split; [exact G|].
  intros E. apply H. replace a with (- - a) by ring. rewrite E. ring.
Qed.

Lemma three_signs (a : F) : pos F (- a) \/ a = 0 \/ pos F a.
Proof. destruct (zero_or_not a) as [H|H]; [now right; left|]. destruct (nonneg_or_negative a) as [G|G]; [now right; right|now left]. Qed.

Lemma le_or_lt (a b : F) : a <= b \/ b < a.
Proof.
  destruct (nonneg_or_negative (b - a)) as [H|[H H']]; [now left|]. right. split.
  - refine (nonneg_eq F _ _ H _). ring.
  - intros E. apply H'. rewrite E. ring.
Qed.

Lemma lt_of_pos (a b : F) : pos F (b - a) -> a < b.
Proof. intros [H H']. split; [exact H|]. intros E. apply H'. rewrite E. ring. Qed.

(** What fails is refuted: p >= 0 where -p > 0 is impossible, and p > 0 where -p >= 0 is. *)
Lemma nonneg_by_refutation (a : F) : (pos F (- a) -> False) -> nonneg a.
Proof. intros H. destruct (nonneg_or_negative a) as [G|G]; [exact G|now destruct H]. Qed.

Lemma pos_by_refutation (a : F) : (nonneg (- a) -> False) -> pos F a.
Proof. intros H. destruct (pos_or_nonpositive a) as [G|G]; [exact G|now destruct H]. Qed.

Lemma zero_by_refutation (a : F) : (pos F a -> False) -> (pos F (- a) -> False) -> a = 0.
Proof. intros H G. now destruct (three_signs a) as [K|[K|K]]. Qed.

(** ** Relations that follow from others by an identity *)

Lemma pos_eq (a b : F) : pos F a -> a = b -> pos F b.
Proof. now intros H <-. Qed.

Lemma pos_nonneg (a : F) : pos F a -> nonneg a.
Proof. now intros [H _]. Qed.

Lemma pos_sum (a b : F) : pos F a -> pos F b -> pos F (a + b).
Proof. intros Ha [Hb _]. now apply pos_add. Qed.

Lemma nonzero_eq (a b : F) : a <> 0 -> a = b -> b <> 0.
Proof. now intros H <-. Qed.

Lemma nonzero_factor (a b : F) : a * b <> 0 -> b <> 0.
Proof. intros H E. apply H. rewrite E. ring. Qed.

Lemma nonneg_zero (a : F) : a = 0 -> nonneg a.
Proof. intros ->. apply nonneg_0. Qed.

Lemma square_pos (a : F) : a <> 0 -> pos F (a * a).
Proof. intros H. split; [apply nonneg_square|]. intros E. now destruct (integral F _ _ E). Qed.

Lemma pos_nonzero (a : F) : pos F a -> a <> 0.
Proof. now intros [_ H]. Qed.

(** With e = 0 and s > 0, the sign of p is that of s p + q e. *)
Lemma nonneg_modulo (p s q e b : F) : nonneg p -> pos F s -> e = 0 -> s * p + q * e = b -> nonneg b.
Proof. intros H [G _] -> <-. refine (nonneg_eq F _ _ (nonneg_mul F _ _ G H) _). ring. Qed.

Lemma pos_modulo (p s q e b : F) : pos F p -> pos F s -> e = 0 -> s * p + q * e = b -> pos F b.
Proof. intros H G -> <-. refine (pos_eq _ _ (pos_mul F _ _ G H) _). ring. Qed.

Lemma zero_modulo (p s q e b : F) : p = 0 -> e = 0 -> s * p + q * e = b -> b = 0.
Proof. intros -> -> <-. ring. Qed.

Lemma multiple_of_zero (q e : F) : e = 0 -> q * e = 0.
Proof. intros ->. ring. Qed.

Lemma sum_of_zeros (a b : F) : a = 0 -> b = 0 -> a + b = 0.
Proof. intros -> ->. ring. Qed.

(** A term > 0, terms >= 0 and multiples of zero do not add up to 0. *)
Lemma no_sum (a b e : F) : pos F a -> nonneg b -> e = 0 -> a + b + e = 0 -> False.
Proof.
  intros Ha Hb He E. destruct (pos_add F a b Ha Hb) as [_ H]. apply H. rewrite He in E. rewrite <- E. ring.
Qed.

Lemma difference_of_equal (a b : F) : a = b -> a - b = 0.
Proof. intros ->. ring. Qed.

Lemma equal_of_difference (a b : F) : a - b = 0 -> a = b.
Proof. intros E. replace a with (a - b + b) by ring. rewrite E. ring. Qed.

(** A quotient, as the relations have it. *)
Lemma exists_quotient (a b : F) : b <> 0 -> exists q : F, q = a / b /\ q * b - a = 0.
Proof.
  intros H. exists (a / b). split; [reflexivity|]. replace (a / b * b) with (a * (inv b * b)) by ring.
  rewrite inv_of_nonzero by exact H. ring.
Qed.

(** The u with s u = p. *)
Lemma exists_part (s p : F) : s <> 0 -> exists u : F, s * u - p = 0.
Proof. intros H. destruct (exists_quotient p s H) as (u & _ & E). exists u. rewrite <- E. ring. Qed.

(** A square root of what is not negative. *)
Lemma exists_root (a : F) : has_roots F -> nonneg a -> exists u : F, nonneg u /\ u * u - a = 0.
Proof. intros roots H. destruct (roots a H) as (u & Hu & E). exists u. split; [exact Hu|]. rewrite E. ring. Qed.
End Field.

(** Constants of the ring tactics: the integers. *)
Ltac integer_constant t := match t with
  | @of_Z _ ?z => match isZcst z with true => z | _ => constr:(InitialRing.NotConstant) end
  | @zero _ => constr:(0%Z)
  | @one _ => constr:(1%Z)
  | _ => constr:(InitialRing.NotConstant)
  end.

(** Conditions of the field tactic: denominators that are known not to vanish, products of them, and whole numbers. *)
Ltac whole_number := repeat first [apply pos_1 | apply pos_mul | apply pos_sum].
Ltac nonzero := repeat split; first
  [ assumption
  | apply pos_nonzero; solve [whole_number]
  | match goal with H : ?a <> _ |- _ => refine (nonzero_eq _ a _ H _); solve [ring] end
  | match goal with H : mul ?a ?b <> _ |- _ => refine (nonzero_eq _ b _ (nonzero_factor _ a b H) _); solve [ring] end
  | match goal with H : _ /\ ?b <> ?a |- _ => refine (pos_nonzero _ _ (pos_eq _ _ _ (pos_sub _ a b H) _)); solve [ring] end ].

(** An identity of polynomials, or of fractions. *)
Ltac identity := first [ring | field; solve [nonzero]].

(** A relation that is among the hypotheses, up to an identity. *)
Ltac fact := first
  [ assumption
  | solve [apply pos_nonneg; whole_number]
  | match goal with H : (?a < ?b)%R |- (?a <= ?b)%R => exact (proj1 H) end
  | match goal with H : nonneg ?p |- nonneg _ => refine (nonneg_eq _ p _ H _); solve [identity] end
  | match goal with H : nonneg ?p /\ _ |- nonneg _ => refine (nonneg_eq _ p _ (proj1 H) _); solve [identity] end
  | match goal with |- nonneg (@sub ?F _ _) => refine (nonneg_eq _ _ _ (nonneg_1 F) _); solve [identity] end
  | match goal with |- nonneg (@sub ?F _ _) => refine (nonneg_eq _ _ _ (nonneg_0 F) _); solve [identity] end ].

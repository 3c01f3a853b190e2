(** The theorem over Coq's real numbers, with moduli and norms as one writes them.

    This file is not needed by the others. It shows that there is such a field; it uses the axioms of Coq's real numbers. *)

From Coq Require Import ZArith Lia Reals RealField Lra.
From Kreiss Require Import OrderedRing Checker Statement Soundness Lower Parseval Growth Infinite.
Local Open Scope R_scope.

Definition real_numbers : ordered_ring.
Proof.
  refine (OrderedRing R 0 1 Rplus Rmult Rminus Ropp (fun a => 0 <= a) RTheory _ _ _ _ _ _); intros; cbn beta in *; try lra.
  - now apply Rmult_le_pos.
  - now apply Rmult_integral.
Defined.

Lemma real_field : is_field real_numbers.
Proof.
  intros a. destruct (Req_dec a 0) as [H|H]; [now left|]. right. exists (/ a). now apply Rinv_r.
Qed.

Lemma real_roots : has_roots real_numbers.
Proof. intros a H. exists (sqrt a). split; [apply sqrt_pos|now apply sqrt_sqrt]. Qed.

Lemma real_archimedean : archimedean real_numbers.
Proof.
  assert (E : forall m, of_nat real_numbers m = INR m).
  { induction m as [|m IH]; [reflexivity|]. rewrite of_nat_S, IH, S_INR. reflexivity. }
  intros a. destruct (archimed a) as [H _]. exists (Z.to_nat (up a)). rewrite E, INR_IZR_INZ. cbn.
  assert (G : (up a <= Z.of_nat (Z.to_nat (up a)))%Z) by lia. apply IZR_le in G. lra.
Qed.

Definition modulus (a b : R) : R := sqrt (a * a + b * b).
Definition norm (n : nat) (x y : nat -> R) : R := sqrt (norm2 real_numbers n x y).

(** (|z| - 1) |v| <= kappa |(zI - A - iB)v| for all z = a + ib with |z| > 1 and all v = x + iy. *)
Theorem upper_end : forall c p kappa, check c = true -> upper c = Some p ->
  is_number (F := real_numbers) kappa p -> forall A B, is_matrix_of real_numbers c A B ->
  forall a b x y, 1 < modulus a b ->
  (modulus a b - 1) * norm (order c) x y
  <= kappa * norm (order c) (residual_re real_numbers (order c) A B a b x y) (residual_im real_numbers (order c) A B a b x y).
Proof.
  intros c p kappa H Hp Hk A B HA a b x y Hz.
  assert (Hsum : 0 <= a * a + b * b) by nra.
  assert (Hr : modulus a b * modulus a b = a * a + b * b) by now apply sqrt_sqrt.
  assert (Hnorm : forall u v, 0 <= norm2 real_numbers (order c) u v) by (intros; apply (Resolvent.size_nonneg real_numbers)).
  assert (Hsquare : forall u v, norm (order c) u v * norm (order c) u v = norm2 real_numbers (order c) u v)
    by (intros; now apply sqrt_sqrt).
  assert (Hkappa : 0 <= kappa).
  { unfold check in H. rewrite Hp in H. apply andb_prop in H as [_ H]. apply andb_prop in H as [H _].
    unfold positive, is_rational in H. apply andb_prop in H as [Hd Hn]. apply Z.ltb_lt in Hd, Hn.
    assert (Gd := of_Z_pos real_numbers _ Hd). assert (Gn := of_Z_pos real_numbers _ Hn).
    apply (cancel real_numbers _ kappa Gd). unfold is_number in Hk. rewrite Hk. apply Gn. }
  assert (Hle : nonneg (modulus a b - 1 : real_numbers)) by (cbn; lra).
  assert (HK := upper_sound real_numbers c kappa p H Hp Hk A B HA (modulus a b) a b
    (conj Hle (Rgt_not_eq _ _ Hz)) Hr x y).
  set (u := residual_re _ _ _ _ _ _ _ _) in *. set (v := residual_im _ _ _ _ _ _ _ _) in *.
  assert (HK' : 0 <= kappa * kappa * norm2 real_numbers (order c) u v
                     - (modulus a b - 1) * (modulus a b - 1) * norm2 real_numbers (order c) x y) by exact HK.
  rewrite <- !Hsquare in HK'.
  apply Rsqr_incr_0_var.
  - unfold Rsqr. nra.
  - apply Rmult_le_pos; [exact Hkappa|apply sqrt_pos].
Qed.

(** ... and every such kappa is at least the lower end. *)
Theorem lower_end : forall c l, check c = true -> is_number (F := real_numbers) l (lower c) ->
  forall A B, is_matrix_of real_numbers c A B -> K_at_least real_numbers (order c) A B l.
Proof. intros c l H Hl A B HA. exact (lower_sound real_numbers real_field real_roots c l H Hl A B HA). Qed.

(** An infinite constant: whatever kappa is, (|z| - 1) |v| > kappa |(zI - A - iB)v| for some z with |z| > 1 and some v. *)
Theorem infinite : forall c g more, check_infinite c g more = true -> forall A B, is_matrix_of real_numbers c A B ->
  forall kappa, 0 <= kappa -> ~ forall a b x y, 1 < modulus a b ->
  (modulus a b - 1) * norm (order c) x y
  <= kappa * norm (order c) (residual_re real_numbers (order c) A B a b x y) (residual_im real_numbers (order c) A B a b x y).
Proof.
  intros c g more H A B HA kappa Hkappa HK.
  apply (infinite_sound c g more H real_numbers real_field real_roots real_archimedean A B HA kappa).
  intros r a b [Hr Hne] Hz x y. cbn in Hr, Hne, Hz. assert (Hr1 : 1 < r) by lra.
  assert (Em : modulus a b = r) by (unfold modulus; rewrite <- Hz; apply sqrt_square; lra).
  specialize (HK a b x y). rewrite Em in HK. specialize (HK Hr1).
  assert (Hnorm : forall u v, 0 <= norm2 real_numbers (order c) u v) by (intros; apply (Resolvent.size_nonneg real_numbers)).
  assert (Hsquare : forall u v, norm (order c) u v * norm (order c) u v = norm2 real_numbers (order c) u v)
    by (intros; now apply sqrt_sqrt).
  rewrite <- !Hsquare. set (p := norm (order c) x y) in *. set (q := norm (order c) (residual_re real_numbers _ _ _ _ _ _ _) _) in *.
  assert (Hp : 0 <= p) by apply sqrt_pos.
  assert (H0 : 0 <= (r - 1) * p) by (apply Rmult_le_pos; lra).
  assert (G : (r - 1) * p * ((r - 1) * p) <= kappa * q * (kappa * q)) by (apply Rmult_le_compat; assumption).
  change (0 <= kappa * kappa * (q * q) - (r - 1) * (r - 1) * (p * p)).
  replace (kappa * kappa * (q * q)) with (kappa * q * (kappa * q)) by ring.
  replace ((r - 1) * (r - 1) * (p * p)) with ((r - 1) * p * ((r - 1) * p)) by ring. lra.
Qed.

Print Assumptions upper_end.
Print Assumptions infinite.

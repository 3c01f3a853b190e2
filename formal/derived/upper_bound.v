(** K(J) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma)) given J = [[A, 0], [C, D]], symmetric(A, D), gamma = max(rho(A), rho(D)), gamma < 1

    Written by kreiss from the proof object; compile it with: coqc -Q formal/theories Kreiss FILE *)

From Coq Require Import ZArith Ring Field.
From Kreiss Require Import OrderedRing Statement OrderedField Blocks Comparison.

Section Theorem_of_kreiss.
Variable F : ordered_field.
Hypothesis roots : has_roots F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F) (morphism (integers F), constants [integer_constant]).
Add Field F_field : (field_laws F) (morphism (integers F), constants [integer_constant]).

Lemma upper_bound_1_step_1 : forall gamma rho_A : F,
  0 <= rho_A -> rho_A <= gamma -> (0 <= gamma).
Proof.
  intros gamma rho_A given_0 given_1.
  assert (hyp_0 : nonneg (rho_A)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_0 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : nonneg (of_Z (-1) * rho_A + gamma)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_1 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (claim_1 : 0 <= gamma).
  { apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_2 : pos F (of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_2) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) hyp_0)) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) hyp_1)) (@eq_refl F 0) _); ring.
  }
  }
  exact claim_1.
Qed.

Lemma upper_bound_1_step_2 : forall gamma norm_C r : F,
  1 < r -> gamma < 1 -> 0 <= norm_C -> norm_C <= ((of_Z 2) * (1 - gamma)) -> (0 <= (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma)))).
Proof.
  intros gamma norm_C r given_0 given_1 given_2 given_3.
  assert (hyp_0 : pos F (of_Z (-1) + r)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_0) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_2 : nonneg (norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_2 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_3 : nonneg (of_Z 2 + of_Z (-2) * gamma + of_Z (-1) * norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_3 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (claim_1 : 0 <= (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma)))).
  { apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_4 : pos F (1 + of_Z (-2) * r + of_Z 2 * r * gamma + of_Z (-1) * gamma * gamma + of_Z (-1) * norm_C + r * norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_4) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (proj1 hyp_1)) (proj1 hyp_1))) (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (proj1 hyp_0)) hyp_3)) (@eq_refl F 0) _); ring.
  }
  }
  exact claim_1.
Qed.

Lemma upper_bound_1_step_3 : forall gamma norm_C : F,
  0 <= gamma -> gamma < 1 -> 0 <= norm_C -> norm_C <= ((of_Z 2) * (1 - gamma)) -> ((1 - gamma) <> 0) /\ (((of_Z 4) * (1 - gamma)) <> 0) /\ (1 <= (((of_Z 2) / (1 - gamma)) + (norm_C / ((of_Z 4) * (1 - gamma))))).
Proof.
  intros gamma norm_C given_0 given_1 given_2 given_3.
  assert (hyp_0 : nonneg (gamma)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_0 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_2 : nonneg (norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_2 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_3 : nonneg (of_Z 2 + of_Z (-2) * gamma + of_Z (-1) * norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_3 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (defined_1 : (1 - gamma) <> 0).
  { intros negated.
  assert (hyp_4 : (1 + of_Z (-1) * gamma) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_4)) _); ring.
  }
  destruct (exists_quotient F (of_Z 2) (1 - gamma) defined_1) as (aux_1 & (value_1 & is_value_1)).
  assert (hyp_4 : pos F (1 + of_Z (-2) * gamma + gamma * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_5 : (of_Z (-2) + aux_1 + of_Z (-1) * gamma * aux_1) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_1 eq_refl _); identity).
  assert (defined_2 : ((of_Z 4) * (1 - gamma)) <> 0).
  { intros negated.
  assert (hyp_6 : (of_Z 4 + of_Z (-4) * gamma) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_6)) _); ring.
  }
  destruct (exists_quotient F norm_C ((of_Z 4) * (1 - gamma)) defined_2) as (aux_2 & (value_2 & is_value_2)).
  assert (hyp_6 : pos F (of_Z 16 + of_Z (-32) * gamma + of_Z 16 * gamma * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_2) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_7 : (of_Z (-1) * norm_C + of_Z 4 * aux_2 + of_Z (-4) * gamma * aux_2) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_2 eq_refl _); identity).
  assert (claim_1 : 1 <= (((of_Z 2) / (1 - gamma)) + (norm_C / ((of_Z 4) * (1 - gamma))))).
  { try rewrite <- !value_1. try rewrite <- !value_2. apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_8 : pos F (1 + of_Z (-1) * aux_1 + of_Z (-1) * aux_2)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (fact_0 : pos F (of_Z (-1) + of_Z (-1) * gamma + of_Z (-1) * aux_2 + gamma * aux_2)) by (refine (pos_modulo F _ (of_Z 1 * (1 + of_Z (-1) * gamma)) (1) _ _ hyp_8 (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_1) hyp_5 _); ring).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) fact_0) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 8 eq_refl)) hyp_0)) (nonneg_mul F _ _ (proj1 (of_Z_pos F 3 eq_refl)) hyp_2)) (nonneg_mul F _ _ (proj1 (of_Z_pos F 2 eq_refl)) hyp_3)) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (1) _ hyp_7)) _); ring.
  }
  }
  exact (conj defined_1 (conj defined_2 claim_1)).
Qed.

Lemma upper_bound_1_step_4 : forall gamma norm_C : F,
  gamma < 1 -> ((of_Z 2) * (1 - gamma)) < norm_C -> (0 < norm_C).
Proof.
  intros gamma norm_C given_0 given_1.
  assert (hyp_0 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_0) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (of_Z (-2) + of_Z 2 * gamma + norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (claim_1 : 0 < norm_C).
  { apply lt_of_pos, pos_by_refutation; intros negated.
  {
  assert (hyp_2 : nonneg (of_Z (-1) * norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 2 eq_refl) hyp_0) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) hyp_2)) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (proj1 hyp_1))) (@eq_refl F 0) _); ring.
  }
  }
  exact claim_1.
Qed.

Lemma upper_bound_1_step_5 : forall gamma norm_C : F,
  gamma < 1 -> 0 < norm_C -> (((of_Z 4) * (1 - gamma)) <> 0) /\ (norm_C <> 0) /\ (0 <= ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C))).
Proof.
  intros gamma norm_C given_0 given_1.
  assert (hyp_0 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_0) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (defined_1 : ((of_Z 4) * (1 - gamma)) <> 0).
  { intros negated.
  assert (hyp_2 : (of_Z 4 + of_Z (-4) * gamma) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_0) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_2)) _); ring.
  }
  destruct (exists_quotient F norm_C ((of_Z 4) * (1 - gamma)) defined_1) as (aux_1 & (value_1 & is_value_1)).
  assert (hyp_2 : pos F (of_Z 16 + of_Z (-32) * gamma + of_Z 16 * gamma * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_3 : (of_Z (-1) * norm_C + of_Z 4 * aux_1 + of_Z (-4) * gamma * aux_1) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_1 eq_refl _); identity).
  assert (defined_2 : norm_C <> 0).
  { intros negated.
  assert (hyp_4 : (norm_C) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_4)) _); ring.
  }
  destruct (exists_quotient F (1 - gamma) norm_C defined_2) as (aux_2 & (value_2 & is_value_2)).
  assert (hyp_4 : pos F (norm_C * norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_2) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_5 : (of_Z (-1) + gamma + norm_C * aux_2) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_2 eq_refl _); identity).
  assert (claim_1 : 0 <= ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C))).
  { try rewrite <- !value_1. try rewrite <- !value_2. apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_6 : pos F (of_Z (-1) * aux_1 + of_Z (-1) * aux_2)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  destruct (three_signs F (of_Z 4 + of_Z (-4) * gamma)) as [fact_0|[fact_0|fact_0]].
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 4 eq_refl)) (proj1 hyp_0))) (@eq_refl F 0) _); ring.
  }
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_0) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ fact_0)) _); ring.
  }
  {
  assert (fact_1 : pos F (of_Z (-1) * norm_C + of_Z (-4) * aux_2 + of_Z 4 * gamma * aux_2)) by (refine (pos_modulo F _ (of_Z 1 * (of_Z 4 + of_Z (-4) * gamma)) (1) _ _ hyp_6 (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) hyp_3 _); ring).
  assert (fact_2 : pos F (of_Z (-4) + of_Z 8 * gamma + of_Z (-4) * gamma * gamma + of_Z (-1) * norm_C * norm_C)) by (refine (pos_modulo F _ (of_Z 1 * (norm_C)) (of_Z 4 + of_Z (-4) * gamma) _ _ fact_1 (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_1) hyp_5 _); ring).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) fact_2) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (proj1 hyp_2))) (nonneg_mul F _ _ (proj1 (of_Z_pos F 4 eq_refl)) (proj1 hyp_4))) (@eq_refl F 0) _); ring.
  }
  }
  }
  exact (conj defined_1 (conj defined_2 claim_1)).
Qed.

Lemma upper_bound_1_step_6 : forall gamma norm_C r : F,
  1 < r -> gamma < 1 -> 0 < norm_C -> (((of_Z 4) * (1 - gamma)) <> 0) /\ (norm_C <> 0) /\ (0 <= (((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))) * ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))))).
Proof.
  intros gamma norm_C r given_0 given_1 given_2.
  assert (hyp_0 : pos F (of_Z (-1) + r)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_0) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_2 : pos F (norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_2) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (defined_1 : ((of_Z 4) * (1 - gamma)) <> 0).
  { intros negated.
  assert (hyp_3 : (of_Z 4 + of_Z (-4) * gamma) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_3)) _); ring.
  }
  destruct (exists_quotient F norm_C ((of_Z 4) * (1 - gamma)) defined_1) as (aux_1 & (value_1 & is_value_1)).
  assert (hyp_3 : pos F (of_Z 16 + of_Z (-32) * gamma + of_Z 16 * gamma * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_4 : (of_Z (-1) * norm_C + of_Z 4 * aux_1 + of_Z (-4) * gamma * aux_1) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_1 eq_refl _); identity).
  assert (defined_2 : norm_C <> 0).
  { intros negated.
  assert (hyp_5 : (norm_C) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_2) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_5)) _); ring.
  }
  destruct (exists_quotient F (1 - gamma) norm_C defined_2) as (aux_2 & (value_2 & is_value_2)).
  assert (hyp_5 : pos F (norm_C * norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_2) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_6 : (of_Z (-1) + gamma + norm_C * aux_2) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_2 eq_refl _); identity).
  assert (claim_1 : 0 <= (((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))) * ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))))).
  { try rewrite <- !value_1. try rewrite <- !value_2. apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_7 : pos F (of_Z (-4) * aux_1 * aux_1 + of_Z 4 * r * aux_1 * aux_1 + of_Z (-1) * r * r * aux_1 * aux_1 + of_Z 4 * gamma * aux_1 * aux_1 + of_Z (-2) * r * gamma * aux_1 * aux_1 + of_Z (-1) * gamma * gamma * aux_1 * aux_1 + of_Z (-4) * r * aux_1 * aux_2 + of_Z 2 * r * r * aux_1 * aux_2 + of_Z 4 * gamma * aux_1 * aux_2 + of_Z (-2) * gamma * gamma * aux_1 * aux_2 + of_Z (-1) * r * r * aux_2 * aux_2 + of_Z 2 * r * gamma * aux_2 * aux_2 + of_Z (-1) * gamma * gamma * aux_2 * aux_2)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  destruct (three_signs F (of_Z 4 + of_Z (-4) * gamma)) as [fact_0|[fact_0|fact_0]].
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 4 eq_refl)) (proj1 hyp_1))) (@eq_refl F 0) _); ring.
  }
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ fact_0)) _); ring.
  }
  {
  assert (fact_1 : pos F (of_Z (-4) * norm_C * norm_C + of_Z 4 * r * norm_C * norm_C + of_Z (-1) * r * r * norm_C * norm_C + of_Z 4 * gamma * norm_C * norm_C + of_Z (-2) * r * gamma * norm_C * norm_C + of_Z (-1) * gamma * gamma * norm_C * norm_C + of_Z (-16) * r * norm_C * aux_2 + of_Z 8 * r * r * norm_C * aux_2 + of_Z 16 * gamma * norm_C * aux_2 + of_Z 16 * r * gamma * norm_C * aux_2 + of_Z (-8) * r * r * gamma * norm_C * aux_2 + of_Z (-24) * gamma * gamma * norm_C * aux_2 + of_Z 8 * gamma * gamma * gamma * norm_C * aux_2 + of_Z (-16) * r * r * aux_2 * aux_2 + of_Z 32 * r * gamma * aux_2 * aux_2 + of_Z 32 * r * r * gamma * aux_2 * aux_2 + of_Z (-16) * gamma * gamma * aux_2 * aux_2 + of_Z (-64) * r * gamma * gamma * aux_2 * aux_2 + of_Z (-16) * r * r * gamma * gamma * aux_2 * aux_2 + of_Z 32 * gamma * gamma * gamma * aux_2 * aux_2 + of_Z 32 * r * gamma * gamma * gamma * aux_2 * aux_2 + of_Z (-16) * gamma * gamma * gamma * gamma * aux_2 * aux_2)) by (refine (pos_modulo F _ (of_Z 1 * (of_Z 4 + of_Z (-4) * gamma) * (of_Z 4 + of_Z (-4) * gamma)) (of_Z 4 * norm_C + of_Z (-4) * r * norm_C + r * r * norm_C + of_Z (-4) * gamma * norm_C + of_Z 2 * r * gamma * norm_C + gamma * gamma * norm_C + of_Z 16 * aux_1 + of_Z (-16) * r * aux_1 + of_Z 4 * r * r * aux_1 + of_Z (-32) * gamma * aux_1 + of_Z 24 * r * gamma * aux_1 + of_Z (-4) * r * r * gamma * aux_1 + of_Z 20 * gamma * gamma * aux_1 + of_Z (-8) * r * gamma * gamma * aux_1 + of_Z (-4) * gamma * gamma * gamma * aux_1 + of_Z 16 * r * aux_2 + of_Z (-8) * r * r * aux_2 + of_Z (-16) * gamma * aux_2 + of_Z (-16) * r * gamma * aux_2 + of_Z 8 * r * r * gamma * aux_2 + of_Z 24 * gamma * gamma * aux_2 + of_Z (-8) * gamma * gamma * gamma * aux_2) _ _ hyp_7 (pos_mul F _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) fact_0) hyp_4 _); ring).
  assert (fact_2 : pos F (of_Z (-16) * r * r + of_Z 32 * r * gamma + of_Z 64 * r * r * gamma + of_Z (-16) * gamma * gamma + of_Z (-128) * r * gamma * gamma + of_Z (-96) * r * r * gamma * gamma + of_Z 64 * gamma * gamma * gamma + of_Z 192 * r * gamma * gamma * gamma + of_Z 64 * r * r * gamma * gamma * gamma + of_Z (-96) * gamma * gamma * gamma * gamma + of_Z (-128) * r * gamma * gamma * gamma * gamma + of_Z (-16) * r * r * gamma * gamma * gamma * gamma + of_Z 64 * gamma * gamma * gamma * gamma * gamma + of_Z 32 * r * gamma * gamma * gamma * gamma * gamma + of_Z (-16) * gamma * gamma * gamma * gamma * gamma * gamma + of_Z (-16) * r * norm_C * norm_C + of_Z 8 * r * r * norm_C * norm_C + of_Z 16 * gamma * norm_C * norm_C + of_Z 32 * r * gamma * norm_C * norm_C + of_Z (-16) * r * r * gamma * norm_C * norm_C + of_Z (-40) * gamma * gamma * norm_C * norm_C + of_Z (-16) * r * gamma * gamma * norm_C * norm_C + of_Z 8 * r * r * gamma * gamma * norm_C * norm_C + of_Z 32 * gamma * gamma * gamma * norm_C * norm_C + of_Z (-8) * gamma * gamma * gamma * gamma * norm_C * norm_C + of_Z (-4) * norm_C * norm_C * norm_C * norm_C + of_Z 4 * r * norm_C * norm_C * norm_C * norm_C + of_Z (-1) * r * r * norm_C * norm_C * norm_C * norm_C + of_Z 4 * gamma * norm_C * norm_C * norm_C * norm_C + of_Z (-2) * r * gamma * norm_C * norm_C * norm_C * norm_C + of_Z (-1) * gamma * gamma * norm_C * norm_C * norm_C * norm_C)) by (refine (pos_modulo F _ (of_Z 1 * (norm_C) * (norm_C)) (of_Z 16 * r * r + of_Z (-32) * r * gamma + of_Z (-48) * r * r * gamma + of_Z 16 * gamma * gamma + of_Z 96 * r * gamma * gamma + of_Z 48 * r * r * gamma * gamma + of_Z (-48) * gamma * gamma * gamma + of_Z (-96) * r * gamma * gamma * gamma + of_Z (-16) * r * r * gamma * gamma * gamma + of_Z 48 * gamma * gamma * gamma * gamma + of_Z 32 * r * gamma * gamma * gamma * gamma + of_Z (-16) * gamma * gamma * gamma * gamma * gamma + of_Z 16 * r * norm_C * norm_C + of_Z (-8) * r * r * norm_C * norm_C + of_Z (-16) * gamma * norm_C * norm_C + of_Z (-16) * r * gamma * norm_C * norm_C + of_Z 8 * r * r * gamma * norm_C * norm_C + of_Z 24 * gamma * gamma * norm_C * norm_C + of_Z (-8) * gamma * gamma * gamma * norm_C * norm_C + of_Z 16 * r * r * norm_C * aux_2 + of_Z (-32) * r * gamma * norm_C * aux_2 + of_Z (-32) * r * r * gamma * norm_C * aux_2 + of_Z 16 * gamma * gamma * norm_C * aux_2 + of_Z 64 * r * gamma * gamma * norm_C * aux_2 + of_Z 16 * r * r * gamma * gamma * norm_C * aux_2 + of_Z (-32) * gamma * gamma * gamma * norm_C * aux_2 + of_Z (-32) * r * gamma * gamma * gamma * norm_C * aux_2 + of_Z 16 * gamma * gamma * gamma * gamma * norm_C * aux_2) _ _ fact_1 (pos_mul F _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_2) hyp_2) hyp_6 _); ring).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_2) (nonneg_add F _ _ (nonneg_0 F) (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (nonneg_square F (of_Z (-4) * r + of_Z 4 * gamma + of_Z 8 * r * gamma + of_Z (-8) * gamma * gamma + of_Z (-4) * r * gamma * gamma + of_Z 4 * gamma * gamma * gamma + of_Z (-2) * norm_C * norm_C + r * norm_C * norm_C + gamma * norm_C * norm_C))))) (@eq_refl F 0) _); ring.
  }
  }
  }
  exact (conj defined_1 (conj defined_2 claim_1)).
Qed.

Lemma upper_bound_1_step_7 : forall gamma norm_C : F,
  0 <= gamma -> gamma < 1 -> 0 <= norm_C -> ((of_Z 2) * (1 - gamma)) < norm_C -> 0 < norm_C -> (((of_Z 4) * (1 - gamma)) <> 0) /\ (norm_C <> 0) /\ ((1 - gamma) <> 0) /\ (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) <= (((of_Z 2) / (1 - gamma)) + (norm_C / ((of_Z 4) * (1 - gamma))))).
Proof.
  intros gamma norm_C given_0 given_1 given_2 given_3 given_4.
  assert (hyp_0 : nonneg (gamma)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_0 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_2 : nonneg (norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_2 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_3 : pos F (of_Z (-2) + of_Z 2 * gamma + norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_3) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_4 : pos F (norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_4) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (defined_1 : ((of_Z 4) * (1 - gamma)) <> 0).
  { intros negated.
  assert (hyp_5 : (of_Z 4 + of_Z (-4) * gamma) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_5)) _); ring.
  }
  destruct (exists_quotient F norm_C ((of_Z 4) * (1 - gamma)) defined_1) as (aux_1 & (value_1 & is_value_1)).
  assert (hyp_5 : pos F (of_Z 16 + of_Z (-32) * gamma + of_Z 16 * gamma * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_6 : (of_Z (-1) * norm_C + of_Z 4 * aux_1 + of_Z (-4) * gamma * aux_1) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_1 eq_refl _); identity).
  assert (defined_2 : norm_C <> 0).
  { intros negated.
  assert (hyp_7 : (norm_C) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_4) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_7)) _); ring.
  }
  destruct (exists_quotient F (1 - gamma) norm_C defined_2) as (aux_2 & (value_2 & is_value_2)).
  assert (hyp_7 : pos F (norm_C * norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_2) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_8 : (of_Z (-1) + gamma + norm_C * aux_2) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_2 eq_refl _); identity).
  assert (defined_3 : (1 - gamma) <> 0).
  { intros negated.
  assert (hyp_9 : (1 + of_Z (-1) * gamma) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_9)) _); ring.
  }
  destruct (exists_quotient F (of_Z 2) (1 - gamma) defined_3) as (aux_3 & (value_3 & is_value_3)).
  assert (hyp_9 : pos F (1 + of_Z (-2) * gamma + gamma * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_3) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_10 : (of_Z (-2) + aux_3 + of_Z (-1) * gamma * aux_3) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_3 eq_refl _); identity).
  assert (claim_1 : ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) <= (((of_Z 2) / (1 - gamma)) + (norm_C / ((of_Z 4) * (1 - gamma))))).
  { try rewrite <- !value_1. try rewrite <- !value_2. try rewrite <- !value_3. apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_11 : pos F (aux_2 + of_Z (-1) * aux_3)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  destruct (three_signs F (of_Z 4 + of_Z (-4) * gamma)) as [fact_0|[fact_0|fact_0]].
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 4 eq_refl)) (proj1 hyp_1))) (@eq_refl F 0) _); ring.
  }
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ fact_0)) _); ring.
  }
  {
  assert (fact_1 : pos F (1 + of_Z (-1) * gamma + of_Z (-1) * norm_C * aux_3)) by (refine (pos_modulo F _ (of_Z 1 * (norm_C)) (of_Z (-1)) _ _ hyp_11 (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_4) hyp_8 _); ring).
  assert (fact_2 : pos F (1 + of_Z (-2) * gamma + gamma * gamma + of_Z (-2) * norm_C)) by (refine (pos_modulo F _ (of_Z 1 * (1 + of_Z (-1) * gamma)) (norm_C) _ _ fact_1 (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_1) hyp_10 _); ring).
  destruct (nonneg_or_negative F (of_Z 3 + of_Z (-2) * gamma + of_Z (-1) * gamma * gamma)) as [fact_3|fact_3].
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_2) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) fact_3)) (nonneg_mul F _ _ (proj1 (of_Z_pos F 2 eq_refl)) (proj1 hyp_3))) (@eq_refl F 0) _); ring.
  }
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (pos_mul F _ _ (of_Z_pos F 64 eq_refl) hyp_1) fact_3) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 192 eq_refl)) (proj1 hyp_1))) (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) hyp_0) (proj1 hyp_5))) (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 48 eq_refl)) hyp_0) (proj1 fact_3))) (@eq_refl F 0) _); ring.
  }
  }
  }
  }
  exact (conj defined_1 (conj defined_2 (conj defined_3 claim_1))).
Qed.

Theorem upper_bound_1 :
  forall (order_1 order_2 : nat) (A C D : nat -> nat -> F) (gamma norm_C rho_A rho_D : F),
  symmetric F order_1 A ->
  symmetric F order_2 D ->
  is_norm F order_2 order_1 C norm_C ->
  is_radius F order_1 A rho_A ->
  is_radius F order_2 D rho_D ->
  rho_A <= gamma /\ rho_D <= gamma /\ (gamma = rho_A \/ gamma = rho_D) ->
  gamma < 1 ->
  K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) (((of_Z 2) / (1 - gamma)) + (norm_C / ((of_Z 4) * (1 - gamma)))).
Proof.
  intros order_1 order_2 A C D gamma norm_C rho_A rho_D symmetric_A symmetric_D is_norm_C is_rho_A is_rho_D is_gamma given_0.
  assert (bound_norm_C := proj1 is_norm_C). assert (least_norm_C := proj1 bound_norm_C).
  assert (bound_rho_A := bounded_of_spectrum F (inverses F) _ _ _ symmetric_A (proj1 is_rho_A)). assert (least_rho_A := proj1 bound_rho_A).
  assert (bound_rho_D := bounded_of_spectrum F (inverses F) _ _ _ symmetric_D (proj1 is_rho_D)). assert (least_rho_D := proj1 bound_rho_D).
  destruct is_gamma as (least_gamma_0 & least_gamma_1 & one_gamma).
  assert (shown_0 := upper_bound_1_step_1 gamma rho_A ltac:(fact) ltac:(fact)).
  assert (shown_1 : K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) (((of_Z 2) / (1 - gamma)) + (norm_C / ((of_Z 4) * (1 - gamma))))).
  { destruct (le_or_lt F norm_C ((of_Z 2) * (1 - gamma))) as [case_1|case_1].
  {
  assert (bound_3 : K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) 1).
  { apply (comparison F (inverses F) roots _ _ _ _ _ _ gamma 0 norm_C gamma 1).
    - block_bound bound_rho_A.
    - block_bound (bounded_nil F).
    - block_bound bound_norm_C.
    - block_bound bound_rho_D.
    - intros r beyond.
      assert (shown_2 := upper_bound_1_step_2 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact)).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg 1)) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg 1)) (ltac:(fact) : nonneg 1)) (ltac:(fact) : nonneg norm_C)) (ltac:(fact) : nonneg norm_C))) _).
      unfold N11; identity.
    - intros r beyond.
      assert (shown_2 := upper_bound_1_step_2 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact)).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg 1)) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) _).
      unfold N22; identity.
    - intros r beyond.
      assert (shown_2 := upper_bound_1_step_2 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact)).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma))))) (ltac:(fact) : nonneg (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 2 eq_refl)) (ltac:(fact) : nonneg (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma))))) (ltac:(fact) : nonneg 1)) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) _).
      unfold det_N, N11, N22, N12; identity.
  }
  destruct (upper_bound_1_step_3 gamma norm_C ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact)) as (defined_4_0 & defined_4_1 & shown_4).
  assert (shown_5 : K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) (((of_Z 2) / (1 - gamma)) + (norm_C / ((of_Z 4) * (1 - gamma))))).
  { apply (K_at_most_le F _ _ _ 1); fact. }
  fact. }
  {
  assert (shown_6 := upper_bound_1_step_4 gamma norm_C ltac:(fact) ltac:(fact)).
  destruct (upper_bound_1_step_5 gamma norm_C ltac:(fact) ltac:(fact)) as (defined_7_0 & defined_7_1 & shown_7).
  assert (bound_9 : K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C))).
  { apply (comparison F (inverses F) roots _ _ _ _ _ _ gamma 0 norm_C gamma ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C))).
    - block_bound bound_rho_A.
    - block_bound (bounded_nil F).
    - block_bound bound_norm_C.
    - block_bound bound_rho_D.
    - intros r beyond.
      destruct (upper_bound_1_step_6 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact)) as (defined_8_0 & defined_8_1 & shown_8).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (nonneg_square F ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)))) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)))) (ltac:(fact) : nonneg ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)))) (ltac:(fact) : nonneg norm_C)) (ltac:(fact) : nonneg norm_C))) _).
      unfold N11; identity.
    - intros r beyond.
      destruct (upper_bound_1_step_6 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact)) as (defined_8_0 & defined_8_1 & shown_8).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (nonneg_square F ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)))) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) _).
      unfold N22; identity.
    - intros r beyond.
      destruct (upper_bound_1_step_6 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact)) as (defined_8_0 & defined_8_1 & shown_8).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (nonneg_square F ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))))) (nonneg_square F ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 2 eq_refl)) (nonneg_square F ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))))) (ltac:(fact) : nonneg ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)))) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) _).
      unfold det_N, N11, N22, N12; identity.
  }
  destruct (upper_bound_1_step_7 gamma norm_C ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact)) as (defined_10_0 & defined_10_1 & defined_10_2 & shown_10).
  assert (shown_11 : K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) (((of_Z 2) / (1 - gamma)) + (norm_C / ((of_Z 4) * (1 - gamma))))).
  { apply (K_at_most_le F _ _ _ ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C))); fact. }
  fact. }
  }
  repeat first [fact | split].
Qed.
End Theorem_of_kreiss.

About upper_bound_1.
Print Assumptions upper_bound_1.

(** K(J) <= 1 + norm(C)/(4*(1 - gamma)) given J = [[A, 0], [C, D]], symmetric(A, D), gamma = max(rho(A), rho(D)), gamma < 1

    Written by kreiss from the proof object; compile it with: coqc -Q formal/theories Kreiss FILE *)

From Coq Require Import ZArith Ring Field.
From Kreiss Require Import OrderedRing Statement OrderedField Blocks Comparison.

Section Theorem_of_kreiss.
Variable F : ordered_field.
Hypothesis roots : has_roots F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F) (morphism (integers F), constants [integer_constant]).
Add Field F_field : (field_laws F) (morphism (integers F), constants [integer_constant]).

Lemma upper_bound_2_step_1 : forall gamma rho_A : F,
  0 <= rho_A -> rho_A <= gamma -> (0 <= gamma).
Proof.
  intros gamma rho_A given_0 given_1.
  assert (hyp_0 : nonneg (rho_A)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_0 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : nonneg (of_Z (-1) * rho_A + gamma)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_1 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (claim_1 : 0 <= gamma).
  { apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_2 : pos F (of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_2) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) hyp_0)) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) hyp_1)) (@eq_refl F 0) _); ring.
  }
  }
  exact claim_1.
Qed.

Lemma upper_bound_2_step_2 : forall gamma norm_C r : F,
  1 < r -> gamma < 1 -> 0 <= norm_C -> norm_C <= ((of_Z 2) * (1 - gamma)) -> (0 <= (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma)))).
Proof.
  intros gamma norm_C r given_0 given_1 given_2 given_3.
  assert (hyp_0 : pos F (of_Z (-1) + r)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_0) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_2 : nonneg (norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_2 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_3 : nonneg (of_Z 2 + of_Z (-2) * gamma + of_Z (-1) * norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_3 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (claim_1 : 0 <= (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma)))).
  { apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_4 : pos F (1 + of_Z (-2) * r + of_Z 2 * r * gamma + of_Z (-1) * gamma * gamma + of_Z (-1) * norm_C + r * norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_4) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (proj1 hyp_1)) (proj1 hyp_1))) (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (proj1 hyp_0)) hyp_3)) (@eq_refl F 0) _); ring.
  }
  }
  exact claim_1.
Qed.

Lemma upper_bound_2_step_3 : forall gamma norm_C : F,
  0 <= gamma -> gamma < 1 -> 0 <= norm_C -> norm_C <= ((of_Z 2) * (1 - gamma)) -> (((of_Z 4) * (1 - gamma)) <> 0) /\ (1 <= (1 + (norm_C / ((of_Z 4) * (1 - gamma))))).
Proof.
  intros gamma norm_C given_0 given_1 given_2 given_3.
  assert (hyp_0 : nonneg (gamma)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_0 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_2 : nonneg (norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_2 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_3 : nonneg (of_Z 2 + of_Z (-2) * gamma + of_Z (-1) * norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_3 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (defined_1 : ((of_Z 4) * (1 - gamma)) <> 0).
  { intros negated.
  assert (hyp_4 : (of_Z 4 + of_Z (-4) * gamma) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_4)) _); ring.
  }
  destruct (exists_quotient F norm_C ((of_Z 4) * (1 - gamma)) defined_1) as (aux_1 & (value_1 & is_value_1)).
  assert (hyp_4 : pos F (of_Z 16 + of_Z (-32) * gamma + of_Z 16 * gamma * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_5 : (of_Z (-1) * norm_C + of_Z 4 * aux_1 + of_Z (-4) * gamma * aux_1) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_1 eq_refl _); identity).
  assert (claim_1 : 1 <= (1 + (norm_C / ((of_Z 4) * (1 - gamma))))).
  { try rewrite <- !value_1. apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_6 : pos F (of_Z (-1) * aux_1)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  destruct (three_signs F (of_Z 4 + of_Z (-4) * gamma)) as [fact_0|[fact_0|fact_0]].
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 4 eq_refl)) (proj1 hyp_1))) (@eq_refl F 0) _); ring.
  }
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ fact_0)) _); ring.
  }
  {
  assert (fact_1 : pos F (of_Z (-1) * norm_C)) by (refine (pos_modulo F _ (of_Z 1 * (of_Z 4 + of_Z (-4) * gamma)) (1) _ _ hyp_6 (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) hyp_5 _); ring).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_1) (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) hyp_2)) (@eq_refl F 0) _); ring.
  }
  }
  }
  exact (conj defined_1 claim_1).
Qed.

Lemma upper_bound_2_step_4 : forall gamma norm_C : F,
  gamma < 1 -> ((of_Z 2) * (1 - gamma)) < norm_C -> (0 < norm_C).
Proof.
  intros gamma norm_C given_0 given_1.
  assert (hyp_0 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_0) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (of_Z (-2) + of_Z 2 * gamma + norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (claim_1 : 0 < norm_C).
  { apply lt_of_pos, pos_by_refutation; intros negated.
  {
  assert (hyp_2 : nonneg (of_Z (-1) * norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 2 eq_refl) hyp_0) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) hyp_2)) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (proj1 hyp_1))) (@eq_refl F 0) _); ring.
  }
  }
  exact claim_1.
Qed.

Lemma upper_bound_2_step_5 : forall gamma norm_C : F,
  gamma < 1 -> 0 < norm_C -> (((of_Z 4) * (1 - gamma)) <> 0) /\ (norm_C <> 0) /\ (0 <= ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C))).
Proof.
  intros gamma norm_C given_0 given_1.
  assert (hyp_0 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_0) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (defined_1 : ((of_Z 4) * (1 - gamma)) <> 0).
  { intros negated.
  assert (hyp_2 : (of_Z 4 + of_Z (-4) * gamma) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_0) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_2)) _); ring.
  }
  destruct (exists_quotient F norm_C ((of_Z 4) * (1 - gamma)) defined_1) as (aux_1 & (value_1 & is_value_1)).
  assert (hyp_2 : pos F (of_Z 16 + of_Z (-32) * gamma + of_Z 16 * gamma * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_3 : (of_Z (-1) * norm_C + of_Z 4 * aux_1 + of_Z (-4) * gamma * aux_1) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_1 eq_refl _); identity).
  assert (defined_2 : norm_C <> 0).
  { intros negated.
  assert (hyp_4 : (norm_C) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_4)) _); ring.
  }
  destruct (exists_quotient F (1 - gamma) norm_C defined_2) as (aux_2 & (value_2 & is_value_2)).
  assert (hyp_4 : pos F (norm_C * norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_2) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_5 : (of_Z (-1) + gamma + norm_C * aux_2) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_2 eq_refl _); identity).
  assert (claim_1 : 0 <= ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C))).
  { try rewrite <- !value_1. try rewrite <- !value_2. apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_6 : pos F (of_Z (-1) * aux_1 + of_Z (-1) * aux_2)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  destruct (three_signs F (of_Z 4 + of_Z (-4) * gamma)) as [fact_0|[fact_0|fact_0]].
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 4 eq_refl)) (proj1 hyp_0))) (@eq_refl F 0) _); ring.
  }
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_0) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ fact_0)) _); ring.
  }
  {
  assert (fact_1 : pos F (of_Z (-1) * norm_C + of_Z (-4) * aux_2 + of_Z 4 * gamma * aux_2)) by (refine (pos_modulo F _ (of_Z 1 * (of_Z 4 + of_Z (-4) * gamma)) (1) _ _ hyp_6 (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) hyp_3 _); ring).
  assert (fact_2 : pos F (of_Z (-4) + of_Z 8 * gamma + of_Z (-4) * gamma * gamma + of_Z (-1) * norm_C * norm_C)) by (refine (pos_modulo F _ (of_Z 1 * (norm_C)) (of_Z 4 + of_Z (-4) * gamma) _ _ fact_1 (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_1) hyp_5 _); ring).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) fact_2) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (proj1 hyp_2))) (nonneg_mul F _ _ (proj1 (of_Z_pos F 4 eq_refl)) (proj1 hyp_4))) (@eq_refl F 0) _); ring.
  }
  }
  }
  exact (conj defined_1 (conj defined_2 claim_1)).
Qed.

Lemma upper_bound_2_step_6 : forall gamma norm_C r : F,
  1 < r -> gamma < 1 -> 0 < norm_C -> (((of_Z 4) * (1 - gamma)) <> 0) /\ (norm_C <> 0) /\ (0 <= (((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))) * ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))))).
Proof.
  intros gamma norm_C r given_0 given_1 given_2.
  assert (hyp_0 : pos F (of_Z (-1) + r)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_0) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_2 : pos F (norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_2) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (defined_1 : ((of_Z 4) * (1 - gamma)) <> 0).
  { intros negated.
  assert (hyp_3 : (of_Z 4 + of_Z (-4) * gamma) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_3)) _); ring.
  }
  destruct (exists_quotient F norm_C ((of_Z 4) * (1 - gamma)) defined_1) as (aux_1 & (value_1 & is_value_1)).
  assert (hyp_3 : pos F (of_Z 16 + of_Z (-32) * gamma + of_Z 16 * gamma * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_4 : (of_Z (-1) * norm_C + of_Z 4 * aux_1 + of_Z (-4) * gamma * aux_1) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_1 eq_refl _); identity).
  assert (defined_2 : norm_C <> 0).
  { intros negated.
  assert (hyp_5 : (norm_C) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_2) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_5)) _); ring.
  }
  destruct (exists_quotient F (1 - gamma) norm_C defined_2) as (aux_2 & (value_2 & is_value_2)).
  assert (hyp_5 : pos F (norm_C * norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_2) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_6 : (of_Z (-1) + gamma + norm_C * aux_2) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_2 eq_refl _); identity).
  assert (claim_1 : 0 <= (((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))) * ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))))).
  { try rewrite <- !value_1. try rewrite <- !value_2. apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_7 : pos F (of_Z (-4) * aux_1 * aux_1 + of_Z 4 * r * aux_1 * aux_1 + of_Z (-1) * r * r * aux_1 * aux_1 + of_Z 4 * gamma * aux_1 * aux_1 + of_Z (-2) * r * gamma * aux_1 * aux_1 + of_Z (-1) * gamma * gamma * aux_1 * aux_1 + of_Z (-4) * r * aux_1 * aux_2 + of_Z 2 * r * r * aux_1 * aux_2 + of_Z 4 * gamma * aux_1 * aux_2 + of_Z (-2) * gamma * gamma * aux_1 * aux_2 + of_Z (-1) * r * r * aux_2 * aux_2 + of_Z 2 * r * gamma * aux_2 * aux_2 + of_Z (-1) * gamma * gamma * aux_2 * aux_2)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  destruct (three_signs F (of_Z 4 + of_Z (-4) * gamma)) as [fact_0|[fact_0|fact_0]].
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 4 eq_refl)) (proj1 hyp_1))) (@eq_refl F 0) _); ring.
  }
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ fact_0)) _); ring.
  }
  {
  assert (fact_1 : pos F (of_Z (-4) * norm_C * norm_C + of_Z 4 * r * norm_C * norm_C + of_Z (-1) * r * r * norm_C * norm_C + of_Z 4 * gamma * norm_C * norm_C + of_Z (-2) * r * gamma * norm_C * norm_C + of_Z (-1) * gamma * gamma * norm_C * norm_C + of_Z (-16) * r * norm_C * aux_2 + of_Z 8 * r * r * norm_C * aux_2 + of_Z 16 * gamma * norm_C * aux_2 + of_Z 16 * r * gamma * norm_C * aux_2 + of_Z (-8) * r * r * gamma * norm_C * aux_2 + of_Z (-24) * gamma * gamma * norm_C * aux_2 + of_Z 8 * gamma * gamma * gamma * norm_C * aux_2 + of_Z (-16) * r * r * aux_2 * aux_2 + of_Z 32 * r * gamma * aux_2 * aux_2 + of_Z 32 * r * r * gamma * aux_2 * aux_2 + of_Z (-16) * gamma * gamma * aux_2 * aux_2 + of_Z (-64) * r * gamma * gamma * aux_2 * aux_2 + of_Z (-16) * r * r * gamma * gamma * aux_2 * aux_2 + of_Z 32 * gamma * gamma * gamma * aux_2 * aux_2 + of_Z 32 * r * gamma * gamma * gamma * aux_2 * aux_2 + of_Z (-16) * gamma * gamma * gamma * gamma * aux_2 * aux_2)) by (refine (pos_modulo F _ (of_Z 1 * (of_Z 4 + of_Z (-4) * gamma) * (of_Z 4 + of_Z (-4) * gamma)) (of_Z 4 * norm_C + of_Z (-4) * r * norm_C + r * r * norm_C + of_Z (-4) * gamma * norm_C + of_Z 2 * r * gamma * norm_C + gamma * gamma * norm_C + of_Z 16 * aux_1 + of_Z (-16) * r * aux_1 + of_Z 4 * r * r * aux_1 + of_Z (-32) * gamma * aux_1 + of_Z 24 * r * gamma * aux_1 + of_Z (-4) * r * r * gamma * aux_1 + of_Z 20 * gamma * gamma * aux_1 + of_Z (-8) * r * gamma * gamma * aux_1 + of_Z (-4) * gamma * gamma * gamma * aux_1 + of_Z 16 * r * aux_2 + of_Z (-8) * r * r * aux_2 + of_Z (-16) * gamma * aux_2 + of_Z (-16) * r * gamma * aux_2 + of_Z 8 * r * r * gamma * aux_2 + of_Z 24 * gamma * gamma * aux_2 + of_Z (-8) * gamma * gamma * gamma * aux_2) _ _ hyp_7 (pos_mul F _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) fact_0) hyp_4 _); ring).
  assert (fact_2 : pos F (of_Z (-16) * r * r + of_Z 32 * r * gamma + of_Z 64 * r * r * gamma + of_Z (-16) * gamma * gamma + of_Z (-128) * r * gamma * gamma + of_Z (-96) * r * r * gamma * gamma + of_Z 64 * gamma * gamma * gamma + of_Z 192 * r * gamma * gamma * gamma + of_Z 64 * r * r * gamma * gamma * gamma + of_Z (-96) * gamma * gamma * gamma * gamma + of_Z (-128) * r * gamma * gamma * gamma * gamma + of_Z (-16) * r * r * gamma * gamma * gamma * gamma + of_Z 64 * gamma * gamma * gamma * gamma * gamma + of_Z 32 * r * gamma * gamma * gamma * gamma * gamma + of_Z (-16) * gamma * gamma * gamma * gamma * gamma * gamma + of_Z (-16) * r * norm_C * norm_C + of_Z 8 * r * r * norm_C * norm_C + of_Z 16 * gamma * norm_C * norm_C + of_Z 32 * r * gamma * norm_C * norm_C + of_Z (-16) * r * r * gamma * norm_C * norm_C + of_Z (-40) * gamma * gamma * norm_C * norm_C + of_Z (-16) * r * gamma * gamma * norm_C * norm_C + of_Z 8 * r * r * gamma * gamma * norm_C * norm_C + of_Z 32 * gamma * gamma * gamma * norm_C * norm_C + of_Z (-8) * gamma * gamma * gamma * gamma * norm_C * norm_C + of_Z (-4) * norm_C * norm_C * norm_C * norm_C + of_Z 4 * r * norm_C * norm_C * norm_C * norm_C + of_Z (-1) * r * r * norm_C * norm_C * norm_C * norm_C + of_Z 4 * gamma * norm_C * norm_C * norm_C * norm_C + of_Z (-2) * r * gamma * norm_C * norm_C * norm_C * norm_C + of_Z (-1) * gamma * gamma * norm_C * norm_C * norm_C * norm_C)) by (refine (pos_modulo F _ (of_Z 1 * (norm_C) * (norm_C)) (of_Z 16 * r * r + of_Z (-32) * r * gamma + of_Z (-48) * r * r * gamma + of_Z 16 * gamma * gamma + of_Z 96 * r * gamma * gamma + of_Z 48 * r * r * gamma * gamma + of_Z (-48) * gamma * gamma * gamma + of_Z (-96) * r * gamma * gamma * gamma + of_Z (-16) * r * r * gamma * gamma * gamma + of_Z 48 * gamma * gamma * gamma * gamma + of_Z 32 * r * gamma * gamma * gamma * gamma + of_Z (-16) * gamma * gamma * gamma * gamma * gamma + of_Z 16 * r * norm_C * norm_C + of_Z (-8) * r * r * norm_C * norm_C + of_Z (-16) * gamma * norm_C * norm_C + of_Z (-16) * r * gamma * norm_C * norm_C + of_Z 8 * r * r * gamma * norm_C * norm_C + of_Z 24 * gamma * gamma * norm_C * norm_C + of_Z (-8) * gamma * gamma * gamma * norm_C * norm_C + of_Z 16 * r * r * norm_C * aux_2 + of_Z (-32) * r * gamma * norm_C * aux_2 + of_Z (-32) * r * r * gamma * norm_C * aux_2 + of_Z 16 * gamma * gamma * norm_C * aux_2 + of_Z 64 * r * gamma * gamma * norm_C * aux_2 + of_Z 16 * r * r * gamma * gamma * norm_C * aux_2 + of_Z (-32) * gamma * gamma * gamma * norm_C * aux_2 + of_Z (-32) * r * gamma * gamma * gamma * norm_C * aux_2 + of_Z 16 * gamma * gamma * gamma * gamma * norm_C * aux_2) _ _ fact_1 (pos_mul F _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_2) hyp_2) hyp_6 _); ring).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_2) (nonneg_add F _ _ (nonneg_0 F) (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (nonneg_square F (of_Z (-4) * r + of_Z 4 * gamma + of_Z 8 * r * gamma + of_Z (-8) * gamma * gamma + of_Z (-4) * r * gamma * gamma + of_Z 4 * gamma * gamma * gamma + of_Z (-2) * norm_C * norm_C + r * norm_C * norm_C + gamma * norm_C * norm_C))))) (@eq_refl F 0) _); ring.
  }
  }
  }
  exact (conj defined_1 (conj defined_2 claim_1)).
Qed.

Lemma upper_bound_2_step_7 : forall gamma norm_C : F,
  0 <= gamma -> gamma < 1 -> 0 <= norm_C -> ((of_Z 2) * (1 - gamma)) < norm_C -> 0 < norm_C -> (((of_Z 4) * (1 - gamma)) <> 0) /\ (norm_C <> 0) /\ (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) <= (1 + (norm_C / ((of_Z 4) * (1 - gamma))))).
Proof.
  intros gamma norm_C given_0 given_1 given_2 given_3 given_4.
  assert (hyp_0 : nonneg (gamma)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_0 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_1 : pos F (1 + of_Z (-1) * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_2 : nonneg (norm_C)) by (refine (nonneg_modulo F _ (of_Z 1) 0 0 _ given_2 (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_3 : pos F (of_Z (-2) + of_Z 2 * gamma + norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_3) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_4 : pos F (norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (pos_sub F _ _ given_4) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (defined_1 : ((of_Z 4) * (1 - gamma)) <> 0).
  { intros negated.
  assert (hyp_5 : (of_Z 4 + of_Z (-4) * gamma) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_5)) _); ring.
  }
  destruct (exists_quotient F norm_C ((of_Z 4) * (1 - gamma)) defined_1) as (aux_1 & (value_1 & is_value_1)).
  assert (hyp_5 : pos F (of_Z 16 + of_Z (-32) * gamma + of_Z 16 * gamma * gamma)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_1) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_6 : (of_Z (-1) * norm_C + of_Z 4 * aux_1 + of_Z (-4) * gamma * aux_1) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_1 eq_refl _); identity).
  assert (defined_2 : norm_C <> 0).
  { intros negated.
  assert (hyp_7 : (norm_C) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ negated eq_refl _); identity).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_4) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ hyp_7)) _); ring.
  }
  destruct (exists_quotient F (1 - gamma) norm_C defined_2) as (aux_2 & (value_2 & is_value_2)).
  assert (hyp_7 : pos F (norm_C * norm_C)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ (square_pos F _ defined_2) (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  assert (hyp_8 : (of_Z (-1) + gamma + norm_C * aux_2) = 0) by (refine (zero_modulo F _ (of_Z 1) 0 0 _ is_value_2 eq_refl _); identity).
  assert (claim_1 : ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) <= (1 + (norm_C / ((of_Z 4) * (1 - gamma))))).
  { try rewrite <- !value_1. try rewrite <- !value_2. apply nonneg_by_refutation; intros negated.
  {
  assert (hyp_9 : pos F (of_Z (-1) + aux_2)) by (refine (pos_modulo F _ (of_Z 1) 0 0 _ negated (of_Z_pos F 1 eq_refl) eq_refl _); identity).
  destruct (three_signs F (of_Z 4 + of_Z (-4) * gamma)) as [fact_0|[fact_0|fact_0]].
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_0) (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 4 eq_refl)) (proj1 hyp_1))) (@eq_refl F 0) _); ring.
  }
  {
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 4 eq_refl) hyp_1) (nonneg_0 F) (sum_of_zeros F _ _ (@eq_refl F 0) (multiple_of_zero F (of_Z (-1)) _ fact_0)) _); ring.
  }
  {
  assert (fact_1 : pos F (1 + of_Z (-1) * gamma + of_Z (-1) * norm_C)) by (refine (pos_modulo F _ (of_Z 1 * (norm_C)) (of_Z (-1)) _ _ hyp_9 (pos_mul F _ _ (of_Z_pos F 1 eq_refl) hyp_4) hyp_8 _); ring).
  refine (no_sum F _ _ _ (pos_mul F _ _ (of_Z_pos F 1 eq_refl) fact_1) (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (proj1 hyp_1))) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (proj1 hyp_3))) (@eq_refl F 0) _); ring.
  }
  }
  }
  exact (conj defined_1 (conj defined_2 claim_1)).
Qed.

Theorem upper_bound_2 :
  forall (order_1 order_2 : nat) (A C D : nat -> nat -> F) (gamma norm_C rho_A rho_D : F),
  symmetric F order_1 A ->
  symmetric F order_2 D ->
  is_norm F order_2 order_1 C norm_C ->
  is_radius F order_1 A rho_A ->
  is_radius F order_2 D rho_D ->
  rho_A <= gamma /\ rho_D <= gamma /\ (gamma = rho_A \/ gamma = rho_D) ->
  gamma < 1 ->
  K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) (1 + (norm_C / ((of_Z 4) * (1 - gamma)))).
Proof.
  intros order_1 order_2 A C D gamma norm_C rho_A rho_D symmetric_A symmetric_D is_norm_C is_rho_A is_rho_D is_gamma given_0.
  assert (bound_norm_C := proj1 is_norm_C). assert (least_norm_C := proj1 bound_norm_C).
  assert (bound_rho_A := bounded_of_spectrum F (inverses F) _ _ _ symmetric_A (proj1 is_rho_A)). assert (least_rho_A := proj1 bound_rho_A).
  assert (bound_rho_D := bounded_of_spectrum F (inverses F) _ _ _ symmetric_D (proj1 is_rho_D)). assert (least_rho_D := proj1 bound_rho_D).
  destruct is_gamma as (least_gamma_0 & least_gamma_1 & one_gamma).
  assert (shown_0 := upper_bound_2_step_1 gamma rho_A ltac:(fact) ltac:(fact)).
  assert (shown_1 : K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) (1 + (norm_C / ((of_Z 4) * (1 - gamma))))).
  { destruct (le_or_lt F norm_C ((of_Z 2) * (1 - gamma))) as [case_1|case_1].
  {
  assert (bound_3 : K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) 1).
  { apply (comparison F (inverses F) roots _ _ _ _ _ _ gamma 0 norm_C gamma 1).
    - block_bound bound_rho_A.
    - block_bound (bounded_nil F).
    - block_bound bound_norm_C.
    - block_bound bound_rho_D.
    - intros r beyond.
      assert (shown_2 := upper_bound_2_step_2 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact)).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg 1)) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg 1)) (ltac:(fact) : nonneg 1)) (ltac:(fact) : nonneg norm_C)) (ltac:(fact) : nonneg norm_C))) _).
      unfold N11; identity.
    - intros r beyond.
      assert (shown_2 := upper_bound_2_step_2 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact)).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg 1)) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) _).
      unfold N22; identity.
    - intros r beyond.
      assert (shown_2 := upper_bound_2_step_2 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact)).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma))))) (ltac:(fact) : nonneg (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 2 eq_refl)) (ltac:(fact) : nonneg (((r - 1) * (((of_Z 2) * (1 - gamma)) - norm_C)) + ((1 - gamma) * (1 - gamma))))) (ltac:(fact) : nonneg 1)) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) _).
      unfold det_N, N11, N22, N12; identity.
  }
  destruct (upper_bound_2_step_3 gamma norm_C ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact)) as (defined_4_0 & shown_4).
  assert (shown_5 : K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) (1 + (norm_C / ((of_Z 4) * (1 - gamma))))).
  { apply (K_at_most_le F _ _ _ 1); fact. }
  fact. }
  {
  assert (shown_6 := upper_bound_2_step_4 gamma norm_C ltac:(fact) ltac:(fact)).
  destruct (upper_bound_2_step_5 gamma norm_C ltac:(fact) ltac:(fact)) as (defined_7_0 & defined_7_1 & shown_7).
  assert (bound_9 : K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C))).
  { apply (comparison F (inverses F) roots _ _ _ _ _ _ gamma 0 norm_C gamma ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C))).
    - block_bound bound_rho_A.
    - block_bound (bounded_nil F).
    - block_bound bound_norm_C.
    - block_bound bound_rho_D.
    - intros r beyond.
      destruct (upper_bound_2_step_6 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact)) as (defined_8_0 & defined_8_1 & shown_8).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (nonneg_square F ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)))) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)))) (ltac:(fact) : nonneg ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)))) (ltac:(fact) : nonneg norm_C)) (ltac:(fact) : nonneg norm_C))) _).
      unfold N11; identity.
    - intros r beyond.
      destruct (upper_bound_2_step_6 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact)) as (defined_8_0 & defined_8_1 & shown_8).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (nonneg_square F ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (ltac:(fact) : nonneg ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)))) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) _).
      unfold N22; identity.
    - intros r beyond.
      destruct (upper_bound_2_step_6 gamma norm_C r ltac:(fact) ltac:(fact) ltac:(fact)) as (defined_8_0 & defined_8_1 & shown_8).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ (nonneg_0 F) (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 1 eq_refl)) (nonneg_square F ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))))) (nonneg_square F ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma)))))) (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (nonneg_mul F _ _ (proj1 (of_Z_pos F 2 eq_refl)) (nonneg_square F ((((norm_C / ((of_Z 4) * (1 - gamma))) - ((1 - gamma) / norm_C)) * (r - 1)) - (((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)) * (1 - gamma))))) (ltac:(fact) : nonneg ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C)))) (ltac:(fact) : nonneg (r - 1))) (ltac:(fact) : nonneg norm_C))) _).
      unfold det_N, N11, N22, N12; identity.
  }
  destruct (upper_bound_2_step_7 gamma norm_C ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact) ltac:(fact)) as (defined_10_0 & defined_10_1 & shown_10).
  assert (shown_11 : K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D) (nil F) (1 + (norm_C / ((of_Z 4) * (1 - gamma))))).
  { apply (K_at_most_le F _ _ _ ((norm_C / ((of_Z 4) * (1 - gamma))) + ((1 - gamma) / norm_C))); fact. }
  fact. }
  }
  repeat first [fact | split].
Qed.
End Theorem_of_kreiss.

About upper_bound_2.
Print Assumptions upper_bound_2.


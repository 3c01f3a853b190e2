(** check_infinite c g more = true implies that the powers are unbounded, too: sup ||A^t|| is infinite. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Positivity Statement Soundness Parseval Growth Infinite Neighbours Norms Embedding.
Local Open Scope ring_scope.

(** ||A^t|| <= m for all t. *)
Definition powers_at_most (F : ordered_ring) (n : nat) (A B : nat -> nat -> F) (m : F) : Prop :=
  forall t : nat, forall x y,
  norm2 F n (fst (Nat.iter t (applied F n A B) (x, y))) (snd (Nat.iter t (applied F n A B) (x, y))) <= m * m * norm2 F n x y.

Theorem unbounded_sound : forall (c : certificate) (g : growth) (more : list growth), check_infinite c g more = true ->
  forall F : ordered_ring, is_field F -> archimedean F ->
  forall A B : nat -> nat -> F, is_matrix_of F c A B ->
  forall m : F, ~ powers_at_most F (order c) A B m.
Proof.
  intros c g more H F Hi Hw A B HA m Hm. unfold check_infinite in H.
  repeat match goal with H : andb _ _ = true |- _ => apply andb_prop in H; destruct H end.
  match goal with G : (0 <? denominator c)%Z = true |- _ => apply Z.ltb_lt in G; rename G into Hden end.
  match goal with G : forallb (grows c) _ = true |- _ => cbn [forallb] in G; apply andb_prop in G as [Hg _] end.
  destruct (im c) as [im_|] eqn:Em.
  - refine (growth_sound F Hi c g (embedded F (order c) A B) Hden _ _ Hg); unfold real_order, real_rows; rewrite Em.
    + exact (embedded_entries F c A B im_ HA Em).
    + apply (bounded_steady F Hi Hw _ _ (m * m)). intros t x. rewrite (iter_is_iter F).
      exact (proj2 (complex_norm F (order c) A B t m) (Hm t) x).
  - refine (growth_sound F Hi c g A Hden _ _ Hg); unfold real_order, real_rows; rewrite Em.
    + intros i j Hi' Hj'. now destruct (HA i j Hi' Hj').
    + apply (bounded_steady F Hi Hw _ _ (m * m)). intros t x. rewrite (iter_is_iter F).
      exact (proj2 (real_norm F (order c) A B (imaginary_zero F c A B Hden HA Em) t m) (Hm t) x).
Qed.

(** What is claimed of the Kreiss constant, without norms, suprema or complex numbers.

    K(A) is the supremum of (|z| - 1)||(zI - A)^-1|| over |z| > 1. So K(A) <= kappa says that for all z with |z| > 1 and all
    vectors v, (|z| - 1)||v|| <= kappa ||(zI - A)v||; that zI - A is invertible is part of this. A complex matrix is A + iB, z is
    a + ib and |z| is r, a vector v is x + iy, and both sides are squared. *)

From Kreiss Require Import OrderedRing.

Section Statement.
Variable F : ordered_ring.
Local Open Scope ring_scope.

Variable n : nat.
Variables A B : nat -> nat -> F.

Definition norm2 (x y : nat -> F) : F := sum F n (fun i => x i * x i) + sum F n (fun i => y i * y i).

(** The real and the imaginary part of (zI - A - iB)(x + iy). *)
Definition residual_re (a b : F) (x y : nat -> F) (i : nat) : F :=
  a * x i - b * y i - (sum F n (fun j => A i j * x j) - sum F n (fun j => B i j * y j)).
Definition residual_im (a b : F) (x y : nat -> F) (i : nat) : F :=
  a * y i + b * x i - (sum F n (fun j => A i j * y j) + sum F n (fun j => B i j * x j)).

Definition K_at_most (kappa : F) : Prop :=
  forall r a b : F, 1 < r -> r * r = a * a + b * b -> forall x y : nat -> F,
  (r - 1) * (r - 1) * norm2 x y <= kappa * kappa * norm2 (residual_re a b x y) (residual_im a b x y).

(** No smaller number is an upper bound. *)
Definition K_at_least (l : F) : Prop := forall kappa : F, 0 <= kappa -> K_at_most kappa -> l <= kappa.
End Statement.

(** Division, and square roots of what is not negative: a real closed field has both. *)
Definition is_field (F : ordered_ring) : Prop := forall a : F, a = 0%R \/ exists b : F, (a * b = 1)%R.
Definition has_roots (F : ordered_ring) : Prop := forall a : F, nonneg a -> exists b : F, nonneg b /\ (b * b = a)%R.

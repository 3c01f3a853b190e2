(** The theorem once more, with every definition of Statement.v and Soundness.v written out, and what it rests on.

    The build compares what Print Assumptions says with assumptions.expected. *)

From Coq Require Import ZArith.
From Kreiss Require Import OrderedRing Checker Quantities Lower Infinite Unbounded Neighbours Ends.
Local Open Scope ring_scope.

Definition the_theorem :
  forall c : certificate, check c = true ->
  let n := order c in
  (* over every ordered field with square roots, *)
  forall F : ordered_ring,
  (forall a : F, a = 0 \/ exists b : F, a * b = 1) ->
  (forall a : F, nonneg a -> exists b : F, nonneg b /\ b * b = a) ->
  (* for the matrix A + iB of the certificate, *)
  forall A B : nat -> nat -> F,
  (forall i j, (i < n)%nat -> (j < n)%nat ->
     of_Z (denominator c) * A i j = of_Z (ent (re c) i j)
     /\ of_Z (denominator c) * B i j = of_Z (match im c with Some m => ent m i j | None => 0%Z end)) ->
  let norm2 (x y : nat -> F) := sum F n (fun i => x i * x i) + sum F n (fun i => y i * y i) in
  let K_at_most (kappa : F) :=
    (* for all z = a + ib with |z| = r > 1 and all v = x + iy, (|z| - 1)^2 |v|^2 <= kappa^2 |(zI - A - iB)v|^2 *)
    forall r a b : F, 1 < r -> r * r = a * a + b * b -> forall x y : nat -> F,
    (r - 1) * (r - 1) * norm2 x y
    <= kappa * kappa * norm2
         (fun i => a * x i - b * y i - (sum F n (fun j => A i j * x j) - sum F n (fun j => B i j * y j)))
         (fun i => a * y i + b * x i - (sum F n (fun j => A i j * y j) + sum F n (fun j => B i j * x j))) in
  (* the lower end is at most every such kappa, and the upper end is one. *)
  (forall l : F, of_Z (snd (lower c)) * l = of_Z (fst (lower c)) -> forall kappa, 0 <= kappa -> K_at_most kappa -> l <= kappa)
  /\ (forall p, upper c = Some p -> forall kappa : F, of_Z (snd p) * kappa = of_Z (fst p) -> K_at_most kappa)
  := check_sound.

Print Assumptions the_theorem.

(** K is infinite: over every such field that is Archimedean as well, no number is an upper end. *)
Definition the_infinite_case :
  forall (c : certificate) (g : growth) (more : list growth), check_infinite c g more = true ->
  let n := order c in
  forall F : ordered_ring,
  (forall a : F, a = 0 \/ exists b : F, a * b = 1) ->
  (forall a : F, nonneg a -> exists b : F, nonneg b /\ b * b = a) ->
  (forall a : F, exists m : nat, a <= of_Z (Z.of_nat m)) ->
  forall A B : nat -> nat -> F,
  (forall i j, (i < n)%nat -> (j < n)%nat ->
     of_Z (denominator c) * A i j = of_Z (ent (re c) i j)
     /\ of_Z (denominator c) * B i j = of_Z (match im c with Some m => ent m i j | None => 0%Z end)) ->
  let norm2 (x y : nat -> F) := sum F n (fun i => x i * x i) + sum F n (fun i => y i * y i) in
  forall kappa : F, ~ forall r a b : F, 1 < r -> r * r = a * a + b * b -> forall x y : nat -> F,
    (r - 1) * (r - 1) * norm2 x y
    <= kappa * kappa * norm2
         (fun i => a * x i - b * y i - (sum F n (fun j => A i j * x j) - sum F n (fun j => B i j * y j)))
         (fun i => a * y i + b * x i - (sum F n (fun j => A i j * y j) + sum F n (fun j => B i j * x j)))
  := infinite_sound.

Print Assumptions the_infinite_case.

(** The powers are unbounded: the same function says that, too. *)
Definition the_unbounded_case :
  forall (c : certificate) (g : growth) (more : list growth), check_infinite c g more = true ->
  let n := order c in
  forall F : ordered_ring,
  (forall a : F, a = 0 \/ exists b : F, a * b = 1) ->
  (forall a : F, exists m : nat, a <= of_Z (Z.of_nat m)) ->
  forall A B : nat -> nat -> F,
  (forall i j, (i < n)%nat -> (j < n)%nat ->
     of_Z (denominator c) * A i j = of_Z (ent (re c) i j)
     /\ of_Z (denominator c) * B i j = of_Z (match im c with Some m => ent m i j | None => 0%Z end)) ->
  let norm2 (v : (nat -> F) * (nat -> F)) := sum F n (fun i => fst v i * fst v i) + sum F n (fun i => snd v i * snd v i) in
  let image (v : (nat -> F) * (nat -> F)) : (nat -> F) * (nat -> F) :=
    (fun i => sum F n (fun j => A i j * fst v j) - sum F n (fun j => B i j * snd v j),
     fun i => sum F n (fun j => A i j * snd v j) + sum F n (fun j => B i j * fst v j)) in
  forall m : F, ~ forall (t : nat) (x y : nat -> F), norm2 (Nat.iter t image (x, y)) <= m * m * norm2 (x, y)
  := unbounded_sound.

Print Assumptions the_unbounded_case.

(** The other quantities: lower_end and upper_end in Neighbours.v say for each what its ends are. *)
Definition the_quantities :
  forall (q : quantity) (c : certificate) (facts : list fact), check_quantity q c facts = true ->
  let n := order c in
  forall F : ordered_ring,
  (forall a : F, a = 0 \/ exists b : F, a * b = 1) ->
  (forall a : F, nonneg a -> exists b : F, nonneg b /\ b * b = a) ->
  forall A B : nat -> nat -> F,
  (forall i j, (i < n)%nat -> (j < n)%nat ->
     of_Z (denominator c) * A i j = of_Z (ent (re c) i j)
     /\ of_Z (denominator c) * B i j = of_Z (match im c with Some m => ent m i j | None => 0%Z end)) ->
  (forall l : F, of_Z (snd (lower c)) * l = of_Z (fst (lower c)) -> lower_end F n A B q l)
  /\ (forall p, upper c = Some p -> forall m : F, of_Z (snd p) * m = of_Z (fst p) -> upper_end F n A B q m)
  := quantity_sound.

Print Assumptions the_quantities.

(** A norm: l <= |A^t| <= m. *)
Definition the_norm :
  forall (t : Z) (c : certificate) (facts : list fact), check_quantity (NormOfPower t) c facts = true ->
  let n := order c in
  forall F : ordered_ring,
  (forall a : F, a = 0 \/ exists b : F, a * b = 1) ->
  (forall a : F, nonneg a -> exists b : F, nonneg b /\ b * b = a) ->
  forall A B : nat -> nat -> F,
  (forall i j, (i < n)%nat -> (j < n)%nat ->
     of_Z (denominator c) * A i j = of_Z (ent (re c) i j)
     /\ of_Z (denominator c) * B i j = of_Z (match im c with Some m => ent m i j | None => 0%Z end)) ->
  let norm2 (v : (nat -> F) * (nat -> F)) := sum F n (fun i => fst v i * fst v i) + sum F n (fun i => snd v i * snd v i) in
  let image (v : (nat -> F) * (nat -> F)) : (nat -> F) * (nat -> F) :=
    (fun i => sum F n (fun j => A i j * fst v j) - sum F n (fun j => B i j * snd v j),
     fun i => sum F n (fun j => A i j * snd v j) + sum F n (fun j => B i j * fst v j)) in
  let norm_at_most (k : F) := nonneg k /\ forall x y, norm2 (Nat.iter (Z.to_nat t) image (x, y)) <= k * k * norm2 (x, y) in
  (forall l : F, of_Z (snd (lower c)) * l = of_Z (fst (lower c)) -> forall k, 0 <= k -> norm_at_most k -> l <= k)
  /\ (forall p, upper c = Some p -> forall m : F, of_Z (snd p) * m = of_Z (fst p) -> norm_at_most m)
  := fun t => quantity_sound (NormOfPower t).

Print Assumptions the_norm.

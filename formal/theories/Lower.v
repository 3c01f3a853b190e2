(** The lower end: a witness, or 1, which is always a lower bound. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Positivity Resolvent Statement Soundness.
Import ListNotations.

Section Lower.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Hypothesis roots : has_roots F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

(** 0 <= a and 0 <= b with a^2 <= b^2 gives a <= b. *)
Lemma le_of_square (a b : F) : nonneg a -> nonneg b -> a * a <= b * b -> a <= b.
Proof.
  intros Ha Hb H. destruct (nonneg_cases F a b) as [Hc|Hc]; [exact Hc|].
  destruct (nonneg_cases F (a + b) 0) as [Hs|Hs].
  - (* then a = b = 0 *)
    assert (E : b - a = b + b - (a + b)) by ring. rewrite E.
    replace (b + b - (a + b)) with (b + b + (0 - (a + b))) by ring. apply nonneg_add; [now apply nonneg_add|exact Hs].
  - destruct (nonneg_total F (b - a)) as [G|G]; [exact G|].
    (* (a - b)(a + b) <= 0 with both factors non-negative: one of them is 0 *)
    assert (E : (a - b) * (a + b) = 0).
    { apply nonneg_antisym.
      - apply nonneg_mul; [exact Hc|]. now apply nonneg_add.
      - refine (nonneg_eq F _ _ H _). ring. }
    apply integral in E as [E|E].
    + replace (b - a) with (- (a - b)) by ring. rewrite E. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
    + replace (b - a) with (b + b - (a + b)) by ring. rewrite E. replace (b + b - 0) with (b + b) by ring. now apply nonneg_add.
Qed.

Lemma inverse_pos (a b : F) : pos F a -> a * b = 1 -> pos F b.
Proof.
  intros Ha E. split.
  - apply (cancel F a _ Ha). rewrite E. apply nonneg_1.
  - intros ->. apply (nontrivial F). rewrite <- E. ring.
Qed.

(** A vector with l |(zI - A)v| <= (q - 1)|v| and 1 < q <= |z|. *)
Lemma witness_at_least n A B l q a b x y : 1 < q -> q * q <= a * a + b * b -> nonneg l -> pos F (norm2 F n x y) ->
  l * l * norm2 F n (residual_re F n A B a b x y) (residual_im F n A B a b x y) <= (q - 1) * (q - 1) * norm2 F n x y ->
  K_at_least F n A B l.
Proof.
  intros Hq Hz Hl Hv H kappa Hk HK. assert (Hk' : nonneg kappa) by (refine (nonneg_eq F _ _ Hk _); ring).
  destruct (roots (a * a + b * b)) as (r & Hr & Er); [apply nonneg_add; apply nonneg_square|].
  assert (Hq0 := proj1 (pos_of_lt_1 F q Hq)).
  assert (Hqr : q <= r) by (apply le_of_square; [exact Hq0|exact Hr|now rewrite Er]).
  assert (Hr1 : 1 < r).
  { split; [replace (r - 1) with (r - q + (q - 1)) by ring; apply nonneg_add; [exact Hqr|apply Hq]|].
    intros ->. apply (proj2 Hq). assert (E : q - 1 = 0).
    { apply nonneg_antisym; [apply Hq|]. refine (nonneg_eq F _ _ Hqr _). ring. }
    replace q with (q - 1 + 1) by ring. rewrite E. ring. }
  specialize (HK r a b Hr1 Er x y).
  set (X := norm2 F n x y) in *. set (Y := norm2 F n (residual_re F n A B a b x y) (residual_im F n A B a b x y)) in *.
  assert (HY : nonneg Y) by apply (size_nonneg F n).
  assert (Hsq : (q - 1) * (q - 1) <= (r - 1) * (r - 1)).
  { apply square_le; [apply Hq|]. refine (nonneg_eq F _ _ Hqr _). ring. }
  assert (H3 := nonneg_mul F _ _ Hsq (proj1 Hv)).
  assert (HlY : nonneg (Y * (kappa * kappa - l * l))).
  { refine (nonneg_eq F _ _ (nonneg_add F _ _ H (nonneg_add F _ _ H3 HK)) _). ring. }
  apply le_of_square; [exact Hl|exact Hk'|].
  apply (cancel F Y); [|exact HlY]. split; [exact HY|]. intros EY. rewrite EY in HK.
  assert (Hp := pos_sub F _ _ Hr1). assert (HX := pos_mul F _ _ (pos_mul F _ _ Hp Hp) Hv).
  apply (proj2 HX). apply nonneg_antisym; [apply HX|]. refine (nonneg_eq F _ _ HK _). ring.
Qed.

(** K >= 1: take z real and large, and the first unit vector. *)
Lemma one_for_large n A B kappa : (1 <= n)%nat -> nonneg kappa ->
  (forall r, 1 < r -> forall x y, (r - 1) * (r - 1) * norm2 F n x y
     <= kappa * kappa * norm2 F n (residual_re F n A B r 0 x y) (residual_im F n A B r 0 x y)) -> 1 <= kappa.
Proof.
  intros Hn Hk' HK.
  apply le_of_square; [apply nonneg_1|exact Hk'|].
  set (k := kappa * kappa). set (delta := 1 - k).
  assert (Ek : k - 1 * 1 = - delta) by (unfold delta; ring). rewrite Ek.
  destruct (nonneg_total F (- delta)) as [G|G]; [exact G|].
  replace (- - delta) with delta in G by ring.
  destruct (inverse delta) as [E|[d Ed]]; [rewrite E; refine (nonneg_eq F _ _ (nonneg_0 F) _); ring|].
  assert (Hdelta : pos F delta).
  { split; [exact G|]. intros E. apply (nontrivial F). rewrite <- Ed, E. ring. }
  assert (Hd := inverse_pos delta d Hdelta Ed). exfalso.
  set (e := fun i : nat => if Nat.eqb 0 i then 1 else 0 : F).
  set (al := A O O). set (S_ := sum F n (fun i => A i O * A i O) + sum F n (fun i => B i O * B i O)).
  assert (HS : nonneg S_) by (apply nonneg_add; apply sum_nonneg; intros; apply nonneg_square).
  assert (Hk2 : nonneg k) by apply nonneg_square.
  assert (Hal : nonneg ((al + 1) * (al + 1) + al * al + 1)).
  { apply nonneg_add; [|apply nonneg_1]. apply nonneg_add; apply nonneg_square. }
  set (h := k * ((al + 1) * (al + 1) + al * al + 1)).
  (* r d^-1 is larger than what stands against it *)
  set (m := (1 + 1) * (1 + k * (al * al + 1)) + k * S_ + 1).
  assert (Hm : pos F m).
  { replace m with (1 + ((1 + 1) + ((1 + 1) * (k * (al * al + 1)) + k * S_))) by (unfold m; ring).
    apply pos_add; [apply pos_1|]. apply nonneg_add; [apply nonneg_add; apply nonneg_1|].
    apply nonneg_add; [|now apply nonneg_mul]. apply nonneg_mul; [apply nonneg_add; apply nonneg_1|].
    apply nonneg_mul; [exact Hk2|]. apply nonneg_add; [apply nonneg_square|apply nonneg_1]. }
  set (r := m * d + 1).
  assert (Hr : pos F (r - 1)). { replace (r - 1) with (m * d) by (unfold r; ring). now apply pos_mul. }
  assert (Hr1 : 1 < r).
  { split; [apply Hr|]. intros E. apply (proj2 Hr). rewrite E. ring. }
  assert (Hr0 := pos_of_lt_1 F r Hr1).
  specialize (HK r Hr1 e (fun _ => 0)).
  assert (Esum : forall f : nat -> F, sum F n (fun i => e i * f i) = f O).
  { intros f. unfold e. rewrite sum_delta by lia. ring. }
  assert (Eux : norm2 F n e (fun _ => 0) = 1).
  { unfold norm2. rewrite (Esum e). rewrite (sum_ext F n _ (fun _ => 0)), sum_0; [|intros; ring]. unfold e. cbn. ring. }
  assert (Ecol : forall (M : nat -> nat -> F) i, sum F n (fun j => M i j * e j) = M i O).
  { intros M i. rewrite <- (Esum (M i)). apply sum_ext. intros. ring. }
  assert (Enil : forall (M : nat -> nat -> F) i, sum F n (fun j => M i j * 0) = 0).
  { intros M i. rewrite (sum_ext F n _ (fun _ => 0)), sum_0; [reflexivity|]. intros. ring. }
  assert (Eres : norm2 F n (residual_re F n A B r 0 e (fun _ => 0)) (residual_im F n A B r 0 e (fun _ => 0))
                 = r * r - (r + r) * al + S_).
  { unfold norm2, residual_re, residual_im.
    rewrite (sum_ext F n _ (fun i => e i * (r * r * e i - (r + r) * A i O) + A i O * A i O)).
    2: { intros i _. rewrite Ecol, Enil. ring. }
    rewrite (sum_ext F n (fun i => (r * 0 + 0 * e i - _) * _) (fun i => B i O * B i O)).
    2: { intros i _. rewrite Ecol, Enil. ring. }
    rewrite sum_add, (Esum (fun i => r * r * e i - (r + r) * A i O)). unfold S_, al, e. cbn. ring. }
  rewrite Eux, Eres in HK.
  set (w := r * h + (r - 1) * (k * S_) + r * delta + r + 1).
  assert (Hw : pos F w).
  { replace w with (r + (r * h + (r - 1) * (k * S_) + r * delta + 1)) by (unfold w; ring).
    apply pos_add; [exact Hr0|]. repeat apply nonneg_add; try apply nonneg_1; repeat apply nonneg_mul;
      try assumption; try apply Hr0; try apply Hr. }
  apply (proj2 Hw). apply nonneg_antisym; [apply Hw|].
  refine (nonneg_eq F _ _ HK _). fold k.
  assert (Edr : delta * r = m + delta). { unfold r. transitivity (m * (delta * d) + delta); [ring|]. rewrite Ed. ring. }
  transitivity (- (r * (delta * r)) + (r + r) * (1 - k * al) + k * S_ - 1); [unfold delta; ring|].
  rewrite Edr. unfold w, h, m. ring.
Qed.

Lemma one_at_least n A B : (1 <= n)%nat -> K_at_least F n A B 1.
Proof.
  intros Hn kappa Hk HK. apply (one_for_large n A B); [exact Hn|refine (nonneg_eq F _ _ Hk _); ring|].
  intros r Hr. apply (HK r r 0 Hr). ring.
Qed.

Lemma zsum_sum n f : of_Z (zsum n f) = sum F n (fun i => of_Z (f i)).
Proof.
  unfold zsum. induction n as [|n IH]; [reflexivity|].
  rewrite seq_S, map_app, fold_right_app. cbn [map fold_right sum plus]. rewrite <- IH.
  generalize (map f (seq 0 n)). intros l. rewrite Z.add_0_r.
  induction l as [|z l IHl]; cbn [fold_right]; [rewrite of_Z_0; ring|]. rewrite !of_Z_add, IHl. ring.
Qed.

Lemma number_exists (p q : Z) : (0 < q)%Z -> exists x : F, of_Z q * x = of_Z p.
Proof.
  intros H. destruct (inverse (of_Z q)) as [E|[i Ei]].
  - exfalso. now apply (of_Z_pos F q).
  - exists (of_Z p * i). transitivity (of_Z p * (of_Z q * i)); [ring|]. rewrite Ei. ring.
Qed.

(** The entries of (zI - A)v for integer vectors. *)
Lemma residual_sound c a b d x y A B a' b' : square (order c) (re c) = true ->
  match im c with None => true | Some m => square (order c) m end = true -> is_matrix_of F c A B ->
  of_Z d * a' = of_Z a -> of_Z d * b' = of_Z b -> forall i, (i < order c)%nat ->
  let res := residual d (denominator c) a b (re c) (match im c with None => [] | Some m => m end) x y i in
  let X := fun i => of_Z (nth i x 0%Z) in let Y := fun i => of_Z (nth i y 0%Z) in
  of_Z (fst res) = of_Z d * of_Z (denominator c) * residual_re F (order c) A B a' b' X Y i
  /\ of_Z (snd res) = of_Z d * of_Z (denominator c) * residual_im F (order c) A B a' b' X Y i.
Proof.
  intros Hre Him HA Ha' Hb' i Hi. set (n := order c) in *.
  set (m := match im c with None => [] | Some m => m end) in *.
  assert (Ere : forall v, of_Z (dotZ (nth i (re c) []) v)
    = of_Z (denominator c) * sum F n (fun j => A i j * of_Z (nth j v 0%Z))).
  { intros v. rewrite (dotZ_sum F n) by (now apply row_square). rewrite <- sum_mul. apply sum_ext. intros j Hj.
    destruct (HA i j Hi Hj) as [E _]. unfold ent in E. rewrite <- E. ring. }
  assert (Eim : forall v, of_Z (dotZ (nth i m []) v)
    = of_Z (denominator c) * sum F n (fun j => B i j * of_Z (nth j v 0%Z))).
  { intros v. rewrite (dotZ_sum F n).
    - rewrite <- sum_mul. apply sum_ext. intros j Hj. destruct (HA i j Hi Hj) as [_ E].
      transitivity ((of_Z (denominator c) * B i j) * of_Z (nth j v 0%Z)); [|ring]. rewrite E. unfold m, ent.
      destruct (im c); [reflexivity|]. now destruct i, j.
    - unfold m. destruct (im c); [now apply row_square|]. destruct i; simpl; lia. }
  unfold residual. cbn [fst snd].
  rewrite !of_Z_sub, !of_Z_mul, of_Z_sub, !of_Z_add, of_Z_sub, !of_Z_mul, !Ere, !Eim, <- Ha', <- Hb'.
  unfold residual_re, residual_im. split; ring.
Qed.

Lemma size_sound n x y : of_Z (zsum n (fun i => nth i x 0 * nth i x 0 + nth i y 0 * nth i y 0)%Z)
  = norm2 F n (fun i => of_Z (nth i x 0%Z)) (fun i => of_Z (nth i y 0%Z)).
Proof. rewrite zsum_sum. unfold norm2. rewrite <- sum_add. apply sum_ext. intros. now rewrite of_Z_add, !of_Z_mul. Qed.

Lemma witness_sound c l a b d q x y A B : (0 < denominator c)%Z -> square (order c) (re c) = true ->
  match im c with None => true | Some m => square (order c) m end = true ->
  is_matrix_of F c A B -> witness c l a b d q x y = true ->
  forall l' : F, is_number l' l -> K_at_least F (order c) A B l'.
Proof.
  intros Hden Hre Him HA H l' Hl'. unfold witness, is_rational in H. set (n := order c) in *.
  set (m := match im c with None => [] | Some m => m end) in *.
  destruct l as [ln ld], q as [qn qd]. unfold is_number in Hl'. cbn [fst snd] in *. split_andb. to_prop.
  destruct (number_exists qn qd ltac:(assumption)) as [q' Hq']. destruct (number_exists a d ltac:(assumption)) as [a' Ha'].
  destruct (number_exists b d ltac:(assumption)) as [b' Hb'].
  set (X := fun i => of_Z (nth i x 0%Z) : F). set (Y := fun i => of_Z (nth i y 0%Z) : F).
  set (W := of_Z d * of_Z (denominator c) : F).
  assert (Esize := size_sound n x y : _ = norm2 F n X Y).
  assert (Eimage : of_Z (zsum n (fun i => let (p, s) := residual d (denominator c) a b (re c) m x y i in p * p + s * s)%Z)
                   = W * W * norm2 F n (residual_re F n A B a' b' X Y) (residual_im F n A B a' b' X Y)).
  { rewrite zsum_sum. unfold norm2. rewrite <- sum_add, <- sum_mul. apply sum_ext. intros i Hi.
    destruct (residual_sound c a b d x y A B a' b' Hre Him HA Ha' Hb' i Hi) as [E1 E2]. fold m n X Y in E1, E2.
    destruct (residual d (denominator c) a b (re c) m x y i) as [p s]. cbn [fst snd] in E1, E2.
    rewrite of_Z_add, !of_Z_mul, E1, E2. unfold W. ring. }
  assert (HW : pos F W) by (apply pos_mul; now apply of_Z_pos).
  assert (Hqd : pos F (of_Z qd)) by now apply of_Z_pos.
  assert (Hld : pos F (of_Z ld)) by now apply of_Z_pos.
  apply (witness_at_least n A B l' q' a' b' X Y).
  - (* 1 < q *)
    assert (G : pos F (of_Z qd * (q' - 1))).
    { replace (of_Z qd * (q' - 1)) with (of_Z (qn - qd) : F).
      - apply of_Z_pos. lia.
      - rewrite of_Z_sub, <- Hq'. ring. }
    split; [exact (cancel F _ _ Hqd (proj1 G))|]. intros E. apply (proj2 G). rewrite E. ring.
  - (* q <= |z| *)
    match goal with G : (qn * qn * (d * d) <= _)%Z |- _ => apply (of_Z_le F) in G; rename G into Hmod end.
    apply (cancel F (of_Z qd * of_Z qd * (of_Z d * of_Z d) : F)).
    { apply pos_mul; [now apply pos_mul|apply pos_mul; now apply of_Z_pos]. }
    refine (nonneg_eq F _ _ Hmod _). rewrite !of_Z_mul, of_Z_add, !of_Z_mul, <- Ha', <- Hb', <- Hq'. ring.
  - apply (cancel F (of_Z ld)); [exact Hld|]. rewrite Hl'. apply of_Z_nonneg. assumption.
  - rewrite <- Esize. apply of_Z_pos. assumption.
  - match goal with G : (ln * ln * _ * _ <= _)%Z |- _ => apply (of_Z_le F) in G; rename G into Hineq end.
    apply (cancel F (of_Z ld * of_Z ld * (of_Z qd * of_Z qd) * (W * W))).
    { apply pos_mul; [apply pos_mul; apply pos_mul|apply pos_mul]; assumption. }
    refine (nonneg_eq F _ _ Hineq _). rewrite !of_Z_mul, Eimage, Esize, of_Z_sub, <- Hl', <- Hq'. unfold W. ring.
Qed.

Theorem lower_sound c l : check c = true -> is_number l (lower c) ->
  forall A B, is_matrix_of F c A B -> K_at_least F (order c) A B l.
Proof.
  intros H Hl A B HA. unfold check in H. split_andb.
  assert (Hn : (1 <= order c)%nat) by (to_prop; assumption).
  assert (Hden : (0 < denominator c)%Z) by (to_prop; assumption).
  assert (Hre : square (order c) (re c) = true) by assumption.
  assert (Him : match im c with None => true | Some m => square (order c) m end = true) by assumption.
  assert (Hld : (0 < snd (lower c))%Z).
  { match goal with G : is_rational (lower c) = true |- _ => unfold is_rational in G; to_prop; exact G end. }
  match goal with G : (_ || _) = true |- _ => rename G into Hlow end.
  apply orb_prop in Hlow as [Hlow|Hlow].
  - intros kappa Hk HK. assert (H1 := one_at_least (order c) A B Hn kappa Hk HK).
    unfold leq in Hlow. cbn [fst snd] in Hlow. to_prop.
    assert (G : (l : F) <= 1).
    { apply (cancel F (of_Z (snd (lower c)))); [now apply of_Z_pos|].
      assert (G := of_Z_le F _ _ Hlow). rewrite !of_Z_mul, of_Z_1 in G.
      unfold is_number in Hl. refine (nonneg_eq F _ _ G _). rewrite <- Hl. ring. }
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G H1) _). ring.
  - apply existsb_exists in Hlow as (s & Hs & Hat). destruct s as [l' a b d q x y| | |]; try discriminate.
    match goal with G : forallb (accepted c) (steps c) = true |- _ => rewrite forallb_forall in G; specialize (G _ Hs); rename G into Hacc end.
    cbn [accepted at_least] in Hacc, Hat.
    assert (Hl'd : (0 < snd l')%Z).
    { unfold witness in Hacc. split_andb. match goal with G : is_rational l' = true |- _ => unfold is_rational in G; to_prop; exact G end. }
    destruct (number_exists (fst l') (snd l') Hl'd) as [k Hk].
    intros kappa Hkappa HK.
    assert (H1 := witness_sound c l' a b d q x y A B Hden Hre Him HA Hacc k Hk kappa Hkappa HK).
    assert (G : l <= k).
    { unfold leq in Hat. to_prop. apply (cancel F (of_Z (snd (lower c)) * of_Z (snd l'))).
      - apply pos_mul; now apply of_Z_pos.
      - assert (G := of_Z_le F _ _ Hat). unfold is_number in Hl. rewrite !of_Z_mul, <- Hl, <- Hk in G.
        refine (nonneg_eq F _ _ G _). ring. }
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G H1) _). ring.
Qed.
End Lower.

(** The theorem. *)
Theorem check_sound : forall c : certificate, check c = true ->
  forall F : ordered_ring, is_field F -> has_roots F ->
  forall A B : nat -> nat -> F, is_matrix_of F c A B ->
  (forall l : F, is_number l (lower c) -> K_at_least F (order c) A B l)
  /\ (forall p, upper c = Some p -> forall kappa : F, is_number kappa p -> K_at_most F (order c) A B kappa).
Proof.
  intros c H F Hi Hr A B HA. split.
  - intros l Hl. exact (lower_sound F Hi Hr c l H Hl A B HA).
  - intros p Hp kappa Hk. exact (upper_sound F c kappa p H Hp Hk A B HA).
Qed.

(** Lists of integers as matrices, and the rule for X >= 0: a factor and a rest that is diagonally dominant. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker.
Import ListNotations.

(** What a computed conjunction and computed comparisons say. *)
Ltac split_andb := repeat match goal with H : andb _ _ = true |- _ => apply andb_prop in H; destruct H end.
Ltac to_prop := repeat match goal with
  | H : Z.leb _ _ = true |- _ => apply Z.leb_le in H
  | H : Z.ltb _ _ = true |- _ => apply Z.ltb_lt in H
  | H : Z.eqb _ _ = true |- _ => apply Z.eqb_eq in H
  | H : Nat.leb _ _ = true |- _ => apply Nat.leb_le in H
  | H : Nat.eqb _ _ = true |- _ => apply Nat.eqb_eq in H
  end.

Section Positivity.
Variable F : ordered_ring.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Definition z2 (M : mat) : matrix := fun i j => of_Z (ent M i j).

(** ** Lists as matrices *)

Lemma nth_seq_map {X} (g : nat -> X) (d : X) n i : (i < n)%nat -> nth i (map g (seq 0 n)) d = g i.
Proof.
  intros H. rewrite (nth_indep _ d (g O)) by (rewrite map_length, seq_length; exact H).
  rewrite map_nth, seq_nth by exact H. reflexivity.
Qed.

Lemma ent_build n f i j : (i < n)%nat -> (j < n)%nat -> ent (build n f) i j = f i j.
Proof. intros Hi Hj. unfold ent, build. rewrite nth_seq_map by exact Hi. now apply nth_seq_map. Qed.

Lemma row_build n f i : (length (nth i (build n f) []) <= n)%nat.
Proof.
  unfold build. destruct (Nat.lt_ge_cases i n) as [H|H].
  - rewrite nth_seq_map by exact H. now rewrite map_length, seq_length.
  - rewrite nth_overflow by (now rewrite map_length, seq_length). simpl. lia.
Qed.

Lemma row_square n M i : square n M = true -> (length (nth i M []) <= n)%nat.
Proof.
  intros H. apply andb_prop in H as [_ H]. destruct (Nat.lt_ge_cases i (length M)) as [Hi|Hi].
  - rewrite forallb_forall in H. specialize (H _ (nth_In M [] Hi)). apply Nat.eqb_eq in H. lia.
  - rewrite nth_overflow by exact Hi. simpl. lia.
Qed.

Lemma row_short n M i : forallb (fun row : list Z => Nat.leb (length row) n) M = true -> (length (nth i M []) <= n)%nat.
Proof.
  intros H. destruct (Nat.lt_ge_cases i (length M)) as [Hi|Hi].
  - rewrite forallb_forall in H. specialize (H _ (nth_In M [] Hi)). now apply Nat.leb_le.
  - rewrite nth_overflow by exact Hi. simpl. lia.
Qed.

Lemma all_below_spec n p i : all_below n p = true -> (i < n)%nat -> p i = true.
Proof. intros H Hi. unfold all_below in H. rewrite forallb_forall in H. apply H, in_seq. lia. Qed.

Lemma symmetric_spec n M i j : symmetric n M = true -> (i < n)%nat -> (j < n)%nat -> ent M i j = ent M j i.
Proof. intros H Hi Hj. apply Z.eqb_eq. exact (all_below_spec _ _ j (all_below_spec _ _ i H Hi) Hj). Qed.

Lemma dotZ_sum n r s : (length r <= n)%nat ->
  of_Z (dotZ r s) = sum F n (fun k => of_Z (nth k r 0%Z) * of_Z (nth k s 0%Z)).
Proof.
  revert s n. induction r as [|a r IH]; intros s n H.
  - rewrite (sum_ext F n _ (fun _ => 0)), sum_0; [reflexivity|]. intros i _. destruct i; cbn [nth]; rewrite of_Z_0; ring.
  - destruct n as [|n]; [simpl in H; lia|]. rewrite sum_shift. destruct s as [|b s].
    + rewrite (sum_ext F n _ (fun _ => 0)), sum_0; [|intros i _]; cbn [dotZ nth]; try (rewrite of_Z_0; ring).
    + cbn [dotZ nth]. rewrite of_Z_add, of_Z_mul, (IH s n) by (simpl in H; lia). reflexivity.
Qed.

Lemma ent_mulT n M N i j : (forall i, (length (nth i M []) <= n)%nat) -> (i < n)%nat -> (j < n)%nat ->
  z2 (mulT n M N) i j = sum F n (fun k => z2 M i k * z2 N j k).
Proof. intros H Hi Hj. unfold z2, mulT. rewrite ent_build by assumption. now apply dotZ_sum. Qed.

Lemma z2_tr n M i j : (i < n)%nat -> (j < n)%nat -> z2 (tr n M) i j = z2 M j i.
Proof. intros Hi Hj. unfold z2, tr. now rewrite ent_build. Qed.

(** The form of a matrix that is built in blocks. *)
Lemma form_blockZ n M00 M01 M10 M11 x y :
  form F (n + n) (z2 (build (n + n) (blockZ n M00 M01 M10 M11))) (join F n x y) (join F n x y)
  = form F n (fun i j => of_Z (M00 i j)) x x + form F n (fun i j => of_Z (M01 i j)) x y
    + form F n (fun i j => of_Z (M10 i j)) y x + form F n (fun i j => of_Z (M11 i j)) y y.
Proof.
  rewrite <- form_block. apply form_ext; auto. intros i j Hi Hj. unfold z2. rewrite ent_build by assumption.
  unfold blockZ, block. now destruct (Nat.ltb i n), (Nat.ltb j n).
Qed.

Lemma unit_of_Z c i j : of_Z (unit_ c i j) = (if Nat.eqb i j then of_Z c else 0 : F).
Proof. unfold unit_. now destruct (Nat.eqb i j). Qed.

(** ** X >= 0: a factor and a dominant rest *)

Lemma factor_form n (G : matrix) (M : matrix) m x :
  (forall i j, (i < n)%nat -> (j < n)%nat -> M i j = sum F m (fun k => G i k * G j k)) ->
  form F n M x x = sum F m (fun k => sum F n (fun i => G i k * x i) * sum F n (fun i => G i k * x i)).
Proof.
  intros H. rewrite form_double.
  rewrite (sum_ext F n _ (fun i => sum F m (fun k => G i k * x i * sum F n (fun j => G j k * x j)))).
  - rewrite sum_swap. apply sum_ext. intros k _. rewrite <- sum_mul. apply sum_ext. intros. ring.
  - intros i Hi. rewrite (sum_ext F n _ (fun j => sum F m (fun k => G i k * x i * (G j k * x j)))).
    + rewrite sum_swap. apply sum_ext. intros k _. now rewrite sum_mul.
    + intros j Hj. rewrite H by assumption.
      replace (x i * sum F m (fun k => G i k * G j k) * x j) with ((x i * x j) * sum F m (fun k => G i k * G j k)) by ring.
      rewrite <- sum_mul. apply sum_ext. intros. ring.
Qed.

(** The entry of the comparison matrix: E_ii on the diagonal, -|E_ij| off it. *)
Definition compared (E : mat) (i j : nat) : Z := (- Z.abs (ent E i j) + unit_ (ent E i i + Z.abs (ent E i i)) i j)%Z.

Lemma two_products (e : Z) (a b : F) :
  nonneg (of_Z e * (a * b) + of_Z e * (a * b) + of_Z (Z.abs e) * (a * a + b * b)).
Proof.
  destruct (Z.abs_spec e) as [[H ->]|[H ->]].
  - replace (of_Z e * (a * b) + of_Z e * (a * b) + of_Z e * (a * a + b * b)) with (of_Z e * ((a + b) * (a + b))) by ring.
    apply nonneg_mul; [now apply of_Z_nonneg|apply nonneg_square].
  - rewrite of_Z_opp.
    replace (of_Z e * (a * b) + of_Z e * (a * b) + - of_Z e * (a * a + b * b)) with ((- of_Z e) * ((a - b) * (a - b))) by ring.
    apply nonneg_mul; [rewrite <- of_Z_opp; apply of_Z_nonneg; lia|apply nonneg_square].
Qed.

Lemma row_dominant n w E i : (forall i, length (nth i E []) <= n)%nat -> (i < n)%nat -> dominant w E i = true ->
  nonneg (sum F n (fun j => of_Z (compared E i j) * of_Z (nth j w 0%Z))).
Proof.
  intros HE Hi H. unfold dominant in H. apply Z.leb_le in H.
  apply (of_Z_le F) in H. revert H. rewrite of_Z_mul, (dotZ_sum n) by (rewrite map_length; apply HE).
  intros H. refine (nonneg_eq F _ _ H _).
  rewrite (sum_ext F n (fun j => of_Z (compared E i j) * _)
    (fun j => (if Nat.eqb i j then of_Z (ent E i i + Z.abs (ent E i i)) else 0) * of_Z (nth j w 0%Z)
              + (- (1)) * (of_Z (Z.abs (ent E i j)) * of_Z (nth j w 0%Z)))).
  - rewrite sum_add, sum_delta, sum_mul by exact Hi. unfold ent at 1 2.
    rewrite (sum_ext F n (fun k => of_Z (nth k (map Z.abs (nth i E [])) 0%Z) * _)
      (fun j => of_Z (Z.abs (ent E i j)) * of_Z (nth j w 0%Z))); [ring|].
    intros j _. change 0%Z with (Z.abs 0) at 1. now rewrite map_nth.
  - intros j _. unfold compared. rewrite of_Z_add, of_Z_opp, unit_of_Z. ring.
Qed.

Lemma dominant_nonneg n w g W E x : (0 < W)%Z ->
  (forall i, length (nth i E []) <= n)%nat ->
  (forall i, (i < n)%nat -> (0 < nth i w 0)%Z /\ (nth i w 0 * nth i g 0)%Z = W) ->
  (forall i, (i < n)%nat -> dominant w E i = true) -> (forall i, (i < n)%nat -> dominant w (tr n E) i = true) ->
  nonneg (form F n (z2 E) x x).
Proof.
  intros HW HE Hw Hrow Hcol.
  set (v := fun i => of_Z (nth i w 0%Z) : F). set (y := fun i => of_Z (nth i g 0%Z) * x i).
  set (c := fun i j => of_Z (compared E i j) : F).
  (* 2 W^2 x'Ex = sum of 2 E_ij (v_i y_i)(v_j y_j) >= sum of c_ij v_i v_j (y_i^2 + y_j^2) *)
  apply (cancel F (of_Z W * of_Z W + of_Z W * of_Z W)).
  { apply pos_add; [apply pos_mul; now apply of_Z_pos|apply nonneg_square]. }
  rewrite form_double.
  assert (Hterm : forall i j, (i < n)%nat -> (j < n)%nat ->
    (c i j * v i * v j * (y i * y i + y j * y j))
    <= (of_Z W * of_Z W + of_Z W * of_Z W) * (x i * z2 E i j * x j)).
  { intros i j Hi Hj. destruct (Hw i Hi) as [Hi' Wi], (Hw j Hj) as [Hj' Wj].
    replace ((of_Z W * of_Z W + of_Z W * of_Z W) * (x i * z2 E i j * x j))
      with (v i * v j * (z2 E i j * (y i * y j) + z2 E i j * (y i * y j))).
    2: { unfold v, y. rewrite <- Wi at 1 3. rewrite <- Wj. rewrite !of_Z_mul. ring. }
    unfold c, compared. rewrite of_Z_add, of_Z_opp, unit_of_Z.
    replace (_ - _) with (v i * v j * ((z2 E i j * (y i * y j) + z2 E i j * (y i * y j)
      + of_Z (Z.abs (ent E i j)) * (y i * y i + y j * y j))
      - (if Nat.eqb i j then of_Z (ent E i i + Z.abs (ent E i i)) else 0) * (y i * y i + y j * y j))) by ring.
    apply nonneg_mul; [apply nonneg_mul; apply of_Z_nonneg; lia|].
    destruct (Nat.eqb_spec i j) as [<-|_].
    - rewrite of_Z_add. unfold z2. refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
    - refine (nonneg_eq F _ _ (two_products (ent E i j) (y i) (y j)) _). unfold z2. ring. }
  assert (Hsum : nonneg (sum F n (fun i => sum F n (fun j => c i j * v i * v j * (y i * y i + y j * y j))))).
  { rewrite (sum_ext F n _ (fun i => v i * (y i * y i) * sum F n (fun j => c i j * v j)
      + sum F n (fun j => c i j * v i * v j * (y j * y j)))).
    2: { intros i _. rewrite <- sum_mul, <- sum_add. apply sum_ext. intros. ring. }
    rewrite sum_add, (sum_swap F n n (fun i j => c i j * v i * v j * (y j * y j))).
    rewrite (sum_ext F n (fun j => sum F n (fun i => c i j * v i * v j * (y j * y j)))
      (fun j => v j * (y j * y j) * sum F n (fun i => of_Z (compared (tr n E) j i) * v i))).
    2: { intros j Hj. rewrite <- sum_mul. apply sum_ext. intros i Hi. unfold c, compared, tr.
      rewrite !ent_build by assumption. unfold unit_. rewrite (Nat.eqb_sym j i).
      destruct (Nat.eqb_spec i j) as [->|_]; ring. }
    apply nonneg_add; apply sum_nonneg; intros i Hi;
      (apply nonneg_mul; [apply nonneg_mul; [apply of_Z_nonneg; destruct (Hw i Hi); lia|apply nonneg_square]|]).
    - apply (row_dominant n w E i HE Hi). now apply Hrow.
    - apply (row_dominant n w (tr n E) i); [|exact Hi|now apply Hcol]. intros k. apply row_build. }
  rewrite <- sum_mul. rewrite (sum_ext F n _ (fun i => sum F n (fun j => c i j * v i * v j * (y i * y i + y j * y j))
    + sum F n (fun j => (of_Z W * of_Z W + of_Z W * of_Z W) * (x i * z2 E i j * x j)
        - c i j * v i * v j * (y i * y i + y j * y j)))).
  - rewrite sum_add. apply nonneg_add; [exact Hsum|].
    apply sum_nonneg. intros i Hi. apply sum_nonneg. intros j Hj. now apply Hterm.
  - intros i _. rewrite <- sum_mul, <- sum_add. apply sum_ext. intros. ring.
Qed.

Lemma factored_sound n D X p : factored n D X p = true -> forall x, nonneg (form F n (z2 X) x x).
Proof.
  intros H x. unfold factored in H.
  apply andb_prop in H as [H Hcol]. apply andb_prop in H as [H Hrow]. apply andb_prop in H as [H Hw].
  apply andb_prop in H as [H Hshort]. apply andb_prop in H as [H HW]. apply andb_prop in H as [HD Hf].
  apply Z.leb_le in HD. apply Z.ltb_lt in Hf, HW.
  set (L := f_rows p) in *. set (f := f_den p) in *.
  set (E := build n _) in *.
  apply (cancel F (of_Z f * of_Z f)); [apply pos_mul; now apply of_Z_pos|].
  replace (of_Z f * of_Z f * form F n (z2 X) x x)
    with (form F n (z2 E) x x + of_Z D * form F n (fun i j => of_Z (dotZ (nth i L []) (nth j L []))) x x).
  - apply nonneg_add.
    + apply (dominant_nonneg n (f_w p) (f_g p) (f_W p) E x HW).
      * intros i. apply row_build.
      * intros i Hi. apply (all_below_spec _ _ i) in Hw; [|exact Hi]. apply andb_prop in Hw as [H1 H2].
        split; [now apply Z.ltb_lt|now apply Z.eqb_eq].
      * intros i Hi. exact (all_below_spec _ _ i Hrow Hi).
      * intros i Hi. exact (all_below_spec _ _ i Hcol Hi).
    + apply nonneg_mul; [now apply of_Z_nonneg|].
      rewrite (factor_form n (z2 L) _ n x).
      * apply sum_nonneg. intros k _. apply nonneg_square.
      * intros i j Hi Hj. unfold z2, ent. apply dotZ_sum. now apply row_short.
  - rewrite <- !form_mul, <- form_add. apply form_ext; auto. intros i j Hi Hj. unfold z2 at 1, E.
    rewrite ent_build by assumption. rewrite of_Z_sub, !of_Z_mul. unfold z2. ring.
Qed.
(** ** X >= 0: elimination *)

Lemma form_first_row n (M : matrix) x :
  form F (S n) M x x
  = M O O * x O * x O + x O * sum F n (fun j => M O (S j) * x (S j)) + x O * sum F n (fun i => M (S i) O * x (S i))
    + form F n (fun i j => M (S i) (S j)) (fun i => x (S i)) (fun i => x (S i)).
Proof.
  rewrite !form_double, sum_shift, sum_shift.
  rewrite (sum_ext F n (fun i => sum F (S n) _)
    (fun i => x O * (M (S i) O * x (S i)) + sum F n (fun j => x (S i) * M (S i) (S j) * x (S j)))).
  2: { intros i _. rewrite sum_shift. ring. }
  rewrite sum_add, sum_mul.
  rewrite (sum_ext F n (fun j => x O * M O (S j) * x (S j)) (fun j => x O * (M O (S j) * x (S j)))) by (intros; ring).
  rewrite sum_mul. ring.
Qed.

Lemma form_outer n (c r x : vector) :
  form F n (fun i j => c i * r j) x x = sum F n (fun i => c i * x i) * sum F n (fun j => r j * x j).
Proof.
  set (s := sum F n (fun j => r j * x j)).
  transitivity (s * sum F n (fun i => c i * x i)); [|ring].
  rewrite form_double, <- sum_mul. apply sum_ext. intros i _.
  transitivity (c i * x i * s); [|ring]. unfold s. rewrite <- sum_mul. apply sum_ext. intros. ring.
Qed.

Lemma eliminated_sound n last X : (0 < last)%Z -> eliminated n last X = true -> forall x, nonneg (form F n (z2 X) x x).
Proof.
  revert last X. induction n as [|n IH]; intros last X Hlast H x; [apply nonneg_0|].
  cbn [eliminated] in H.
  set (y := fun i => x (S i)). set (r := sum F n (fun j => z2 X O (S j) * y j)). set (c := sum F n (fun i => z2 X (S i) O * y i)).
  set (rest := form F n (fun i j => z2 X (S i) (S j)) y y).
  assert (EX : form F (S n) (z2 X) x x = z2 X O O * x O * x O + x O * r + x O * c + rest) by apply form_first_row.
  rewrite EX.
  destruct (Z.eqb_spec (ent X 0 0) 0) as [E|E].
  - apply andb_prop in H as [Hzero H].
    assert (Hz : forall i, (i < n)%nat -> z2 X O (S i) = 0 /\ z2 X (S i) O = 0).
    { intros i Hi. apply (all_below_spec _ _ i) in Hzero; [|exact Hi]. apply andb_prop in Hzero as [H1 H2].
      apply Z.eqb_eq in H1, H2. unfold z2. now rewrite H1, H2. }
    assert (Er : r = 0).
    { unfold r. rewrite (sum_ext F n _ (fun _ => 0)); [apply sum_0|]. intros i Hi. destruct (Hz i Hi) as [-> _]. ring. }
    assert (Ec : c = 0).
    { unfold c. rewrite (sum_ext F n _ (fun _ => 0)); [apply sum_0|]. intros i Hi. destruct (Hz i Hi) as [_ ->]. ring. }
    assert (Hrest := IH last _ Hlast H y).
    refine (nonneg_eq F _ _ Hrest _).
    rewrite (form_ext F n (z2 (build n (fun i j => ent X (S i) (S j)))) (fun i j => z2 X (S i) (S j)) y y y y); auto.
    + fold rest. rewrite Er, Ec. unfold z2 at 1. rewrite E, of_Z_0. ring.
    + intros i j Hi Hj. unfold z2. now rewrite ent_build.
  - apply andb_prop in H as [H Hnext]. apply andb_prop in H as [H Hdiv]. apply andb_prop in H as [Hp Hsym].
    apply Z.ltb_lt in Hp. set (p := ent X 0 0) in *. set (Y := build n _) in *.
    assert (Ec : c = r).
    { apply sum_ext. intros i Hi. apply (all_below_spec _ _ i) in Hsym; [|exact Hi]. apply Z.eqb_eq in Hsym.
      unfold z2. now rewrite Hsym. }
    assert (Hrest := IH p Y Hp Hnext y).
    assert (EY : of_Z last * form F n (z2 Y) y y = of_Z p * rest - c * r).
    { unfold c, r, rest. rewrite <- form_outer. transitivity (of_Z p * form F n (fun i j => z2 X (S i) (S j)) y y
        + (- (1)) * form F n (fun i j => z2 X (S i) O * z2 X O (S j)) y y); [|ring].
      rewrite <- !form_mul, <- form_add. apply form_ext; auto. intros i j Hi Hj.
      apply (all_below_spec _ _ i) in Hdiv; [|exact Hi]. apply (all_below_spec _ _ j) in Hdiv; [|exact Hj].
      apply Z.eqb_eq in Hdiv. unfold z2 at 1. rewrite <- of_Z_mul, Hdiv, of_Z_sub, !of_Z_mul. unfold z2. ring. }
    apply (cancel F (of_Z p)); [now apply of_Z_pos|].
    (* p x'Xx = (p x_0 + r)^2 + last y'Yy *)
    refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_square F (of_Z p * x O + r))
      (nonneg_mul F _ _ (of_Z_nonneg F last (Z.lt_le_incl _ _ Hlast)) Hrest)) _).
    rewrite EY, Ec. change (z2 X O O) with (of_Z p : F). ring.
Qed.

Theorem psd_sound n D X p : psd n D X p = true -> forall x, nonneg (form F n (z2 X) x x).
Proof.
  destruct p as [f|]; cbn [psd]; [apply factored_sound|]. apply eliminated_sound. reflexivity.
Qed.
End Positivity.

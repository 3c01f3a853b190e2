(** check c = true implies the statement. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Positivity Resolvent Steps Statement.
Import ListNotations.

(** A + iB is the matrix of the certificate: den A_ij = re_ij, and den B_ij = im_ij, or 0 where it is real. *)
Definition is_matrix_of (F : ordered_ring) (c : certificate) (A B : nat -> nat -> F) : Prop :=
  forall i j, (i < order c)%nat -> (j < order c)%nat ->
  (of_Z (denominator c) * A i j = of_Z (ent (re c) i j))%R
  /\ (of_Z (denominator c) * B i j = of_Z (match im c with Some m => ent m i j | None => 0%Z end))%R.

(** x is the number p/q. *)
Definition is_number {F : ordered_ring} (x : F) (q : rational) : Prop := (of_Z (snd q) * x = of_Z (fst q))%R.

Section Soundness.
Variable F : ordered_ring.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).

(** ** How far intervals reach

    A place is the quotient X/Y; G holds at it if it lies in the interval of a step. *)

Section Reach.
Variable step : Type.
Variable interval : step -> option (rational * rational).
Variable good : step -> bool.
Variables X Y : F.
Variable G : Prop.
Hypothesis HY : nonneg Y.
Hypothesis start : X <= 0 -> G.
Hypothesis inside : forall s low high, good s = true -> interval s = Some (low, high) -> (0 < snd low)%Z /\ (0 < snd high)%Z /\
  (of_Z (fst low) * Y <= of_Z (snd low) * X -> of_Z (snd high) * X <= of_Z (fst high) * Y -> G).

Definition reached (q : rational) : Prop := (0 < snd q)%Z /\ (of_Z (snd q) * X <= of_Z (fst q) * Y -> G).

Lemma extend_sound q s : good s = true -> reached q -> reached (extend interval q s).
Proof.
  intros Ha [Hq H]. unfold extend. destruct (interval s) as [[low high]|] eqn:Ei; [|now split].
  destruct (leq low q && leq q high) eqn:El; [|now split]. split_andb.
  destruct (inside s low high Ha Ei) as (Hl & Hh & Hs). split; [exact Hh|].
  intros Hhigh. destruct (nonneg_cases F (of_Z (snd q) * X) (of_Z (fst q) * Y)) as [Hc|Hc]; [now apply H|].
  apply Hs; [|exact Hhigh].
  (* low <= q <= X/Y *)
  unfold leq in *. to_prop. apply (cancel F (of_Z (snd q))); [now apply of_Z_pos|].
  assert (G1 := nonneg_mul F _ _ (of_Z_nonneg F (snd low) ltac:(lia)) Hc).
  match goal with Hle : (fst low * snd q <= fst q * snd low)%Z |- _ => apply (of_Z_le F) in Hle; rewrite !of_Z_mul in Hle;
    assert (G2 := nonneg_mul F _ _ Hle HY) end.
  refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). ring.
Qed.

Lemma fold_sound l q : forallb good l = true -> reached q -> reached (fold_left (extend interval) l q).
Proof.
  revert q. induction l as [|s l IH]; intros q Ha H; [exact H|].
  cbn [forallb fold_left] in *. split_andb. apply IH; [assumption|]. now apply extend_sound.
Qed.

Lemma reach_sound l : forallb good l = true -> reached (reach interval l).
Proof.
  intros Ha. unfold reach. generalize (length l). intros k. induction k as [|k IH]; cbn [Nat.iter].
  - split; [reflexivity|]. cbn [fst snd]. intros H. apply start. refine (nonneg_eq F _ _ H _). rewrite of_Z_0, of_Z_1. ring.
  - now apply fold_sound.
Qed.
End Reach.

(** ** Steps of one certificate, for its real matrix *)

Section Real.
Variable c : certificate.
Variable E : matrix.
Let n := real_order c.
Hypothesis Hden : (0 < denominator c)%Z.
Hypothesis HE : forall i j, (i < n)%nat -> (j < n)%nat -> of_Z (denominator c) * E i j = z2 F (real_rows c) i j.

Lemma below_mono (k kappa : rational) r :
  positive k = true -> positive kappa = true -> leq k kappa = true ->
  below F n E (of_Z (fst k)) (of_Z (snd k)) r -> below F n E (of_Z (fst kappa)) (of_Z (snd kappa)) r.
Proof.
  intros Hk Hkappa Hle H a b x y Hz. specialize (H a b x y Hz).
  destruct k as [kn kd], kappa as [pn pd]. unfold positive, is_rational, leq in *. cbn [fst snd] in *. split_andb. to_prop.
  apply (cancel F (of_Z kd * of_Z kd)); [apply pos_mul; now apply of_Z_pos|].
  assert (Hn : nonneg (of_Z (kn * pd) : F)) by (apply of_Z_nonneg; nia).
  assert (G0 := square_le F _ _ Hn (of_Z_le F _ _ Hle)). rewrite !of_Z_mul in G0.
  assert (G1 := nonneg_mul F _ _ (nonneg_square F (of_Z pd)) H).
  assert (G2 := nonneg_mul F _ _ G0 (image_nonneg F n E a b x y)).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). ring.
Qed.

Lemma interval_sound kappa s low high : positive kappa = true -> accepted c s = true ->
  interval kappa s = Some (low, high) ->
  (0 < snd low)%Z /\ (0 < snd high)%Z /\
  forall r, 1 < r -> of_Z (fst low) * r <= of_Z (snd low) * (r - 1) ->
  of_Z (snd high) * (r - 1) <= of_Z (fst high) * r -> below F n E (of_Z (fst kappa)) (of_Z (snd kappa)) r.
Proof.
  intros Hkappa Ha Hi. destruct s as [l a b d q x y|u nu P pD fL fP|k e ends d T tD proofs|Z_ zD proof]; cbn [interval] in Hi.
  - discriminate.
  - injection Hi as <- <-. cbn [fst snd]. cbn [accepted] in Ha. pose proof Ha as Ha'.
    unfold disc, circle, positive, is_rational in Ha', Hkappa. split_andb. to_prop.
    split; [lia|]. split; [nia|]. intros r Hr Hlow Hhigh.
    assert (Hpr : pos F r) by now apply pos_of_lt_1.
    apply (disc_below F n E (of_Z (fst nu)) (of_Z (snd nu)) (of_Z (fst kappa)) (of_Z (snd kappa)) r);
      try (now apply of_Z_pos); try (apply of_Z_nonneg; lia); try assumption.
    + intros a b x y Hz. apply (disc_sound F n (real_rows c) (denominator c) E Hden HE u nu P pD fL fP Ha); try assumption.
      * apply Hpr.
      * refine (nonneg_eq F _ _ Hlow _). rewrite of_Z_sub. ring.
    + refine (nonneg_eq F _ _ Hhigh _). rewrite !of_Z_mul. ring.
  - destruct (leq k kappa) eqn:Hk; [|discriminate]. injection Hi as <- <-. cbn [fst snd]. cbn [accepted] in Ha.
    unfold segment in Ha. split_andb. to_prop. split; [assumption|]. split; [assumption|].
    intros r Hr Hlow Hhigh. apply (below_mono k kappa r); try assumption.
    refine (parts_sound F _ ends proofs _ r (of_Z d * (r - 1)) _ _ _ Hlow Hhigh); try eassumption.
    intros p q f Hf Hp Hq.
    exact (part_sound F n (real_rows c) (denominator c) E Hden HE k e T tD d p q f ltac:(assumption) ltac:(assumption) ltac:(assumption)
      ltac:(assumption) ltac:(assumption) ltac:(assumption) ltac:(assumption) Hf r Hr Hp Hq).
  - destruct (leq (1%Z, 1%Z) kappa) eqn:Hk; [|discriminate]. injection Hi as <- <-. cbn [fst snd accepted] in *.
    split; [lia|]. split; [lia|]. intros r Hr _ _. apply (below_mono (1%Z, 1%Z) kappa r); try assumption; [reflexivity|].
    exact (numerical_radius_sound F n (real_rows c) (denominator c) E Hden HE Z_ zD proof Ha r Hr).
Qed.

Lemma all_below_kappa kappa l : positive kappa = true -> forallb (accepted c) l = true ->
  leq (1%Z, 1%Z) (reach (interval kappa) l) = true -> forall r, 1 < r -> below F n E (of_Z (fst kappa)) (of_Z (snd kappa)) r.
Proof.
  intros Hk Ha H r Hr. assert (Hr0 := proj1 (pos_of_lt_1 F r Hr)).
  destruct (reach_sound step (interval kappa) (accepted c) (r - 1) r (below F n E (of_Z (fst kappa)) (of_Z (snd kappa)) r) Hr0)
    with (l := l) as [Hq Hb]; [| |exact Ha|apply Hb].
  - intros H0. exfalso. destruct Hr as [Hr Hne]. apply Hne. assert (E0 : r - 1 = 0).
    { apply nonneg_antisym; [exact Hr|]. refine (nonneg_eq F _ _ H0 _). ring. }
    replace r with (r - 1 + 1) by ring. rewrite E0. ring.
  - intros s low high Hs Ei. destruct (interval_sound kappa s low high Hk Hs Ei) as (H1 & H2 & H3).
    split; [exact H1|]. split; [exact H2|]. exact (H3 r Hr).
  - unfold leq in H. cbn [fst snd] in H. to_prop.
    assert (Hle := of_Z_le F _ _ H). rewrite !of_Z_mul, of_Z_1 in Hle.
    assert (G1 := nonneg_mul F _ _ Hle Hr0).
    assert (G2 := of_Z_nonneg F _ (Z.lt_le_incl _ _ Hq)).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). ring.
Qed.
End Real.

(** ** Complex matrices *)

Lemma dot_double n f g : dot F (n + n) f g = dot F n f g + dot F n (fun i => f (n + i)%nat) (fun i => g (n + i)%nat).
Proof. apply sum_split. Qed.

Definition embedded n (A B : matrix) : matrix := block F n A (fun i j => - B i j) B A.

Lemma mv_opp n (M : matrix) x i : mv F n (fun i j => - M i j) x i = - mv F n M x i.
Proof. unfold mv. transitivity ((- (1)) * sum F n (fun j => M i j * x j)); [|ring]. rewrite <- sum_mul. apply sum_ext. intros. ring. Qed.

Lemma mv_opp_r n (M : matrix) x i : mv F n M (fun i => - x i) i = - mv F n M x i.
Proof. unfold mv. transitivity ((- (1)) * sum F n (fun j => M i j * x j)); [|ring]. rewrite <- sum_mul. apply sum_ext. intros. ring. Qed.

Lemma norm2_size n x y : norm2 F n x y = size F n x y.
Proof. reflexivity. Qed.

Lemma complex_below n A B p q r : below F (n + n) (embedded n A B) p q r ->
  forall a b x y, r * r = a * a + b * b ->
  q * q * ((r - 1) * (r - 1)) * norm2 F n x y
  <= p * p * norm2 F n (residual_re F n A B a b x y) (residual_im F n A B a b x y).
Proof.
  intros H a b x y Hz. specialize (H a b (join F n x y) (join F n y (fun i => - x i)) Hz).
  set (u := residual_re F n A B a b x y). set (v := residual_im F n A B a b x y).
  assert (Eopp : forall f, dot F n (fun i => - f i) (fun i => - f i) = dot F n f f) by (intros; apply sum_ext; intros; ring).
  assert (Es : size F (n + n) (join F n x y) (join F n y (fun i => - x i)) = norm2 F n x y + norm2 F n x y).
  { unfold size. rewrite !dot_join, Eopp. unfold norm2, dot. ring. }
  assert (Ei : image F (n + n) (embedded n A B) a b (join F n x y) (join F n y (fun i => - x i))
               = norm2 F n u v + norm2 F n u v).
  { unfold image. rewrite !dot_double.
    transitivity (dot F n u u + dot F n v v + (dot F n v v + dot F n (fun i => - u i) (fun i => - u i))).
    - unfold embedded. f_equal; f_equal; apply dot_ext; intros i Hi; unfold image_re, image_im, comb;
        rewrite ?mv_block_r, ?join_r, ?(mv_block_l F n _ _ _ _ _ _ i Hi), ?(join_l F n _ _ i Hi), ?mv_opp, ?mv_opp_r;
        unfold u, v, residual_re, residual_im, mv; ring.
    - rewrite Eopp. unfold norm2, dot. ring. }
  rewrite Es, Ei in H. apply (cancel F (1 + 1)); [apply pos_add; [apply pos_1|apply nonneg_1]|].
  refine (nonneg_eq F _ _ H _). ring.
Qed.

Lemma real_below n A B p q r : (forall i j, (i < n)%nat -> (j < n)%nat -> B i j = 0) -> below F n A p q r ->
  forall a b x y, r * r = a * a + b * b ->
  q * q * ((r - 1) * (r - 1)) * norm2 F n x y
  <= p * p * norm2 F n (residual_re F n A B a b x y) (residual_im F n A B a b x y).
Proof.
  intros HB H a b x y Hz. refine (nonneg_eq F _ _ (H a b x y Hz) _). f_equal. f_equal.
  assert (E0 : forall x i, (i < n)%nat -> sum F n (fun j => B i j * x j) = 0).
  { intros. rewrite (sum_ext F n _ (fun _ => 0)); [apply sum_0|]. intros. rewrite HB by assumption. ring. }
  unfold image, norm2. f_equal; apply dot_ext; intros i Hi; unfold image_re, image_im, comb, residual_re, residual_im;
    rewrite E0 by exact Hi; unfold mv; ring.
Qed.

Lemma embedded_entries c A B m : is_matrix_of F c A B -> im c = Some m ->
  forall i j, (i < order c + order c)%nat -> (j < order c + order c)%nat ->
  of_Z (denominator c) * embedded (order c) A B i j = z2 F (embed (order c) (re c) m) i j.
Proof.
  intros HA Em i j Hi Hj. unfold z2, embed. rewrite ent_build by assumption.
  unfold blockZ, embedded, block. destruct (Nat.ltb_spec i (order c)), (Nat.ltb_spec j (order c)).
  - now destruct (HA i j).
  - destruct (HA i (j - order c)%nat) as [_ HB]; [lia|lia|]. rewrite Em in HB. rewrite of_Z_opp, <- HB. ring.
  - destruct (HA (i - order c)%nat j) as [_ HB]; [lia|lia|]. now rewrite Em in HB.
  - now destruct (HA (i - order c)%nat (j - order c)%nat); [lia|lia|].
Qed.

Lemma imaginary_zero c A B : (0 < denominator c)%Z -> is_matrix_of F c A B -> im c = None ->
  forall i j, (i < order c)%nat -> (j < order c)%nat -> B i j = 0.
Proof.
  intros Hden HA Em i j Hi Hj. destruct (HA i j Hi Hj) as [_ HB]. rewrite Em, of_Z_0 in HB.
  apply integral in HB as [HB|HB]; [|exact HB]. exfalso. now apply (of_Z_pos F (denominator c)).
Qed.

Theorem upper_sound c kappa p : check c = true -> upper c = Some p -> is_number kappa p ->
  forall A B, is_matrix_of F c A B -> K_at_most F (order c) A B kappa.
Proof.
  intros H Hp Hkappa A B HA r a b Hr Hz x y. unfold check in H. rewrite Hp in H. split_andb. to_prop.
  destruct p as [pn pd]. unfold is_number in Hkappa. cbn [fst snd] in *.
  assert (Hpd : (0 < pd)%Z).
  { match goal with Hq : positive (pn, pd) = true |- _ => unfold positive, is_rational in Hq; cbn [fst snd] in Hq; split_andb; to_prop; assumption end. }
  apply (cancel F (of_Z pd * of_Z pd)); [apply pos_mul; now apply of_Z_pos|].
  assert (HB : of_Z pd * of_Z pd * ((r - 1) * (r - 1)) * norm2 F (order c) x y
    <= of_Z pn * of_Z pn * norm2 F (order c) (residual_re F (order c) A B a b x y) (residual_im F (order c) A B a b x y)).
  { destruct (im c) as [m|] eqn:Em.
    - apply (complex_below (order c) A B _ _ r); [|exact Hz].
      assert (En : real_order c = (order c + order c)%nat) by (unfold real_order; now rewrite Em).
      rewrite <- En. apply (all_below_kappa c (embedded (order c) A B) ltac:(assumption)) with (kappa := (pn, pd)) (l := steps c);
        try assumption.
      intros i j Hi Hj. rewrite En in Hi, Hj. unfold real_rows. rewrite Em. now apply embedded_entries.
    - apply (real_below (order c) A B _ _ r); [| |exact Hz].
      + now apply (imaginary_zero c A).
      + assert (En : real_order c = order c) by (unfold real_order; now rewrite Em).
        rewrite <- En. apply (all_below_kappa c A ltac:(assumption)) with (kappa := (pn, pd)) (l := steps c); try assumption.
        intros i j Hi Hj. rewrite En in Hi, Hj. unfold z2, real_rows. rewrite Em. now destruct (HA i j Hi Hj). }
  refine (nonneg_eq F _ _ HB _). rewrite <- Hkappa. ring.
Qed.

End Soundness.

(** Accepted steps: what the computations with integers say of the real matrix A with den A_ij = rows_ij. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Positivity Resolvent.
Import ListNotations.

Section Steps.
Variable F : ordered_ring.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation comb := (comb F).
Notation z2 := (z2 F).

(** ** Forms of integer matrices *)

Lemma form_first n al be c (M N : nat -> nat -> Z) x y :
  form F n (fun i j => of_Z (al * M i j - be * N i j - unit_ c i j)%Z) x y
  = of_Z al * form F n (fun i j => of_Z (M i j)) x y - of_Z be * form F n (fun i j => of_Z (N i j)) x y
    - of_Z c * dot F n x y.
Proof.
  transitivity (of_Z al * form F n (fun i j => of_Z (M i j)) x y + (- of_Z be) * form F n (fun i j => of_Z (N i j)) x y
                + (- of_Z c) * dot F n x y); [|ring].
  rewrite <- (form_unit F n (- of_Z c)), <- !form_mul, <- !form_add. apply form_ext; auto. intros i j _ _.
  rewrite !of_Z_sub, !of_Z_mul, unit_of_Z. destruct (Nat.eqb i j); ring.
Qed.

Lemma form_symmetrized n al be c (M N : nat -> nat -> Z) x :
  form F n (fun i j => of_Z (al * M i j - be * (N i j + N j i) - unit_ c i j)%Z) x x
  = of_Z al * form F n (fun i j => of_Z (M i j)) x x
    - of_Z be * (form F n (fun i j => of_Z (N i j)) x x + form F n (fun i j => of_Z (N i j)) x x) - of_Z c * dot F n x x.
Proof.
  assert (ET : form F n (fun i j => of_Z (N j i)) x x = form F n (fun i j => of_Z (N i j)) x x).
  { rewrite !form_double, sum_swap. apply sum_ext. intros. apply sum_ext. intros. ring. }
  rewrite <- ET at 2. rewrite <- (form_add F n (fun i j => of_Z (N i j)) (fun i j => of_Z (N j i))).
  transitivity (of_Z al * form F n (fun i j => of_Z (M i j)) x x
    + (- of_Z be) * form F n (fun i j => of_Z (N i j) + of_Z (N j i)) x x + (- of_Z c) * dot F n x x); [|ring].
  rewrite <- (form_unit F n (- of_Z c)), <- !form_mul, <- !form_add. apply form_ext; auto. intros i j _ _.
  rewrite !of_Z_sub, !of_Z_mul, of_Z_add, unit_of_Z. destruct (Nat.eqb i j); ring.
Qed.

Lemma form_off n be (M : nat -> nat -> Z) x y :
  form F n (fun i j => of_Z (- (be * M i j))%Z) x y = - (of_Z be * form F n (fun i j => of_Z (M i j)) x y).
Proof.
  transitivity ((- of_Z be) * form F n (fun i j => of_Z (M i j)) x y); [|ring]. rewrite <- form_mul.
  apply form_ext; auto. intros. rewrite of_Z_opp, of_Z_mul. ring.
Qed.

Lemma form_last n be c (M : nat -> nat -> Z) x y :
  form F n (fun i j => of_Z (unit_ c i j - be * M i j)%Z) x y
  = of_Z c * dot F n x y - of_Z be * form F n (fun i j => of_Z (M i j)) x y.
Proof.
  transitivity (of_Z c * dot F n x y + (- of_Z be) * form F n (fun i j => of_Z (M i j)) x y); [|ring].
  rewrite <- (form_unit F n (of_Z c)), <- !form_mul, <- !form_add. apply form_ext; auto. intros i j _ _.
  rewrite !of_Z_sub, !of_Z_mul, unit_of_Z. destruct (Nat.eqb i j); ring.
Qed.

Lemma form_cross n be (M : nat -> nat -> Z) x y :
  form F n (fun i j => of_Z (- (be * M j i))%Z) y x = - (of_Z be * form F n (fun i j => of_Z (M i j)) x y).
Proof.
  rewrite <- form_off, !form_double, sum_swap. apply sum_ext. intros. apply sum_ext. intros. ring.
Qed.

Section Matrix.
Variable n : nat.
Variable rows : mat.
Variable den : Z.
Variable A : matrix.
Hypothesis Hden : (0 < den)%Z.
Hypothesis Hrows : forall i j, (i < n)%nat -> (j < n)%nat -> of_Z den * A i j = z2 rows i j.

Lemma mv_rows x i : (i < n)%nat -> mv F n (z2 rows) x i = of_Z den * mv F n A x i.
Proof. intros Hi. unfold mv. rewrite <- sum_mul. apply sum_ext. intros j Hj. rewrite <- Hrows by assumption. ring. Qed.

Definition adjoint_product (T : mat) : mat := mulT n (tr n rows) (tr n T).
Definition congruent (B : mat) : mat := mulT n B (tr n rows).

Lemma form_adjoint_product T x y : form F n (z2 (adjoint_product T)) x y = of_Z den * form F n (z2 T) (mv F n A x) y.
Proof.
  rewrite (form_adjoint F n (z2 rows) (z2 T)).
  - transitivity (form F n (z2 T) (comb (of_Z den) (mv F n A x) 0 x) y); [|rewrite form_comb_l; ring].
    apply form_ext; auto. intros i Hi. rewrite mv_rows by exact Hi. unfold OrderedRing.comb. ring.
  - intros i j Hi Hj. unfold adjoint_product. rewrite (ent_mulT F) by (try assumption; intros; apply row_build).
    apply sum_ext. intros k Hk. now rewrite !z2_tr.
Qed.

Lemma form_congruent T x y :
  form F n (z2 (congruent (adjoint_product T))) x y
  = of_Z den * of_Z den * form F n (z2 T) (mv F n A x) (mv F n A y).
Proof.
  rewrite (form_product F n (z2 rows) (z2 (adjoint_product T))).
  - transitivity (form F n (z2 (adjoint_product T)) x (comb (of_Z den) (mv F n A y) 0 y)).
    + apply form_ext; auto. intros i Hi. rewrite mv_rows by exact Hi. unfold OrderedRing.comb. ring.
    + rewrite form_comb_r, !form_adjoint_product. ring.
  - intros i j Hi Hj. unfold congruent. rewrite (ent_mulT F) by (try assumption; intros; apply row_build).
    apply sum_ext. intros k Hk. now rewrite !z2_tr.
Qed.

Lemma z2_symmetric T i j : symmetric n T = true -> (i < n)%nat -> (j < n)%nat -> z2 T i j = z2 T j i.
Proof. intros H Hi Hj. unfold Positivity.z2. f_equal. now apply (symmetric_spec n). Qed.

(** ** The disc *)

Lemma circle_form u nu P pD fL : circle n rows den u nu P pD fL = true -> forall x w : vector,
  nonneg (of_Z (snd nu) * of_Z (snd nu)
    * (of_Z (snd u) * of_Z (snd u) * form F n (z2 P) x x
       - form F n (z2 P) (comb (of_Z (fst u)) (mv F n A x) (of_Z (snd u)) w) (comb (of_Z (fst u)) (mv F n A x) (of_Z (snd u)) w))
    + (of_Z pD * (of_Z (snd u) * of_Z (snd u)) * (of_Z (fst nu) * of_Z (fst nu)) * dot F n w w
       - of_Z pD * (of_Z (snd u) * of_Z (snd u)) * (of_Z (snd nu) * of_Z (snd nu)) * dot F n x x)).
Proof.
  intros H x w. unfold circle, positive, is_rational in H. split_andb. to_prop.
  destruct u as [un ud], nu as [vn vd]. cbn [fst snd] in *.
  match goal with G : psd _ _ _ _ = true |- _ => assert (HL := psd_sound F _ _ _ _ G) end.
  apply (cancel F (of_Z den * of_Z den)); [apply pos_mul; now apply of_Z_pos|].
  refine (nonneg_eq F _ _ (HL (join F n x w)) _).
  unfold bounded_real. rewrite form_blockZ, form_first, form_off, form_cross, form_last.
  fold (adjoint_product P). fold (congruent (adjoint_product P)).
  change (fun i j : nat => of_Z (ent (adjoint_product P) i j)) with (z2 (adjoint_product P)).
  change (fun i j : nat => of_Z (ent (congruent (adjoint_product P)) i j)) with (z2 (congruent (adjoint_product P))).
  change (fun i j : nat => of_Z (ent P i j)) with (z2 P).
  rewrite form_congruent, form_adjoint_product, !of_Z_mul.
  rewrite !form_comb_l, !form_comb_r.
  rewrite (form_sym F n (z2 P) w (mv F n A x)) by (intros; now apply z2_symmetric).
  ring.
Qed.

Lemma circle_signs u nu P pD fL : circle n rows den u nu P pD fL = true ->
  pos F (of_Z (fst u)) /\ pos F (of_Z (snd u)) /\ pos F (of_Z (fst nu)) /\ pos F (of_Z (snd nu)) /\ pos F (of_Z pD).
Proof.
  intros H. unfold circle, positive, is_rational in H. split_andb. to_prop. repeat split; try (apply of_Z_nonneg; lia).
  all: intros E; eapply (proj2 (of_Z_pos F _ _)); exact E.
  Unshelve. all: assumption.
Qed.

Lemma disc_sound u nu P pD fL fP : disc n rows den u nu P pD fL fP = true ->
  forall r a b x y, nonneg r -> of_Z (snd u) <= of_Z (fst u) * r -> r * r = a * a + b * b ->
  (of_Z (snd nu) * of_Z (snd nu)) * (r * r) * size F n x y <= (of_Z (fst nu) * of_Z (fst nu)) * image F n A a b x y.
Proof.
  intros H. unfold disc in H. split_andb.
  match goal with G : circle _ _ _ _ _ _ _ _ = true |- _ => destruct (circle_signs _ _ _ _ _ G) as (K1 & K2 & K3 & K4 & K5); assert (HF := circle_form _ _ _ _ _ G) end.
  match goal with G : psd _ _ _ fP = true |- _ => assert (HP := psd_sound F n pD P fP G) end.
  now apply (disc_bound F n A (z2 P) (of_Z (fst u)) (of_Z (snd u)) (of_Z (fst nu)) (of_Z (snd nu)) (of_Z pD)).
Qed.

(** ** The numerical radius *)

Lemma numerical_radius_sound Z_ zD proof : numerical_radius n rows den Z_ zD proof = true ->
  forall r, 1 < r -> below F n A 1 1 r.
Proof.
  intros H r Hr. unfold numerical_radius in H. split_andb. to_prop.
  assert (HL := psd_sound F _ _ _ _ H0).
  apply (numerical_radius_below F n A (z2 Z_) (of_Z (zD * den)) (of_Z den)); [apply of_Z_pos; nia|exact Hr|].
  intros x w. refine (nonneg_eq F _ _ (HL (join F n x w)) _). rewrite form_blockZ.
  assert (EA : forall p q, form F n (fun i j => of_Z (zD * ent rows i j)%Z) p q = of_Z (zD * den) * dot F n p (mv F n A q)).
  { intros p q. change (dot F n p (mv F n A q)) with (form F n A p q). rewrite <- form_mul.
    apply form_ext; auto. intros i j Hi Hj. rewrite !of_Z_mul.
    transitivity (of_Z zD * (of_Z den * A i j)); [|ring]. now rewrite Hrows. }
  assert (EB : form F n (fun i j => of_Z (zD * ent rows j i)%Z) w x = of_Z (zD * den) * dot F n x (mv F n A w)).
  { rewrite <- EA, !form_double, sum_swap. apply sum_ext. intros. apply sum_ext. intros. ring. }
  assert (E1 : form F n (fun i j => of_Z (unit_ (zD * den) i j + den * ent Z_ i j)%Z) x x
               = of_Z (zD * den) * dot F n x x + of_Z den * form F n (z2 Z_) x x).
  { rewrite <- form_unit, <- form_mul, <- form_add. apply form_ext; auto. intros.
    now rewrite of_Z_add, !of_Z_mul, unit_of_Z, of_Z_mul. }
  rewrite EA, EB, E1, form_last. change (fun i j : nat => of_Z (ent Z_ i j)) with (z2 Z_). ring.
Qed.

(** ** Segments *)

(** Homogeneous polynomials in t and s, their values, and combinations of matrices. *)
Section Part.
Variables s t : F.

Definition mono (m i : nat) : F := pow F s i * pow F t (m - i).
Definition value (m : nat) (p : list Z) : F := sum F (S m) (fun i => of_Z (nth i p 0%Z) * mono m i).
Definition linear (f : Z * Z) : F := of_Z (fst f) * t + of_Z (snd f) * s.

Lemma nth_ladd p q i : nth i (ladd p q) 0%Z = (nth i p 0 + nth i q 0)%Z.
Proof.
  revert q i. induction p as [|a p IH]; intros q i; [destruct i; reflexivity|].
  destruct q as [|b q]; [destruct i; cbn [ladd nth]; lia|]. destruct i; cbn [ladd nth]; [reflexivity|apply IH].
Qed.

Lemma nth_scaled c p i : nth i (map (Z.mul c) p) 0%Z = (c * nth i p 0)%Z.
Proof. replace 0%Z with (c * 0)%Z at 1 by lia. now rewrite map_nth. Qed.

Lemma length_ladd p q : length (ladd p q) = Nat.max (length p) (length q).
Proof. revert q. induction p as [|a p IH]; intros [|b q]; simpl; auto. Qed.

Lemma length_pprod fs : length (pprod fs) = S (length fs).
Proof.
  induction fs as [|f fs IH]; [reflexivity|]. change (pprod (f :: fs)) with (mulLin f (pprod fs)). unfold mulLin.
  rewrite length_ladd. cbn [length]. rewrite !map_length, IH. simpl. lia.
Qed.

Lemma value_mulLin m f p : (length p <= S m)%nat -> value (S m) (mulLin f p) = linear f * value m p.
Proof.
  intros H. unfold value at 1, mulLin.
  rewrite (sum_ext F (S (S m)) _ (fun i => of_Z (fst f) * (of_Z (nth i p 0%Z) * mono (S m) i)
    + of_Z (nth i (0%Z :: map (Z.mul (snd f)) p) 0%Z) * mono (S m) i)).
  2: { intros i _. rewrite nth_ladd, of_Z_add, nth_scaled, of_Z_mul. ring. }
  rewrite sum_add, sum_mul.
  assert (E1 : sum F (S (S m)) (fun i => of_Z (nth i p 0%Z) * mono (S m) i) = t * value m p).
  { change (sum F (S (S m)) (fun i => of_Z (nth i p 0%Z) * mono (S m) i))
      with (sum F (S m) (fun i => of_Z (nth i p 0%Z) * mono (S m) i) + of_Z (nth (S m) p 0%Z) * mono (S m) (S m)).
    rewrite (nth_overflow p) by exact H. rewrite of_Z_0. unfold value. rewrite <- sum_mul.
    rewrite (sum_ext F (S m) (fun i => t * (of_Z (nth i p 0%Z) * mono m i)) (fun i => of_Z (nth i p 0%Z) * mono (S m) i)).
    - ring.
    - intros i Hi. unfold mono. replace (S m - i)%nat with (S (m - i)) by lia. cbn [pow]. ring. }
  assert (E2 : sum F (S (S m)) (fun i => of_Z (nth i (0%Z :: map (Z.mul (snd f)) p) 0%Z) * mono (S m) i)
               = of_Z (snd f) * s * value m p).
  { rewrite sum_shift. cbn [nth]. rewrite of_Z_0. unfold value. rewrite <- sum_mul.
    rewrite (sum_ext F (S m) _ (fun i => of_Z (snd f) * s * (of_Z (nth i p 0%Z) * mono m i))); [ring|].
    intros i _. rewrite nth_scaled, of_Z_mul. unfold mono. cbn [pow]. replace (S m - S i)%nat with (m - i)%nat by lia. ring. }
  rewrite E1, E2. unfold linear. ring.
Qed.

Fixpoint product (fs : list (Z * Z)) : F := match fs with [] => 1 | f :: rest => linear f * product rest end.

Lemma value_pprod fs : value (length fs) (pprod fs) = product fs.
Proof.
  induction fs as [|f fs IH].
  - unfold value, mono. cbn. ring.
  - change (pprod (f :: fs)) with (mulLin f (pprod fs)). cbn [length product]. rewrite value_mulLin; [now rewrite IH|].
    rewrite length_pprod. lia.
Qed.

Lemma product_app fs gs : product (fs ++ gs) = product fs * product gs.
Proof. induction fs; cbn [app product]; [ring|]. rewrite IHfs. ring. Qed.

Lemma product_repeat f k : product (repeat f k) = pow F (linear f) k.
Proof. induction k; cbn [repeat product pow]; [reflexivity|]. now rewrite IHk. Qed.

(** Sum of h_k M_k over the ring. *)
Fixpoint linF (hs : list F) (Ms : list mat) : matrix :=
  match hs, Ms with h :: hs', M :: Ms' => fun i j => h * z2 M i j + linF hs' Ms' i j | _, _ => fun _ _ => 0 end.

Lemma lin_at m ps Ms i j :
  sum F (S m) (fun k => mono m k * of_Z (lin (at_ k ps) Ms i j)) = linF (map (value m) ps) Ms i j.
Proof.
  revert Ms. induction ps as [|p ps IH]; intros Ms.
  - cbn [at_ map lin linF]. rewrite (sum_ext F (S m) _ (fun _ => 0)), sum_0; [reflexivity|]. intros. rewrite of_Z_0. ring.
  - destruct Ms as [|M Ms].
    + cbn [at_ map lin linF]. rewrite (sum_ext F (S m) _ (fun _ => 0)), sum_0; [reflexivity|]. intros. rewrite of_Z_0. ring.
    + cbn [map linF]. rewrite <- IH. unfold value. rewrite (Rmul_comm (laws F)), <- sum_mul, <- sum_add.
      apply sum_ext. intros k _. cbn [at_ map lin]. rewrite of_Z_add, of_Z_mul. unfold Positivity.z2, at_. ring.
Qed.

Lemma form_lin_at m ps Ms x y :
  sum F (S m) (fun k => mono m k * form F n (fun i j => of_Z (lin (at_ k ps) Ms i j)) x y)
  = form F n (linF (map (value m) ps) Ms) x y.
Proof.
  rewrite form_double.
  rewrite (sum_ext F (S m) _ (fun k => sum F n (fun i => sum F n (fun j => x i * y j * (mono m k * of_Z (lin (at_ k ps) Ms i j)))))).
  - rewrite sum_swap. apply sum_ext. intros i _. rewrite sum_swap. apply sum_ext. intros j _.
    rewrite sum_mul, lin_at. ring.
  - intros k _. rewrite form_double, <- sum_mul. apply sum_ext. intros. rewrite <- sum_mul. apply sum_ext. intros. ring.
Qed.

Lemma linF_scale h hs Ms i j : linF (map (fun e => e * h) hs) Ms i j = h * linF hs Ms i j.
Proof.
  revert Ms. induction hs as [|e hs IH]; intros [|M Ms]; cbn [map linF]; try ring. rewrite IH. ring.
Qed.

Lemma linF_app hs h Ms i j : (length Ms <= length hs)%nat -> linF (hs ++ [h]) Ms i j = linF hs Ms i j.
Proof.
  revert Ms. induction hs as [|e hs IH]; intros [|M Ms] H; cbn [app linF]; try reflexivity; [simpl in H; lia|].
  rewrite IH; [reflexivity|]. simpl in H. lia.
Qed.

Lemma form_linF_map hs Ts (G : mat -> mat) c (f g : vector -> vector) :
  (forall T x y, form F n (z2 (G T)) x y = c * form F n (z2 T) (f x) (g y)) ->
  forall x y, form F n (linF hs (map G Ts)) x y = c * form F n (linF hs Ts) (f x) (g y).
Proof.
  intros H x y. revert Ts. induction hs as [|h hs IH]; intros [|T Ts]; cbn [map linF]; rewrite ?form_0; try ring.
  rewrite !form_add, !form_mul, IH, H. ring.
Qed.

Lemma linF_symmetric hs Ts i j : forallb (fun X => square n X && symmetric n X) Ts = true ->
  (i < n)%nat -> (j < n)%nat -> linF hs Ts i j = linF hs Ts j i.
Proof.
  intros H Hi Hj. revert Ts H. induction hs as [|h hs IH]; intros [|T Ts] H; cbn [linF]; try reflexivity.
  cbn [forallb] in H. split_andb. rewrite (IH Ts), (z2_symmetric T i j) by assumption. reflexivity.
Qed.
End Part.

Lemma value_with s t d v one f g :
  map (value s t (S (S d))) (map (fun k => pprod (repeat v k ++ repeat one (d - k) ++ [f; g])) (seq 0 (S d)))
  = map (fun e => e * (linear s t f * linear s t g))
      (map (fun k => pow F (linear s t v) k * pow F (linear s t one) (d - k)) (seq 0 (S d))).
Proof.
  rewrite !map_map. apply map_ext_in. intros k Hk. apply in_seq in Hk.
  assert (E : length (repeat v k ++ repeat one (d - k) ++ [f; g]) = S (S d)).
  { rewrite !app_length, !repeat_length. simpl. lia. }
  rewrite <- E, value_pprod, !product_app, !product_repeat. cbn [product]. ring.
Qed.

Lemma part_sound kappa e T tD c p q proofs :
  is_rational e = true -> (0 <= fst e)%Z -> positive kappa = true -> (0 < c)%Z -> (0 < tD)%Z ->
  forallb (fun X => square n X && symmetric n X) T = true -> (1 <= length T)%nat ->
  part n den kappa e T (map adjoint_product T) (map congruent (map adjoint_product T)) tD c p q proofs = true ->
  forall r, 1 < r -> of_Z p * r <= of_Z c * (r - 1) -> of_Z c * (r - 1) <= of_Z q * r ->
  below F n A (of_Z (fst kappa)) (of_Z (snd kappa)) r.
Proof.
  intros He He0 Hk Hc HtD HT HT1 H r Hr1 Hp Hq.
  unfold positive, is_rational in Hk, He. split_andb. to_prop.
  destruct kappa as [kn kd], e as [en ed]. cbn [fst snd] in *.
  unfold part in H. split_andb. to_prop.
  set (d := Nat.pred (length T)) in *. cbn [fst snd] in *.
  set (k := polynomials d (en, ed) p q c) in *. set (m := S (S d)) in *.
  (* the place in the part *)
  set (s := of_Z c * (r - 1) - of_Z p * r). set (t := of_Z q * r - of_Z c * (r - 1)).
  set (S_ := of_Z (c * (q - p)) : F).
  assert (HS : pos F S_) by (apply of_Z_pos; nia).
  assert (Hr : pos F r) by now apply pos_of_lt_1.
  assert (Eone : linear s t (c, c) = S_ * r). { unfold linear, S_, s, t. cbn [fst snd]. rewrite of_Z_mul, of_Z_sub. ring. }
  assert (Ev : linear s t (p, q) = S_ * (r - 1)). { unfold linear, S_, s, t. cbn [fst snd]. rewrite of_Z_mul, of_Z_sub. ring. }
  assert (Eu : linear s t ((c - p)%Z, (c - q)%Z) = S_).
  { unfold linear, S_, s, t. cbn [fst snd]. rewrite !of_Z_mul, !of_Z_sub. ring. }
  set (basis := map (fun k => pow F (S_ * (r - 1)) k * pow F (S_ * r) (d - k)) (seq 0 (S d))).
  set (That := linF basis T).
  set (Gamma := (of_Z ed * (S_ * (r - 1)) + of_Z en * (S_ * r)) * pow F (S_ * r) (S d)).
  assert (HG : pos F Gamma).
  { apply pos_mul; [|apply pow_pos; now apply pos_mul]. apply pos_add.
    - repeat apply pos_mul; try assumption; [now apply of_Z_pos|now apply pos_sub].
    - apply nonneg_mul; [now apply of_Z_nonneg|]. apply nonneg_mul; [apply HS|apply Hr]. }
  assert (Eunit : value s t m (c_unit k) = Gamma).
  { unfold k, polynomials, c_unit.
    assert (E : length (((ed * p + en * c)%Z, (ed * q + en * c)%Z) :: repeat (c, c) (S d)) = m)
      by (cbn [length]; now rewrite repeat_length).
    cbn [fst snd]. rewrite <- E, value_pprod. cbn [product]. rewrite product_repeat, Eone.
    unfold Gamma. f_equal. rewrite <- Eone, <- Ev. unfold linear. cbn [fst snd]. rewrite !of_Z_add, !of_Z_mul. ring. }
  apply (segment_below F n A That S_ (of_Z (ed * (kd * kd))) (of_Z tD * Gamma)); [exact HS|now apply pos_mul; [apply of_Z_pos|]|].
  intros x w. apply (cancel F (of_Z den * of_Z den)); [apply pos_mul; now apply of_Z_pos|].
  (* the polynomial, in Bernstein form *)
  assert (HB : nonneg (sum F (S m) (fun i => mono s t m i * form F (n + n)
     (z2 (segment_matrix n den (kn, kd) (en, ed) T (map adjoint_product T) (map congruent (map adjoint_product T)) tD k i))
     (join F n x w) (join F n x w)))).
  { apply sum_nonneg. intros i Hi. apply nonneg_mul.
    - apply nonneg_mul; apply pow_nonneg; [exact Hp|exact Hq].
    - apply (psd_sound F (n + n) _ _ _ (all_below_spec _ _ i H2 Hi)). }
  refine (nonneg_eq F _ _ HB _). clear HB.
  set (g := (ed * (kd * kd))%Z).
  rewrite (sum_ext F (S m) _ (fun i =>
     of_Z (g * (den * den)) * (mono s t m i * form F n (fun a b => of_Z (lin (at_ i (c_first k)) T a b)) x x)
     + ((- of_Z g) * (mono s t m i * form F n (fun a b => of_Z (lin (at_ i (c_image k)) (map congruent (map adjoint_product T)) a b)) x x)
     + ((- (of_Z (g * den) + of_Z (g * den))) * (mono s t m i * form F n (fun a b => of_Z (lin (at_ i (c_cross k)) (map adjoint_product T) a b)) x w)
     + ((- of_Z (g * (den * den))) * (mono s t m i * form F n (fun a b => of_Z (lin (at_ i (c_last k)) T a b)) w w)
     + of_Z (tD * (den * den)) * (of_Z (kn * kn) * dot F n w w - of_Z (kd * kd) * dot F n x x)
       * (of_Z (nth i (c_unit k) 0%Z) * mono s t m i)))))).
  2: { intros i _. unfold segment_matrix. cbn [fst snd]. fold g.
       rewrite form_blockZ, form_first, form_off, form_cross, form_last, !of_Z_mul. ring. }
  rewrite !sum_add, !sum_mul, !form_lin_at. fold (value s t m (c_unit k)). rewrite Eunit.
  unfold k, polynomials, c_first, c_image, c_cross, c_last. fold m.
  unfold m. rewrite !value_with, Eone, Ev, Eu. fold basis.
  assert (Escale : forall h Ms u v, form F n (linF (map (fun e => e * h) basis) Ms) u v = h * form F n (linF basis Ms) u v).
  { intros. rewrite <- form_mul. apply form_ext; auto. intros. apply linF_scale. }
  rewrite !Escale.
  assert (EC : form F n (linF basis (map congruent (map adjoint_product T))) x x
               = of_Z den * of_Z den * form F n That (mv F n A x) (mv F n A x)).
  { rewrite map_map. apply (form_linF_map basis T (fun X => congruent (adjoint_product X)) _ (mv F n A) (mv F n A)).
    intros. apply form_congruent. }
  assert (EB : form F n (linF basis (map adjoint_product T)) x w = of_Z den * form F n That (mv F n A x) w).
  { apply (form_linF_map basis T adjoint_product _ (mv F n A) (fun v => v)). intros. apply form_adjoint_product. }
  rewrite EC, EB. fold That. rewrite !form_comb_l, !form_comb_r.
  rewrite (form_sym F n That w (mv F n A x)) by (intros; now apply linF_symmetric).
  unfold g. rewrite !of_Z_mul. ring.
Qed.

Lemma parts_sound f ends proofs (P : Prop) (r v : F) :
  (forall p q l, f p q l = true -> of_Z p * r <= v -> v <= of_Z q * r -> P) ->
  parts f ends proofs = true -> (2 <= length ends)%nat ->
  of_Z (hd 0%Z ends) * r <= v -> v <= of_Z (last ends 0%Z) * r -> P.
Proof.
  intros Hf. revert proofs. induction ends as [|p ends IH]; intros proofs H Hlen Hlow Hhigh; [simpl in Hlen; lia|].
  destruct ends as [|q ends]; [simpl in Hlen; lia|]. destruct proofs as [|l proofs]; [discriminate|].
  cbn [parts] in H. apply andb_prop in H as [H1 H2].
  destruct (nonneg_cases F v (of_Z q * r)) as [Hv|Hv].
  - exact (Hf p q l H1 Hlow Hv).
  - destruct ends as [|q' ends].
    + exact (Hf p q l H1 Hlow Hhigh).
    + apply (IH proofs H2); [simpl; lia|exact Hv|exact Hhigh].
Qed.
End Matrix.
End Steps.

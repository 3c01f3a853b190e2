(** A strip p <= Re z <= q: a matrix polynomial in Re z bounds Re z ||(zI - A)^-1|| by its Bernstein coefficients. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Quantities Positivity Resolvent Steps Growth Infinite.
Import ListNotations.

Section Strips.
Variable F : ordered_ring.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation z2 := (z2 F).
Notation comb := (comb F).

Variable n : nat.
Variable rows : mat.
Variable den : Z.
Variable E : matrix.
Hypothesis Hden : (0 < den)%Z.
Hypothesis HE : forall i j, (i < n)%nat -> (j < n)%nat -> of_Z den * E i j = z2 rows i j.
Notation dot := (dot F n).
Notation form := (form F n).
Notation mv := (mv F n).
Notation size := (size F n).
Notation image := (image F n E).
Notation adjoint := (adjoint_product n rows).

(** One line: T = T0 + aQ, and a form in (av, (zI - A)v) in which all terms in T0 and Q cancel. *)
Lemma line_in_strip (T0 Q : matrix) (a b h g k l : F) x y :
  pos F h -> (forall i j, (i < n)%nat -> (j < n)%nat -> T0 i j = T0 j i) -> (forall i j, (i < n)%nat -> (j < n)%nat -> Q i j = Q j i) ->
  (forall v, form T0 (mv E v) v = 0) ->
  (forall v w, nonneg (g * ((form T0 v v + a * form Q v v) - form Q (mv E v) v - (form T0 v w + a * form Q v w))
                       + h * (k * dot w w - l * dot v v))) ->
  l * (a * a) * size x y <= k * image a b x y.
Proof.
  intros Hh HT HQ H0 H. apply (cancel F h _ Hh).
  assert (EM : forall v w, form Q (mv E (comb a v 0 v)) w = a * form Q (mv E v) w).
  { intros v w. transitivity (form Q (comb a (mv E v) 0 (mv E v)) w); [|rewrite form_comb_l; ring].
    apply form_ext; auto. intros i Hi. now rewrite mv_comb. }
  assert (G1 := H (comb a x 0 x) (image_re F n E a b x y)). assert (G2 := H (comb a y 0 y) (image_im F n E a b x y)).
  refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). rewrite !EM.
  transitivity (h * (k * image a b x y) - h * (l * (a * a) * size x y) + g * a * (form T0 (mv E x) x + form T0 (mv E y) y)); [|rewrite !H0; ring].
  unfold Resolvent.image, Resolvent.size. set (u := dot (image_re F n E a b x y) _). set (v := dot (image_im F n E a b x y) _).
  unfold image_re, image_im. rewrite !dot_comb_l, !dot_comb_r, !form_comb_l, !form_comb_r.
  rewrite (form_sym F n T0 y x HT), (form_sym F n Q y x HQ), (form_sym F n T0 x (mv E x) HT), (form_sym F n T0 y (mv E y) HT),
    (form_sym F n Q x (mv E x) HQ), (form_sym F n Q y (mv E y) HQ). ring.
Qed.

Lemma antisymmetric_form (M : mat) v : same_below n (ent M) (fun i j => - ent M j i)%Z = true -> form (z2 M) v v = 0.
Proof.
  intros H. assert (E2 : (1 + 1) * form (z2 M) v v = 0).
  { assert (E1 : form (z2 M) v v = (- (1)) * form (z2 M) v v).
    { rewrite <- form_mul. rewrite !form_double, sum_swap. apply sum_ext. intros i Hi. apply sum_ext. intros j Hj.
      assert (G := same_below_spec n _ _ j i H Hj Hi). unfold Positivity.z2. rewrite G, of_Z_opp. ring. }
    transitivity (form (z2 M) v v - (- (1)) * form (z2 M) v v); [ring|]. rewrite <- E1. ring. }
  apply integral in E2 as [E2|E2]; [|exact E2]. exfalso. now apply (pos_2 F).
Qed.

Lemma pow_product (a b : F) k : pow F (a * b) k = pow F a k * pow F b k.
Proof. induction k as [|k IH]; cbn [pow]; [ring|]. rewrite IH. ring. Qed.

Lemma strip_part_sound kappa T tD c p q proofs :
  positive kappa = true -> (0 < c)%Z -> (0 < tD)%Z -> forallb (fun X => square n X && symmetric n X) T = true ->
  (2 <= length T)%nat -> same_below n (ent (hd [] (map adjoint T))) (fun i j => - ent (hd [] (map adjoint T)) j i)%Z = true ->
  strip_part n den kappa T (map adjoint T) tD c p q proofs = true ->
  forall a, of_Z p <= of_Z c * a -> of_Z c * a <= of_Z q -> forall b x y,
  of_Z (snd kappa) * of_Z (snd kappa) * (a * a) * size x y <= of_Z (fst kappa) * of_Z (fst kappa) * image a b x y.
Proof.
  intros Hk Hc HtD HT HT2 H0 H a Hp Hq b x y.
  destruct T as [|T0 Ts]; [simpl in HT2; lia|]. cbn [map hd] in H0.
  unfold positive, is_rational in Hk. unfold strip_part in H. split_andb. to_prop.
  destruct kappa as [kn kd]. cbn [fst snd length Nat.pred] in *. set (d := length Ts) in *.
  match goal with G : all_below _ _ = true |- _ => rename G into Hall end.
  set (powers := map (fun k => pprod (repeat (p, q) k ++ repeat (c, c) (d - k))) (seq 0 (S d))) in *.
  set (unit := pprod (repeat (c, c) d)) in *.
  set (s := of_Z c * a - of_Z p). set (t := of_Z q - of_Z c * a). set (S_ := of_Z (c * (q - p)) : F). set (Sd := pow F S_ d).
  assert (HS : pos F S_) by (apply of_Z_pos; nia). assert (HSd : pos F Sd) by now apply pow_pos.
  assert (Eone : linear F s t (c, c) = S_). { unfold linear, S_, s, t. cbn [fst snd]. rewrite of_Z_mul, of_Z_sub. ring. }
  assert (Ev : linear F s t (p, q) = S_ * a). { unfold linear, S_, s, t. cbn [fst snd]. rewrite of_Z_mul, of_Z_sub. ring. }
  assert (Eunit : value F s t d unit = Sd).
  { unfold unit. assert (El : length (repeat (c, c) d) = d) by apply repeat_length.
    rewrite <- El at 1. now rewrite value_pprod, product_repeat, Eone. }
  set (basis := map (fun k => Sd * pow F a k) (seq 0 (S d))).
  assert (Ebasis : map (value F s t d) powers = basis).
  { unfold powers, basis. rewrite map_map. apply map_ext_in. intros k Hk. apply in_seq in Hk.
    assert (El : length (repeat (p, q) k ++ repeat (c, c) (d - k)) = d) by (rewrite app_length, !repeat_length; lia).
    rewrite <- El at 1. rewrite value_pprod, product_app, !product_repeat, Eone, Ev, pow_product.
    unfold Sd. replace (pow F S_ d) with (pow F S_ k * pow F S_ (d - k)); [ring|]. rewrite <- pow_add. f_equal. lia. }
  set (Q := linF F basis Ts).
  assert (Ehere : forall v w, form (linF F basis (T0 :: Ts)) v w = Sd * form (z2 T0) v w + a * form Q v w).
  { intros v w. rewrite <- !form_mul, <- form_add. apply form_ext; auto. intros i j _ _.
    assert (Etail : linF F (map (fun k => Sd * pow F a k) (seq 1 d)) Ts i j = a * Q i j).
    { transitivity (a * linF F (map (fun k => Sd * pow F a k) (seq 0 d)) Ts i j).
      - rewrite <- linF_scale, <- seq_shift, !map_map. f_equal. apply map_ext. intros k. cbn [pow]. ring.
      - unfold Q, basis. rewrite seq_S, map_app. cbn [map]. rewrite linF_app; [reflexivity|]. now rewrite map_length, seq_length. }
    unfold basis at 1. cbn [seq map linF]. rewrite Etail. cbn [pow]. ring. }
  assert (Eadj : forall v, form (linF F basis (map adjoint Ts)) v v = of_Z den * form Q (mv E v) v).
  { intros v. apply (form_linF_map F n basis Ts adjoint _ (mv E) (fun w => w)). intros. now apply form_adjoint_product. }
  cbn [forallb] in HT. apply andb_prop in HT as [HT0 HTs]. apply andb_prop in HT0 as [_ HT0].
  apply (line_in_strip (fun i j => Sd * z2 T0 i j) Q a b (of_Z tD * Sd) (of_Z kd * of_Z kd * (1 + 1))).
  - apply pos_mul; [now apply of_Z_pos|exact HSd].
  - intros i j Hi Hj. f_equal. now apply (z2_symmetric F n).
  - intros i j Hi Hj. now apply (linF_symmetric F n).
  - intros v. rewrite form_mul. assert (G := antisymmetric_form _ v H0). rewrite (form_adjoint_product F n rows den E HE) in G.
    apply integral in G as [G|G]; [exfalso; now apply (of_Z_pos F den)|]. rewrite G. ring.
  - intros v w. apply (cancel F (of_Z den)); [now apply of_Z_pos|].
    assert (HB : nonneg (sum F (S d) (fun i => mono F s t d i * OrderedRing.form F (n + n)
       (z2 (strip_matrix n den (kn, kd) (T0 :: Ts) (map adjoint (T0 :: Ts)) tD powers unit i)) (join F n v w) (join F n v w)))).
    { apply sum_nonneg. intros i Hi. apply nonneg_mul.
      - apply nonneg_mul; apply pow_nonneg; [exact Hp|exact Hq].
      - apply (psd_sound F (n + n) _ _ _ (all_below_spec _ _ i Hall Hi)). }
    refine (nonneg_eq F _ _ HB _). clear HB.
    rewrite (sum_ext F (S d) _ (fun i =>
       of_Z (kd * kd * (2 * den)) * (mono F s t d i * form (fun i' j' => of_Z (lin (at_ i powers) (T0 :: Ts) i' j')) v v)
       + ((- (of_Z (kd * kd) + of_Z (kd * kd))) * (mono F s t d i * form (fun i' j' => of_Z (lin (at_ i powers) (map adjoint Ts) i' j')) v v)
       + ((- (of_Z (kd * kd * den) + of_Z (kd * kd * den))) * (mono F s t d i * form (fun i' j' => of_Z (lin (at_ i powers) (T0 :: Ts) i' j')) v w)
       + of_Z (tD * den) * (of_Z (kn * kn) * dot w w - of_Z (kd * kd) * dot v v) * (of_Z (nth i unit 0%Z) * mono F s t d i))))).
    2: { intros i _. unfold strip_matrix. cbn [fst snd map tl].
         rewrite form_blockZ, form_symmetrized, form_off, form_cross, form_last, !of_Z_mul, of_Z_0. ring. }
    rewrite !sum_add, !sum_mul, !form_lin_at. fold (value F s t d unit). rewrite Eunit, Ebasis, !Ehere, Eadj, !form_mul, !of_Z_mul.
    cbn. ring.
Qed.

Lemma strip_sound kappa ends c T tD proofs : strip n rows den kappa ends c T tD proofs = true ->
  (0 < snd kappa)%Z /\ (0 < fst kappa)%Z /\ (0 < c)%Z /\ forall a, of_Z (hd 0%Z ends) <= of_Z c * a -> of_Z c * a <= of_Z (last ends 0%Z) ->
  forall b x y, of_Z (snd kappa) * of_Z (snd kappa) * (a * a) * size x y <= of_Z (fst kappa) * of_Z (fst kappa) * image a b x y.
Proof.
  intros H. unfold strip in H. split_andb. to_prop.
  match goal with G : positive kappa = true |- _ => pose proof G as Hk; unfold positive, is_rational in G; split_andb; to_prop end.
  do 3 (split; [assumption|]). intros a Hlow Hhigh b x y.
  refine (parts_sound F _ ends proofs _ 1 (of_Z c * a) _ _ _ _ _); try eassumption.
  - intros p q l Hl Hp Hq.
    apply (strip_part_sound kappa T tD c p q l); try assumption.
    + refine (nonneg_eq F _ _ Hp _). ring.
    + refine (nonneg_eq F _ _ Hq _). ring.
  - refine (nonneg_eq F _ _ Hlow _). ring.
  - refine (nonneg_eq F _ _ Hhigh _). ring.
Qed.
End Strips.

(** Numbers m/2^g, lengths, and norm_at_most = true: a bound on the norm of an integer matrix. *)

From Coq Require Import ZArith List Bool Lia Ring InitialRing.
From Kreiss Require Import OrderedRing Checker Powers Quantities Positivity Resolvent Steps Statement Soundness Lower Parseval Growth Infinite Blocks Neighbours.
Import ListNotations.

Section Rounding.
Variable F : ordered_ring.
Hypothesis inverse : is_field F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F).

Notation vector := (nat -> F).
Notation matrix := (nat -> nat -> F).
Notation z2 := (z2 F).
Notation pow := (pow F).

(** ** Powers of 2, with exponents of either sign *)

Variable h : F.
Hypothesis Hh : (1 + 1) * h = 1.

Definition two (g : Z) : F := pow (1 + 1) (Z.to_nat g) * pow h (Z.to_nat (- g)).

Lemma pow_both k : pow (1 + 1) k * pow h k = 1.
Proof.
  induction k as [|k IH]; cbn [OrderedRing.pow]; [ring|].
  transitivity ((1 + 1) * h * (pow (1 + 1) k * pow h k)); [ring|]. rewrite Hh, IH. ring.
Qed.

Lemma two_of m k : two (Z.of_nat m - Z.of_nat k) = pow (1 + 1) m * pow h k.
Proof.
  set (g := (Z.of_nat m - Z.of_nat k)%Z). unfold two. set (p := Z.to_nat g). set (q := Z.to_nat (- g)).
  assert (E : (p + k = m + q)%nat) by (unfold p, q, g; lia).
  transitivity (pow (1 + 1) (p + k) * pow h (k + q)).
  - rewrite !pow_add. transitivity (pow (1 + 1) p * pow h q * (pow (1 + 1) k * pow h k)); [rewrite pow_both; ring|ring].
  - rewrite E, !pow_add. transitivity (pow (1 + 1) m * pow h k * (pow (1 + 1) q * pow h q)); [ring|]. rewrite pow_both. ring.
Qed.

Lemma two_add a b : two (a + b) = two a * two b.
Proof.
  replace (a + b)%Z with (Z.of_nat (Z.to_nat a + Z.to_nat b) - Z.of_nat (Z.to_nat (- a) + Z.to_nat (- b)))%Z by lia.
  rewrite two_of, !pow_add. unfold two. ring.
Qed.

Lemma two_0 : two 0 = 1.
Proof. unfold two. cbn. ring. Qed.

Lemma two_opp g : two g * two (- g) = 1.
Proof. rewrite <- two_add. replace (g + - g)%Z with 0%Z by lia. apply two_0. Qed.

Lemma two_pos g : pos F (two g).
Proof. apply pos_mul; apply pow_pos; [apply pos_2|apply (inverse_pos F (1 + 1)); [apply pos_2|exact Hh]]. Qed.

Lemma two_up k : (0 <= k)%Z -> of_Z (2 ^ k) = two k.
Proof.
  intros H. rewrite <- (Z2Nat.id k H). induction (Z.to_nat k) as [|m IH]; [change (of_Z 1 = two 0); now rewrite two_0|].
  rewrite Nat2Z.inj_succ, Z.pow_succ_r, of_Z_mul, IH by lia. replace (Z.succ (Z.of_nat m)) with (1 + Z.of_nat m)%Z by lia.
  rewrite two_add. assert (E1 : two 1 = 1 + 1) by (unfold two; change (Z.to_nat 1) with 1%nat; change (Z.to_nat (- (1))) with 0%nat; cbn; ring).
  assert (E2 : of_Z 2 = 1 + 1 :> F) by (change 2%Z with (1 + 1)%Z; now rewrite of_Z_add, of_Z_1). now rewrite E1, E2.
Qed.

Lemma shiftl_two a k : (0 <= k)%Z -> of_Z (Z.shiftl a k) = of_Z a * two k.
Proof. intros H. now rewrite Z.shiftl_mul_pow2, of_Z_mul, two_up. Qed.

(** What a quotient that is rounded down leaves. *)
Lemma rest_of_quotient a b : (0 < b)%Z -> nonneg (of_Z a - of_Z (a / b)%Z * of_Z b : F) /\ of_Z a - of_Z (a / b)%Z * of_Z b <= (of_Z b : F).
Proof.
  intros H. assert (E := Z.div_mod a b ltac:(lia)). assert (K := Z.mod_pos_bound a b H). split.
  - rewrite <- of_Z_mul, <- of_Z_sub. apply of_Z_nonneg. lia.
  - rewrite <- of_Z_mul, <- !of_Z_sub. apply of_Z_nonneg. lia.
Qed.

Lemma shiftr_two a k : (0 <= k)%Z -> nonneg (of_Z a - of_Z (Z.shiftr a k) * two k) /\ of_Z a - of_Z (Z.shiftr a k) * two k <= two k.
Proof. intros H. rewrite Z.shiftr_div_pow2, <- two_up by exact H. apply rest_of_quotient. apply Z.pow_pos_nonneg; lia. Qed.

Definition value (p : dyadic) : F := of_Z (fst p) * two (- snd p).

Lemma value_add p q : value (dyadic_add p q) = value p + value q.
Proof.
  destruct p as [m g], q as [k e]. unfold value, dyadic_add. cbn [fst snd]. rewrite of_Z_add, !shiftl_two by lia.
  transitivity (of_Z m * (two (Z.max g e - g) * two (- Z.max g e)) + of_Z k * (two (Z.max g e - e) * two (- Z.max g e))); [ring|].
  rewrite <- !two_add. do 4 f_equal; lia.
Qed.

Lemma value_mul p q : value (dyadic_mul p q) = value p * value q.
Proof.
  destruct p as [m g], q as [k e]. unfold value, dyadic_mul. cbn [fst snd]. rewrite of_Z_mul.
  replace (- (g + e))%Z with (- g + - e)%Z by lia. rewrite two_add. ring.
Qed.

Lemma value_rounded_up p g : value p <= value (rounded_up p g).
Proof.
  destruct p as [m s]. unfold value, rounded_up. cbn [fst snd]. destruct (Z.le_ge_cases g s) as [H|H].
  - destruct (shiftr_two (- m) (s - g) ltac:(lia)) as [G _].
    assert (K := nonneg_mul F _ _ G (proj1 (two_pos (- s)))). refine (nonneg_eq F _ _ K _).
    rewrite !of_Z_opp. transitivity (- of_Z m * two (- s) - of_Z (Z.shiftr (- m) (s - g)) * (two (s - g) * two (- s))); [ring|].
    rewrite <- two_add. replace (s - g + - s)%Z with (- g)%Z by lia. ring.
  - change (Z.shiftr (- m) (s - g)) with (Z.shiftl (- m) (- (s - g))).
    rewrite of_Z_opp, shiftl_two, of_Z_opp by lia. refine (nonneg_eq F _ _ (nonneg_0 F) _).
    transitivity (of_Z m * (two (- (s - g)) * two (- g)) - of_Z m * two (- s)); [|ring].
    rewrite <- two_add. replace (- (s - g) + - g)%Z with (- s)%Z by lia. ring.
Qed.

Lemma fraction_number p : (0 < snd (fraction p))%Z /\ is_number (value p) (fraction p).
Proof.
  destruct p as [m s]. unfold fraction, is_number, value. cbn [fst snd]. split.
  - rewrite Z.shiftl_mul_pow2 by lia. assert (0 < 2 ^ Z.max 0 s)%Z by (apply Z.pow_pos_nonneg; lia). lia.
  - rewrite !shiftl_two, of_Z_1 by lia. transitivity (of_Z m * (two (Z.max 0 s) * two (- s))); [ring|]. rewrite <- two_add.
    f_equal. f_equal. lia.
Qed.

Lemma scaled_number b q (x : F) : (0 < snd q)%Z -> is_number x q -> (0 < snd (scaled b q))%Z /\ is_number (x * two b) (scaled b q).
Proof.
  intros Hq Hx. unfold scaled, is_number in *. cbn [fst snd]. destruct (fraction_number (1, - b)%Z) as [H G]. unfold is_number, value in G.
  cbn [fst snd] in G. split; [nia|]. rewrite !of_Z_mul, <- Hx, <- G. replace (- - b)%Z with b by lia. rewrite of_Z_1. ring.
Qed.

Lemma scaled_positive b q : (0 < fst (scaled b q))%Z -> (0 < fst q)%Z.
Proof.
  unfold scaled, fraction. cbn [fst snd]. rewrite Z.shiftl_mul_pow2 by lia.
  assert (0 < 2 ^ Z.max 0 (- - b))%Z by (apply Z.pow_pos_nonneg; lia). nia.
Qed.

(** ** Lengths *)

Variable n : nat.
Notation dot := (dot F n).
Notation mv := (mv F n).
Notation form := (form F n).

Lemma schwarz x y : dot x y * dot x y <= dot x x * dot y y.
Proof.
  destruct (pos_or_zero F inverse (dot x x) (dot_nonneg F n x)) as [E|H].
  - rewrite E, (dot_of_zero F n x y E). refine (nonneg_eq F _ _ (nonneg_0 F) _). ring.
  - apply (cancel F (dot x x) _ H). assert (G := dot_nonneg F n (comb F (dot x x) y (- dot x y) x)).
    refine (nonneg_eq F _ _ G _). rewrite !dot_comb_l, !dot_comb_r, (dot_sym F n y x). ring.
Qed.

(** |x| <= a |.| and |y| <= b |.|, where N is the square of |.|. *)
Lemma sum_short (x y z : vector) (a b N : F) : (forall i, (i < n)%nat -> z i = x i + y i) -> nonneg a -> nonneg b -> nonneg N ->
  dot x x <= a * a * N -> dot y y <= b * b * N -> dot z z <= (a + b) * (a + b) * N.
Proof.
  intros Hz Ha Hb HN Hx Hy.
  assert (Ez : dot z z = dot x x + dot x y + dot x y + dot y y).
  { transitivity (dot (comb F 1 x 1 y) (comb F 1 x 1 y)).
    - apply dot_ext; intros i Hi; rewrite Hz by exact Hi; unfold comb; ring.
    - rewrite !dot_comb_l, !dot_comb_r, (dot_sym F n y x). ring. }
  assert (zero : forall (u v : vector) c, dot u u <= 0 * 0 * N -> dot v v <= c * c * N -> nonneg c -> dot u u + dot u v + dot u v + dot v v <= c * c * N).
  { intros u v c Hu Hv _. assert (E : dot u u = 0).
    { apply nonneg_antisym; [apply dot_nonneg|]. refine (nonneg_eq F _ _ Hu _). ring. }
    rewrite E, (dot_of_zero F n u v E). refine (nonneg_eq F _ _ Hv _). ring. }
  destruct (pos_or_zero F inverse a Ha) as [Ea|Pa].
  - rewrite Ea in *. rewrite Ez. refine (nonneg_eq F _ _ (zero x y b Hx Hy Hb) _). ring.
  - destruct (pos_or_zero F inverse b Hb) as [Eb|Pb].
    + rewrite Eb in *. rewrite Ez. refine (nonneg_eq F _ _ (zero y x a Hy Hx Ha) _). rewrite (dot_sym F n y x). ring.
    + apply (cancel F (a * b)); [now apply pos_mul|]. rewrite Ez.
      assert (G := dot_nonneg F n (comb F b x (- a) y)). rewrite !dot_comb_l, !dot_comb_r, (dot_sym F n y x) in G.
      assert (Hab := nonneg_add F _ _ Ha Hb).
      assert (G1 := nonneg_mul F _ _ (nonneg_mul F _ _ Hb Hab) Hx). assert (G2 := nonneg_mul F _ _ (nonneg_mul F _ _ Ha Hab) Hy).
      refine (nonneg_eq F _ _ (nonneg_add F _ _ (nonneg_add F _ _ G G1) G2) _). ring.
Qed.

Lemma short_mono (q a b N : F) : nonneg a -> a <= b -> nonneg N -> q <= a * a * N -> q <= b * b * N.
Proof.
  intros Ha Hab HN H. refine (nonneg_eq F _ _ (nonneg_add F _ _ H (nonneg_mul F _ _ (square_le F a b Ha Hab) HN)) _). ring.
Qed.

Lemma frobenius_short (D : matrix) x :
  dot (mv D x) (mv D x) <= sum F n (fun i => sum F n (fun j => D i j * D i j)) * dot x x.
Proof.
  assert (G : nonneg (sum F n (fun i => dot (D i) (D i) * dot x x - mv D x i * mv D x i))).
  { apply sum_nonneg. intros i _. apply (schwarz (D i) x). }
  refine (nonneg_eq F _ _ G _).
  transitivity (sum F n (fun i => dot x x * dot (D i) (D i) + (- (1)) * (mv D x i * mv D x i))); [apply sum_ext; intros; ring|].
  rewrite sum_add, !sum_mul. change (sum F n (fun i => dot (D i) (D i))) with (sum F n (fun i => sum F n (fun j => D i j * D i j))).
  change (sum F n (fun i => mv D x i * mv D x i)) with (dot (mv D x) (mv D x)). ring.
Qed.

Lemma sum_constant m (c : F) : sum F m (fun _ => c) = of_Z (Z.of_nat m) * c.
Proof.
  induction m as [|m IH]; cbn [sum]; [cbn; ring|]. rewrite IH, Nat2Z.inj_succ. unfold Z.succ. rewrite of_Z_add, of_Z_1. ring.
Qed.

Lemma of_nat_nonneg (m : nat) : nonneg (of_Z (Z.of_nat m) : F).
Proof. apply of_Z_nonneg. lia. Qed.

(** A matrix with entries from 0 to d. *)
Lemma small_short (D : matrix) (d : F) x : (forall i j, (i < n)%nat -> (j < n)%nat -> nonneg (D i j) /\ D i j <= d) ->
  dot (mv D x) (mv D x) <= of_Z (Z.of_nat n) * d * (of_Z (Z.of_nat n) * d) * dot x x.
Proof.
  intros H. assert (G := frobenius_short D x).
  assert (G1 : nonneg (sum F n (fun i => sum F n (fun j => d * d + (- (1)) * (D i j * D i j))))).
  { apply sum_nonneg. intros i Hi. apply sum_nonneg. intros j Hj. destruct (H i j Hi Hj) as [H1 H2].
    refine (nonneg_eq F _ _ (square_le F _ _ H1 H2) _). ring. }
  rewrite (sum_ext F n _ (fun i => of_Z (Z.of_nat n) * (d * d) + (- (1)) * sum F n (fun j => D i j * D i j))) in G1.
  2: { intros i _. now rewrite sum_add, sum_constant, sum_mul. }
  rewrite sum_add, sum_constant, sum_mul in G1.
  refine (nonneg_eq F _ _ (nonneg_add F _ _ G (nonneg_mul F _ _ G1 (dot_nonneg F n x))) _). ring.
Qed.

(** |y| <= c|x| gives x'y <= c|x|^2. *)
Lemma pairing x y c : pos F c -> dot y y <= c * c * dot x x -> dot x y <= c * dot x x.
Proof.
  intros Hc H. apply (cancel F ((1 + 1) * c)); [apply pos_mul; [apply pos_2|exact Hc]|].
  assert (G := dot_nonneg F n (comb F c x (- (1)) y)). rewrite !dot_comb_l, !dot_comb_r, (dot_sym F n y x) in G.
  refine (nonneg_eq F _ _ (nonneg_add F _ _ G H) _). ring.
Qed.

Lemma dot_scaled c x : dot (fun i => c * x i) (fun i => c * x i) = c * c * dot x x.
Proof. unfold OrderedRing.dot. rewrite <- sum_mul. apply sum_ext. intros. ring. Qed.

Lemma frobenius_sound M : (forall i, (length (nth i M []) <= n)%nat) ->
  of_Z (frobenius n M) = sum F n (fun i => sum F n (fun j => z2 M i j * z2 M i j)).
Proof.
  intros H. change (frobenius n M) with (zsum n (fun i => dotZ (nth i M []) (nth i M []))). rewrite zsum_sum.
  apply sum_ext. intros i _. rewrite (dotZ_sum F n) by apply H. reflexivity.
Qed.

(** ** Bounds on a norm *)

Lemma gram_entry M i j : (i < n)%nat -> (j < n)%nat -> z2 (gram n M) i j = sum F n (fun k => z2 M k i * z2 M k j).
Proof.
  intros Hi Hj. unfold gram. rewrite (ent_mulT F) by (try assumption; intros; apply row_build).
  apply sum_ext. intros k Hk. now rewrite !z2_tr.
Qed.

Lemma gram_step M C (al be d a c : F) x : 
  (forall i j, (i < n)%nat -> (j < n)%nat -> nonneg (al * z2 (gram n M) i j - be * z2 C i j) /\ al * z2 (gram n M) i j - be * z2 C i j <= d) ->
  nonneg d -> nonneg a -> pos F c -> c = a + of_Z (Z.of_nat n) * d ->
  be * be * dot (mv (z2 C) x) (mv (z2 C) x) <= a * a * dot x x -> al * dot (mv (z2 M) x) (mv (z2 M) x) <= c * dot x x.
Proof.
  intros HD Hd Ha Hc Ec H. set (D := fun i j => al * z2 (gram n M) i j - be * z2 C i j).
  assert (HD1 := small_short D d x HD).
  assert (H1 : dot (fun i => be * mv (z2 C) x i) (fun i => be * mv (z2 C) x i) <= a * a * dot x x) by now rewrite dot_scaled.
  assert (Hsum : forall i, (i < n)%nat -> al * mv (z2 (gram n M)) x i = be * mv (z2 C) x i + mv D x i).
  { intros i _. unfold D, OrderedRing.mv. rewrite <- !sum_mul, <- sum_add. apply sum_ext. intros. ring. }
  assert (G := sum_short _ _ _ a _ (dot x x) Hsum Ha (nonneg_mul F _ _ (of_nat_nonneg n) Hd) (dot_nonneg F n x) H1 HD1).
  rewrite <- Ec in G. assert (K := pairing x _ c Hc G). refine (nonneg_eq F _ _ K _).
  assert (E1 : dot x (fun i => al * mv (z2 (gram n M)) x i) = al * form (z2 (gram n M)) x x).
  { unfold OrderedRing.form, OrderedRing.dot. rewrite <- sum_mul. apply sum_ext. intros. ring. }
  rewrite E1, (form_adjoint F n (z2 M) (z2 M) (z2 (gram n M)) x x) by (intros; now apply gram_entry). reflexivity.
Qed.

Lemma shrinks_sound width fuel : (0 <= width)%Z -> forall C e, (forall i, (length (nth i C []) <= n)%nat) -> (0 <= e)%Z ->
  shrinks fuel n width C e = true -> nonneg (1 - of_Z e * two (- width)) /\ pos F (1 - of_Z e * two (- width)) /\
  forall x, two (- width) * two (- width) * dot (mv (z2 C) x) (mv (z2 C) x)
  <= (1 - of_Z e * two (- width)) * (1 - of_Z e * two (- width)) * dot x x.
Proof.
  intros Hw. induction fuel as [|fuel IH]; intros C e HC He H; cbn [shrinks] in H; [discriminate|].
  set (one := Z.shiftl 1 width) in *. assert (Eone : of_Z one = two width :> F) by (unfold one; rewrite shiftl_two, of_Z_1 by exact Hw; ring).
  assert (Ew := two_opp width). assert (Hi := two_pos (- width)). set (w := two width) in *. set (v := two (- width)) in *.
  destruct (Z.ltb_spec e one) as [Hlt|]; [|discriminate].
  assert (Ha : pos F (1 - of_Z e * v)).
  { replace (1 - of_Z e * v) with (v * (of_Z (one - e))) by (rewrite of_Z_sub, Eone; transitivity (w * v - of_Z e * v); [ring|now rewrite Ew]).
    apply pos_mul; [exact Hi|]. apply of_Z_pos. lia. }
  split; [apply Ha|]. split; [exact Ha|]. intros x. destruct (Z.leb_spec (frobenius n C) ((one - e) * (one - e))) as [Hf|_].
  - apply (of_Z_le F) in Hf. rewrite frobenius_sound, of_Z_mul, of_Z_sub, Eone in Hf by exact HC.
    assert (G := frobenius_short (z2 C) x).
    refine (nonneg_eq F _ _ (nonneg_mul F _ _ (nonneg_square F v) (nonneg_add F _ _ G (nonneg_mul F _ _ Hf (dot_nonneg F n x)))) _).
    transitivity ((v * w - of_Z e * v) * (v * w - of_Z e * v) * dot x x - v * v * dot (mv (z2 C) x) (mv (z2 C) x)); [ring|].
    replace (v * w) with (w * v) by ring. rewrite Ew. ring.
  - destruct (largest C <? 2 * one)%Z; [|discriminate]. set (G := gram n C) in *.
    set (C' := build n _) in *. destruct (IH C' (2 * e + Z.of_nat n)%Z) as (H1 & H2 & H3); [intros; apply row_build|lia|exact H|].
    assert (Hd : nonneg (of_Z (Z.of_nat n) * v)) by (apply nonneg_mul; [apply of_nat_nonneg|apply Hi]).
    set (a := 1 - of_Z (2 * e + Z.of_nat n) * v) in *.
    assert (Hc : pos F (a + of_Z (Z.of_nat n) * v)) by now apply pos_add.
    assert (Hrest : forall i j, (i < n)%nat -> (j < n)%nat -> nonneg (v * v * z2 G i j - v * z2 C' i j) /\ v * v * z2 G i j - v * z2 C' i j <= v).
    { intros i j Hi' Hj'. unfold C', Positivity.z2. rewrite ent_build by assumption.
      destruct (shiftr_two (ent G i j) width Hw) as [K1 K2]. fold w in K1, K2. set (t := of_Z (Z.shiftr (ent G i j) width) : F) in *. split.
      - refine (nonneg_eq F _ _ (nonneg_mul F _ _ (nonneg_square F v) K1) _).
        transitivity (v * v * of_Z (ent G i j) - v * t * (w * v)); [ring|]. rewrite Ew. ring.
      - refine (nonneg_eq F _ _ (nonneg_mul F _ _ (nonneg_square F v) K2) _).
        transitivity (v * (w * v) - (v * v * of_Z (ent G i j) - v * t * (w * v))); [ring|]. rewrite Ew. ring. }
    assert (K := gram_step C C' (v * v) v v a _ x Hrest (proj1 Hi) H1 Hc eq_refl (H3 x)).
    assert (Ea : a + of_Z (Z.of_nat n) * v = 1 - (1 + 1) * of_Z e * v).
    { unfold a. rewrite of_Z_add, of_Z_mul. cbn. ring. }
    rewrite Ea in K.
    refine (nonneg_eq F _ _ (nonneg_add F _ _ K (nonneg_mul F _ _ (nonneg_square F (of_Z e * v)) (dot_nonneg F n x))) _). ring.
Qed.

Lemma norm_at_most_sound width B p q : (0 <= width)%Z -> (forall i, (length (nth i B []) <= n)%nat) ->
  norm_at_most n width B (p, q) = true -> (0 < p)%Z /\ (0 < q)%Z /\
  forall x, of_Z q * of_Z q * dot (mv (z2 B) x) (mv (z2 B) x) <= of_Z p * of_Z p * dot x x.
Proof.
  intros Hw HB H. unfold norm_at_most in H. cbn [fst snd] in H. apply andb_prop in H as [H0 H]. apply andb_prop in H0 as [Hp Hq]. to_prop.
  split; [exact Hp|]. split; [exact Hq|]. intros x. set (up := (q * q)%Z) in *. set (down := (p * p)%Z) in *.
  assert (Hdown : (0 < down)%Z) by (unfold down; nia).
  destruct (Z.leb_spec (frobenius n B * up) down) as [Hf|_].
  - apply (of_Z_le F) in Hf. unfold up, down in Hf. rewrite !of_Z_mul, frobenius_sound in Hf by exact HB.
    assert (G := nonneg_mul F _ _ (nonneg_square F (of_Z q)) (frobenius_short (z2 B) x)).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G (nonneg_mul F _ _ Hf (dot_nonneg F n x))) _). ring.
  - set (G := gram n B) in *. set (C := build n _) in H.
    destruct (shrinks_sound width _ Hw C (Z.of_nat n) ltac:(intros; apply row_build) ltac:(lia) H) as (H1 & H2 & H3). specialize (H3 x).
    assert (Ew := two_opp width). assert (Hi := two_pos (- width)). set (w := two width) in *. set (v := two (- width)) in *.
    set (P := of_Z p * of_Z p : F). assert (HP : pos F P) by (apply pos_mul; now apply of_Z_pos).
    assert (ED : of_Z down = P :> F) by (unfold down, P; now rewrite of_Z_mul).
    assert (EU : of_Z up = of_Z q * of_Z q :> F) by (unfold up; now rewrite of_Z_mul).
    apply (gram_step B C (of_Z q * of_Z q) (P * v) (P * v) (P * (1 - of_Z (Z.of_nat n) * v)) P x).
    + intros i j Hi' Hj'. fold G. unfold C, Positivity.z2. rewrite ent_build by assumption.
      destruct (rest_of_quotient (Z.shiftl (ent G i j * up) width) down Hdown) as [K1 K2].
      rewrite shiftl_two, of_Z_mul, ED, EU in K1, K2 by exact Hw. fold w in K1, K2.
      set (t := of_Z (Z.shiftl (ent G i j * up) width / down)%Z : F) in *. split.
      * refine (nonneg_eq F _ _ (nonneg_mul F _ _ (proj1 Hi) K1) _).
        transitivity (of_Z q * of_Z q * of_Z (ent G i j) * (w * v) - P * v * t); [ring|]. rewrite Ew. ring.
      * refine (nonneg_eq F _ _ (nonneg_mul F _ _ (proj1 Hi) K2) _).
        transitivity (P * v - (of_Z q * of_Z q * of_Z (ent G i j) * (w * v) - P * v * t)); [ring|]. rewrite Ew. ring.
    + apply nonneg_mul; [apply HP|apply Hi].
    + apply nonneg_mul; [apply HP|exact H1].
    + exact HP.
    + ring.
    + refine (nonneg_eq F _ _ (nonneg_mul F _ _ (nonneg_square F P) H3) _). ring.
Qed.

Lemma difference_number (a b : F) p q : is_number a p -> is_number b q -> is_number (a - b) (rational_sub p q) /\ is_number (a + b) (rational_add p q).
Proof.
  intros Ha Hb. unfold is_number, rational_sub, rational_add in *. cbn [fst snd].
  rewrite of_Z_sub, of_Z_add, !of_Z_mul, <- Ha, <- Hb. split; ring.
Qed.

Lemma dotZ_dot x y : length x = n -> of_Z (dotZ x y) = dot (vz F x) (vz F y).
Proof. intros H. rewrite (dotZ_sum F n) by lia. reflexivity. Qed.

Lemma image_squares_dot M x : (forall i, (length (nth i M []) <= n)%nat) ->
  of_Z (image_squares n M x) = dot (mv (z2 M) (vz F x)) (mv (z2 M) (vz F x)).
Proof.
  intros H. change (image_squares n M x) with (zsum n (fun i => let p := dotZ (nth i M []) x in p * p)%Z). rewrite zsum_sum.
  apply sum_ext. intros i _. cbn zeta. rewrite of_Z_mul, (dotZ_sum F n) by apply H. reflexivity.
Qed.

(** (B/2^b)x. *)
Notation image b B x := (fun i => two (- b) * mv (z2 B) x i).

Lemma image_at_most width b B q (c : F) : (0 <= width)%Z -> (forall i, (length (nth i B []) <= n)%nat) -> (0 < snd q)%Z -> is_number c q ->
  norm_at_most n width B (scaled b q) = true -> nonneg c /\ forall u, dot (image b B u) (image b B u) <= c * c * dot u u.
Proof.
  intros Hw HB Hq Hc H. destruct (scaled_number b q c Hq Hc) as [HQ NQ].
  assert (Ev := two_opp b). set (v := two (- b)) in *. set (w := two b) in *. assert (Hwp : pos F w) by apply two_pos.
  destruct (scaled b q) as [P Q]. cbn [snd] in HQ. unfold is_number in NQ. cbn [fst snd] in NQ. fold w in NQ.
  destruct (norm_at_most_sound width B P Q Hw HB H) as (HP & _ & HN). assert (HQp := of_Z_pos F Q HQ). split.
  - apply (cancel F (of_Z Q * w)); [now apply pos_mul|]. refine (nonneg_eq F _ _ (of_Z_nonneg F P ltac:(lia)) _). rewrite <- NQ. ring.
  - intros u. rewrite dot_scaled. apply (cancel F (of_Z Q * of_Z Q)); [now apply pos_mul|].
    refine (nonneg_eq F _ _ (nonneg_mul F _ _ (nonneg_square F v) (HN u)) _). rewrite <- NQ.
    transitivity (of_Z Q * of_Z Q * (c * c) * (w * v * (w * v)) * dot u u - of_Z Q * of_Z Q * (v * v * dot (mv (z2 B) u) (mv (z2 B) u))); [ring|].
    rewrite Ev. ring.
Qed.

(** What the image reaches: if T is B/2^b up to e and k bounds T, then l <= k where (B/2^b)v has the length of (l + e)v. *)
Lemma reaches_at_least (T : vector -> vector) b B q x y (l e : F) : (forall i, (length (nth i B []) <= n)%nat) -> (0 < snd q)%Z -> is_number (l + e) q ->
  length x = n -> length y = n -> (0 < dotZ x x + dotZ y y)%Z -> nonneg l -> nonneg e -> reaches n b B q x y = true ->
  (forall u, dot (fun i => T u i - two (- b) * mv (z2 B) u i) (fun i => T u i - two (- b) * mv (z2 B) u i) <= e * e * dot u u) ->
  forall k, nonneg k -> (forall u, dot (T u) (T u) <= k * k * dot u u) -> l <= k.
Proof.
  intros HB Hq Hc Lx Ly Hsize Hl He H HT k Hk Hb. destruct (scaled_number b q _ Hq Hc) as [HS NS]. unfold reaches in H.
  assert (Ev := two_opp b). set (v := two (- b)) in *. set (w := two b) in *.
  destruct (scaled b q) as [R S]. cbn [fst snd] in *. unfold is_number in NS. cbn [fst snd] in NS. fold w in NS. to_prop.
  apply (of_Z_le F) in H. rewrite !of_Z_mul, !of_Z_add, !image_squares_dot, !dotZ_dot in H by assumption.
  apply (of_Z_pos F) in Hsize. rewrite of_Z_add, !dotZ_dot in Hsize by assumption.
  set (p := vz F x) in *. set (r := vz F y) in *. assert (HSp := of_Z_pos F S HS).
  assert (Hback : forall u, dot (image b B u) (image b B u) <= (k + e) * (k + e) * dot u u).
  { intros u. apply (sum_short (T u) (fun i => (- (1)) * (T u i - v * mv (z2 B) u i))); try assumption.
    - intros i _. unfold v. ring.
    - apply dot_nonneg.
    - apply Hb.
    - rewrite dot_scaled. refine (nonneg_eq F _ _ (HT u) _). fold v. ring. }
  assert (G : l + e <= k + e).
  { apply (le_of_square F); [now apply nonneg_add|now apply nonneg_add|]. apply (cancel F _ _ Hsize).
    apply (cancel F (of_Z S * of_Z S)); [now apply pos_mul|].
    assert (G1 := nonneg_mul F _ _ (nonneg_square F (of_Z S)) (nonneg_add F _ _ (Hback p) (Hback r))).
    assert (G2 := nonneg_mul F _ _ (nonneg_square F v) H).
    refine (nonneg_eq F _ _ (nonneg_add F _ _ G1 G2) _). rewrite !dot_scaled. fold v. rewrite <- NS.
    set (a := dot (mv (z2 B) p) (mv (z2 B) p)). set (c := dot (mv (z2 B) r) (mv (z2 B) r)).
    transitivity (of_Z S * of_Z S * ((k + e) * (k + e) * (dot p p + dot r r)) - of_Z S * of_Z S * ((l + e) * (l + e)) * (w * v * (w * v)) * (dot p p + dot r r)); [ring|].
    rewrite Ev. ring. }
  refine (nonneg_eq F _ _ G _). ring.
Qed.

Lemma zero_number (x : F) p : (0 < snd p)%Z -> fst p = 0%Z -> is_number x p -> x = 0.
Proof.
  unfold is_number. intros Hp E H. rewrite E, of_Z_0 in H. apply integral in H as [H|H]; [|exact H]. exfalso. now apply (of_Z_pos F (snd p)).
Qed.

Lemma nonneg_number (x : F) p : (0 < snd p)%Z -> (0 <= fst p)%Z -> is_number x p -> nonneg x.
Proof. unfold is_number. intros Hp Hn H. apply (cancel F (of_Z (snd p))); [now apply of_Z_pos|]. rewrite H. now apply of_Z_nonneg. Qed.

End Rounding.

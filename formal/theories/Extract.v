(** The checker as an OCaml program; integers become those of Zarith. *)

From Coq Require Import ExtrOcamlBasic ExtrOcamlZBigInt.
From Kreiss Require Import Checker Quantities.

Extraction "checker.ml" check check_infinite check_quantity embed.

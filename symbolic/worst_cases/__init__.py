"""The worst case of a class of block matrices, with the proofs that it is one."""

"""``kreiss/enclosure-1``: the steps that enclose K, K_ct and their neighbours."""

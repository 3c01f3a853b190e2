"""K and K_ct of large sparse matrices: a lower end by a witness, and where diagonal forms do, an upper one."""

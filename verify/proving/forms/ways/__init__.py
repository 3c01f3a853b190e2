"""What a search for forms may try to prove: bounds on compound expressions by their parts, and ways through others."""

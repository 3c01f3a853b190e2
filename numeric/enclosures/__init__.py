"""What a certification is asked for, and what it returns: two ends with the steps that prove them."""

"""``kreiss/enclosure-1``: which room checks the enclosure of which quantity."""

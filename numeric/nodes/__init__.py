"""What disc and half-plane share: nodes, segments, witnesses, chains, and the one way from a matrix to an enclosure."""

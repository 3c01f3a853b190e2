"""What disc and half-plane share: nodes on curves, their layout, the search for the peak, and enclosures in a ball."""

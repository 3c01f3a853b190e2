"""The search for counterexamples: layouts, seeds, ascent, estimates. It proposes, and proves nothing."""

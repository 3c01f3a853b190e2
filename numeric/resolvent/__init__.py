"""The resolvent norm on curves, as floats and many digits estimate it."""

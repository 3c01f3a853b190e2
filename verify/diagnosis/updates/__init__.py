"""Updates that are programs or operators: their Jacobians in blocks, a probe in a training loop, a survey."""

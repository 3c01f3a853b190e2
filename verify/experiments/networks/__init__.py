"""Neural networks trained in two coupled groups of parameters: problems, and what is measured along their training."""

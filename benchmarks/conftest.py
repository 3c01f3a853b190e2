"""``pytest benchmarks`` runs ``test_regression.py``; the scripts are no test modules."""

collect_ignore = ["kinds.py", "measure.py", "peers.py", "run.py", "small.py", "systems.py"]

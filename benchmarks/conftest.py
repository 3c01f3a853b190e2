"""``pytest benchmarks`` runs ``test_regression.py``; the scripts are no test modules."""

collect_ignore = ["measure.py", "peers.py", "run.py", "small.py"]

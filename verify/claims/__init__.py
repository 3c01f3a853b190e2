"""Claims as data: the bundled claims of the paper."""

"""A page that checks certificates in the reader's browser: the checker itself, run by Python in WebAssembly."""

"""``python -m kreiss`` is the command line."""

from kreiss.verify.cli import main

if __name__ == "__main__":
    main()

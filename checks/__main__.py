"""`python -m checks VERB …`: what `workshop.py` hands over to."""

import sys

from checks.cli import main

if __name__ == "__main__":
    sys.exit(main())

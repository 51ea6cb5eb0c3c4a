"""`python -m fedart`."""

import sys

from fedart.cli import main

if __name__ == "__main__":
    sys.exit(main())

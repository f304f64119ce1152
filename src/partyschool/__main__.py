"""`partyschool` and `python -m partyschool`."""

import sys

from partyschool.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

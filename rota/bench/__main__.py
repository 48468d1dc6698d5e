"""`python -m rota.bench …`, the same as `rota bench …`."""

import sys

from rota.bench.main import main

if __name__ == "__main__":
    sys.exit(main())

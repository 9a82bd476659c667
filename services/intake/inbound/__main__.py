"""`python -m services.intake.inbound`: takes mail and brings it to its jobs."""

from __future__ import annotations

import logging

from services.intake.inbound.process import main
from services.kit import health

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    health.run(main())

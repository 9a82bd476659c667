"""The local inbox as a mail server for other containers; by itself it listens on the loopback only."""

from __future__ import annotations

import asyncio
from pathlib import Path

from deploy.inbox import server

server.HOST = "0.0.0.0"  # noqa: S104 - reachable inside the stand-in network, which is its point

asyncio.run(server.serve(Path("/data/mail"), 2525, 8000))

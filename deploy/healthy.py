"""The image's health check: every process answers `/health/ready` on the same port, web service or not.

Run by path (`python -I healthy.py`) and by hand over a socket: an HTTP library takes longer to load than all our asking.
"""

from __future__ import annotations

import socket
import sys

PORT = 8000


def is_ready(port: int = PORT) -> bool:
    """Whether the process in this container says that it is ready."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
            connection.sendall(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = connection.makefile("rb").readline()
    except OSError:
        return False
    return b" 200 " in answer


if __name__ == "__main__":
    sys.exit(not is_ready())

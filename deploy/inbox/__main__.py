"""`python -m deploy.inbox --smtp-port 1025 --http-port 8025 --data folder`; port 0 takes a free one."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from deploy.inbox.server import serve


def main() -> None:
    parser = argparse.ArgumentParser(prog="deploy.inbox")
    parser.add_argument("--smtp-port", type=int, default=1025)
    parser.add_argument("--http-port", type=int, default=8025)
    parser.add_argument("--sms-webhook", default="", help="where text messages are answered and reported")
    parser.add_argument("--data", type=Path, required=True)
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.data, chosen.smtp_port, chosen.http_port, chosen.sms_webhook))


if __name__ == "__main__":
    main()

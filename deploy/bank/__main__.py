"""`python -m deploy.bank --port 8026 --data folder --webhook URL`; port 0 takes a free one. Prints one line of JSON once it listens.

The key that callers must show and the secret that it signs with come from the files that `DOSSIER_STRIPE_KEY_FILE` and
`DOSSIER_STRIPE_WEBHOOK_SECRET_FILE` name, as Dossier's own do.
"""

from __future__ import annotations

import argparse
import json
import socket
from pathlib import Path

import uvicorn

from deploy.bank.store import Store
from deploy.bank.web import create_app
from services.kit.settings import get_settings

HOST = "127.0.0.1"


def main() -> None:
    parser = argparse.ArgumentParser(prog="deploy.bank")
    parser.add_argument("--port", type=int, default=8026)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--webhook", default="", help="where to tell what happened")
    chosen = parser.parse_args()
    settings = get_settings()
    assert settings.stripe_key_file is not None, "DOSSIER_STRIPE_KEY_FILE is not set"
    assert settings.stripe_webhook_secret_file is not None, "DOSSIER_STRIPE_WEBHOOK_SECRET_FILE is not set"
    with socket.create_server((HOST, chosen.port)) as listener:
        port = listener.getsockname()[1]
        app = create_app(
            Store(chosen.data),
            url=f"http://{HOST}:{port}",
            key=settings.stripe_key_file.read_text().strip(),
            secret=settings.stripe_webhook_secret_file.read_text().strip(),
            webhook=chosen.webhook,
        )
        print(json.dumps({"http": port}), flush=True)
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()

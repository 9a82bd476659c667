"""The secrets of a production stack, made once: `python -m deploy.secrets_env https://dossier.example.ca > .env`.

Standard output is the `.env` that compose reads; what only the owner knows (the mail account) stays empty in it, and compose says so.
The Ed25519 keys that sign sign-ins go to `deploy/compose/secrets/` (`--keys` says another folder); keys that are there are kept.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

KEYS = Path(__file__).resolve().parent / "compose" / "secrets"
ROLES = ("accounts", "intake", "jobs", "billing", "worker", "relay")


def environment(url: str, build_id: str) -> str:
    """The text of a new `.env`, every password its own. Hexadecimal, since they become parts of URLs and of JSON."""
    passwords = {f"DOSSIER_PASSWORD_{role.upper()}": secrets.token_hex(24) for role in ROLES}
    values = {
        "DOSSIER_URL": url,
        "DOSSIER_BUILD_ID": build_id,
        "POSTGRES_PASSWORD": secrets.token_hex(24),
        "TEMPORAL_DB_PASSWORD": secrets.token_hex(24),
        **passwords,
        "DOSSIER_LINK_KEY": secrets.token_urlsafe(32),
        "DOSSIER_SMTP_HOST": "",
        "DOSSIER_SMTP_PORT": "587",
        "DOSSIER_SMTP_TLS": "starttls",
        "DOSSIER_SMTP_USER": "",
        "DOSSIER_SMTP_PASSWORD": "",
        "DOSSIER_MAIL_FROM": "",
        "DOSSIER_INBOUND_DOMAIN": "",
    }
    return "".join(f"{name}={value}\n" for name, value in values.items())


def make_keys(folder: Path) -> None:
    """`token.pem` and `token.pub.pem` in `folder`, unless they are there.

    Compose mounts single files as they are, so the container's user must be able to read them: the folder keeps everybody else out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    private_key, public_key = folder / "token.pem", folder / "token.pub.pem"
    if private_key.exists() and public_key.exists():
        return
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for path, content in ((public_key, public), (private_key, private)):
        beside = path.with_suffix(".new")
        beside.write_bytes(content)
        beside.chmod(0o444)
        beside.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.secrets_env", description=__doc__)
    parser.add_argument("url", help="https://… without a slash at its end")
    parser.add_argument("--build-id", default="1", help="DOSSIER_BUILD_ID")
    parser.add_argument("--keys", type=Path, default=KEYS)
    given = parser.parse_args()
    parts = urlsplit(given.url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        parser.error("url")
    make_keys(given.keys)
    sys.stdout.write(environment(given.url, given.build_id))


if __name__ == "__main__":
    main()

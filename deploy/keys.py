"""The secrets of a local stack, made once and kept in its data folder."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from deploy.folder import write
from deploy.postgres import OWNER

if TYPE_CHECKING:
    from pathlib import Path

ROLES = ("accounts", "intake", "jobs", "billing", "worker", "relay")


@dataclass(frozen=True, slots=True)
class Keys:
    passwords: dict[str, str]  # by database role, the owner's included
    private_key: Path  # Ed25519, PEM: signs sign-in tokens, for accounts only
    public_key: Path
    stripe_key: Path  # shown to the local bank, for billing and workers only
    stripe_webhook_secret: Path  # what the bank signs with
    link_key: str  # behind portal links and form tokens


def load(folder: Path) -> Keys:
    """The secrets in `folder`; what is missing is made."""
    passwords, private_key, public_key = folder / "passwords.json", folder / "token.pem", folder / "token.pub.pem"
    link_key = folder / "link.key"
    stripe_key, stripe_webhook_secret = folder / "stripe.key", folder / "stripe-webhook.key"
    for path, prefix in ((stripe_key, "sk_local_"), (stripe_webhook_secret, "whsec_")):
        if not path.exists():
            write(path, prefix + secrets.token_hex(24))
    if not passwords.exists():
        write(passwords, json.dumps({role: secrets.token_hex(24) for role in (OWNER, *ROLES)}))
    if not private_key.exists():
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write(public_key, public.decode())
        write(private_key, private.decode())  # last: when it is there, its public half is too
    if not link_key.exists():
        write(link_key, secrets.token_urlsafe(32))
    return Keys(
        json.loads(passwords.read_text()),
        private_key,
        public_key,
        stripe_key,
        stripe_webhook_secret,
        link_key.read_text(),
    )

"""Passwords: Argon2, off the event loop, and no faster for an address that nobody has."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

_HASHER: Final = PasswordHash((Argon2Hasher(),))
# Each hash takes 64 MB for its time, so a flood of sign-ins waits in line instead of taking the memory.
_THREADS: Final = ThreadPoolExecutor(2, "argon2")


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """The hash of a password that nobody knows, verified in place of one that is not there."""
    return _HASHER.hash(secrets.token_urlsafe(32))


def _fits(password: str, stored: str | None) -> bool:
    try:
        if stored is not None:
            return _HASHER.verify(password, stored)
    except UnknownHashError:
        pass  # an account without a password of its own: nobody gets in
    _HASHER.verify(password, _nobodys())
    return False


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def fits(password: str, stored: str | None) -> bool:
    """Whether `stored` is the hash of `password`. None, for an unknown person, takes as long and is never it."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _fits, password, stored)

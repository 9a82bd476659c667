"""Roles are presets of the ten permissions; each permission can then be ticked or not, whatever the role."""

from __future__ import annotations

from typing import Final

from services.accounts.fields import Role
from services.kit.auth import PERMISSIONS, Permission

PRESETS: Final[dict[Role, tuple[Permission, ...]]] = {
    "administrator": PERMISSIONS,
    "manager": tuple(each for each in PERMISSIONS if each != "settings"),
    "employee": ("jobs", "visits", "messages"),
}

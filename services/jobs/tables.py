"""The base of every table in schema `jobs`."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from services.kit.db import metadata


class Base(DeclarativeBase):
    metadata = metadata("jobs")

"""The one engine of a process, the sessions on it, and the base of every table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache

from sqlalchemy import DateTime, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from services.kit.settings import get_settings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Instant = DateTime(timezone=True)
"""Column type of every point in time: aware, UTC."""


def metadata(schema: str) -> MetaData:
    """For `class Base(DeclarativeBase): metadata = db.metadata("…")`: the tables live in `schema`, keys have stable names."""
    return MetaData(schema=schema, naming_convention=NAMING)


@lru_cache(maxsize=1)
def engine() -> AsyncEngine:
    """Lazy, so that importing a module never connects. Parameters are hidden: an SQL error must quote no client."""
    return create_async_engine(
        get_settings().database_url,
        pool_size=8,
        max_overflow=8,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 5},
    )


def session() -> AsyncSession:
    return AsyncSession(engine(), expire_on_commit=False)


async def enter_company(session: AsyncSession, company_id: str) -> None:
    """Row-level security shows this transaction one company's rows and nothing else."""
    await session.execute(text("SELECT set_config('app.company_id', :company_id, true)"), {"company_id": company_id})


@asynccontextmanager
async def reading(company_id: str) -> AsyncIterator[AsyncSession]:
    """A session that only reads: whatever happens in it is rolled back."""
    async with session() as reader:
        await enter_company(reader, company_id)
        yield reader
        await reader.rollback()


@asynccontextmanager
async def committing(company_id: str) -> AsyncIterator[AsyncSession]:
    """One transaction of one company: committed at the end, rolled back on any exception."""
    async with session() as writer:
        await enter_company(writer, company_id)
        yield writer
        await writer.commit()


async def notify(channel: str, payload: str) -> None:
    """Best effort, in a statement of its own: inside the transaction it would serialise all commits."""
    async with engine().connect() as connection:
        await connection.execute(text("SELECT pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload})
        await connection.commit()

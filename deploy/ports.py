"""The TCP ports of a local stack, all on the loopback interface (design: api.md)."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """One port per listener. The order of the fields is the order of `--port-base`."""

    dashboard: int = 8080
    intake: int = 8001
    jobs: int = 8002
    billing: int = 8003
    accounts: int = 8004
    temporal: int = 7233
    temporal_ui: int = 8233
    smtp: int = 1025
    mail: int = 8025
    smtp_in: int = 1026
    postgres: int = 54329
    workers: int = 9101
    relay: int = 9102
    inbound: int = 9103
    bank: int = 8026

    @classmethod
    def at(cls, base: int | None) -> Ports:
        """The default ports, or consecutive ones from `base`."""
        return cls() if base is None else cls(*(base + offset for offset in range(len(fields(cls)))))

    def numbers(self) -> tuple[int, ...]:
        return astuple(self)

    def url(self, name: str) -> str:
        """`http://127.0.0.1:port`, no trailing slash."""
        return f"http://{HOST}:{getattr(self, name)}"

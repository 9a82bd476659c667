"""What the person at the terminal sees: steps as they happen, notices, and one sentence when something is wrong."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.texts import console_language, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LANGUAGE = console_language()
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def say(message: str, **args: str | int | float) -> str:
    """A console text in the terminal's language."""
    return text(LANGUAGE, "console", message, **args)


class StopError(Exception):
    """Something that the person must do first; carries the one sentence that says what."""

    def __init__(self, message: str, **args: str | int | float) -> None:
        super().__init__(say(message, **args))


def seconds(value: float) -> str:
    """A duration as the console shows it: `0.4 s`, or `0,4 s` in French."""
    shown = f"{value:.1f}"
    return f"{shown.replace('.', ',') if LANGUAGE == 'fr' else shown} s"


def notice(message: str, **args: str | int | float) -> None:
    """A line about something that happened."""
    out.print(escape(say(message, **args)), soft_wrap=True)


class Progress:
    """The steps of a start. Several may run at once; each prints its line, with its time, when it is done."""

    def __init__(self) -> None:
        self._running: list[str] = []
        self._status = out.status("")

    def __enter__(self) -> Progress:
        if out.is_terminal:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    @contextmanager
    def step(self, message: str, **args: str | int | float) -> Iterator[None]:
        """A step named by `message`, running until the block ends."""
        label = escape(say(message, **args))
        started = time.monotonic()
        self._running.append(label)
        self._show()
        try:
            yield
        except Exception:  # not a cancellation: what was merely interrupted did not fail
            out.print(f"[red]✗[/] {label}")
            raise
        else:
            out.print(f"[green]✓[/] {label} [dim]{seconds(time.monotonic() - started)}[/]")
        finally:
            self._running.remove(label)
            self._show()

    def _show(self) -> None:
        self._status.update(" · ".join(self._running))


def table(description: dict[str, Any], file: Path) -> None:
    """The addresses of a running stack, who signs in, and where programs read the same."""
    places = _grid(say("table-what"), say("table-where"))
    for name, url in description["urls"].items():
        places.add_row(say(f"table-{name.replace('_', '-')}"), url)
    if description["site"]:
        places.add_row(say("table-form"), f"{description['urls']['intake']}/f/{description['site']}")
    for name in ("temporal", "smtp", "database"):
        places.add_row(say(f"table-{name}-address"), escape(_without_password(description[name])))
    out.print(places)
    if description["sign_ins"]:
        people = _grid(say("table-sign-in"), say("table-password"), say("table-role"))
        for each in description["sign_ins"]:
            people.add_row(*(escape(str(each[key])) for key in ("email", "password", "role")))
        out.print(people)
    out.print(escape(say("ready", file=str(file))), soft_wrap=True)


def _grid(*titles: str) -> Table:
    """A table whose cells are never cut: addresses and passwords are there to be copied."""
    grid = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for title in titles:
        grid.add_column(title, no_wrap=True, overflow="ignore")
    return grid


def _without_password(address: str) -> str:
    return re.sub(r":[^:/@]+@", ":…@", address)

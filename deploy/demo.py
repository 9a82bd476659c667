"""`./dossier demo`: plays one job, from the web form to paid, against the running stack, purely over its public HTTP APIs.

`python -m deploy.demo --stack FILE [--language fr|en] [--json] [--picture FILE.svg]`. `--json` prints what became true in the end;
`--picture` draws the job's way from its timeline.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from deploy import texts
from deploy.demo_client import Client, GaveUpError
from deploy.demo_walk import Walk
from deploy.folder import read_json, write


class Teller:
    """Prints each step when it has happened, with where to look at it."""

    def __init__(self, language: str, *, quiet: bool) -> None:
        self.language = language
        self.console = Console(highlight=False, stderr=quiet, quiet=quiet)
        self.count = 0
        self.started = time.monotonic()

    def say(self, message: str, **args: str | int | float) -> str:
        """Whole numbers as they are: those of jobs and documents take no separators."""
        shown = {name: value if name == "count" else str(value) for name, value in args.items()}
        return texts.text(self.language, "demo", message, **shown)

    def seconds(self) -> str:
        shown = f"{time.monotonic() - self.started:.1f}"
        return shown.replace(".", ",") if self.language == "fr" else shown

    def step(self, message: str, links: dict[str, str], **args: str | int | float) -> None:
        """`links` by the name of their text: `link-<name>`."""
        self.count += 1
        sentence = escape(self.say(f"step-{message}", **args))
        self.console.print(
            f"[green]✓[/] [bold]{self.count:>2}[/] {sentence} [dim]{self.seconds()} s[/]", soft_wrap=True
        )
        for name, url in links.items():
            label = escape(self.say(f"link-{name}"))
            self.console.print(f"     [dim]{label}[/] [link={url}]{escape(url)}[/link]", soft_wrap=True)

    @contextmanager
    def busy(self) -> Iterator[None]:
        if self.console.is_terminal and not self.console.quiet:
            with self.console.status(""):
                yield
        else:
            yield


def play(stack: dict[str, Any], language: str, *, quiet: bool = False) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Plays the job; its final facts and its timeline. Raises GaveUpError."""
    teller = Teller(language, quiet=quiet)
    administrators = [each for each in stack["sign_ins"] if each["role"] == "administrator"] or stack["sign_ins"]
    if not administrators:
        raise GaveUpError(teller.say("no-sign-in"))
    client = Client(stack["urls"], administrators[0]["email"], administrators[0]["password"], language)
    try:
        teller.console.print(
            f"[bold]{escape(teller.say('intro', stack=stack['urls']['dashboard']))}[/]", soft_wrap=True
        )
        walk = Walk(client, teller, stack["urls"], stack["site"])
        with teller.busy():
            walk.all()
            found, entries = walk.facts(), walk.timeline()
        told = teller.say(
            "outro",
            number=found["job"]["number"],
            phase=teller.say(f"phase-{found['job']['phase']}"),
            facts=len(found["facts"]),
            mails=sum(mail["copies"] for mail in found["mails"]),
            seconds=teller.seconds(),
        )
        teller.console.print(f"[bold green]{escape(told)}[/]", soft_wrap=True)
        if client.retries:
            teller.console.print(f"[dim]{escape(teller.say('outro-retries', count=client.retries))}[/]")
        for mail in found["mails"]:
            if mail["copies"] > 1 and "ambiguous" not in mail["deliveries"]:
                raise GaveUpError(teller.say("doubled", subject=mail["subject"], copies=mail["copies"]))
        return found, entries
    finally:
        client.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dossier demo", description=__doc__)
    parser.add_argument("--stack", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--language", choices=texts.LANGUAGES, default=texts.console_language())
    parser.add_argument("--json", action="store_true", dest="as_json", help="print the final facts, nothing else")
    parser.add_argument("--picture", type=Path, help="write a picture of the job's way (SVG)")
    given = parser.parse_args()
    errors = Console(stderr=True, highlight=False)
    try:
        stack = read_json(given.stack)
        if stack is None:
            raise GaveUpError(texts.text(given.language, "demo", "no-stack", file=str(given.stack)))
        found, entries = play(stack, given.language, quiet=given.as_json)
    except GaveUpError as error:
        errors.print(
            f"[red]✗[/] {escape(texts.text(given.language, 'demo', 'gave-up', why=str(error)))}", soft_wrap=True
        )
        return 1
    if given.picture:
        from deploy.demo_picture import draw

        write(given.picture.absolute(), draw(found["job"]["number"], entries, given.language), 0o644)
        errors.print(
            escape(texts.text(given.language, "demo", "picture-written", file=str(given.picture))), soft_wrap=True
        )
    if given.as_json:
        sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

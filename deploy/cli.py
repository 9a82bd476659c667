"""The command line of `./dossier`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from deploy import console
from deploy.console import StopError, say
from deploy.folder import Folder, read_json
from deploy.processes import REPOSITORY

# Rich tracebacks would show the values of local variables, secrets among them.
app = typer.Typer(help=say("help-dossier"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

DataFolder = Annotated[Path, typer.Option("--data", help=say("help-data"), file_okay=False)]
DEFAULT_DATA = REPOSITORY / ".dossier"
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command(help=say("help-up"))
def up(
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help=say("help-fresh"))] = False,
    empty: Annotated[bool, typer.Option("--empty", help=say("help-empty"))] = False,
    port_base: Annotated[int | None, typer.Option("--port-base", help=say("help-port-base"))] = None,
    data: DataFolder = DEFAULT_DATA,
) -> None:
    from deploy import local

    local.up(local.Choices(data, port_base, fresh, empty))
    console.notice("stopped")


@app.command(help=say("help-test"), context_settings=PASS_ON)
def test(context: typer.Context) -> None:
    from deploy import testing

    raise typer.Exit(testing.run(context.args))


@app.command(help=say("help-demo"), context_settings=PASS_ON)
def demo(context: typer.Context, data: DataFolder = DEFAULT_DATA) -> None:
    _running(data)
    command = [sys.executable, "-m", "deploy.demo", "--stack", str(Folder(data.resolve()).stack), *context.args]
    raise typer.Exit(subprocess.run(command, cwd=REPOSITORY, check=False).returncode)


@app.command(help=say("help-migrate"))
def migrate(data: DataFolder = DEFAULT_DATA) -> None:
    from deploy import keys

    database = _running(data)["database"]
    passwords = keys.load(Folder(data.resolve()).secrets).passwords
    roles = json.dumps({role: passwords[role] for role in keys.ROLES})
    environment = os.environ | {"DOSSIER_DATABASE_URL": database, "DOSSIER_ROLE_PASSWORDS": roles}
    command = [sys.executable, "-m", "services.migrations"]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, check=False)
    raise typer.Exit(done.returncode)


@app.command(help=say("help-lock"))
def lock() -> None:
    options = ["--universal", "--generate-hashes", "--python-version", "3.11", "--no-header", "--no-annotate"]
    command = ["uv", "pip", "compile", "pyproject.toml", *options, "--group", "dev", "-o", "requirements.lock", "-q"]
    try:
        done = subprocess.run(command, cwd=REPOSITORY, check=False)
    except FileNotFoundError:
        raise StopError("uv-missing") from None
    raise typer.Exit(done.returncode)


def _running(data: Path) -> dict[str, str]:
    """The description of the stack that runs in this folder."""
    folder = Folder(data.resolve())
    description = read_json(folder.stack)
    if description is None or not folder.is_in_use():  # one that was killed could not take its description away
        raise StopError("nothing-running", folder=str(data))
    return dict(description)


def main() -> None:
    try:
        app(prog_name="./dossier")
    except StopError as error:
        console.err.print(f"[red]✗[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

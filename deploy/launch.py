"""Exec a program that dies with its parent and, when we are root, is not root.

Run by path (`python -I launch.py PARENT SIGNAL IDENTITY PROGRAM ...`), so it imports the standard library only. The
process keeps its id through the exec: whoever spawned it holds the id of the program itself.

Identities: `self` changes nothing. `namespace` enters a user namespace in which we are nobody: Postgres refuses to run
as root, and this needs no new user and no change of file modes. `nobody` gives up root for good, where namespaces are
refused.
"""
# ruff: noqa: S606 - starting programs is what this file is for; the command lines are our own

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn

NOBODY = 65534
CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1

Identity = Literal["self", "namespace", "nobody"]


def argv(command: list[str], *, death_signal: signal.Signals, identity: Identity = "self") -> list[str]:
    """The command line that runs `command` through this launcher.

    Spawn it from a thread that lives as long as the program should: Linux sends the signal when the *thread* ends.
    """
    parent = str(os.getpid())
    return [sys.executable, "-I", "-S", __file__, parent, str(int(death_signal)), identity, *command]


@cache
def unprivileged() -> Identity:
    """How a program that refuses root is started here; `self` when we are not root."""
    if os.geteuid() != 0:
        return "self"
    probe = argv([sys.executable, "-I", "-S", "-c", ""], death_signal=signal.SIGKILL, identity="namespace")
    return "namespace" if subprocess.run(probe, capture_output=True, check=False).returncode == 0 else "nobody"


def file_owner(identity: Identity) -> int:
    """User id that owns the files of a program started under `identity`."""
    return NOBODY if identity == "nobody" else os.geteuid()


def _enter_namespace() -> None:
    uid, gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    # Linux accepts a group map only once setgroups is given up.
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")


def _give_up_root() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def die_with(parent: int, death_signal: int) -> None:
    """Have the system send us `death_signal` when our parent, process `parent`, ends."""
    if sys.platform != "linux":
        return  # elsewhere the next `up` ends what was left over
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:  # it died before the line above
        sys.exit(1)


def main(args: list[str]) -> NoReturn:
    parent, death_signal, identity, *command = args
    if identity == "namespace":
        _enter_namespace()
    elif identity == "nobody":
        _give_up_root()
    die_with(int(parent), int(death_signal))  # last: a change of credentials clears it
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])

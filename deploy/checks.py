"""What must be so before a start, and what a failure's own words mean for the person who sees it."""

from __future__ import annotations

import errno
import re
import shutil
from typing import TYPE_CHECKING

from deploy import pids
from deploy.console import StopError

if TYPE_CHECKING:
    from pathlib import Path

    from deploy.ports import Ports

_NEEDED_MEGABYTES = 300  # an empty cluster with its write-ahead log, Temporal's file, logs, and room to work
_PACKAGES = {"libz.so.1": "zlib1g", "libstdc++.so.6": "libstdc++6", "libatomic.so.1": "libatomic1"}


def ports_are_free(ports: Ports) -> None:
    """Raises StopError that names the first taken port."""
    for port in ports.numbers():
        if not 0 < port < 65536:
            raise StopError("port-out-of-range", port=str(port))
        if not pids.is_free(port):
            raise StopError("port-taken", port=str(port))


def disk_has_room(folder: Path) -> None:
    """Raises StopError when the disk under `folder` is nearly full."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < _NEEDED_MEGABYTES:
        raise StopError("disk-full", folder=str(folder), needed=_NEEDED_MEGABYTES, free=free)


def explain(output: str, folder: Path) -> StopError | None:
    """The sentence for a failure whose output shows a cause outside of us; None when it does not."""
    if library := re.search(r"error while loading shared libraries: (\S+?):", output):
        name = library[1]
        return StopError("library-missing", library=name, package=_PACKAGES.get(name, name))
    if "No space left on device" in output:
        free = shutil.disk_usage(folder).free // 1_000_000
        return StopError("disk-full", folder=str(folder), needed=_NEEDED_MEGABYTES, free=free)
    if "already in use" in output and (port := re.search(r"\bon port (\d+)|127\.0\.0\.1'?[:,] ?(\d+)", output)):
        return StopError("port-taken", port=port[1] or port[2])
    return None


def explain_os_error(error: OSError, folder: Path) -> StopError:
    """The sentence for an error of the operating system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        free = shutil.disk_usage(folder).free // 1_000_000
        return StopError("disk-full", folder=str(folder), needed=_NEEDED_MEGABYTES, free=free)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StopError("not-allowed", path=str(error.filename or folder))
    return StopError("system-refused", reason=error.strerror or str(error), path=str(error.filename or folder))

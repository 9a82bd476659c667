"""CSV files on their way through the pages: one that somebody uploads, one of the API that is passed on as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile
from starlette.responses import StreamingResponse

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.problems import ApiProblem, Service
from dashboard.view import View

MOST: Final = 10_000_000
"""Bytes of a file; the API has its own bounds."""


async def uploaded(view: View, service: Service, path: str, form: Form) -> Json | None:
    """What the API made of the file in the request; None where the form says why there is nothing."""
    async with view.request.form(max_files=1, max_fields=5) as data:
        file = data.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            form.complain("file", view.t("import-choose"))
            return None
        content = await file.read(MOST + 1)
        if len(content) > MOST:
            form.complain("file", view.t("import-too-large"))
            return None
        name = file.filename[:200]
        headers = {"Content-Type": "text/csv", "Content-Length": str(len(content))}
        try:
            return await view.api.upload(service, path, _once(content), headers, form.next_key, name=name)
        except ApiProblem as problem:
            if problem.status in (401, 403):
                raise
            form.refuse(problem)
            return None


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def passed_on(view: View, service: Service, path: str, name: str) -> StreamingResponse:
    """A file of the API, as it comes."""
    answer = await view.api.open(service, path, {})
    return StreamingResponse(
        answer.aiter_bytes(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        background=BackgroundTask(answer.aclose),
    )


def columns(form: Form) -> dict[str, str]:
    """Which field each column was matched with."""
    return {name.removeprefix("column."): form.text(name) for name in form.values if name.startswith("column.")}

"""Files: the card in the folder, all files of a job or of one of its visits, one file, uploads, and the contents themselves.

An upload goes through to the jobs service as it comes in: nothing of it is read here.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any, Final
from urllib.parse import quote as url_quote
from urllib.parse import urlsplit

import httpx
from babel.units import format_unit
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, public, signed_in

RECENT: Final = 12
"""Files in the folder itself; the rest has a page of its own."""
PAGE: Final = 48
ROLES: Final = ("photo", "photo_before", "photo_after", "attachment")
FIXED: Final = ("signature", "raw")
_LOCALES: Final = {"fr": "fr_CA", "en": "en_CA"}


async def recent(view: View, job_id: str) -> Json:
    """The newest files of a job, for the folder."""
    return _shown(view, await view.api.get("jobs", f"/v1/jobs/{job_id}/files", limit=RECENT))


async def of_visit(view: View, job_id: str, visit_id: str) -> Json:
    """The newest files of one visit, for its page."""
    wanted: Json = {"object": f"visit:{visit_id}", "job_id": job_id, "limit": RECENT}
    return _shown(view, await view.api.get("jobs", "/v1/files", **wanted))


async def gallery(view: View) -> Response:
    return await _gallery(view)


async def _gallery(view: View, problem: ApiProblem | None = None) -> Response:
    """All files of a job, or with `?object=visit:…` those of one visit, a page at a time."""
    job_id, on = view.arg("job"), view.arg("object")
    wanted: Json = {"limit": PAGE, "after": view.arg("after"), "role": view.arg("role")}
    path = "/v1/files" if on else f"/v1/jobs/{job_id}/files"
    if on:
        wanted |= {"object": on, "job_id": job_id}
    job, files = await asyncio.gather(view.api.job(job_id), view.api.get("jobs", path, **wanted))
    places = _places(view, job)
    return view.render(
        "files.html",
        problem.status if problem else 200,
        job=job,
        files=_shown(view, files),
        on=on,
        places=places,
        role=view.arg("role"),
        removed=view.arg("removed"),
        refused=_refused(problem),
        blank=Form(),
        **upload_form(job_id, on),
    )


def _places(view: View, job: Json) -> Json:
    """What the files of a job may hang on, by the API's name of it: the job itself, its visits, its quotes."""
    found = {"": view.t("files-of-all")}
    for visit in job["activities"]["visits"]:
        if visit["status"] != "cancelled":
            found[f"visit:{visit['id']}"] = visit_name(view, visit)
    for quote in job["activities"]["quotes"]:
        found[f"quote:{quote['id']}"] = view.t("quote-number", number=quote["number"])
    return found


def visit_name(view: View, visit: Json) -> str:
    """`Réparation (mar. 24 nov.)`."""
    name = str(visit.get("service") or view.t("visit-word"))
    if not visit.get("starts_at"):
        return name
    day = dates.local(visit["starts_at"], view.zone).date()
    return f"{name} ({dates.short_day(day, dates.today(view.zone), view.language)})"


def upload_form(job_id: str, on: str = "") -> Json:
    """Where the form of an upload posts to; the object is in the address, since the body is passed on unread."""
    target = f"/jobs/{job_id}/files?" + (f"object={on}&" if on else "")
    return {"upload_to": target, "upload_key": uuid.uuid4().hex}


async def upload(view: View) -> Response:
    """What a form sends, or, one file at a time, the script: that asks for JSON and gets the service's own answer."""
    job_id, on = view.arg("job"), view.arg("object") or f"job:{view.arg('job')}"
    as_json = view.request.headers.get("accept", "").startswith("application/json")
    headers = {"Content-Type": view.request.headers.get("content-type", "")}
    if (length := view.request.headers.get("content-length", "")).isdigit():
        headers["Content-Length"] = length
    key = view.arg("key") or uuid.uuid4().hex
    try:
        kept = await view.api.upload("jobs", "/v1/files", view.request.stream(), headers, key, object=on)
    except ApiProblem as problem:
        if as_json:
            return JSONResponse({"detail": _refused(problem)}, problem.status)
        if problem.status in (401, 403, 404):
            raise
        return await _gallery(view, problem)
    if as_json:
        return JSONResponse(kept, 201)
    back = f"/jobs/{job_id}/files?object={on}" if view.arg("object") else f"/jobs/{job_id}#files"
    count = len(kept["data"])
    return view.flash(view.redirect(back), "flash-files-added" if count > 1 else "flash-file-added", count=str(count))


def _refused(problem: ApiProblem | None) -> list[str]:
    """Which file was refused, and why, in the service's words."""
    if problem is None:
        return []
    return [error.detail for error in problem.errors] or [problem.detail or problem.title]


async def one(view: View) -> Response:
    return await _one(view, Form())


async def _one(view: View, form: Form) -> Response:
    job_id = view.arg("job")
    job, (file, etag) = await asyncio.gather(
        view.api.job(job_id), view.api.tagged("jobs", f"/v1/files/{view.arg('file')}")
    )
    if file["job_id"] != job_id:
        raise ApiProblem(404, {}, "jobs")
    [shown] = _shown(view, {"data": [file]})["data"]
    roles = [(role, view.t(f"file-role-{role.replace('_', '-')}")) for role in ROLES]
    if not shown["picture"]:
        roles = roles[-1:]
    return view.render(
        "file.html",
        form.status,
        job=job,
        file=shown,
        etag=etag,
        form=form,
        fixed=file["role"] in FIXED,
        roles=roles,
        blank=Form(),
    )


async def change(view: View) -> Response:
    form = await view.form()
    path = f"/v1/files/{view.arg('file')}"
    try:
        await view.api.patch("jobs", path, form.body(("name", "role")), etag=form.text("etag") or None)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _one(view, form.refuse(problem))
    return view.flash(view.redirect(f"/jobs/{view.arg('job')}/files/{view.arg('file')}"), "flash-file-changed")


async def remove(view: View) -> Response:
    """Gone at once; the page that follows offers to take it back."""
    form = await view.form()
    file_id = view.arg("file")
    try:
        await view.api.delete("jobs", f"/v1/files/{file_id}")
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _one(view, form.refuse(problem))
    return view.redirect(f"/jobs/{view.arg('job')}/files?removed={file_id}")


async def restore(view: View) -> Response:
    form = await view.form()
    try:
        await view.api.post("jobs", f"/v1/files/{view.arg('file')}/restore", key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _gallery(view, problem)
    return view.flash(view.redirect(f"/jobs/{view.arg('job')}/files"), "flash-file-restored")


PASSED_ON: Final = ("range", "if-range", "if-none-match")
PASSED_BACK: Final = (
    "content-type", "content-length", "content-range", "content-disposition", "content-security-policy", "accept-ranges",
    "cache-control", "cross-origin-resource-policy", "etag", "referrer-policy",
)  # fmt: skip


async def content(view: View) -> Response:
    """`/files/{token}` under our own origin, so that our pages may show it: a stream through, with the service's headers."""
    request: Request = view.request
    headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    answer: httpx.Response = await view.api.open("jobs", f"/files/{url_quote(view.arg('token'))}", headers)
    passed = {name: answer.headers[name] for name in PASSED_BACK if name in answer.headers}
    return StreamingResponse(_through(answer), answer.status_code, passed)


async def _through(answer: httpx.Response) -> AsyncIterator[bytes]:
    """The connection goes back to the pool also when the browser leaves in the middle."""
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()


def gathered(view: View, story: Json) -> Json:
    """The timeline with files that one person added in a row as one entry: twenty photos are one thing that happened."""
    kept: list[Json] = []
    for entry in story["data"]:
        last = kept[-1] if kept else {}
        if entry["kind"] == "file.added" == last.get("kind") and entry["actor"] == last["actor"]:
            last["files"] += 1
            last["text"] = view.t("story-files-added", count=last["files"])
        else:
            kept.append({**entry, "files": 1})
    return {**story, "data": kept}


# ── how a file looks ─────────────────────────────────────────────────────────────────────────────────────────────────


def _shown(view: View, files: Json) -> Json:
    """Each file with links under our own origin, its size in words, and its icon."""
    return {**files, "data": [_tile(view, each) for each in files["data"]]}


def _tile(view: View, file: Json) -> Json:
    return {
        **file,
        "src": ours(file["url"]),
        "save": ours(file["download_url"]),
        "thumb": ours(file["thumbnail_url"]),
        "picture": file["thumbnail_url"] is not None,
        "weight": weight(view.language, file["size"]),
        "icon": "pdf" if file["media_type"] == "application/pdf" else "note",
    }


def ours(url: str | None) -> str:
    """A content's link as a path of the dashboard, which serves it too."""
    return urlsplit(url).path if url else ""


def weight(language: str, size: int) -> str:
    """`2,4 Mo`, `312 ko`."""
    unit, value = ("megabyte", size / 1e6) if size >= 1_000_000 else ("kilobyte", max(size / 1e3, 0.1))
    shown: Any = round(value, 1 if value < 10 else 0)
    return format_unit(shown, f"digital-{unit}", "short", locale=_LOCALES.get(language, "fr_CA"))


routes = [
    Route("/files/{token}", public(content)),
    Route("/jobs/{job}/files", signed_in(gallery)),
    Route("/jobs/{job}/files", signed_in(upload), methods=["POST"]),
    Route("/jobs/{job}/files/{file}", signed_in(one)),
    Route("/jobs/{job}/files/{file}", signed_in(change), methods=["POST"]),
    Route("/jobs/{job}/files/{file}/remove", signed_in(remove), methods=["POST"]),
    Route("/jobs/{job}/files/{file}/restore", signed_in(restore), methods=["POST"]),
]

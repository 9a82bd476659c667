"""The folder: one job with everything on it, and what can be done from it."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard import extras, steps, way
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import job_files, mails
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

PHASES = (
    "new", "contacted", "quoting", "quoted", "won", "scheduled", "in_progress", "to_invoice", "invoiced", "paid", "lost",
)  # fmt: skip
VERBS = {"close": "flash-job-closed", "reopen": "flash-job-reopened",
         "pause": "flash-job-paused", "resume": "flash-job-resumed"}  # fmt: skip
SOURCES = ("phone", "email", "web", "walk_in", "referral", "app", "other")
STORY = 15  # entries of the timeline on the page; older ones on demand
THREAD = 30
INTERNAL = (
    "message.notice",
    "invoice.overdue_notice",
)  # mails to the office itself: no part of the thread with the client


async def folder(view: View) -> Response:
    return await show(view, view.arg("job"))


async def show(
    view: View, job_id: str, *, problem: ApiProblem | None = None, forms: dict[str, Form] | None = None
) -> Response:
    """The page, possibly after a refused action: its status is the problem's, and what was typed is still there."""
    job, plan, messages, story, files, more = await asyncio.gather(
        view.api.job(job_id),
        view.api.plan(job_id),
        view.api.messages(job_id, limit=THREAD),
        view.api.timeline(job_id, limit=STORY, order="desc"),
        job_files.recent(view, job_id),
        extras.of_job(view.api, job_id),
    )
    ready = await view.api.get("jobs", "/v1/snippets", job_id=job_id, limit=200)
    thread = [message for message in messages["data"] if message.get("purpose") not in INTERNAL]
    forms = forms or {}
    refused = next((form.status for form in forms.values() if form.status >= 400), 200)
    return view.render(
        "job.html",
        problem.status if problem else refused,
        job=job,
        plan=plan,
        messages=thread,
        mails=await mails.of_thread(view, thread),
        snippets=ready["data"],
        story=job_files.gathered(view, story),
        stations=way.stations(job),
        next_activity=steps.activity(plan),
        move=steps.move,
        ours=steps.ours,
        problem=problem.detail or problem.title if problem else "",
        blank=Form(),
        reply=forms.get("reply", Form()),
        describe=forms.get("describe", Form()),
        skip=forms.get("skip", Form()),
        phase_form=forms.get("phase", Form()),
        snooze=forms.get("snooze", Form()),
        call=forms.get("call", Form()),
        repair=forms.get("repair", Form()),
        texting=bool(view.company.get("sms_enabled") and job["contact"].get("phone")),
        fields_form=forms.get("fields", Form()),
        more=more,
        sources=SOURCES,
        phases=PHASES,
        routes_locked=not view.has("routes"),
        files=files,
        **job_files.upload_form(job_id),
    )


async def story(view: View) -> Response:
    """Older entries of the timeline, a page of their own and the part that htmx appends."""
    job_id = view.arg("job")
    job, page = await asyncio.gather(
        view.api.job(job_id),
        view.api.timeline(job_id, limit=30, order="desc", after=view.arg("after")),
    )
    return view.render("job_story.html", job=job, story=job_files.gathered(view, page))


async def describe(view: View) -> Response:
    form = await view.form()
    body: Json = {name: form.text(name) for name in ("title", "description", "source") if name in form.values}
    return await do(view, form, "describe", view.api.change_job(view.arg("job"), body), "flash-described")


async def write(view: View) -> Response:
    form = await view.form()
    body = form.body(("subject", "body", "channel"))
    if form.all("file_ids") and form.text("channel") != "sms":
        body["file_ids"] = form.all("file_ids")
    if not form.text("body"):
        form.complain("body", view.t("reply-empty"))
        return await show(view, view.arg("job"), forms={"reply": form})
    call = view.api.send_message(view.arg("job"), body, form.key)
    return await do(view, form, "reply", call, "flash-reply-queued", "#messages")


async def set_phase(view: View) -> Response:
    form = await view.form()
    body = form.body(("phase", "phase_reason"))
    return await do(view, form, "phase", view.api.change_job(view.arg("job"), body), "flash-phase-set")


async def skip(view: View) -> Response:
    form = await view.form()
    call = view.api.skip_step(view.arg("job"), form.text("step"), form.text("reason"), form.key)
    return await do(view, form, "skip", call, "flash-step-skipped", "#next")


async def verb(view: View) -> Response:
    """close, reopen, pause, resume."""
    form = await view.form()
    name = view.arg("verb")
    if name not in VERBS:
        raise ApiProblem(404, {}, "jobs")
    body: Json = form.body(("reason", "until"))
    return await do(view, form, name, view.api.job_verb(view.arg("job"), name, body, form.key), VERBS[name])


async def do(view: View, form: Form, name: str, call: Any, said: str, place: str = "") -> Response:
    """Await `call`; go back to the folder, or show it with what was refused beside what was typed.

    Also for a 404: a step that is gone meanwhile. When the job itself is unknown, showing it says so.
    """
    try:
        await call
    except ApiProblem as problem:
        if problem.status in (401, 403):
            raise
        if problem.errors:
            return await show(view, view.arg("job"), forms={name: form.refuse(problem)})
        return await show(view, view.arg("job"), problem=problem, forms={name: form})
    return view.flash(view.redirect(f"/jobs/{view.arg('job')}{place}"), said)


routes = [
    Route("/jobs/{job}", signed_in(folder)),
    Route("/jobs/{job}", signed_in(describe), methods=["POST"]),
    Route("/jobs/{job}/story", signed_in(story)),
    Route("/jobs/{job}/messages", signed_in(write), methods=["POST"]),
    Route("/jobs/{job}/phase", signed_in(set_phase), methods=["POST"]),
    Route("/jobs/{job}/skip", signed_in(skip), methods=["POST"]),
    Route("/jobs/{job}/do/{verb}", signed_in(verb), methods=["POST"]),
]

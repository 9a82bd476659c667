"""PDFs passed through from billing; while one is being rendered, a page that asks again."""

from __future__ import annotations

from starlette.responses import Response

from dashboard.api import Document, Download
from dashboard.view import View


async def pdf(view: View, kind: Document, object_id: str, version: int = 0) -> Response:
    """`version`: of a quote, one that came before; 0 is the newest."""
    return shown(view, await view.api.pdf(kind, object_id, version), object_id)


def shown(view: View, file: Download, object_id: str) -> Response:
    if file.status == 202:
        response: Response = view.render("pdf_waiting.html", 202)
        response.headers["Refresh"] = str(file.retry_after)
        return response
    name = file.filename or f"{object_id}.pdf"
    return Response(
        file.content,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "private, no-store",
            # The browser's PDF viewer styles itself; nothing in here runs.
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
        },
    )

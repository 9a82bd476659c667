"""`/v1/companies` (sign-up), `/v1/company`, `/v1/plan`."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.accounts.companies import brand, commands, queries
from services.accounts.companies.schemas import CompanyOut, CompanyPatch, PlanOut, SignUpIn
from services.accounts.queries import logo
from services.accounts.sessions.api import NO_STORE
from services.accounts.sessions.schemas import SignedIn
from services.kit import etags
from services.kit.app import Uploads, router
from services.kit.auth import allowed
from services.kit.problems import NotFound
from services.kit.work import Work

api = router("/v1", "company")
Anybody = Annotated[Work, Depends(allowed())]
LOGO = Uploads("/v1/company/logo", brand.MOST_BYTES)
Settings = Annotated[Work, Depends(allowed("settings"))]


@api.post("/companies", status_code=201)
async def sign_up(data: SignUpIn, request: Request, response: Response) -> SignedIn:
    response.headers.update(NO_STORE | {"Location": "/v1/company"})
    return await commands.sign_up(data, request.client.host if request.client else "")


@api.get("/company")
async def read_company(work: Settings, response: Response) -> CompanyOut:
    return etags.tagged(response, queries.shown(await queries.row(work.session, work.company_id)))


@api.patch("/company")
async def edit_company(
    work: Settings, patch: CompanyPatch, response: Response, if_match: etags.IfMatch = None
) -> CompanyOut:
    return etags.tagged(response, await commands.edit(work, patch, if_match))


@api.post("/company/logo", responses={422: {}})
async def set_logo(work: Settings, request: Request, response: Response) -> CompanyOut:
    """The body is the picture: PNG, JPEG or WebP."""
    return etags.tagged(response, await commands.set_logo(work, await request.body()))


@api.delete("/company/logo")
async def remove_logo(work: Settings, response: Response) -> CompanyOut:
    return etags.tagged(response, await commands.remove_logo(work))


@api.get("/company/logo", response_class=Response, responses={200: {"content": {"image/png": {}, "image/jpeg": {}}}})
async def read_logo(work: Anybody) -> Response:
    company = await queries.row(work.session, work.company_id)
    if company.logo is None:
        raise NotFound("logo")
    content = await logo(work.company_id, company.logo)
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{company.logo}"', "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=brand.media_type(content), headers=headers)


@api.get("/plan")
async def read_plan(work: Anybody) -> PlanOut:
    return await queries.plan(work.session, work.company_id)

"""Signing in, staying signed in, signing out, and the keys that verify tokens. No company is known before these answer."""

from typing import Any

from fastapi import Request, Response

from services.accounts.sessions import commands
from services.accounts.sessions.schemas import RefreshIn, SignedIn, SignInIn
from services.kit import auth
from services.kit.app import router

api = router("", "sessions")
NO_STORE = {"Cache-Control": "no-store"}


@api.post("/v1/sign-in")
async def sign_in(data: SignInIn, request: Request, response: Response) -> SignedIn:
    response.headers.update(NO_STORE)
    return await commands.sign_in(data.email, data.password, request.client.host if request.client else "")


@api.post("/v1/tokens")
async def refresh(data: RefreshIn, response: Response) -> SignedIn:
    response.headers.update(NO_STORE)
    return await commands.refresh(data.refresh_token)


@api.post("/v1/sign-out", status_code=204)
async def sign_out(data: RefreshIn) -> None:
    await commands.sign_out(data.refresh_token)


@api.get("/.well-known/jwks.json")
async def keys(response: Response) -> dict[str, Any]:
    response.headers["Cache-Control"] = "public, max-age=300"
    return auth.public_keys()

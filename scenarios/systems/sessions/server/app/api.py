"""The HTTP side: tokens, the caller, their session, and events sent into it."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response, status
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.auth import CurrentUser, password_matches, unauthorized
from app.deps import AuditDep, HubDep, SettingsDep, TokensDep
from app.strict import Strict, Text


class JsonRequest(Request):
    """A body that is no JSON for whatever reason (encoding, depth) is a 422 like any other."""

    async def json(self) -> Any:
        try:
            return await super().json()
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError("not JSON", "", 0) from error


class JsonRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_json(request: Request) -> Response:
            return await handle(JsonRequest(request.scope, request.receive))

        return handle_json


router = APIRouter(route_class=JsonRoute)
test_router = APIRouter(prefix="/__test")


class Login(Strict):
    username: Text
    password: Text


class NewEvent(Strict):
    message: Text


class AccessToken(BaseModel):
    access_token: str
    token_type: str = "bearer"
    expires_in: int


@router.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@router.post("/auth/token")
async def issue_token(
    login: Login,
    request: Request,
    response: Response,
    settings: SettingsDep,
    tokens: TokensDep,
    audit: AuditDep,
) -> AccessToken:
    address = request.client.host if request.client else None
    if not password_matches(settings, login.username, login.password):
        audit.record("login_failed", user=None, address=address, reason="wrong credentials")
        raise unauthorized(settings, "Incorrect username or password")
    audit.record("login_success", user=login.username, address=address)
    response.headers["Cache-Control"] = "no-store"
    return AccessToken(
        access_token=tokens.issue(login.username), expires_in=settings.token_lifetime
    )


@router.get("/me")
async def me(user: CurrentUser) -> dict[str, str]:
    return {"username": user}


@router.get("/sessions/mine")
async def my_session(user: CurrentUser, hub: HubDep) -> dict[str, str]:
    return {"session_id": hub.session_of(user)}


@router.post("/sessions/{session_id}/events", status_code=status.HTTP_202_ACCEPTED)
async def publish(session_id: str, new: NewEvent, user: CurrentUser, hub: HubDep) -> dict[str, int]:
    if hub.owner_of(session_id) != user:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Session not found")
    return {"delivered": hub.publish(session_id, new.message)}


@test_router.get("/audit")
async def read_audit(audit: AuditDep) -> list[dict[str, str | None]]:
    return audit.events()

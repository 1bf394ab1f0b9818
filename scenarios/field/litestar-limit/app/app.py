"""A service whose login may be tried five times in a minute by each client.

litestar 2.17.0 takes whatever a client writes into X-Forwarded-For or X-Real-IP for its address, and
counts by that. 2.18.0 counts by the address that the connection comes from.
"""

import hmac
import os
import secrets
from dataclasses import dataclass

from litestar import Litestar, Request, get, post
from litestar.exceptions import NotAuthorizedException
from litestar.middleware.rate_limit import RateLimitConfig

PASSWORD = os.environ["ACCOUNT_PASSWORD"]
sessions: dict[str, str] = {}


@dataclass
class Login:
    username: str
    password: str


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    return {"status": "ok"}


@post(
    "/login",
    status_code=200,
    middleware=[RateLimitConfig(rate_limit=("minute", 5)).middleware],
    sync_to_thread=False,
)
def login(data: Login) -> dict[str, str]:
    same = hmac.compare_digest(data.password.encode(), PASSWORD.encode())
    if data.username != "alice" or not same:
        raise NotAuthorizedException
    token = secrets.token_urlsafe(24)
    sessions[token] = data.username
    return {"token": token}


@get("/me", sync_to_thread=False)
def me(request: Request) -> dict[str, str]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    username = sessions.get(token) if scheme.lower() == "bearer" else None
    if username is None:
        raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
    return {"username": username}


app = Litestar([health, login, me], openapi_config=None)

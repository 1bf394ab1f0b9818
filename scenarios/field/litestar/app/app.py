"""A service whose page lives on another origin: a cookie logs in, and CORS lets that page read.

litestar 2.19.0 makes a regular expression of the allowed origin as it is written: the dot of
`https://good.example` stands for any character, and `https://goodxexample` reads, too. 2.20.0 escapes it.
"""

import hmac
import os
import secrets
from dataclasses import dataclass

from litestar import Litestar, Request, Response, get, post
from litestar.config.cors import CORSConfig
from litestar.datastructures import Cookie
from litestar.exceptions import NotAuthorizedException

PASSWORD = os.environ["ACCOUNT_PASSWORD"]
sessions: dict[str, str] = {}


@dataclass
class Login:
    username: str
    password: str


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    return {"status": "ok"}


@post("/login", status_code=200, sync_to_thread=False)
def login(data: Login) -> Response[dict[str, str]]:
    same = hmac.compare_digest(data.password.encode(), PASSWORD.encode())
    if data.username != "alice" or not same:
        raise NotAuthorizedException
    session = secrets.token_urlsafe(24)
    sessions[session] = data.username
    # None: pages of another site send it, too.
    cookie = Cookie("session", value=session, httponly=True, secure=True, samesite="none")
    return Response({"username": data.username}, cookies=[cookie])


@get("/me", sync_to_thread=False)
def me(request: Request) -> dict[str, str]:
    username = sessions.get(request.cookies.get("session", ""))
    if username is None:
        raise NotAuthorizedException(headers={"WWW-Authenticate": "Session"})
    return {"username": username}


app = Litestar(
    [health, login, me],
    cors_config=CORSConfig(allow_origins=["https://good.example"], allow_credentials=True),
    openapi_config=None,
)

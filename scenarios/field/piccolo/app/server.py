"""Accounts of piccolo behind a form for passwords, one request at a time.

piccolo 0.120.0 hashes the password that somebody brings only where there is such an account (CVE-2023-41885);
0.121.0 hashes it whether or not there is one.
"""

import json
import os
import secrets
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from piccolo.apps.user.tables import BaseUser

TOKENS: dict[str, str] = {}


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are not logged."""


def login(asked: dict) -> tuple[str, dict]:
    if BaseUser.login_sync(asked["username"], asked["password"]) is None:
        return "401 Unauthorized", {"detail": "wrong name or password"}
    token = secrets.token_urlsafe(24)
    TOKENS[token] = asked["username"]
    return "200 OK", {"token": token}


def me(authorization: str) -> tuple[str, dict]:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or token not in TOKENS:
        return "401 Unauthorized", {"detail": "log in first"}
    return "200 OK", {"username": TOKENS[token]}


def app(environ: dict, start_response) -> list[bytes]:
    match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
        case "GET", "/health":
            status, answer = "200 OK", {"status": "ok"}
        case "POST", "/login":
            length = int(environ.get("CONTENT_LENGTH") or 0)
            status, answer = login(json.loads(environ["wsgi.input"].read(length)))
        case "GET", "/me":
            status, answer = me(environ.get("HTTP_AUTHORIZATION", ""))
        case _:
            status, answer = "404 Not Found", {"detail": "nothing is here"}
    headers = [("Content-Type", "application/json")]
    if status.startswith("401"):
        headers.append(("WWW-Authenticate", "Bearer"))
    start_response(status, headers)
    return [json.dumps(answer).encode()]


def accounts() -> None:
    # Quick enough for hundreds of logins, and slow enough to show.
    BaseUser._pbkdf2_iteration_count = 20_000
    Path("accounts.sqlite").unlink(missing_ok=True)
    BaseUser.create_table().run_sync()
    for name in ("alice", "robin"):
        password, email = os.environ["ACCOUNT_PASSWORD"], f"{name}@example.test"
        BaseUser.create_user_sync(name, password, email=email, active=True)


if __name__ == "__main__":
    accounts()
    make_server("127.0.0.1", int(sys.argv[1]), app, handler_class=Silent).serve_forever()

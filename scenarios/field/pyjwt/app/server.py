"""The accounts of one tenant: POST /login hands out a token, GET /me answers to it.

One key signs the tokens of all tenants, so the issuer says whose a token is, and this service takes
those of its own tenant. PyJWT 2.10.0 looks for the issuer of the token *in* the expected text
(CVE-2024-53861): a token of tenants/1 is good for tenants/10. 2.10.1 compares the two.
"""

import hmac
import json
import os
import sys
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt

SECRET = os.environ["JWT_SECRET"]
PASSWORD = os.environ["ACCOUNT_PASSWORD"]
ISSUER = "https://id.example.test/tenants/10"
AUDIENCE = "accounts"
LIFETIME = 15 * 60
MAX_BODY = 16 * 1024


def issue(username: str) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": username, "iat": now, "exp": now + LIFETIME}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def verify(token: str) -> str:
    """The user whose token it is."""
    # Critical headers are left to us (RFC 7515 4.1.11), and we know none.
    if "crit" in jwt.get_unverified_header(token):
        raise jwt.InvalidTokenError("a critical header")
    claims = jwt.decode(
        token,
        SECRET,
        algorithms=["HS256"],
        issuer=ISSUER,
        audience=AUDIENCE,
        options={"require": ["exp", "iss", "aud", "sub"]},
    )
    return claims["sub"]


def health(_: dict) -> tuple:
    return "200 OK", {"status": "ok"}


def login(request: dict) -> tuple:
    try:
        length = min(int(request.get("CONTENT_LENGTH") or 0), MAX_BODY)
        body = json.loads(request["wsgi.input"].read(length))
        username, password = str(body["username"]), str(body["password"])
    except (ValueError, TypeError, KeyError):
        return "400 Bad Request", {"error": "username and password are needed"}
    if username != "alice" or not hmac.compare_digest(password.encode(), PASSWORD.encode()):
        return unauthorized()
    return "200 OK", {"token": issue(username)}, ("Cache-Control", "no-store")


def me(request: dict) -> tuple:
    scheme, _, token = request.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return unauthorized()
    try:
        username = verify(token)
    # TypeError: 2.10.0 cannot look for an issuer that is no text.
    except (jwt.InvalidTokenError, TypeError):
        return unauthorized(', error="invalid_token"')
    return "200 OK", {"username": username}


def unauthorized(error: str = "") -> tuple:
    challenge = ("WWW-Authenticate", f'Bearer realm="accounts"{error}')
    return "401 Unauthorized", {"error": "unauthorized"}, challenge


def not_found(_: dict) -> tuple:
    return "404 Not Found", {"error": "not found"}


ROUTES = {("GET", "/health"): health, ("POST", "/login"): login, ("GET", "/me"): me}


def app(request: dict, start_response) -> list[bytes]:
    route = (request["REQUEST_METHOD"], request["PATH_INFO"])
    status, body, *headers = ROUTES.get(route, not_found)(request)
    start_response(status, [("Content-Type", "application/json"), *headers])
    return [json.dumps(body).encode()]


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are not logged."""


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), app, handler_class=Silent).serve_forever()

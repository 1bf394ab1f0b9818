"""An account service: POST /login hands out a token, GET /me answers to it.

Our own tokens are signed with an RSA key (RS256), and older services still sign theirs with a shared
secret (HS256), so both algorithms are good. Which key verifies a token was to follow its algorithm;
here it is the public one for both. Authlib 1.3.0 takes the text of a PEM for the secret of an HMAC
(CVE-2024-37568), and everybody has our public key. 1.3.1 refuses such a secret.
"""

import hmac
import json
import os
import sys
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server

from authlib.jose import JsonWebToken
from authlib.jose.errors import JoseError
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

PRIVATE_KEY = os.environ["SIGNING_KEY"]
PASSWORD = os.environ["ACCOUNT_PASSWORD"]
ISSUER = "https://accounts.example.test"
AUDIENCE = "accounts"
LIFETIME = 15 * 60
MAX_BODY = 16 * 1024

PUBLIC_KEY = (
    load_pem_private_key(PRIVATE_KEY.encode(), password=None)
    .public_key()
    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
CLAIMS = {
    "iss": {"essential": True, "value": ISSUER},
    "aud": {"essential": True, "value": AUDIENCE},
    "sub": {"essential": True},
    "exp": {"essential": True},
}
tokens = JsonWebToken(["RS256", "HS256"])


def issue(username: str) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": username, "iat": now, "exp": now + LIFETIME}
    return tokens.encode({"alg": "RS256"}, claims, PRIVATE_KEY).decode()


def verify(token: str) -> str:
    """The user whose token it is."""
    claims = tokens.decode(token, PUBLIC_KEY, claims_options=CLAIMS)
    # Critical headers are left to us (RFC 7515 4.1.11), and we know none.
    if "crit" in claims.header:
        raise ValueError("a critical header")
    claims.validate()
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
    # ValueError: the key does not fit the algorithm that the header names.
    except (JoseError, ValueError):
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

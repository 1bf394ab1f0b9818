"""Access tokens: how they are made and what is verified."""

import base64
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

import jwt

from app.defects import Defect
from app.settings import Settings

ALGORITHM = "HS256"
REQUIRED_CLAIMS = ["sub", "iss", "aud", "exp"]


class InvalidToken(Exception):
    """The token does not name a user; the message may be shown to the client."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What is verified in one place where a token may stand."""

    signature: bool = True
    expiry: bool = True
    refuse_unsigned: bool = True
    tolerate_malformed: bool = True


class Tokens:
    """Issues and verifies access tokens."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._key = settings.secret.get_secret_value()
        self.http = Checks(
            signature=not settings.has(Defect.SIGNATURE_NOT_CHECKED),
            expiry=not settings.has(Defect.EXP_NOT_CHECKED),
            refuse_unsigned=not settings.has(Defect.ALG_NONE_ACCEPTED),
            tolerate_malformed=not settings.has(Defect.MALFORMED_TOKEN_CRASHES),
        )
        self.socket = Checks(
            signature=not settings.has(Defect.WS_SIGNATURE_NOT_CHECKED),
            expiry=not settings.has(Defect.WS_EXP_NOT_CHECKED),
        )

    def issue(self, username: str) -> str:
        now = int(time.time())
        claims = {
            "sub": username,
            "type": "access",
            "iss": self._settings.issuer,
            "aud": self._settings.audience,
            "iat": now,
            "nbf": now,
            "exp": now + self._settings.token_lifetime,
            "jti": str(uuid.uuid4()),
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def verify(self, token: str, checks: Checks) -> str:
        """The username in the token, or InvalidToken."""
        if not checks.tolerate_malformed:
            unverified_header(token)
        try:
            claims = self._decode(token, checks)
        except jwt.ExpiredSignatureError as error:
            raise InvalidToken("Token expired") from error
        except jwt.InvalidTokenError as error:
            raise InvalidToken("Invalid token") from error
        username: str = claims["sub"]
        if claims.get("type") != "access" or username not in self._settings.passwords:
            raise InvalidToken("Invalid token")
        return username

    def _decode(self, token: str, checks: Checks) -> dict[str, Any]:
        signature = checks.signature
        if not checks.refuse_unsigned and is_unsigned(token):
            signature = False
        return jwt.decode(
            token,
            self._key,
            algorithms=[ALGORITHM],
            issuer=self._settings.issuer,
            audience=self._settings.audience,
            options={
                "require": REQUIRED_CLAIMS,
                # Spelled out because PyJWT turns the rest off together with the signature.
                "verify_signature": signature,
                "verify_exp": checks.expiry,
                "verify_nbf": True,
                "verify_iat": True,
                "verify_iss": True,
                "verify_aud": True,
                "verify_sub": True,
                "verify_jti": True,
            },
        )


def unverified_header(token: str) -> dict[str, Any]:
    segment = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))


def is_unsigned(token: str) -> bool:
    try:
        return str(unverified_header(token)["alg"]).lower() == "none"
    except (ValueError, TypeError, KeyError, RecursionError):
        return False

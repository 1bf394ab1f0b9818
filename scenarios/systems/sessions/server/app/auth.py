"""Passwords, and the dependency that turns a Bearer token into a user."""

import hmac
import secrets
from typing import Annotated

from fastapi import Depends, HTTPException, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.defects import Defect
from app.deps import SettingsDep, TokensDep
from app.settings import Settings
from app.tokens import InvalidToken

REALM = 'Bearer realm="sessions"'

# What an unknown user's password is compared with, so that both ways cost the same.
NOBODY = secrets.token_urlsafe(24)

# auto_error would answer without the realm.
bearer = HTTPBearer(auto_error=False)


def password_matches(settings: Settings, username: str, password: str) -> bool:
    known = settings.passwords.get(username)
    expected = known.get_secret_value() if known else NOBODY
    same = hmac.compare_digest(password.encode(), expected.encode())
    return known is not None and same


def unauthorized(settings: Settings, detail: str, *, challenge: str = REALM) -> HTTPException:
    headers = None if settings.has(Defect.CHALLENGE_MISSING) else {"WWW-Authenticate": challenge}
    return HTTPException(status.HTTP_401_UNAUTHORIZED, detail, headers)


def current_user(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    settings: SettingsDep,
    tokens: TokensDep,
) -> str:
    """The user of this request; 401 without a good token."""
    if credentials is None:
        if settings.has(Defect.TOKEN_MISSING_ACCEPTED):
            return next(iter(settings.passwords))
        raise unauthorized(settings, "Not authenticated")
    try:
        if len(request.headers.getlist("authorization")) > 1:
            raise InvalidToken("Invalid token")
        return tokens.verify(credentials.credentials, tokens.http)
    except InvalidToken as error:
        challenge = f'{REALM}, error="invalid_token"'
        raise unauthorized(settings, str(error), challenge=challenge) from error


CurrentUser = Annotated[str, Depends(current_user)]

"""Who may open a socket: Host, Origin, token, free place and ownership, in this order."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import HTTPException, WebSocket, WebSocketException, status

from app.defects import Defect
from app.hub import Hub
from app.settings import Settings
from app.tokens import InvalidToken, Tokens

UNAUTHENTICATED = 4401
POLICY_VIOLATION = 1008

HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?")


class Refused(WebSocketException):
    """Raised before accept: the client sees HTTP 403 on the handshake, never code and reason."""

    def __init__(self, code: int, reason: str, user: str | None = None) -> None:
        super().__init__(code, reason)
        self.user = user


def check_host(websocket: WebSocket, settings: Settings) -> None:
    if settings.has(Defect.HOST_NOT_CHECKED):
        return
    hosts = websocket.headers.getlist("host")
    match = HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
    if match is None or match["name"].lower() not in settings.allowed_hosts:
        raise Refused(POLICY_VIOLATION, "Origin not allowed")


def check_origin(websocket: WebSocket, settings: Settings) -> None:
    origins = websocket.headers.getlist("origin")
    if not origins and settings.has(Defect.ORIGIN_ABSENT_ACCEPTED):
        return
    if len(origins) != 1 or not origin_allowed(origins[0], settings):
        raise Refused(POLICY_VIOLATION, "Origin not allowed")


def origin_allowed(origin: str, settings: Settings) -> bool:
    allowed = settings.allowed_origins
    if settings.has(Defect.ORIGIN_NOT_CHECKED) or origin in allowed:
        return True
    if settings.has(Defect.ORIGIN_PREFIX_MATCH):
        return any(origin.startswith(each) for each in allowed)
    if settings.has(Defect.ORIGIN_SUFFIX_MATCH):
        return any(origin.endswith(each.partition("://")[2]) for each in allowed)
    return False


def authenticate(
    websocket: WebSocket, session_id: str, hub: Hub, settings: Settings, tokens: Tokens
) -> str:
    given = websocket.query_params.getlist("token")
    if not given and settings.has(Defect.WS_TOKEN_MISSING_ACCEPTED):
        owner = hub.owner_of(session_id)
        if owner is not None:
            return owner
    if len(given) != 1:
        raise Refused(UNAUTHENTICATED, "Not authenticated")
    try:
        return tokens.verify(given[0], tokens.socket)
    except InvalidToken as error:
        raise Refused(UNAUTHENTICATED, str(error)) from error


def check_owner(user: str, session_id: str, hub: Hub, settings: Settings) -> None:
    owner = hub.owner_of(session_id)
    if owner is None and settings.has(Defect.UNKNOWN_SESSION_DIFFERS):
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such session")
    if owner is not None and settings.has(Defect.SESSION_OWNER_NOT_CHECKED):
        return
    if owner != user:
        raise Refused(POLICY_VIOLATION, "Access denied", user)


@contextmanager
def admitted(
    websocket: WebSocket, session_id: str, hub: Hub, settings: Settings, tokens: Tokens
) -> Iterator[str]:
    """The user, who holds one of their places until the end of the block."""
    check_host(websocket, settings)
    check_origin(websocket, settings)
    user = authenticate(websocket, session_id, hub, settings, tokens)
    if not hub.take_place(user):
        raise Refused(POLICY_VIOLATION, "Too many connections", user)
    try:
        check_owner(user, session_id, hub, settings)
        yield user
    finally:
        hub.free_place(user)

"""What clients may send over the socket, and what they get back."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from app.strict import Strict, Text


class Empty(Strict):
    pass


class Channel(Strict):
    session_id: Text


class Ping(Strict):
    type: Literal["ping"]
    payload: Empty = Empty()


class Subscribe(Strict):
    type: Literal["subscribe"]
    payload: Channel


class Unsubscribe(Strict):
    type: Literal["unsubscribe"]
    payload: Channel


ClientMessage = Annotated[Ping | Subscribe | Unsubscribe, Field(discriminator="type")]
client_message: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)

Reply = dict[str, Any]

PONG: Reply = {"type": "pong"}


def _error(code: str, message: str) -> Reply:
    return {"type": "error", "payload": {"code": code, "message": message}}


INVALID_MESSAGE = _error("invalid_message", "Invalid message")
FORBIDDEN = _error("forbidden", "Access denied")
RATE_LIMITED = _error("rate_limited", "Too many messages")
INTERNAL = _error("internal", "Internal error")


def subscribed(session_id: str) -> Reply:
    return {"type": "subscribed", "payload": {"session_id": session_id}}


def unsubscribed(session_id: str) -> Reply:
    return {"type": "unsubscribed", "payload": {"session_id": session_id}}


def event(session_id: str, message: str) -> Reply:
    return {"type": "event", "payload": {"session_id": session_id, "message": message}}

"""The live-session socket."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from app import messages
from app.admission import POLICY_VIOLATION, Refused, admitted
from app.audit import Audit
from app.defects import Defect
from app.deps import AuditDep, HubDep, SettingsDep, TokensDep
from app.hub import Connection, Hub
from app.messages import Ping, Reply, Subscribe, Unsubscribe, client_message
from app.settings import Settings

LIFETIME_REACHED = 4408
CLOSE_WITHIN = 5.0

logger = logging.getLogger("sessions.sockets")
router = APIRouter()


@router.websocket("/ws/{session_id}")
async def live_session(
    websocket: WebSocket,
    session_id: str,
    settings: SettingsDep,
    tokens: TokensDep,
    hub: HubDep,
    audit: AuditDep,
) -> None:
    address = websocket.client.host if websocket.client else None
    audit.record("connection_attempt", user=None, address=address)
    try:
        with admitted(websocket, session_id, hub, settings, tokens) as user:
            await websocket.accept()
            audit.record("connection_opened", user=user, address=address)
            connection = Connection(websocket, user, settings.messages_per_second)
            try:
                await serve(connection, Conversation(connection, hub, settings, audit))
            except Exception as error:
                logger.exception("connection of %s failed", user)
                audit.record("error", user=user, address=address, reason=type(error).__name__)
    except Refused as refused:
        audit.record(
            "connection_refused", user=refused.user, address=address, reason=refused.reason
        )
        await websocket.close(refused.code, refused.reason)


async def serve(connection: Connection, conversation: "Conversation") -> None:
    """Until the client leaves, reads too slowly, or has been here for its lifetime."""
    reader = asyncio.create_task(conversation.run())
    writer = asyncio.create_task(connection.write_outbox())
    too_slow = asyncio.create_task(connection.too_slow.wait())
    tasks = {reader, writer, too_slow}
    try:
        done, _ = await asyncio.wait(
            tasks,
            timeout=conversation.settings.connection_lifetime,
            return_when=asyncio.FIRST_COMPLETED,
        )
    finally:
        conversation.hub.forget(connection)
        for task in tasks:
            task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    if not done:
        await close(connection, LIFETIME_REACHED, "Connection lifetime reached")
    elif too_slow in done:
        await close(connection, POLICY_VIOLATION, "Reading too slowly")
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect):
            raise result


async def close(connection: Connection, code: int, reason: str) -> None:
    """A client that has stopped reading may never take the close frame."""
    with suppress(TimeoutError, WebSocketDisconnect):
        async with asyncio.timeout(CLOSE_WITHIN):
            await connection.websocket.close(code, reason)


class Conversation:
    """Reads what one client sends and answers it."""

    def __init__(self, connection: Connection, hub: Hub, settings: Settings, audit: Audit) -> None:
        self.connection = connection
        self.hub = hub
        self.settings = settings
        self.audit = audit

    async def run(self) -> None:
        websocket = self.connection.websocket
        while True:
            frame = await websocket.receive()
            if frame["type"] == "websocket.disconnect":
                return
            reply = self.answer(frame)
            if reply["type"] == "error":
                self.record(reply["payload"]["code"])
            await websocket.send_json(reply)

    def record(self, code: str) -> None:
        client = self.connection.websocket.client
        self.audit.record(
            "error" if code == "internal" else "message_refused",
            user=self.connection.user,
            address=client.host if client else None,
            reason=code,
        )

    def answer(self, frame: Mapping[str, Any]) -> Reply:
        if not self.connection.take_turn():
            return messages.RATE_LIMITED
        text = frame.get("text")
        if text is None:
            return messages.INVALID_MESSAGE
        try:
            return self.dispatch(client_message.validate_json(text))
        except ValidationError:
            return messages.INVALID_MESSAGE
        except Exception:
            logger.exception("message of %s failed", self.connection.user)
            return messages.INTERNAL

    def dispatch(self, message: messages.ClientMessage) -> Reply:
        match message:
            case Ping():
                return messages.PONG
            case Subscribe(payload=channel):
                return self.subscribe(channel.session_id)
            case Unsubscribe(payload=channel):
                return self.unsubscribe(channel.session_id)

    def subscribe(self, session_id: str) -> Reply:
        allowed = self.may_listen(session_id)
        if allowed or self.settings.has(Defect.SUBSCRIBE_REFUSED_BUT_DELIVERED):
            self.hub.subscribe(self.connection, session_id)
        return messages.subscribed(session_id) if allowed else messages.FORBIDDEN

    def unsubscribe(self, session_id: str) -> Reply:
        if not self.may_listen(session_id):
            return messages.FORBIDDEN
        self.hub.unsubscribe(self.connection, session_id)
        return messages.unsubscribed(session_id)

    def may_listen(self, session_id: str) -> bool:
        owner = self.hub.owner_of(session_id)
        if owner is not None and self.settings.has(Defect.SUBSCRIBE_NO_OWNER_CHECK):
            return True
        return owner == self.connection.user

"""The live sessions, who holds a connection, and who listens to which session."""

import asyncio
import time
import uuid
from collections import defaultdict, deque

from fastapi import WebSocket

from app.messages import Reply, event

OUTBOX_SIZE = 256


class Connection:
    """One accepted socket of one user."""

    def __init__(self, websocket: WebSocket, user: str, messages_per_second: int) -> None:
        self.websocket = websocket
        self.user = user
        self.too_slow = asyncio.Event()
        self._outbox: asyncio.Queue[Reply] = asyncio.Queue(OUTBOX_SIZE)
        self._taken: deque[float] = deque(maxlen=messages_per_second)

    def take_turn(self) -> bool:
        """False while the last second is full; refused messages do not prolong that."""
        now = time.monotonic()
        full = len(self._taken) == self._taken.maxlen
        if full and now - self._taken[0] < 1.0:
            return False
        self._taken.append(now)
        return True

    def deliver(self, message: Reply) -> None:
        """Queue without waiting: one reader that has stopped must not hold up the others."""
        try:
            self._outbox.put_nowait(message)
        except asyncio.QueueFull:
            self.too_slow.set()

    async def write_outbox(self) -> None:
        while True:
            await self.websocket.send_json(await self._outbox.get())


class Hub:
    """State of one process; everything here runs on its event loop, so nothing is locked."""

    def __init__(self, connections_per_user: int) -> None:
        self._limit = connections_per_user
        self._session_of: dict[str, str] = {}
        self._owner_of: dict[str, str] = {}
        self._held: defaultdict[str, int] = defaultdict(int)
        self._listeners: defaultdict[str, set[Connection]] = defaultdict(set)

    def session_of(self, user: str) -> str:
        """The user's own session; it begins when somebody first asks for it."""
        if user not in self._session_of:
            session_id = str(uuid.uuid4())
            self._session_of[user] = session_id
            self._owner_of[session_id] = user
        return self._session_of[user]

    def owner_of(self, session_id: str) -> str | None:
        return self._owner_of.get(session_id)

    def take_place(self, user: str) -> bool:
        if self._held[user] >= self._limit:
            return False
        self._held[user] += 1
        return True

    def free_place(self, user: str) -> None:
        self._held[user] -= 1

    def subscribe(self, connection: Connection, session_id: str) -> None:
        self._listeners[session_id].add(connection)

    def unsubscribe(self, connection: Connection, session_id: str) -> None:
        self._listeners[session_id].discard(connection)

    def forget(self, connection: Connection) -> None:
        for listeners in self._listeners.values():
            listeners.discard(connection)

    def publish(self, session_id: str, message: str) -> int:
        """The number of connections it was queued for."""
        listeners = self._listeners[session_id]
        for connection in listeners:
            connection.deliver(event(session_id, message))
        return len(listeners)

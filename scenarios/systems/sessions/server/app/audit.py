"""Security events: written to the log, and kept for the test route."""

import logging
from collections import deque
from dataclasses import asdict, dataclass

logger = logging.getLogger("sessions.audit")


@dataclass(frozen=True, slots=True)
class Event:
    type: str
    user: str | None
    address: str | None
    reason: str | None


class Audit:
    """The newest events; older ones live in the log only."""

    def __init__(self, keep: int = 1000) -> None:
        self._events: deque[Event] = deque(maxlen=keep)

    def record(
        self, type: str, *, user: str | None, address: str | None, reason: str | None = None
    ) -> None:
        event = Event(type, user, address, reason)
        self._events.append(event)
        logger.info("%s user=%s address=%s reason=%s", type, user, address, reason)

    def events(self) -> list[dict[str, str | None]]:
        return [asdict(event) for event in self._events]

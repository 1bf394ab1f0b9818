"""Faults that can be switched on, so that a test of this service can be seen to fail."""

from enum import StrEnum


class Defect(StrEnum):
    """One deliberate weakness; everything is off unless SESSIONS_DEFECTS names it."""

    TOKEN_MISSING_ACCEPTED = "token-missing-accepted"
    CHALLENGE_MISSING = "challenge-missing"
    SIGNATURE_NOT_CHECKED = "signature-not-checked"
    ALG_NONE_ACCEPTED = "alg-none-accepted"
    EXP_NOT_CHECKED = "exp-not-checked"
    MALFORMED_TOKEN_CRASHES = "malformed-token-crashes"
    WS_SIGNATURE_NOT_CHECKED = "ws-signature-not-checked"
    WS_TOKEN_MISSING_ACCEPTED = "ws-token-missing-accepted"
    WS_EXP_NOT_CHECKED = "ws-exp-not-checked"
    SESSION_OWNER_NOT_CHECKED = "session-owner-not-checked"
    UNKNOWN_SESSION_DIFFERS = "unknown-session-differs"
    SUBSCRIBE_NO_OWNER_CHECK = "subscribe-no-owner-check"
    SUBSCRIBE_REFUSED_BUT_DELIVERED = "subscribe-refused-but-delivered"
    ORIGIN_NOT_CHECKED = "origin-not-checked"
    ORIGIN_PREFIX_MATCH = "origin-prefix-match"
    ORIGIN_SUFFIX_MATCH = "origin-suffix-match"
    ORIGIN_ABSENT_ACCEPTED = "origin-absent-accepted"
    HOST_NOT_CHECKED = "host-not-checked"


def parse_defects(text: str) -> frozenset[Defect]:
    """Read a comma separated list; an unknown name is a ValueError that lists the known ones."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = {defect.value for defect in Defect}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(
            f"unknown defect {', '.join(map(repr, unknown))}; known: {', '.join(sorted(known))}"
        )
    return frozenset(Defect(name) for name in names)

"""The base of everything that clients send."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


class Strict(BaseModel):
    """No unknown fields, no coercion of types."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _encodable(text: str) -> str:
    # JSON may escape half a surrogate pair; such a string fails only when it is sent on.
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("not a Unicode text")
    return text


Text = Annotated[str, AfterValidator(_encodable)]

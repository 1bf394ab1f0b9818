"""Configuration, all of it from environment variables that start with SESSIONS_."""

from functools import cached_property

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.defects import Defect, parse_defects


class Settings(BaseSettings):
    """Durations are seconds. Secrets have no default: a service without them does not start."""

    # A configuration error must name the variable without repeating its value.
    model_config = SettingsConfigDict(
        env_prefix="SESSIONS_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    secret: SecretStr = Field(min_length=32)
    alice_password: SecretStr = Field(min_length=8)
    bob_password: SecretStr = Field(min_length=8)

    issuer: str = "sessions"
    audience: str = "sessions-api"
    token_lifetime: int = Field(default=3600, gt=0)

    allowed_origins: frozenset[str] = frozenset({"https://app.example.test"})
    allowed_hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "[::1]"})

    connections_per_user: int = Field(default=3, gt=0)
    connection_lifetime: float = Field(default=3600, gt=0)
    messages_per_second: int = Field(default=10, gt=0)

    test_routes: bool = False
    defects: str = ""

    @field_validator("defects")
    @classmethod
    def known_defects(cls, value: str) -> str:
        parse_defects(value)
        return value

    @cached_property
    def passwords(self) -> dict[str, SecretStr]:
        return {"alice": self.alice_password, "bob": self.bob_password}

    @cached_property
    def switched_on(self) -> frozenset[Defect]:
        return parse_defects(self.defects)

    def has(self, defect: Defect) -> bool:
        return defect in self.switched_on


def load_settings() -> Settings:
    """Settings of this process, or the end of it with one line per variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"SESSIONS_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}"
            for each in error.errors(include_input=False, include_url=False)
        ]
        raise SystemExit("cannot start:\n  " + "\n  ".join(lines)) from None

"""What handlers ask for: the objects that create_app made once."""

from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection

from app.audit import Audit
from app.hub import Hub
from app.settings import Settings
from app.tokens import Tokens


def get_settings(connection: HTTPConnection) -> Settings:
    return connection.app.state.settings


def get_tokens(connection: HTTPConnection) -> Tokens:
    return connection.app.state.tokens


def get_hub(connection: HTTPConnection) -> Hub:
    return connection.app.state.hub


def get_audit(connection: HTTPConnection) -> Audit:
    return connection.app.state.audit


SettingsDep = Annotated[Settings, Depends(get_settings)]
TokensDep = Annotated[Tokens, Depends(get_tokens)]
HubDep = Annotated[Hub, Depends(get_hub)]
AuditDep = Annotated[Audit, Depends(get_audit)]

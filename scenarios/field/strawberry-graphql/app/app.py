"""A GraphQL service: a mutation logs in, and subscriptions are for who is logged in.

Who subscribes says so in the first message of the socket (`connection_init`), and `on_ws_connect` looks at
it. Under the older subprotocol `graphql-ws` strawberry 0.312.2 starts a subscription without any first
message (CVE-2026-35523), so nobody is asked; 0.312.3 closes with 4401.
"""

import hmac
import os
import secrets
from collections.abc import AsyncGenerator

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError

PASSWORD = os.environ["ACCOUNT_PASSWORD"]
tokens: dict[str, str] = {}


@strawberry.type
class Query:
    @strawberry.field
    def version(self) -> str:
        return "1"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def login(self, username: str, password: str) -> str | None:
        same = hmac.compare_digest(password.encode(), PASSWORD.encode())
        if username != "alice" or not same:
            return None
        token = secrets.token_urlsafe(24)
        tokens[token] = username
        return token


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def notes(self) -> AsyncGenerator[str]:
        yield "remember the milk"


class Service(GraphQL):
    async def on_ws_connect(self, context: dict) -> None:
        token = (context.get("connection_params") or {}).get("token")
        if not isinstance(token, str) or token not in tokens:
            raise ConnectionRejectionError({"message": "unauthorized"})


async def health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


schema = strawberry.Schema(Query, Mutation, Subscription)
app = Starlette(routes=[Route("/health", health), Mount("/graphql", Service(schema, graphql_ide=None))])

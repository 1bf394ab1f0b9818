"""The application: `uvicorn --factory app.main:create_app`."""

import logging

from fastapi import FastAPI, Request, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from app import api, sockets
from app.audit import Audit
from app.hub import Hub
from app.settings import Settings, load_settings
from app.tokens import Tokens

MAX_BODY = 1024 * 1024


async def unprocessable(_: Request, error: RequestValidationError) -> JSONResponse:
    """FastAPI's own answer repeats the input, and with it passwords."""
    problems = [
        {
            "type": each["type"],
            # The name of an unknown field is the client's own text.
            "loc": ["body"] if each["type"] == "extra_forbidden" else each["loc"],
            "msg": each["msg"],
        }
        for each in error.errors()
    ]
    return JSONResponse({"detail": problems}, status.HTTP_422_UNPROCESSABLE_CONTENT)


async def internal_error(_: Request, __: Exception) -> JSONResponse:
    """The log has the exception; the client gets the same shape as for any other error."""
    return JSONResponse({"detail": "Internal error"}, status.HTTP_500_INTERNAL_SERVER_ERROR)


def create_app(settings: Settings | None = None) -> FastAPI:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("sessions").setLevel(logging.INFO)
    settings = settings or load_settings()
    app = FastAPI(title="Live sessions", max_body_size=MAX_BODY, redirect_slashes=False)
    app.state.settings = settings
    app.state.tokens = Tokens(settings)
    app.state.hub = Hub(settings.connections_per_user)
    app.state.audit = Audit()
    app.add_exception_handler(RequestValidationError, unprocessable)
    app.add_exception_handler(Exception, internal_error)
    app.include_router(api.router)
    app.include_router(sockets.router)
    if settings.test_routes:
        app.include_router(api.test_router)
    return app

"""A service with a cookie that pages of another site send along, too: what changes something takes JSON,
which such a page may not send without asking first, and CORS grants nothing.

fastapi 0.65.1 reads a body as JSON whatever its type says, so that a page sends it as text/plain
(CVE-2021-32677). 0.65.2 reads JSON only of a type that is JSON.
"""

import hmac
import os
import secrets
from typing import Dict, Optional

from fastapi import Cookie, Depends, FastAPI, HTTPException, Response
from pydantic import BaseModel

PASSWORD = os.environ["ACCOUNT_PASSWORD"]
sessions: Dict[str, str] = {}
notes: Dict[str, str] = {}

app = FastAPI(openapi_url=None)
unauthorized = HTTPException(401, headers={"WWW-Authenticate": "Session"})


class Login(BaseModel):
    username: str
    password: str


class Note(BaseModel):
    text: str


def user(session: Optional[str] = Cookie(None)) -> str:
    username = sessions.get(session or "")
    if username is None:
        raise unauthorized
    return username


@app.get("/health")
def health() -> dict:
    return {"status": "ok"}


@app.post("/login")
def login(data: Login, response: Response) -> dict:
    same = hmac.compare_digest(data.password.encode(), PASSWORD.encode())
    if data.username not in ("alice", "bob") or not same:
        raise unauthorized
    session = secrets.token_urlsafe(24)
    sessions[session] = data.username
    # None: the page lives on another site.
    response.set_cookie("session", session, httponly=True, secure=True, samesite="none")
    return {"username": data.username}


@app.get("/me")
def me(username: str = Depends(user)) -> dict:
    return {"username": username}


@app.post("/note")
def write(note: Note, username: str = Depends(user)) -> dict:
    notes[username] = note.text
    return {"username": username, "text": note.text}

"""Staff of a company who log in elsewhere, and are known here by a token of that: they have no password.

Django 5.0.6 hashes the password that somebody brings for a name that nobody has, and not for one of an account
without a usable password: its answer comes sooner (CVE-2024-39329). 5.0.7 hashes it for both.
"""

import json
import os

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, JsonResponse
from django.urls import path


def health(_: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def elsewhere(request: HttpRequest) -> JsonResponse:
    """Who was logged in elsewhere: stands for an identity provider."""
    asked = json.loads(request.body)
    if asked["assertion"] != os.environ["ASSERTION"]:
        return JsonResponse({"detail": "unknown assertion"}, status=401)
    return JsonResponse({"token": signing.dumps(asked["username"])})


def login(request: HttpRequest) -> JsonResponse:
    asked = json.loads(request.body)
    user = authenticate(username=asked["username"], password=asked["password"])
    if user is None:
        return JsonResponse({"detail": "wrong name or password"}, status=401)
    return JsonResponse({"token": signing.dumps(user.username)})


def me(request: HttpRequest) -> JsonResponse:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        name = signing.loads(token) if scheme.lower() == "bearer" else None
    except signing.BadSignature:
        name = None
    if not User.objects.filter(username=name).exists():
        answer = JsonResponse({"detail": "log in first"}, status=401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    return JsonResponse({"username": name})


urlpatterns = [
    path("health", health),
    path("elsewhere", elsewhere),
    path("login", login),
    path("me", me),
]

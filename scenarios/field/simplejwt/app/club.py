"""Accounts of a club: members sign up, log in for a pair of tokens and renew the access token; staff
switch accounts off and on.

djangorestframework-simplejwt 5.3.1 renews without looking at the user: whoever was switched off goes on
making access tokens (CVE-2024-22513). 5.5.1 asks whether the account is active.
"""

from django.contrib.auth.models import User
from django.urls import path
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny, IsAdminUser
from rest_framework.response import Response
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView


class Member(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["username", "email", "password"]
        extra_kwargs = {"password": {"write_only": True}}

    def create(self, data: dict) -> User:
        return User.objects.create_user(**data)


@api_view(["GET"])
@permission_classes([AllowAny])
def health(_) -> Response:
    return Response({"status": "ok"})


@api_view(["POST"])
@permission_classes([AllowAny])
def register(request) -> Response:
    member = Member(data=request.data)
    member.is_valid(raise_exception=True)
    member.save()
    return Response(member.data, status=201)


@api_view(["GET"])
def me(request) -> Response:
    return Response(Member(request.user).data)


@api_view(["POST"])
@permission_classes([IsAdminUser])
def switch(_, email: str, on: bool) -> Response:
    member = get_object_or_404(User, email=email)
    member.is_active = on
    member.save()
    return Response(status=204)


urlpatterns = [
    path("health", health),
    path("register", register),
    path("token", TokenObtainPairView.as_view()),
    path("token/refresh", TokenRefreshView.as_view()),
    path("me", me),
    path("members/<str:email>/disable", switch, {"on": False}),
    path("members/<str:email>/enable", switch, {"on": True}),
]

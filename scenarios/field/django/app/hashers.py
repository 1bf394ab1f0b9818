"""A hash that is quick enough for hundreds of logins, and slow enough to show."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Quick(PBKDF2PasswordHasher):
    iterations = 20_000

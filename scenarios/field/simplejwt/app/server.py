"""Serves the club: one request at a time, for the database lives in this thread."""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are not logged."""


def members() -> None:
    from django.contrib.auth.models import User

    password = os.environ["ACCOUNT_PASSWORD"]
    call_command("migrate", verbosity=0)
    for name in ("alice", "bob"):
        User.objects.create_user(name, f"{name}@example.test", password)
    User.objects.create_superuser("admin", "admin@example.test", password)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    app = get_wsgi_application()
    members()
    make_server("127.0.0.1", int(sys.argv[1]), app, handler_class=Silent).serve_forever()

"""Serves the company: one request at a time, for the database lives in this thread."""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are not logged."""


def staff() -> None:
    from django.contrib.auth.models import User

    call_command("migrate", verbosity=0)
    for name in ("alice", "bob"):
        User.objects.create_user(name, f"{name}@example.test", None)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    app = get_wsgi_application()
    staff()
    make_server("127.0.0.1", int(sys.argv[1]), app, handler_class=Silent).serve_forever()

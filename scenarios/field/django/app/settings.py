"""The company's settings: a database in memory, and Django's hash of passwords with fewer rounds."""

import os

SECRET_KEY = os.environ["SIGNING_KEY"]
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "staff"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
PASSWORD_HASHERS = ["hashers.Quick"]
USE_TZ = True

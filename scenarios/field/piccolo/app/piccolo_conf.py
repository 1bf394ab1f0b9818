"""Where the accounts are."""

from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="accounts.sqlite")

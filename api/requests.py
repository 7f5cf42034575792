"""What a request finds in the application that serves it."""

from fastapi import Request

from data.database import Database


def database_of(request: Request) -> Database:
    """Return the database of the application."""
    database: Database = request.app.state.database
    return database

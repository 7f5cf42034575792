"""What a request finds in the application that serves it, and for whom it acts."""

from contextlib import AbstractContextManager

from fastapi import Request

from data.actors import STRANGER, Actor
from data.database import Database, Session


def database_of(request: Request) -> Database:
    """Return the database of the application."""
    database: Database = request.app.state.database
    return database


def actor_of_request(request: Request) -> Actor:
    """Return who sent a request, as the door found out; a stranger at public doors."""
    actor: Actor = getattr(request.state, "actor", STRANGER)
    return actor


def reading(request: Request) -> AbstractContextManager[Session]:
    """Open a session that sees the database at one moment, as far as the sender may see it."""
    return database_of(request).reading(actor_of_request(request))


def writing(request: Request) -> AbstractContextManager[Session]:
    """Open a session that commits at the end what the sender does."""
    return database_of(request).transaction(actor_of_request(request))

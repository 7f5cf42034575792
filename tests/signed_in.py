"""Accounts for tests, and browsers and programs that act for them."""

import functools
import hashlib
from datetime import timedelta

from fastapi import Request

from api.accounts import make_token
from api.clock import now
from api.csrf import csrf_token
from api.passwords import hash_password
from api.session_cookies import SESSION_COOKIE
from api.signing import Purpose, signer
from data.access_tokens import NewToken
from data.account_sessions import add_session
from data.accounts import NewAccount, add_account
from data.actors import SERVER, Role

PASSWORD = "梅花香自苦寒来-1987"


@functools.cache
def password_hash():
    """Hash the password once: it is slow by intention."""
    return hash_password(PASSWORD)


def account(database, name, role=Role.PLANNER, union=None):
    """Add an account whose password is PASSWORD."""
    with database.transaction() as session:
        add_account(session, NewAccount(name, Role(role), union), password_hash(), at=now())
    return name


def bearer(database, name, role=Role.PLANNER):
    """Make the header of a program that acts for an account."""
    wanted = NewToken(name, "test", Role(role))
    made = make_token(database, wanted, actor=SERVER, at=now())
    return {"Authorization": f"Bearer {made.token}"}


def sign_in_as(client, name, *, lasts=timedelta(hours=1)):
    """Let a browser be signed in as an account; returns the token of its forms."""
    app = client.app
    request = Request({"type": "http", "app": app})
    request.state.session = f"session-of-{name}"
    code = hashlib.sha256(request.state.session.encode()).hexdigest()
    with app.state.database.transaction() as session:
        add_session(session, code, name, expires_at=now() + lasts, at=now())
    signed = signer(request, Purpose.SESSION).sign(request.state.session).decode()
    client.cookies.set(SESSION_COOKIE, signed)
    return csrf_token(request)

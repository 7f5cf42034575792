"""Signatures of what browsers keep for us, by the key that all servers of an installation share."""

from enum import StrEnum
from hashlib import sha256

from fastapi import Request
from itsdangerous import TimestampSigner

from api.accounts import signing_key
from api.requests import database_of


class Purpose(StrEnum):
    """What is signed: a signature made for one purpose is worth nothing for another."""

    SESSION = "niangjia.session"
    FORM = "niangjia.form"
    SIGN_IN = "niangjia.sign-in"


def signer(request: Request, purpose: Purpose) -> TimestampSigner:
    """Return what signs and checks; the key is read from the database once."""
    state = request.app.state
    if not hasattr(state, "signing_key"):
        state.signing_key = signing_key(database_of(request))
    return TimestampSigner(state.signing_key, salt=purpose, digest_method=sha256)

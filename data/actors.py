"""Who acts: whose name the audit log has, what they may do, and which union they work for."""

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

KEPT_AS = "actor"
"""Where a session keeps who acts."""


class Role(StrEnum):
    """What an account may do; each may do all that those before it may."""

    FIELD = "field"
    PLANNER = "planner"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        """Tell whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, by account, by the link of a team, or by sitting at the server.

    `name` is what the audit log says. `union` is the code of the union whose area alone the actor
    sees and changes; None is the whole city. `request_id` is that of the request by which they act.
    """

    name: str
    role: Role | None = None
    account: str | None = None
    union: str | None = None
    request_id: str | None = field(default=None, compare=False)


SERVER = Actor("server")
COMMAND = Actor("command")
LOCAL = Actor("local", Role.PLANNER)
"""Whoever sits at the server, as long as nobody has an account."""
STRANGER = Actor("stranger")
"""Whoever has not signed in."""


def actor_of(session: Session) -> Actor:
    """Return who acts in a session."""
    actor: Actor = session.info.get(KEPT_AS, SERVER)
    return actor

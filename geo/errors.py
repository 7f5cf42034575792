"""Everything that can go wrong, told apart by what the caller can do about it.

NiangjiaError
├── InvalidInput         the request or a row of a file must be corrected
│   └── WrongCrs         coordinates are in another reference system
├── NotFound             no such thing here
├── Conflict             somebody changed it first, or it exists already
├── NotSignedIn          who asks must say first who that is
├── Forbidden            who asks may not do this
├── NoFeasiblePlan       the limits leave no plan at all
└── SourceUnavailable    a database or another service does not answer
"""

from geo.messages import Language, Message


class NiangjiaError(Exception):
    """An expected failure, with a message for people and its values as attributes."""

    def __init__(self, message: Message, **values: object) -> None:
        super().__init__(message.text(Language.ENGLISH, **values))
        self.message = message
        self.values = values

    @property
    def code(self) -> str:
        """The stable code that programs may rely on."""
        return self.message.code

    def text(self, language: Language) -> str:
        """Say what is wrong in the asked language."""
        return self.message.text(language, **self.values)


class InvalidInput(NiangjiaError):
    """The caller must correct what was sent."""


class WrongCrs(InvalidInput):
    """Coordinates are in another reference system than needed."""


class NotFound(NiangjiaError):
    """There is no such thing."""


class Conflict(NiangjiaError):
    """What was asked clashes with what is stored."""


class NotSignedIn(NiangjiaError):
    """Nobody knows who asks."""


class Forbidden(NiangjiaError):
    """Who asks may not do this."""


class NoFeasiblePlan(NiangjiaError):
    """No plan fulfils the limits."""


class SourceUnavailable(NiangjiaError):
    """A database, file or service that is needed does not answer."""

"""What commands work on: a database, and the street network."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.cli_options import stderr
from api.clock import now
from api.settings import Settings
from api.use_cases.preparation import prepare_database
from api.use_cases.streets import configured_network
from data.database import Database, connect
from geo.errors import NiangjiaError
from geo.messages import Language
from geo.streets import StreetNetwork


@contextmanager
def connected(settings: Settings) -> Iterator[Database]:
    """Connect to the database as it is, and let go of it afterwards."""
    database = connect(settings.database_url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Connect to a prepared database, and let go of it afterwards."""
    with connected(settings) as database:
        prepare_database(database, now().year)
        yield database


def network_in_use(settings: Settings, language: Language) -> StreetNetwork | None:
    """Load the street network; where it cannot be used, say so and estimate, as the server does."""
    try:
        return configured_network(settings)
    except NiangjiaError as error:
        stderr.print(error.text(language), style="yellow", markup=False, soft_wrap=True)
        return None

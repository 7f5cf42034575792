"""The street network that the settings name."""

from api.settings import Settings
from data.street_file_messages import STREETS_MISSING
from data.street_files import load_network
from geo.errors import SourceUnavailable
from geo.streets import StreetNetwork


def configured_network(settings: Settings) -> StreetNetwork | None:
    """Load the network; None where there is none and nobody asked for one.

    Raises SourceUnavailable or InvalidInput for a file that is missed or cannot be used.
    """
    try:
        return load_network(settings.streets_file)
    except SourceUnavailable as error:
        if error.message is STREETS_MISSING and not settings.expects_streets:
            return None
        raise

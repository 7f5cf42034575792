"""The live desk: the current snapshot, kept up with the database, and what it can answer."""

import logging
from collections.abc import Mapping
from datetime import datetime

from api.clock import now
from api.schemas import NearestQuery
from api.settings import Settings
from api.use_cases.nearest import answer_nearest
from api.use_cases.service_point import describe_service_point
from api.use_cases.view import View, build_view
from data.database import Database
from data.revision import RevisionWatch
from data.snapshot import Snapshot, load_snapshot
from geo.crs import Crs
from geo.errors import SourceUnavailable
from geo.gazetteer import search_places
from geo.messages import Language, Message

logger = logging.getLogger(__name__)

NOT_LOADED = Message(
    "snapshot_missing",
    zh="服务点数据还没有载入，请稍等片刻再试，或拨打 12351。",
    en="the service points are not loaded yet; try again in a moment, or call 12351",
)


class Desk:
    """Answers lookups from memory, and replaces the snapshot whole when the data changes."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._settings = settings
        self.loaded_at: datetime | None = None
        self._database = database
        self._view: View | None = None
        self._watch: RevisionWatch | None = None

    @property
    def view(self) -> View:
        """The current snapshot as people see it; raises SourceUnavailable before the first."""
        if self._view is None:
            raise SourceUnavailable(NOT_LOADED)
        return self._view

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot; raises SourceUnavailable before the first is loaded."""
        return self.view.snapshot

    @property
    def unreachable_since(self) -> datetime | None:
        """Since when the database has not answered; lookups go on meanwhile."""
        return self._watch.unreachable_since if self._watch else None

    @property
    def failed_revision(self) -> int | None:
        """The newest revision, if its data could not be used; lookups go on with older data."""
        return self._watch.failed_revision if self._watch else None

    @property
    def is_watching(self) -> bool:
        """Whether changes of the data will be noticed."""
        return self._watch is not None and self._watch.is_running

    def start(self) -> None:
        """Load the first snapshot where the database answers, and watch for changes."""
        try:
            self._load()
        except SourceUnavailable as error:
            logger.warning("starting without data: %s", error)
        seen = self._view.snapshot.revision if self._view else None
        self._watch = RevisionWatch(self._database, lambda _: self._load(), now=now, seen=seen)
        self._watch.start()

    def stop(self) -> None:
        """Stop watching."""
        if self._watch:
            self._watch.stop()

    def _load(self) -> None:
        """Read a new snapshot; lookups use the old one until it is complete."""
        with self._database.reading() as session:
            snapshot = load_snapshot(session)
        self._view, self.loaded_at = build_view(snapshot, self._settings), now()

    def nearest(self, params: Mapping[str, object], language: Language) -> dict[str, object]:
        """Answer a lookup given as the fields of the HTTP interface."""
        query = NearestQuery.model_validate(params)
        return answer_nearest(self.view, query, now=now(), language=language)

    def places(self, text: str, limit: int = 10) -> list[dict[str, object]]:
        """Search places by name, address, pinyin or initials."""
        return [
            {
                "code": place.code,
                "name": place.name,
                "kind": place.kind,
                "address": place.address,
                "lon": round(place.lon, 6),
                "lat": round(place.lat, 6),
            }
            for place in search_places(self.snapshot.gazetteer, text, limit)
        ]

    def service_point(self, code: str, crs: Crs = Crs.WGS84) -> dict[str, object]:
        """Describe one open service point."""
        return describe_service_point(self.view, code, now=now(), crs=crs)

    def services(self, language: Language) -> list[dict[str, str]]:
        """List the services by code with their names."""
        return [
            {"code": code, "name": chinese if language is Language.CHINESE else english}
            for code, (chinese, english) in self.snapshot.services.items()
        ]

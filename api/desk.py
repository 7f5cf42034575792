"""The live desk: the current snapshot, kept up with the database, and what it can answer."""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, partial

from api.clock import now
from api.schemas import NearestQuery
from api.settings import Settings
from api.use_cases.nearest import answer_nearest
from api.use_cases.service_area import service_area_json
from api.use_cases.service_point import describe_service_point
from api.use_cases.view import View, build_view
from data.database import Database
from data.file_watch import FileWatch
from data.revision import RevisionWatch
from data.snapshot import Snapshot, load_snapshot
from data.street_file_messages import STREETS_MISSING
from data.street_files import load_network
from geo.crs import Crs
from geo.errors import InvalidInput, NiangjiaError, SourceUnavailable
from geo.gazetteer import search_places
from geo.messages import Language, Message
from geo.streets import StreetNetwork
from geo.travel import Mode

logger = logging.getLogger(__name__)

MOST_AREAS = 32
"""Service areas that are kept until the data changes: the widest are 6 MB each."""
LONGEST_WAIT_S = 20
DRAWING_BUSY = Message(
    "service_area_busy",
    zh="正在画别的服务圈，请过一会儿再试，或缩短时间。",
    en="other service areas are being drawn; try again in a moment, or ask for fewer minutes",
)
NOT_LOADED = Message(
    "snapshot_missing",
    zh="服务点数据还没有载入，请稍等片刻再试，或拨打 12351。",
    en="the service points are not loaded yet; try again in a moment, or call 12351",
)
STREETS_UNUSABLE = Message(
    "street_network_unusable",
    zh="路网文件 {file} 用不了（{reason}），详情见服务器日志。"
    "请用 niangjia streets build 重新生成。",
    en="the street network {file} cannot be used ({reason}), see the log of the server; build it "
    "anew with `niangjia streets build`",
)


class Desk:
    """Answers lookups from memory, and replaces what it answers from whole when that changes.

    The snapshot follows the database, and the street network its file. Without a network, travel
    times are estimated; one that cannot be used leaves the one before in place, and
    `streets_problem` says why.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._settings = settings
        self.loaded_at: datetime | None = None
        self.network: StreetNetwork | None = None
        self.streets_loaded_at: datetime | None = None
        self.streets_problem: NiangjiaError | None = None
        self._database = database
        self._view: View | None = None
        self._rebuilding = threading.Lock()
        self._drawing = threading.Lock()
        self._area: Callable[[str, int, Mode], bytes] | None = None
        self._watch: RevisionWatch | None = None
        self._streets_watch = FileWatch(settings.streets_file, self._follow_streets)

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

    @property
    def streets_name(self) -> str:
        """The file of the street network, as it is set."""
        return str(self._settings.streets_file)

    def start(self) -> None:
        """Load the first snapshot where the database answers, the streets, and watch for changes.

        The streets come second, so that no network can stand in the way of the first snapshot.
        """
        try:
            self._load_snapshot()
        except SourceUnavailable as error:
            logger.warning("starting without data: %s", error)
        seen = self._view.snapshot.revision if self._view else None
        self._watch = RevisionWatch(
            self._database, lambda _: self._load_snapshot(), now=now, seen=seen
        )
        self._watch.start()
        self._follow_streets()
        self._streets_watch.start()

    def stop(self) -> None:
        """Stop watching."""
        if self._watch:
            self._watch.stop()
            self._streets_watch.stop()

    def _load_snapshot(self) -> None:
        """Read a new snapshot; lookups use the old one until it is complete."""
        with self._database.reading() as session:
            snapshot = load_snapshot(session)
        self._rebuild(snapshot=snapshot)

    def _follow_streets(self) -> None:
        """Read the street network; lookups use what they have until all of it is checked."""
        try:
            self._rebuild(network=load_network(self._settings.streets_file))
        except NiangjiaError as error:
            self._refuse_streets(error)
        except Exception as error:
            logger.exception("a street network that can be read cannot be used")
            file, reason = self._settings.streets_file, type(error).__name__
            self._refuse_streets(InvalidInput(STREETS_UNUSABLE, file=file, reason=reason))

    def _refuse_streets(self, error: NiangjiaError) -> None:
        """Go on with what there is; that there never was a network is no problem."""
        is_missed = self.network is not None or self._settings.expects_streets
        if error.message is STREETS_MISSING and not is_missed:
            self.streets_problem = None
            logger.info("travel times are estimated: %s", error)
            return
        self.streets_problem = error
        instead = "the network before stays" if self.network else "travel times are estimated"
        logger.warning("%s: %s", instead, error)

    def _rebuild(
        self, *, snapshot: Snapshot | None = None, network: StreetNetwork | None = None
    ) -> None:
        """Show the newest snapshot with the newest streets; where that fails, nothing changes.

        Two watches come here, and neither may undo what the other has just brought.
        """
        with self._rebuilding:
            shown = snapshot or (self._view.snapshot if self._view else None)
            if shown is not None:
                streets = network or self.network
                view = build_view(shown, self._settings, streets, before=self._view)
                self._area = lru_cache(MOST_AREAS)(partial(service_area_json, view))
                self._view = view
            if snapshot is not None:
                self.loaded_at = now()
            if network is not None:
                self.network, self.streets_loaded_at = network, now()
                self.streets_problem = None
                logger.info("streets %s from %s", network.version, network.source)

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

    def service_area(self, code: str, minutes: int, mode: Mode) -> bytes:
        """Draw the area of one service point as GeoJSON, one at a time, since it may take long.

        Raises SourceUnavailable where others keep us busy for longer than people wait.
        """
        area = self._area
        if area is None:
            raise SourceUnavailable(NOT_LOADED)
        if not self._drawing.acquire(timeout=LONGEST_WAIT_S):
            raise SourceUnavailable(DRAWING_BUSY)
        try:
            return area(code, minutes, mode)
        finally:
            self._drawing.release()

    def services(self, language: Language) -> list[dict[str, str]]:
        """List the services by code with their names."""
        return [
            {"code": code, "name": chinese if language is Language.CHINESE else english}
            for code, (chinese, english) in self.snapshot.services.items()
        ]

"""Who is covered, for those who ask over HTTP: computed once, and kept while the data stays."""

import hashlib
import threading
from dataclasses import dataclass, replace
from datetime import date

import orjson

from api.clock import now
from api.desk import LONGEST_WAIT_S, Desk
from api.settings import Settings
from api.use_cases.coverage import coverage_report
from api.use_cases.planning_inputs import CoverageRequest, prepare_inputs
from data.actors import Actor
from data.database import Database
from data.planning import load_planning_data
from data.revision import read_revision
from data.scope import union_in_scope
from data.visits import load_visit_days
from geo.errors import SourceUnavailable
from geo.messages import Message
from geo.streets import StreetNetwork
from planner.visited import VisitDays, first_day_that_matters

MOST_ANSWERS = 4
"""Answers that are kept: about 1 MB each for the sample city, and more for larger ones."""
COVERAGE_BUSY = Message(
    "coverage_busy",
    zh="正在计算别的覆盖情况，请过一会儿再试。",
    en="the coverage for another question is being computed; try again in a moment",
)


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """A coverage report as JSON, and the entity tag that changes with it."""

    content: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class _Question:
    """What an answer depends on."""

    revision: int
    today: date
    streets_version: str | None
    request: CoverageRequest
    with_hours: bool


class CoverageDesk:
    """Answers who is covered, by today's data and the streets that lookups go by.

    One report is computed at a time, since that takes all of a processor. The last few are kept,
    until others come; a question is the same only on the same data and streets, and on the same
    day, since visits count by the month.
    """

    def __init__(self, database: Database, settings: Settings, desk: Desk) -> None:
        self._database = database
        self._settings = settings
        self._desk = desk
        self._computing = threading.Lock()
        self._answers: dict[_Question, CoverageAnswer] = {}

    def answer(
        self, request: CoverageRequest, *, actor: Actor, with_hours: bool = False
    ) -> CoverageAnswer:
        """Report the coverage, to whoever works for a union only that of its places.

        Raises InvalidInput for a union that the actor may not see, or that there is not;
        SourceUnavailable where the database is away, or where others keep us busy for
        longer than people wait; InvalidInput for a service that nobody defined.
        """
        network = self._desk.network
        version = network.version if network else None
        with self._database.reading(actor) as session:
            revision = read_revision(session)
            request = replace(request, union=union_in_scope(session, request.union))
        question = _Question(revision, now().date(), version, request, with_hours)
        if kept := self._answers.get(question):
            return kept
        if not self._computing.acquire(timeout=LONGEST_WAIT_S):
            raise SourceUnavailable(COVERAGE_BUSY)
        try:
            return self._answers.get(question) or self._compute(question, network)
        finally:
            self._computing.release()

    def _compute(self, question: _Question, network: StreetNetwork | None) -> CoverageAnswer:
        """Compute a report and keep it, under the revision that its data has by now."""
        today, months = question.today, self._settings.visited_months
        since = first_day_that_matters(today, months=months)
        with self._database.reading() as session:
            data = load_planning_data(session, union=question.request.union)
            visits = load_visit_days(session, since=since)
        inputs = prepare_inputs(data, question.request, settings=self._settings, network=network)
        visited = VisitDays(visits, today, months)
        report = coverage_report(inputs, with_hours=question.with_hours, visits=visited)
        content = orjson.dumps(report)
        answer = CoverageAnswer(content, f'"{hashlib.sha256(content).hexdigest()}"')
        self._answers[replace(question, revision=data.revision)] = answer
        for oldest in list(self._answers)[:-MOST_ANSWERS]:
            del self._answers[oldest]
        return answer

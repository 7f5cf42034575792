"""The files of a plan: which there are, and what is in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import orjson
from shapely.geometry.base import BaseGeometry

from api.clock import CHINA_TIME
from api.media_types import MEDIA_TYPES
from api.use_cases.coverage import Json
from api.use_cases.plan import in_language
from api.use_cases.plan_comparison import load_finished_plan
from data.database import Session
from data.plan_geofile import write_plan_geofile
from data.plan_workbook import write_plan_workbook
from data.planning import load_union_areas
from data.plans import find_plan
from geo.errors import NotFound
from geo.messages import Language, Message
from geo.streets import StreetNetwork
from maps.canvas import render
from maps.plan_map import PlanScene, plan_canvas
from maps.plan_report import draw_plan_report

PLAN_FILE_UNKNOWN = Message(
    "plan_file_unknown",
    zh="方案没有“{value}”这个文件。可选：{known}。",
    en='a plan has no file "{value}"; choose among {known}',
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlanContent:
    """All that goes into the files of a plan, in one language; streets are for its map."""

    plan: Json
    coverage: Json
    union_areas: Mapping[str, BaseGeometry]
    language: Language
    made_on: date
    streets: StreetNetwork | None = None


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A kind of file, and what is in it."""

    media_type: str
    render: Callable[[PlanContent], bytes]


def _plan(content: PlanContent) -> bytes:
    return orjson.dumps(content.plan, option=orjson.OPT_INDENT_2)


def _coverage(content: PlanContent) -> bytes:
    return orjson.dumps(content.coverage, option=orjson.OPT_INDENT_2)


def _workbook(content: PlanContent) -> bytes:
    stream = BytesIO()
    write_plan_workbook(stream, content.plan, content.coverage, content.language)
    return stream.getvalue()


def _geofile(content: PlanContent) -> bytes:
    with TemporaryDirectory(prefix="niangjia-plan-") as folder:
        file = Path(folder) / "plan.gpkg"
        areas = content.union_areas
        write_plan_geofile(file, content.plan, content.coverage, areas, content.language)
        return file.read_bytes()


def _map(content: PlanContent) -> bytes:
    scene = PlanScene(content.plan, content.coverage, content.union_areas, content.streets)
    return render(plan_canvas(scene, content.language)).encode()


def _report(content: PlanContent) -> bytes:
    report = draw_plan_report(
        content.plan, content.coverage, language=content.language, made_on=content.made_on
    )
    return report.encode()


PLAN_FILES: Mapping[str, PlanFile] = {
    "plan.json": PlanFile(MEDIA_TYPES[".json"], _plan),
    "coverage.json": PlanFile(MEDIA_TYPES[".json"], _coverage),
    "plan.xlsx": PlanFile(MEDIA_TYPES[".xlsx"], _workbook),
    "plan.gpkg": PlanFile(MEDIA_TYPES[".gpkg"], _geofile),
    "report.html": PlanFile(MEDIA_TYPES[".html"], _report),
    "plan.html": PlanFile(MEDIA_TYPES[".html"], _map),
}


def load_plan_content(
    session: Session,
    code: str,
    name: str,
    language: Language,
    *,
    streets: StreetNetwork | None = None,
) -> PlanContent:
    """Load what a file is written from.

    Raises NotFound for an unknown plan or file, and Conflict for a plan without a result.
    """
    if name not in PLAN_FILES:
        raise NotFound(PLAN_FILE_UNKNOWN, value=name, known=", ".join(PLAN_FILES))
    finished = load_finished_plan(session, code)
    stored = find_plan(session, code)
    made_at = stored.finished_at or stored.created_at
    return PlanContent(
        in_language(cast("Json", finished.plan), language),
        cast("Json", finished.coverage),
        load_union_areas(session),
        language,
        made_at.astimezone(CHINA_TIME).date(),
        streets,
    )


def render_file(content: PlanContent, name: str) -> bytes:
    """Return what is in one of `PLAN_FILES`.

    Raises SourceUnavailable where the assets of maps are not installed, for `plan.html` alone.
    """
    return PLAN_FILES[name].render(content)

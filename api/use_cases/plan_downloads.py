"""The files of a stored plan, as they are downloaded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import orjson
from shapely.geometry.base import BaseGeometry

from api.use_cases.coverage import Json
from api.use_cases.plan import in_language
from api.use_cases.plan_comparison import load_finished_plan
from data.database import Session
from data.plan_geofile import write_plan_geofile
from data.plan_workbook import write_plan_workbook
from data.planning import load_union_areas
from geo.errors import NotFound
from geo.messages import Language, Message

PLAN_FILE_UNKNOWN = Message(
    "plan_file_unknown",
    zh="方案没有“{value}”这个文件。可选：{known}。",
    en='a plan has no file "{value}"; choose among {known}',
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlanContent:
    """All that goes into the files of a plan, in one language."""

    plan: Json
    coverage: Json
    union_areas: Mapping[str, BaseGeometry]
    language: Language


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A kind of file, and how it is written."""

    media_type: str
    write: Callable[[Path, PlanContent], None]


def _write_plan(file: Path, content: PlanContent) -> None:
    file.write_bytes(orjson.dumps(content.plan, option=orjson.OPT_INDENT_2))


def _write_coverage(file: Path, content: PlanContent) -> None:
    file.write_bytes(orjson.dumps(content.coverage, option=orjson.OPT_INDENT_2))


def _write_workbook(file: Path, content: PlanContent) -> None:
    with file.open("wb") as stream:
        write_plan_workbook(stream, content.plan, content.coverage, content.language)


def _write_geofile(file: Path, content: PlanContent) -> None:
    write_plan_geofile(file, content.plan, content.coverage, content.union_areas, content.language)


PLAN_FILES: Mapping[str, PlanFile] = {
    "plan.json": PlanFile("application/json", _write_plan),
    "coverage.json": PlanFile("application/json", _write_coverage),
    "plan.xlsx": PlanFile(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _write_workbook
    ),
    "plan.gpkg": PlanFile("application/geopackage+sqlite3", _write_geofile),
}


def load_plan_content(session: Session, code: str, name: str, language: Language) -> PlanContent:
    """Load what a file is written from.

    Raises NotFound for an unknown plan or file, and Conflict for a plan without a result.
    """
    if name not in PLAN_FILES:
        raise NotFound(PLAN_FILE_UNKNOWN, value=name, known=", ".join(PLAN_FILES))
    finished = load_finished_plan(session, code)
    return PlanContent(
        in_language(cast("Json", finished.plan), language),
        cast("Json", finished.coverage),
        load_union_areas(session),
        language,
    )


def render_file(content: PlanContent, name: str) -> bytes:
    """Write one of `PLAN_FILES` and return what is in it."""
    with TemporaryDirectory(prefix="niangjia-plan-") as folder:
        file = Path(folder) / name
        PLAN_FILES[name].write(file, content)
        return file.read_bytes()

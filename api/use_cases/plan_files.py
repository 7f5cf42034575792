"""The files of a plan, each replaced whole or not at all."""

from collections.abc import Mapping
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from api.cli_files import whole_file, write_json
from api.use_cases.plan import PlanResult, in_language
from data.plan_geofile import write_plan_geofile
from data.plan_workbook import write_plan_workbook
from geo.messages import Language


def write_plan_files(
    result: PlanResult,
    union_areas: Mapping[str, BaseGeometry],
    *,
    folder: Path,
    language: Language,
) -> list[Path]:
    """Write the plan for programs, for Excel and for QGIS; return the files."""
    plan, coverage = in_language(result.plan, language), result.coverage
    names = ("plan.json", "coverage.json", "plan.xlsx", "plan.gpkg")
    plan_json, coverage_json, workbook, geofile = files = [folder / name for name in names]
    write_json(plan, plan_json)
    write_json(coverage, coverage_json)
    with whole_file(workbook) as stream:
        write_plan_workbook(stream, plan, coverage, language)
    write_plan_geofile(geofile, plan, coverage, union_areas, language)
    return files

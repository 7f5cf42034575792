"""A plan as a workbook for Excel: summary, actions, schedule, unions, gaps and visiting list."""

from collections.abc import Mapping
from typing import BinaryIO, cast

from openpyxl import Workbook

from data.plan_sheets import (
    actions_table,
    gaps_table,
    schedule_table,
    unions_table,
    visits_table,
)
from data.plan_summary import TITLE, add_summary
from data.sheet_writing import add_table, write_workbook
from geo.messages import Language
from planner.coverage_report import CoverageReport
from planner.plan_names import find_names
from planner.plan_reports import PlanReport

FILE_NAME = "plan.xlsx"


def write_plan_workbook(
    file: BinaryIO,
    plan: Mapping[str, object],
    coverage: Mapping[str, object],
    language: Language = Language.CHINESE,
) -> None:
    """Write the content of `plan.json`, and of the `coverage.json` it starts from, as XLSX.

    Raises SourceUnavailable where the disk refuses.
    """
    report, standing = cast("PlanReport", plan), cast("CoverageReport", coverage)
    write_workbook(lambda: _build(report, standing, language), file, name=FILE_NAME)


def _build(plan: PlanReport, coverage: CoverageReport, language: Language) -> Workbook:
    names = find_names(plan, coverage, language)
    workbook = Workbook(write_only=True)
    workbook.properties.title = TITLE.text(language)
    workbook.properties.creator = "Niangjia"
    add_summary(workbook, plan, language)
    for table in (
        actions_table(plan, language),
        schedule_table(plan, language),
        unions_table(plan, names, language),
        gaps_table(plan, names, language),
        visits_table(plan, names, language),
    ):
        add_table(workbook, table, language)
    return workbook

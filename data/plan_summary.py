"""The first sheet of a plan's workbook: its figures, what each budget covers, and a chart."""

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.chart import LineChart, Reference
from openpyxl.chart.legend import Legend
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.title import Title, title_maker
from openpyxl.drawing.line import LineProperties
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from data.exports import HEADER_FILL
from data.plan_facts import Fact, plan_facts
from data.plan_sheets import TITLES
from data.sheet_writing import (
    BOLD,
    LINE_HEIGHT,
    SHARE,
    TEXT,
    WHOLE,
    Column,
    add_sheet,
    append_header,
    append_values,
    lines_in,
    put,
)
from geo.messages import Language, Message
from planner.plan_reports import PlanReport, share_of
from planner.plan_words import STATUSES

TITLE = Message(
    "plan_title", zh="服务点与开放时间方案：摘要", en="Plan of service points and hours: summary"
)
EACH_BUDGET = Message("plan_each_budget", zh="每一档预算能覆盖多少人", en="What each budget covers")
CHART_TITLE = Message("plan_chart_title", zh="预算与覆盖人数", en="People covered by budget")
BUDGET_AXIS = Message("plan_budget_axis", zh="预算（元/年）", en="Budget (yuan a year)")
PEOPLE_AXIS = Message("plan_people_axis", zh="人数", en="People")
FRONTIER_COLUMNS = (
    Column("预算（元/年）", "Budget (yuan a year)", WHOLE),
    Column("花费（元/年）", "Cost (yuan a year)", WHOLE),
    Column("覆盖（人）", "Covered (people)", WHOLE),
    Column("覆盖比例", "Share covered", SHARE),
    Column("任何方案最多（人）", "Any plan at most (people)", WHOLE),
    Column("计算结果", "Result", TEXT),
)
_WIDTHS = (30, 20, 16, 14, 24, 36)
_SHARE_COLUMN, _COVERED_COLUMN, _BOUND_COLUMN = 3, 3, 5
_TITLE_FONT = Font(bold=True, size=14)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_CHART_SIZE_CM = (26, 10)


def add_summary(workbook: Workbook, plan: PlanReport, language: Language) -> None:
    """Add the sheet with the figures of a plan to a write-only workbook."""
    sheet = add_sheet(workbook, TITLES["summary"].text(language), _WIDTHS)
    title = WriteOnlyCell(sheet, value=TITLE.text(language))
    title.font = _TITLE_FONT
    sheet.append([title])
    unions = TITLES["unions"].text(language)
    row = _append_facts(sheet, plan_facts(plan, language, unions_sheet=unions), first_row=2)
    if plan["frontier"]:
        _append_frontier(sheet, plan, language, row=row)


def _append_facts(sheet: Worksheet, facts: Iterable[Fact], *, first_row: int) -> int:
    """Append a line for each fact, and return the row after them."""
    row = first_row
    for row, fact in enumerate(facts, start=first_row):
        if fact.value is None:
            _append_heading(sheet, fact.label)
        elif isinstance(fact.value, str):
            _append_words(sheet, fact.label, fact.value, row=row)
        else:
            _append_number(sheet, fact, row=row)
    return row + 1


def _append_heading(sheet: Worksheet, text: str) -> None:
    cells = [WriteOnlyCell(sheet) for _ in _WIDTHS]
    for cell in cells:
        cell.font, cell.fill = BOLD, HEADER_FILL
    put(cells[0], text)
    sheet.append(cells)


def _append_words(sheet: Worksheet, label: str, text: str, *, row: int) -> None:
    """Append a sentence that takes all columns after the first."""
    _merge(sheet, f"B{row}:F{row}", text, sum(_WIDTHS[1:]))
    append_values(sheet, _cells(sheet, "", ""), [label, text])


def _append_number(sheet: Worksheet, fact: Fact, *, row: int) -> None:
    """Append a number, its share of people, and a sentence in the columns that are left."""
    if fact.note:
        _merge(sheet, f"D{row}:F{row}", fact.note, sum(_WIDTHS[_SHARE_COLUMN:]))
    cells = _cells(sheet, TEXT, fact.number_format, SHARE, TEXT)
    append_values(sheet, cells, [fact.label, fact.value, fact.share, fact.note or None])


def _cells(sheet: Worksheet, *number_formats: str) -> Sequence[Cell]:
    cells = [WriteOnlyCell(sheet) for _ in number_formats]
    for cell, number_format in zip(cells, number_formats, strict=True):
        cell.number_format, cell.alignment = number_format or TEXT, _WRAPPED
    return cells


def _merge(sheet: Worksheet, cells: str, text: str, width: int) -> None:
    """Make one cell of several, high enough for a text: no program fits the height of these."""
    sheet.merged_cells.add(cells)
    row = int(cells.partition(":")[0][1:])
    sheet.row_dimensions[row].height = LINE_HEIGHT * lines_in(text, width)


def _append_frontier(sheet: Worksheet, plan: PlanReport, language: Language, *, row: int) -> None:
    _append_heading(sheet, EACH_BUDGET.text(language))
    headings = [column.heading(language) for column in FRONTIER_COLUMNS]
    append_header(sheet, headings, _WIDTHS, row=row + 1)
    cells = _cells(sheet, *(column.number_format for column in FRONTIER_COLUMNS))
    for point in plan["frontier"]:
        values = [
            point["budget"],
            point["spent"],
            point["covered"],
            share_of(point["covered"], plan["people"]),
            point["bound"],
            STATUSES[point["status"]].text(language),
        ]
        append_values(sheet, cells, values)
    last_row = row + 1 + len(plan["frontier"])
    sheet.add_chart(_chart(sheet, language, row + 1, last_row), f"A{last_row + 2}")


def _chart(sheet: Worksheet, language: Language, header_row: int, last_row: int) -> LineChart:
    """Draw the people covered and their bound over the budgets."""
    chart = LineChart()
    chart.title = _beside(CHART_TITLE.text(language))
    chart.width, chart.height = _CHART_SIZE_CM
    chart.legend = Legend(legendPos="b")
    chart.legend.overlay = False
    for column in (_COVERED_COLUMN, _BOUND_COLUMN):
        people = Reference(sheet, min_col=column, min_row=header_row, max_row=last_row)
        chart.add_data(people, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=header_row + 1, max_row=last_row))
    covered, bound = chart.series
    covered.marker.symbol = "circle"
    covered.smooth = bound.smooth = False
    bound.graphicalProperties = GraphicalProperties(ln=LineProperties(prstDash="dash"))
    for axis, title in ((chart.x_axis, BUDGET_AXIS), (chart.y_axis, PEOPLE_AXIS)):
        axis.title = _beside(title.text(language))
        axis.number_format, axis.delete = WHOLE, False
    return chart


def _beside(text: str) -> Title:
    """Make a title that keeps off the lines."""
    title: Title = title_maker(text)
    title.overlay = False
    return title

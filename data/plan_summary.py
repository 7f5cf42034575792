"""The first sheet of a plan's workbook: its figures, what each budget covers, and a chart."""

from openpyxl import Workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.chart.legend import Legend
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.title import Title, title_maker
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from data.fact_sheet import (
    FACT_WIDTHS,
    add_fact_sheet,
    append_facts,
    append_heading,
    styled_cells,
)
from data.plan_facts import plan_facts
from data.plan_sheets import TITLES
from data.sheet_writing import SHARE, TEXT, WHOLE, Column, append_header, append_values
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
_COVERED_COLUMN, _BOUND_COLUMN = 3, 5
_CHART_SIZE_CM = (26, 10)


def add_summary(workbook: Workbook, plan: PlanReport, language: Language) -> None:
    """Add the sheet with the figures of a plan to a write-only workbook."""
    name = TITLES["summary"].text(language)
    sheet = add_fact_sheet(workbook, name, title=TITLE.text(language))
    unions = TITLES["unions"].text(language)
    row = append_facts(sheet, plan_facts(plan, language, unions_sheet=unions), first_row=2)
    if plan["frontier"]:
        _append_frontier(sheet, plan, language, row=row)


def _append_frontier(sheet: Worksheet, plan: PlanReport, language: Language, *, row: int) -> None:
    append_heading(sheet, EACH_BUDGET.text(language))
    headings = [column.heading(language) for column in FRONTIER_COLUMNS]
    append_header(sheet, headings, FACT_WIDTHS, row=row + 1)
    cells = styled_cells(sheet, *(column.number_format for column in FRONTIER_COLUMNS))
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

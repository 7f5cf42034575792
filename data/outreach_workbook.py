"""A plan of visits as a workbook for Excel: summary, stops by day, teams, and who is left out."""

from typing import BinaryIO

from openpyxl import Workbook

from data.fact_sheet import add_fact_sheet, append_facts
from data.outreach_facts import outreach_facts
from data.outreach_sheets import TITLES, stops_table, teams_table, unserved_table
from data.sheet_writing import add_table, write_workbook
from geo.messages import Language, Message
from planner.outreach_report import OutreachReport

FILE_NAME = "outreach.xlsx"
TITLE = Message("outreach_workbook_title", zh="走访安排：总览", en="Plan of visits: summary")


def write_outreach_workbook(
    file: BinaryIO, report: OutreachReport, language: Language = Language.CHINESE
) -> None:
    """Write the content of `outreach.json`, which is in one language, as XLSX.

    Raises SourceUnavailable where the disk refuses.
    """
    write_workbook(lambda: _build(report, language), file, name=FILE_NAME)


def _build(report: OutreachReport, language: Language) -> Workbook:
    workbook = Workbook(write_only=True)
    workbook.properties.title = TITLE.text(language)
    workbook.properties.creator = "Niangjia"
    sheet = add_fact_sheet(workbook, TITLES["summary"].text(language), title=TITLE.text(language))
    left = TITLES["unserved"].text(language)
    append_facts(sheet, outreach_facts(report, language, unserved_sheet=left), first_row=2)
    for table in (stops_table, teams_table, unserved_table):
        add_table(workbook, table(report, language), language)
    return workbook

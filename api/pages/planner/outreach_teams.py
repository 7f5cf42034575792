"""The list of teams as text that can be corrected in place, and as a file to begin with."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from data.teams_file import ALIASES, read_team_rows
from geo.messages import Language
from planner.outreach_teams import TEAM_COLUMNS, TeamRow

TEXT_NAME = {Language.CHINESE: "小组名单.csv", Language.ENGLISH: "teams.csv"}
"""What messages call the text on the form."""
# At noon people in parks and firms are free: who visits them eats before or after.
_EXAMPLES = {
    Language.CHINESE: (
        ("T1", "走访一组", "电动车", "周一至周五 9:00-18:00", "13:00-14:00", "2", "法律"),
        ("T2", "走访二组", "开车", "周一至周五 14:00-22:00", "17:00-17:30", "3", "健康、语言"),
    ),
    Language.ENGLISH: (
        ("T1", "First team", "ebike", "Mo-Fr 09:00-18:00", "13:00-14:00", "2", "law"),
        ("T2", "Second team", "drive", "Mo-Fr 14:00-22:00", "17:00-17:30", "3", "health;language"),
    ),
}
_DEPOT_COLUMN = TEAM_COLUMNS.index("depot_code")
_UNKNOWN_DEPOTS = ("S001", "S002")


def column_name(column: str, language: Language) -> str:
    """Name a column as its header does."""
    return ALIASES[column][0] if language is Language.CHINESE else column


def teams_text(rows: Iterable[Mapping[str, object]], language: Language) -> str:
    """Write teams as CSV, the headers in the language; cells are by column."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([column_name(column, language) for column in TEAM_COLUMNS])
    writer.writerows([[row.get(column, "") for column in TEAM_COLUMNS] for row in rows])
    return written.getvalue()


def example_teams(depots: Sequence[str], language: Language) -> str:
    """Write two teams as an example; they start at the first of the service points."""
    starts = [*depots, *_UNKNOWN_DEPOTS] if len(depots) < len(_UNKNOWN_DEPOTS) else depots
    rows = [
        [*cells[:_DEPOT_COLUMN], depot, *cells[_DEPOT_COLUMN:]]
        for cells, depot in zip(_EXAMPLES[language], starts, strict=False)
    ]
    return teams_text([dict(zip(TEAM_COLUMNS, row, strict=True)) for row in rows], language)


def rows_of_text(text: str, language: Language) -> list[TeamRow]:
    """Read the text on the form, whose lines count as it shows them; raises InvalidInput."""
    return read_team_rows(io.BytesIO(text.encode()), TEXT_NAME[language])

"""Options that several commands of planning share: the coverage standard, and who asks."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.schemas_plans import LONGEST_AUTHOR
from api.use_cases.planning_inputs import DEMAND_KINDS
from geo.errors import InvalidInput
from geo.messages import Message
from planner.demand import Weight

AUTHOR_INVALID = Message(
    "author_invalid",
    zh="--author 最多 {most} 个字，不能换行。",
    en="--author must be one line of at most {most} characters",
)
OPTION_NO_DAY = Message(
    "option_no_day",
    zh="{option} 应是日期，写成 2027-01-31 这样；收到“{value}”，请改正。",
    en='{option} must be a day, written like 2027-01-31, but "{value}" was given; correct it',
)
DAY = "YYYY-MM-DD"
DEFAULT_STANDARD, ALL_KINDS = "walk:15", ",".join(DEMAND_KINDS)
Standard = Annotated[
    str, typer.Option(help="MODE:MINUTES each way; modes walk, bike, ebike, drive.")
]
StayMinutes = Annotated[float, typer.Option(help="Time needed at the desk.")]
DaysPerWeek = Annotated[int, typer.Option(help="On how many days a week at least, 1 to 7.")]
Services = Annotated[list[str] | None, typer.Option(help="Must be offered.")]
DemandKinds = Annotated[str, typer.Option(help="Whose coverage.")]
CountedBy = Annotated[Weight, typer.Option(help="Whom to count.")]
OfUnion = Annotated[
    str | None, typer.Option("--union", help="Only this union's places and those below it.")
]
OutFolder = Annotated[Path, typer.Option(help="Folder for the results; made where missing.")]
Author = Annotated[str | None, typer.Option(help="Who asks; stored with the plan.")]


def check_author(author: str | None) -> None:
    """Refuse what is no name of a person or group."""
    if author is not None and not (len(author) <= LONGEST_AUTHOR and author.isprintable()):
        raise InvalidInput(AUTHOR_INVALID, most=LONGEST_AUTHOR)


def read_day(text: str, option: str) -> date:
    """Read the day that an option was given; raises InvalidInput that names the option."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidInput(OPTION_NO_DAY, option=option, value=text) from error


def options_given(context: typer.Context, names: Iterable[str]) -> list[str]:
    """Return which of some options were typed, as they are typed."""
    return [f"--{name.replace('_', '-')}" for name in names if _is_given(context, name)]


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"

"""What the command line prints: tables for people, JSON for programs."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import orjson
from rich.console import Console
from rich.panel import Panel
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from api.messages import BY_METHOD
from data.imports.report import ImportReport, RowError
from geo.messages import Language, Message

HEADINGS = Message(
    "nearest_headings",
    zh="服务点|什么时候能办|单程|电话",
    en="service point|can serve you|one way|phone",
)
AT_ONCE = Message("can_be_served", zh="到了就能办，{until}", en="on arrival, {until}")
OPEN_UNTIL = Message("open_until", zh="开到 {time}", en="until {time}")
OPEN_ALWAYS = Message("open_always", zh="一直开着", en="always open")
FROM = Message("service_from", zh="{time} 起", en="from {time}")
NEVER = Message("not_this_week", zh="7 天内都办不了", en="not within 7 days")
WAY = Message(
    "way",
    zh="{minutes} 分钟（{method}），直线 {metres} 米",
    en="{minutes} min ({method}), {metres} m straight",
)
RESPONSIBLE = Message("responsible", zh="负责这里的工会", en="unions responsible here")


def progress_bar(progress: Progress, name: str) -> Callable[[int, int], None]:
    """Add a bar to a progress display; the result is told how many are done, of how many."""
    task = progress.add_task(name, total=None)
    return lambda done, total: progress.update(task, completed=done, total=total)


def show_json(value: object) -> None:
    """Print JSON as UTF-8."""
    sys.stdout.buffer.write(
        orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS) + b"\n"
    )


def show_nearest(console: Console, answer: Mapping[str, Any], *, language: Language) -> None:
    """Print the service points found, the hints, and whom to call."""
    if answer["results"]:
        table = Table()
        for heading in HEADINGS.text(language).split("|"):
            table.add_column(heading, overflow="fold")
        for result in answer["results"]:
            table.add_row(*map(Text, _nearest_row(result, answer["at"][:10], language)))
        console.print(table)
    for hint in answer["hints"]:
        console.print(hint["message"], markup=False, soft_wrap=True)
    if answer["responsible"]:
        names = "、".join(_with_phone(union) for union in answer["responsible"])
        console.print(f"{RESPONSIBLE.text(language)}：{names}", markup=False, soft_wrap=True)
    console.print(f"☎ {answer['hotline']}", markup=False)


def _with_phone(union: Mapping[str, Any]) -> str:
    return f"{union['name']} {union['phone'] or ''}".strip()


def _nearest_row(result: Mapping[str, Any], day: str, language: Language) -> Sequence[str]:
    method = BY_METHOD[result["travel_method"]].text(language)
    way = WAY.text(
        language,
        minutes=result["travel_minutes"],
        method=method,
        metres=result["distance_m"],
    )
    return (
        f"{result['name']}\n{result['address'] or ''}",
        _when(result, day, language),
        way,
        result["phone"] or "",
    )


def _when(result: Mapping[str, Any], day: str, language: Language) -> str:
    starts_at, until = result["service_starts_at"], result["open"]["until"]
    if result["can_be_served"] and result["open"]["state"] == "open":
        end = (
            OPEN_UNTIL.text(language, time=_clock(until, day))
            if until
            else OPEN_ALWAYS.text(language)
        )
        return AT_ONCE.text(language, until=end)
    return FROM.text(language, time=_clock(starts_at, day)) if starts_at else NEVER.text(language)


def _clock(moment: str, day: str) -> str:
    """Write an ISO 8601 moment to the minute, with its date where it is another day."""
    return moment[:16].removeprefix(f"{day}T").replace("T", " ")


def show_report(
    console: Console, report: ImportReport, *, as_json: bool, language: Language
) -> None:
    """Print what an import did, with every row that must be corrected."""
    if as_json:
        show_json(_report_json(report, language))
    else:
        console.print(report.text(language), markup=False, highlight=False, soft_wrap=True)


def _report_json(report: ImportReport, language: Language) -> dict[str, object]:
    """Return the report with the messages in one language."""
    return asdict(report) | {
        "errors": [_error_json(error, language) for error in report.errors],
        "warnings": [_error_json(warning, language) for warning in report.warnings],
    }


def _error_json(error: RowError, language: Language) -> dict[str, object]:
    return {
        "line": error.line,
        "column": error.column,
        "value": error.value,
        "code": error.code,
        "message": error.text(language),
    }


def show_welcome(console: Console, address: str, database_url: str) -> None:
    """Say where the sample city is served, three things to try, and how to make an admin."""
    console.print(
        Panel(
            f"[bold]{address}[/bold]\n\n"
            "示例城市：服务点、公寓、园区和企业的位置为示意，街道和就业人数为真实数据。\n"
            "Sample city: positions of desks, apartments, parks and firms are illustrative.\n\n"
            "1. 打开上面的网址，输入“殷行”，时间选晚上。\n"
            "   Open it, search for 殷行, and choose an evening.\n"
            f"2. {address}/v1/nearest?place=310110016&at=2026-11-25T18:30\n"
            f"3. {address}/docs\n\n"
            "按 Ctrl+C 停止。Press Ctrl+C to stop.",
            title="娘家 Niangjia",
        )
    )
    # Outside of the frame, so that it can be copied as one line.
    console.print("建第一个管理员 To make the first admin:", highlight=False)
    command = f"NIANGJIA_DATABASE_URL={database_url} niangjia account add NAME --role admin"
    console.print(command, markup=False, highlight=False, soft_wrap=True)

"""What pages say of bad values: imports speak of the command line's options, pages of their own."""

from collections.abc import Mapping

from api.pages.planner.field_texts import field_name
from api.pages.planner.values import choice_name
from api.pages.rendering import sentence
from data.imports.report import RowError
from geo.messages import Language, Message

_MESSAGES = (
    Message(
        "outside_unions",
        "位置（经度 {lon}，纬度 {lat}）不在任何工会的辖区内。请核对经纬度，并选对坐标系。",
        "Longitude {lon}, latitude {lat} is in no union's area. Check the position, and choose the "
        "right datum.",
    ),
    Message(
        "wrong_datum",
        "整个文件的位置与 {places} 个已知地点相差约 {shift_m} 米，像是 {likely} 坐标。"
        "请在下面改选坐标系，再检查一次。",
        "The whole file lies about {shift_m} m beside {places} known places, as if in {likely}. "
        "Choose that datum below, and check again.",
    ),
    Message(
        "no_known_header",
        "文件的列都认不出来：{value:、}。请在下面选择每一列是什么，再检查一次。",
        "No column of the file is known: {value}. Choose below what each one is, and check again.",
    ),
    Message(
        "unused_columns",
        "这些列没有用到：{value:、}。要导入的话，请在下面选择它是什么。",
        "These columns were not used: {value}. To import one, choose below what it is.",
    ),
    Message(
        "missing_column",
        "文件里没有“{value}”这一列，而有 {rows} 行是新的，必须有它。"
        "请在下面选择哪一列是它，或给所有行选一个值。",
        "The file has no column for {value}, which its {rows} new rows need. Choose below which "
        "column it is, or one value for all rows.",
    ),
    Message(
        "default_taken",
        "文件里没有“{field}”这一列，{rows} 个新行按“{value}”导入。要改的话请在下面选。",
        "The file has no column for {field}: {rows} new rows are imported as {value}. To change "
        "that, choose below.",
    ),
    Message(
        "other_sheets",
        "只读取了“{value}”这张表，另外还有：{others:、}。要读别的表，请在下面选。",
        'Only "{value}" was read; there are also: {others}. To read another, choose it below.',
    ),
    Message(
        "needs_code_or_name",
        "文件里没有编号，也没有“{value}”这一列，不知这 {rows} 行是哪些。"
        "请至少补上一列，或在下面选择哪一列是它。",
        "The file has neither a code nor a column for {value}, so its {rows} rows cannot be told "
        "apart. Add one of them, or choose below which column it is.",
    ),
    Message(
        "unknown_service",
        "没有“{value}”这项服务。可填：{known:、}。新的服务请先导入“服务项目”名单。",
        'There is no service "{value}". Choose among {known}, or import new services first.',
    ),
    Message(
        "unknown_union",
        "没有编号或名称为“{value}”的工会。请先导入“工会”名单，或改正名称。",
        'There is no union with the code or name "{value}". Import the unions first, or correct '
        "it.",
    ),
    Message(
        "unknown_park",
        "没有编号或名称为“{value}”的园区。请先导入“园区”名单，或改正名称。",
        'There is no park with the code or name "{value}". Import the parks first, or correct it.',
    ),
    Message(
        "unknown_service_point",
        "没有编号或名称为“{value}”的服务点。请先导入“服务点”名单，或改正名称。",
        'There is no service point with the code or name "{value}". Import the service points '
        "first, or correct it.",
    ),
)
PAGE_WORDS = {message.code: message for message in _MESSAGES}
ABOUT_FIELDS = frozenset({"missing_column", "needs_code_or_name"})
"""Codes of errors whose value is no value of the file, but the name of a field."""


def error_sentence(error: RowError, language: Language) -> str:
    """Say what is wrong and what to do, in the words of the pages."""
    message = PAGE_WORDS.get(error.code, error.message)
    return sentence(message.text(language, **_told(error, language)))


def error_sentences(errors: Mapping[str, RowError], language: Language) -> dict[str, str]:
    """Say of every field what is wrong with it."""
    return {name: error_sentence(error, language) for name, error in errors.items()}


def _told(error: RowError, language: Language) -> dict[str, object]:
    """Call fields, choices and datums by the names that they have on the pages."""
    told = {"value": error.value, **error.details}
    if error.code in ABOUT_FIELDS:
        told["value"] = field_name(error.value, language)
    if "likely" in told:
        told["likely"] = choice_name("crs", str(told["likely"]), language)
    if error.code == "default_taken":
        name = str(told["field"])
        told |= {
            "field": field_name(name, language),
            "value": choice_name(name, error.value, language),
        }
    return told

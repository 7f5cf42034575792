"""What the system makes of opening hours while they are being written."""

import orjson
from fastapi import Request, Response

from api.pages.planner.data_texts import DATA_TEXTS
from api.pages.planner.headers import PLANNER_HEADERS
from api.pages.planner.rendering import page_language, say_from
from api.pages.planner.router import planner_router
from api.pages.planner.values import hours_words
from api.pages.rendering import sentence
from data.imports.cells import to_hours
from geo.errors import InvalidInput
from geo.messages import Language

router = planner_router()

_ALWAYS = "24/7"
_HOLIDAYS = "PH"


@router.get("/data/hours")
def understand(request: Request) -> Response:
    """Answer how a text is understood, or what is wrong with it: `is_understood` and `text`."""
    language = page_language(request)
    try:
        answer = {
            "is_understood": True,
            "text": understood_as(request.query_params.get("text", ""), language),
        }
    except InvalidInput as error:
        answer = {"is_understood": False, "text": sentence(error.text(language))}
    return Response(orjson.dumps(answer), headers=PLANNER_HEADERS, media_type="application/json")


def understood_as(text: str, language: Language) -> str:
    """Say how hours are understood; raises InvalidInput where they are not."""
    stored = to_hours(text)
    if stored is None:
        return say_from(DATA_TEXTS, language, "hours_none")
    hours = hours_words(stored, language, with_rest=True)
    said = say_from(DATA_TEXTS, language, "hours_understood", hours=hours)
    if stored == _ALWAYS:
        return said
    on_holidays = "holidays_as_said" if _HOLIDAYS in stored else "holidays_closed"
    comma = "；" if language is Language.CHINESE else "; "
    return f"{said}{comma}{say_from(DATA_TEXTS, language, on_holidays)}"

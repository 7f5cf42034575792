import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from api.settings_page import settings_page, unit_of

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data" / "samples").glob("*.md")]
)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
OTHER_VARIABLES = {"NIANGJIA_DB_PASSWORD", "NIANGJIA_BENCH_OSRM_PYTHON"}
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def relative_links(page: Path) -> list[str]:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    return [link for link in links if "://" not in link]


def glossary_rows() -> Iterator[list[str]]:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and not set(cells[0]) <= {"-"}:
            yield cells


def words(cell: str) -> set[str]:
    return {word.strip().lower().replace(" ", "_") for word in cell.split(",") if word.strip()}


def banned_words() -> set[str]:
    said = set().union(*(words(cells[0]) for cells in glossary_rows()))
    banned = set().union(*(words(cells[3]) for cells in glossary_rows()))
    return {word for word in banned - said if word.isidentifier()}


def field_names(schema: object) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from field_names(part)
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (part["name"] for part in schema.get("parameters", []) if "name" in part)
        for part in schema.values():
            yield from field_names(part)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page):
    missing = [link for link in relative_links(page) if not (page.parent / link).exists()]

    assert missing == []


def test_the_glossary_bans_words():
    assert {"facility", "poi", "client", "isochrone", "schedule", "cost_matrix"} <= banned_words()


def test_the_api_uses_no_word_that_the_glossary_bans():
    app = create_app(Settings(database_url="sqlite://"))

    names = set(field_names(app.openapi()))

    assert "opening_hours" in names
    assert names & banned_words() == set()


def test_the_page_of_settings_is_that_of_the_class():
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert page == settings_page(), "settings have changed: run `make settings-page`"


def test_every_setting_says_what_it_means():
    silent = [name for name, field in Settings.model_fields.items() if not field.description]

    assert silent == []


def test_every_number_among_the_settings_has_a_unit():
    numbers = [
        name for name, field in Settings.model_fields.items() if field.annotation in (int, float)
    ]

    without = [name for name in numbers if not unit_of(name)]

    assert without == [], "name the unit by the end of its name in api/settings_page.py"


def test_the_readme_names_only_settings_that_there_are():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    named = set(re.findall(r"NIANGJIA_[A-Z_]+", readme))

    assert named - OTHER_VARIABLES <= {f"NIANGJIA_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_three_parts_on_one_page(page):
    text = page.read_text(encoding="utf-8")

    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)

    assert headings == ["Context", "Decision", "Consequences"]
    assert text.startswith(f"# {int(page.stem[:4])}. ")
    assert len(text.splitlines()) <= 60

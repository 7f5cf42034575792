import json

import openpyxl
import pyogrio
import pytest
import shapely
from sqlalchemy import insert, select, update

from data.tables import CandidateSite, Plan, WorkerApartment
from geo.errors import SourceUnavailable
from maps.messages import ASSETS_MISSING
from tests.towns import minutes_east

EVENINGS = "Mo-Su 18:00-22:00"


def spot(minutes) -> shapely.Point:
    """A point so many minutes on foot east of the centre."""
    return shapely.Point(minutes_east(minutes / 1.3))


@pytest.fixture
def without_leaflet(monkeypatch):
    """A machine without Node.js, where maps have nothing to be drawn with."""

    def refuse(*_):
        raise SourceUnavailable(ASSETS_MISSING, missing="leaflet.js")

    monkeypatch.setattr("api.use_cases.plan_downloads.plan_canvas", refuse)


@pytest.fixture
def town(settings, sqlite):
    """The town of the desks; four people 20 minutes the other way, two of them near a candidate."""
    homes = [("near", 2, 1), ("away", -20, 2), ("lost", -60, 4)]
    with sqlite.transaction() as session:
        session.execute(
            insert(WorkerApartment),
            [
                {
                    "code": code,
                    "name": f"{code}公寓",
                    "residents": residents,
                    "free_hours": EVENINGS,
                    "location": spot(minutes),
                }
                for code, minutes, residents in homes
            ],
        )
        candidate = {"code": "c", "name": "候选站", "setup_cost": 100_000, "location": spot(-21)}
        session.execute(insert(CandidateSite), [candidate])
    return settings


def test_a_plan_leaves_its_files(niangjia, town, tmp_path):
    folder = tmp_path / "out"

    status, _, err = niangjia("plan", "--budget", 500_000, "--out", folder)

    assert (status, err) == (0, "")
    assert {file.name for file in folder.iterdir()} == {
        *("plan.json", "coverage.json", "plan.xlsx", "plan.gpkg", "report.html", "plan.html")
    }
    assert json.loads((folder / "plan.json").read_bytes())["actions"][0]["code"] == "c"
    assert openpyxl.load_workbook(folder / "plan.xlsx").sheetnames[1] == "行动"
    assert len(pyogrio.list_layers(folder / "plan.gpkg")) == 5


def test_without_the_assets_of_maps_the_other_files_are_written(
    niangjia, town, tmp_path, without_leaflet
):
    folder = tmp_path / "out"

    status, out, err = niangjia("plan", "--budget", 500_000, "--out", folder)

    assert status == 0
    assert "没有写 plan.html" in err
    assert "make setup" in err
    assert "plan.html" not in out
    assert sorted(file.name for file in folder.iterdir()) == [
        *("coverage.json", "plan.gpkg", "plan.json", "plan.xlsx", "report.html")
    ]


def test_the_candidates_own_costs_win(niangjia, town, tmp_path):
    niangjia(
        "plan", "--budget", 500_000, "--out", tmp_path, "--new-site-hours", "Mo-Tu 17:00-20:00"
    )

    action = json.loads((tmp_path / "plan.json").read_bytes())["actions"][0]
    assert action["yearly_cost"] == 100_000 / 5 + 60_000 + 52 * 6 * 120


def test_the_plan_is_told_in_sentences(niangjia, town, tmp_path):
    _, out, _ = niangjia("plan", "--budget", 500_000, "--out", tmp_path)

    assert "1. 在候选站开设服务点" in out
    assert "有 1 处、4 人，任何允许的措施都覆盖不到" in out


def test_the_plan_is_told_in_english(niangjia, town, tmp_path):
    _, out, _ = niangjia("plan", "--budget", 500_000, "--out", tmp_path, "--lang", "en")

    assert "1. Open a service point at 候选站" in out
    assert "4 people, places: 1" in out


def test_the_plan_is_stored_and_can_be_run_again(niangjia, town, tmp_path, sqlite):
    arguments = ("--out", tmp_path, "--json", "--author", "规划组")
    first = json.loads(niangjia("plan", "--budget", 500_000, *arguments)[1])

    again = json.loads(niangjia("plan", "--rerun", first["plan_code"], *arguments)[1])

    assert again["actions"] == first["actions"]
    with sqlite.reading() as session:
        stored = session.scalars(select(Plan).order_by(Plan.id)).all()
    assert [plan.rerun_of for plan in stored] == [None, first["plan_code"]]
    assert stored[0].author == "规划组"
    assert stored[0].result["plan"]["covered_after"] == first["covered_after"]


def test_an_empty_city_is_told_what_to_import(niangjia, sqlite, tmp_path):
    status, out, _ = niangjia("plan", "--budget", 1, "--out", tmp_path)

    assert status == 0
    assert "niangjia import" in out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "budget_missing"),
        (("--budget", "-1"), "budget_invalid"),
        (("--budget", "1", "--standard", "walk"), "standard_unreadable"),
        (("--budget", "1", "--union-floor", "yp"), "floor_unreadable"),
        (("--budget", "1", "--union-floor", "yp=x"), "floor_unreadable"),
        (("--budget", "1", "--author", "a" * 81), "author_invalid"),
        (("--budget", "1", "--begin", "2027-13-01"), "option_no_day"),
        (("--rerun", "p-1", "--budget", "1", "--days", "3"), "rerun_alone"),
        (("--budget", "1", "--union-floor", "moon=0.5"), "unknown_floor_union"),
        (("--budget", "1", "--extension", "sometimes"), "unreadable_hours"),
        (("--budget", "1", "--service", "magic"), "service_unknown"),
        (("--budget", "9", "--yearly-budget", "5"), "budget_over_years"),
    ],
)
def test_what_must_be_corrected_is_said_and_leaves_nothing(niangjia, town, tmp_path, options, told):
    folder = tmp_path / "out"

    status, out, err = niangjia("plan", *options, "--out", folder)

    assert (status, out) == (2, "")
    assert f"[{told}]" in err
    assert not folder.exists()


def test_names_are_printed_as_they_are(niangjia, town, tmp_path, sqlite):
    with sqlite.transaction() as session:
        session.execute(update(CandidateSite).values(name="候选[/b]站"))

    status, out, _ = niangjia("plan", "--budget", 500_000, "--out", tmp_path)

    assert status == 0
    assert "候选[/b]站" in out


def test_a_target_out_of_reach_says_the_most(niangjia, town, tmp_path):
    status, _, err = niangjia("plan", "--target-share", 0.9, "--out", tmp_path)

    assert status == 1
    assert "42.86%" in err


def test_a_plan_that_nobody_stored_cannot_be_run_again(niangjia, town, tmp_path):
    status, _, err = niangjia("plan", "--rerun", "p-nothing", "--out", tmp_path)

    assert status == 1
    assert "p-nothing" in err


def test_a_file_that_cannot_be_written_leaves_all_the_others_as_they_were(niangjia, town, tmp_path):
    (tmp_path / "plan.xlsx").mkdir()
    (tmp_path / "plan.json").write_text("old")

    status, _, err = niangjia("plan", "--budget", 500_000, "--out", tmp_path)

    assert status == 1
    assert "plan.xlsx" in err
    assert (tmp_path / "plan.json").read_text() == "old"
    assert not (tmp_path / "plan.gpkg").exists()

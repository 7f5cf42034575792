import json

import pytest
import shapely
from sqlalchemy import insert

from data.imports.importer import ImportOptions, import_file
from data.sample_city import write_sample_files
from data.street_files import save_network
from data.tables import WorkerApartment
from geo.travel import Mode
from tests.street_towns import grid, network
from tests.towns import minutes_east

EVENINGS = "Mo-Su 18:00-22:00"


def apartment(code, minutes, residents, free_hours=EVENINGS):
    """An apartment so many minutes on foot east of the centre."""
    return {
        "code": code,
        "name": f"{code}公寓",
        "residents": residents,
        "free_hours": free_hours,
        "location": shapely.Point(minutes_east(minutes / 1.3)),
    }


@pytest.fixture
def town(settings, sqlite):
    """The town of the desks with one, two and four people; those `away` are near no desk."""
    homes = [apartment("near", 2, 1), apartment("middle", 20, 2), apartment("away", -20, 4)]
    with sqlite.transaction() as session:
        session.execute(insert(WorkerApartment), homes)
    return settings


@pytest.fixture
def crowd(settings, sqlite):
    """One that can go to the desk `late` alone, and two others to the desk `far` alone."""
    homes = [apartment("one", -4, 1), apartment("two", 54, 2)]
    with sqlite.transaction() as session:
        session.execute(insert(WorkerApartment), homes)
    return settings


def points(file) -> dict[str, dict]:
    return {point["code"]: point for point in json.loads(file.read_bytes())["demand_points"]}


def test_the_file_says_who_is_covered(niangjia, town, tmp_path):
    status, out, _ = niangjia("coverage", "--out", tmp_path / "new" / "folder")

    file = tmp_path / "new" / "folder" / "coverage.json"
    covered = {code for code, point in points(file).items() if point["covered"]}
    assert (status, f"结果已写入 {file}" in out) == (0, True)
    assert covered == {"near", "middle", "home"}


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("zh-CN", "标准：单程 15 分钟以内（步行，估算），每次办事 30 分钟，每周至少 2 天"),
        ("zh-CN", "已覆盖                 │    3 │  42.9%"),
        ("zh-CN", "未覆盖：路太远         │    4 │  57.1%"),
        ("zh-CN", "杨浦区总工会                 │    7 │      3 │ 42.9%"),
        (
            "zh-CN",
            "1. 杨浦区总工会，away公寓：4 人，主要是路太远；最近的是殷行站，单程 22.0 分钟。",
        ),
        ("en", "at most 15 min each way (on foot, estimate), 30 min at the desk, on 2 days a week"),
        ("en", "1. 杨浦区总工会, away公寓: 4 people, mostly too far; the nearest desk is 殷行站,"),
    ],
)
def test_people_read_the_figures_in_their_language(niangjia, town, tmp_path, lang, line):
    _, out, _ = niangjia("coverage", "--out", tmp_path, "--lang", lang)

    assert line in out


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("zh-CN", "；长海站加开 周六 09:00-17:00（每周多 8 小时），可覆盖 8 人。"),
        ("en", "; 长海站 open also Sa 09:00-17:00 (8 h more a week) would cover 8"),
    ],
)
def test_the_hours_that_would_help_are_told_in_words(
    niangjia, town, sqlite, tmp_path, lang, sentence
):
    with sqlite.transaction() as session:
        session.execute(insert(WorkerApartment), [apartment("rest", 9, 8, "Sa 10:00-16:00")])

    _, out, _ = niangjia("coverage", "--out", tmp_path, "--days", 1, "--lang", lang)

    assert sentence in out


def test_the_json_printed_is_the_file(niangjia, town, tmp_path):
    status, out, _ = niangjia("coverage", "--out", tmp_path, "--json", "--hours")

    told = json.loads(out)
    assert (status, told) == (0, json.loads((tmp_path / "coverage.json").read_bytes()))
    assert len(told["served_hours"]) == len(told["demand_points"])


def test_options_are_the_fields_of_the_request(niangjia, town, tmp_path):
    given = [
        "--standard",
        "ebike:20",
        "--stay-minutes",
        "45",
        "--days",
        "3",
        "--service",
        "legal_aid",
    ]

    niangjia("coverage", "--out", tmp_path, *given, "--demand", "parks", "--weight", "non_members")

    told = json.loads((tmp_path / "coverage.json").read_bytes())
    assert told["standard"] == {
        "mode": "ebike",
        "minutes": 20,
        "stay_minutes": 45,
        "days": 3,
        "services": ["legal_aid"],
    }
    assert (told["demand_kinds"], told["weight"]) == (["park"], "non_members")


def test_ways_go_by_the_network_of_the_settings(niangjia, town, tmp_path):
    save_network(network(grid(40, 2)), town.streets_file)

    _, out, _ = niangjia("coverage", "--out", tmp_path)

    assert "步行，按道路计算" in out
    assert points(tmp_path / "coverage.json")["near"]["nearest"]["travel_method"] == "streets"


def with_streets_on_foot(settings):
    """Save streets for those who walk, near the centre only."""
    streets = network(grid(12, 2))
    streets.graphs.pop(Mode.BIKE)
    save_network(streets, settings.streets_file)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("zh-CN", "没有可用的路网（骑自行车），单程时间按直线估算"),
        ("en", "there are no streets to go by (by bike), so ways are estimated"),
    ],
)
def test_a_network_without_the_mode_is_told_as_an_estimate(niangjia, town, tmp_path, lang, line):
    with_streets_on_foot(town)

    by_bike = niangjia("coverage", "--out", tmp_path, "--standard", "bike:15", "--lang", lang)
    on_foot = niangjia("coverage", "--out", tmp_path, "--lang", lang)

    assert (line in by_bike[1], line in on_foot[1]) == (True, False)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("zh-CN", "有 2 处到最近服务点的单程时间按直线估算：有一头离路网太远。"),
        ("en", "since one end is too far from the streets: 2"),
    ],
)
def test_places_off_the_streets_are_counted(niangjia, town, tmp_path, lang, line):
    with_streets_on_foot(town)

    _, out, _ = niangjia("coverage", "--out", tmp_path, "--lang", lang)

    assert line in out


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "zh-CN",
            [
                "最忙的 2 个服务点（估算，不是排队预测：假设够得着、当时有空的人都来）：",
                "1. 五角场站：周一 18:00-19:00，每个窗口 2 人",
                "2. 长海站：周一 18:00-19:00，每个窗口 1 人",
            ],
        ),
        (
            "en",
            [
                "the busiest desks (2; an estimate, as if all in reach and free then came):",
                "1. 五角场站: Mo 18:00-19:00, people per open desk: 2",
                "2. 长海站: Mo 18:00-19:00, people per open desk: 1",
            ],
        ),
    ],
)
def test_the_busiest_desks_are_told_with_their_hour(niangjia, crowd, tmp_path, lang, lines):
    _, out, _ = niangjia("coverage", "--out", tmp_path, "--lang", lang)

    told = out.splitlines()
    assert told[told.index(lines[0]) : -1] == lines


def test_services_asked_for_are_called_by_their_names(niangjia, town, tmp_path):
    asked = ["coverage", "--out", tmp_path, "--service", "legal_aid", "--service", "mediation"]

    chinese, english = (niangjia(*asked, "--lang", lang)[1] for lang in ("zh-CN", "en"))

    assert "；服务：法律援助、争议调解" in chinese
    assert "; services: legal aid, mediation of disputes" in english


def test_a_desk_next_door_is_not_nought_minutes_away(niangjia, town, sqlite, tmp_path):
    with sqlite.transaction() as session:
        session.execute(insert(WorkerApartment), [apartment("host", 10, 8, "Sa 10:00-16:00")])

    _, out, _ = niangjia("coverage", "--out", tmp_path)

    assert "最近的是长海站，单程不到 1 分钟" in out


def test_a_broken_network_is_told_and_ways_are_estimated(niangjia, town, tmp_path):
    town.streets_file.write_text("not a network")

    status, _, err = niangjia("coverage", "--out", tmp_path, "--lang", "en")

    told = json.loads((tmp_path / "coverage.json").read_bytes())
    assert (status, told["travel_method"]) == (0, "estimated")
    assert "is no street network" in err


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--standard", "plane:15", ("没有“plane”这种出行方式", 'there is no mode "plane"')),
        ("--standard", "walk:soon", ("收到“soon”", '"soon" was sent')),
        ("--days", "8", ("1 到 7 的整数；收到“8”", "a whole number from 1 to 7")),
        ("--stay-minutes", "-5", ("收到“-5.0”", '"-5.0" was sent')),
        ("--service", "food", ("没有“food”这项服务", 'there is no service "food"')),
        ("--demand", "flats", ("没有“flats”这类需求点", 'no kind of demand "flats"')),
    ],
)
def test_what_cannot_be_asked_is_told_in_both_languages(niangjia, tmp_path, option, value, told):
    asked = ["coverage", "--out", tmp_path, option, value]

    statuses, _, errors = zip(
        *(niangjia(*asked, "--lang", lang) for lang in ("zh-CN", "en")), strict=True
    )

    assert statuses == (2, 2)
    assert told[0] in errors[0]
    assert told[1] in errors[1]


def test_a_refused_request_leaves_the_file_before(niangjia, town, tmp_path):
    file = tmp_path / "coverage.json"
    file.write_text("before")

    niangjia("coverage", "--out", tmp_path, "--service", "food")

    assert file.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_a_file_in_the_place_of_the_folder_is_told(niangjia, town, tmp_path):
    file = tmp_path / "result"
    file.write_text("mine")

    status, out, _ = niangjia("coverage", "--out", file, "--json")

    assert (status, json.loads(out)["code"]) == (2, "out_is_file")
    assert file.read_text() == "mine"


def test_a_folder_where_a_file_should_be_is_told(niangjia, town, tmp_path):
    (tmp_path / "coverage.json").mkdir()

    status, _, err = niangjia("coverage", "--out", tmp_path)

    assert status == 2
    assert f"{tmp_path / 'coverage.json'} 不是普通文件" in err
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


@pytest.mark.parametrize("folder", ["/proc", "/proc/niangjia", "/proc/niangjia/result"])
def test_a_folder_where_nothing_can_be_written_is_told_before_the_work(
    niangjia, monkeypatch, folder
):
    monkeypatch.setenv("NIANGJIA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    status, out, _ = niangjia("coverage", "--out", folder, "--json")

    assert (status, json.loads(out)["code"]) == (1, "out_unwritable")


@pytest.mark.parametrize(
    ("url", "asked", "status"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", [], 1),
        (None, ["--service", "food"], 2),
        (None, ["--days", "8"], 2),
    ],
)
def test_a_failure_leaves_no_new_folder(niangjia, monkeypatch, tmp_path, url, asked, status):
    if url:
        monkeypatch.setenv("NIANGJIA_DATABASE_URL", url)

    failed = niangjia("coverage", "--out", tmp_path / "new" / "folder", *asked)

    assert failed[0] == status
    assert not (tmp_path / "new").exists()


def test_a_failure_leaves_a_folder_that_was_there(niangjia, tmp_path):
    (tmp_path / "mine").mkdir()

    niangjia("coverage", "--out", tmp_path / "mine" / "new", "--service", "food")

    assert list((tmp_path / "mine").iterdir()) == []


def test_an_empty_city_says_what_to_import(niangjia, tmp_path):
    status, out, _ = niangjia("coverage", "--out", tmp_path)

    assert status == 0
    assert "导入 apartments、parks 或 firms" in out
    assert "niangjia import service-points" in out
    assert json.loads((tmp_path / "coverage.json").read_bytes())["people"] == 0


def test_the_sample_city_is_told_in_a_page(niangjia, sqlite, tmp_path):
    with sqlite.transaction() as session:
        for kind, file in write_sample_files(tmp_path / "lists", seed=1).items():
            import_file(session, kind, file, ImportOptions())

    status, out, _ = niangjia("coverage", "--out", tmp_path)

    assert status == 0
    assert "最大的 10 个缺口" in out
    assert "加开 周一至周五 17:00-20:00（每周多 15 小时）" in out
    assert "最忙的 3 个服务点（估算" in out
    assert len(out.splitlines()) < 50

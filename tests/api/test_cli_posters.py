import json
import sys

import pytest

from api.cli import main
from data.tables import Firm, WorkerApartment
from tests.api.poster_places import PUBLIC_URL, add, apartment


@pytest.fixture
def niangjia(monkeypatch, capfdbinary, settings):
    """Run `niangjia posters` as a shell would: its exit status, output and errors."""
    monkeypatch.setenv("NIANGJIA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("NIANGJIA_DATA_FOLDER", str(settings.data_folder))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["niangjia", "posters", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capfdbinary.readouterr()
        return stopped.value.code, out.decode(), err.decode()

    return run


def test_each_place_gets_a_file_and_all_stand_in_one(niangjia, sqlite, tmp_path):
    add(sqlite, Firm, apartment("a/../b", 3))

    status, out, _ = niangjia("--out", tmp_path / "new", "--public-url", PUBLIC_URL)

    files = {file.name: file.read_text() for file in (tmp_path / "new").iterdir()}
    assert status == 0
    assert "做好了 2 张海报" in out
    assert set(files) == {"apartment-home.html", "firm-a_.._b.html", "posters.html"}
    assert files["posters.html"].count("<article") == 2


def test_a_hundred_posters_are_printed_at_once(niangjia, sqlite, tmp_path):
    add(sqlite, WorkerApartment, *(apartment(f"h{number:03}", 500) for number in range(100)))

    status, _, _ = niangjia("--out", tmp_path, "--public-url", PUBLIC_URL)

    first, second = ((tmp_path / name).read_text() for name in ("posters.html", "posters-2.html"))
    assert (status, first.count("<article"), second.count("<article")) == (0, 100, 1)
    assert '<a href="posters-2.html">第 101–101 张</a>' in first


def test_codes_that_differ_only_in_case_keep_their_files(niangjia, sqlite, tmp_path):
    add(sqlite, WorkerApartment, apartment("b", 1), apartment("B", 2, name="大写公寓"))

    niangjia("--out", tmp_path, "--public-url", PUBLIC_URL)

    names = {file.name for file in tmp_path.glob("apartment-*")}
    assert names == {"apartment-B.html", "apartment-b_2.html", "apartment-home.html"}


def test_programs_are_told_what_was_made(niangjia, tmp_path):
    _, out, _ = niangjia("--out", tmp_path, "--public-url", PUBLIC_URL, "--json")

    told = json.loads(out)
    made = told["posters"][0]
    assert told["files"] == ["posters.html"]
    assert made["url"] == f"{PUBLIC_URL}/at/home"
    assert made["service_points"][0] == {
        "code": "late",
        "name": "长海站",
        "mode": "walk",
        "travel_minutes": 10.0,
        "travel_method": "estimated",
        "distance_m": 615,
        "days": ["Mo", "Tu", "We", "Th", "Fr"],
        "usable": True,
    }


def test_without_a_public_address_nothing_is_made(niangjia, tmp_path):
    status, _, err = niangjia("--out", tmp_path / "new")

    assert status == 2
    assert "NIANGJIA_PUBLIC_URL" in err
    assert not (tmp_path / "new").exists()


def test_the_address_may_be_set_for_good(niangjia, monkeypatch, tmp_path):
    monkeypatch.setenv("NIANGJIA_PUBLIC_URL", "https://set.example.org/")

    niangjia("--out", tmp_path)

    assert "https://set.example.org/at/home" in (tmp_path / "posters.html").read_text()


@pytest.mark.parametrize(
    ("option", "value", "code", "status"),
    [
        ("--kind", "flats", "demand_kind_unknown", 2),
        ("--place", "nope", "poster_place_unknown", 2),
        ("--union", "nope", "poster_union_unknown", 2),
        ("--kind", "parks", "poster_no_places", 1),
        ("--public-url", "http://127.0.0.1", "poster_public_url_unusable", 2),
    ],
)
def test_what_cannot_be_made_is_told(niangjia, tmp_path, option, value, code, status):
    asked = ["--out", tmp_path / "new", "--public-url", PUBLIC_URL, option, value, "--json"]

    found, out, _ = niangjia(*asked)

    assert (found, json.loads(out)["code"]) == (status, code)
    assert not (tmp_path / "new").exists()

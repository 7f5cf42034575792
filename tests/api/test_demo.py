import io
import socket

import pytest
from rich.console import Console
from sqlalchemy.orm import Session

from api.cli_views import show_welcome
from api.demo import prepare_demo
from api.ports import require_free_port
from api.schemas import NearestQuery
from api.settings import Settings
from api.use_cases.nearest import answer_nearest
from api.use_cases.preparation import prepare_database
from api.use_cases.view import build_view
from data.revision import read_revision
from data.snapshot import load_snapshot
from geo.errors import Conflict
from geo.messages import Language
from tests.towns import at


def revision_of(database):
    with Session(database.engine) as session:
        return read_revision(session)


@pytest.fixture
def sample_city(sqlite, tmp_path):
    prepare_database(sqlite, 2026)
    prepare_demo(sqlite, tmp_path / "lists", Console(file=io.StringIO()))
    return sqlite


def test_the_second_start_imports_nothing(sample_city, tmp_path):
    first = revision_of(sample_city)

    prepare_database(sample_city, 2026)
    prepare_demo(sample_city, tmp_path / "lists", Console(file=io.StringIO()))

    assert revision_of(sample_city) == first


def test_the_proposed_lookup_finds_an_open_desk_on_an_official_workday(sample_city):
    with sample_city.reading() as session:
        view = build_view(load_snapshot(session), Settings())
    query = NearestQuery(place="殷行街道总工会", at="2026-11-25T18:30")

    answer = answer_nearest(view, query, now=at("12:00"), language=Language.CHINESE)

    assert answer["results"][0]["name"].startswith("殷行街道")
    assert answer["results"][0]["open"]["calendar"] == "official"
    assert answer["hints"] == []


def test_the_welcome_names_the_address_and_three_things_to_try():
    printed = io.StringIO()

    show_welcome(Console(file=printed, width=100), "http://127.0.0.1:8000", "sqlite:///d/n.db")

    assert printed.getvalue().count("http://127.0.0.1:8000") == 3
    assert "1. " in printed.getvalue()
    assert "3. " in printed.getvalue()


def test_the_welcome_says_how_to_make_an_admin_of_the_sample_city():
    printed = io.StringIO()

    show_welcome(Console(file=printed, width=60), "http://127.0.0.1:8000", "sqlite:///d/n.db")

    command = "NIANGJIA_DATABASE_URL=sqlite:///d/n.db niangjia account add NAME --role admin"
    assert command in printed.getvalue().splitlines()


def test_a_port_that_is_taken_is_told_before_anything_is_made():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(Conflict, match=f"port {port} of 127.0.0.1 cannot be used"):
            require_free_port("127.0.0.1", port)

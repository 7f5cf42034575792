import tempfile
from pathlib import Path

import psycopg
import pytest

from data.cluster import find_binaries, private_postgis
from geo.errors import SourceUnavailable
from geo.messages import Language


def test_the_newest_postgresql_that_has_postgis_is_taken(tmp_path):
    install(tmp_path, "9.6", has_postgis=True)
    install(tmp_path, "15", has_postgis=True)
    install(tmp_path, "17", has_postgis=False)

    binaries = find_binaries(tmp_path)

    assert binaries == tmp_path / "lib/postgresql/15/bin"


def test_without_postgis_the_message_says_how_to_get_it(tmp_path):
    install(tmp_path, "15", has_postgis=False)

    with pytest.raises(SourceUnavailable, match="apt-get install postgresql-postgis") as caught:
        find_binaries(tmp_path)

    assert "apt-get install" in caught.value.text(Language.CHINESE)


def test_a_private_server_has_postgis_and_keeps_commits_when_killed(server):
    execute(server.url, "CREATE EXTENSION postgis")

    server.kill()
    server.start()

    assert execute(server.url, "SELECT ST_AsText('POINT(1 2)'::geometry)") == "POINT(1 2)"


def test_a_private_server_listens_on_no_network_and_ends_with_its_block(folder):
    with private_postgis(folder) as server:
        addresses = execute(server.url, "SHOW listen_addresses")

    assert addresses == ""
    assert not (folder / "data" / "postmaster.pid").exists()
    with pytest.raises(psycopg.OperationalError):
        execute(server.url, "SELECT '1'")


def test_a_folder_that_is_in_use_is_an_error_with_the_servers_words(folder):
    (folder / "data").mkdir()
    (folder / "data" / "somebody.txt").write_text("else's")

    with pytest.raises(SourceUnavailable, match=r"(?s)data.*(not empty|Permission denied)"):
        private_postgis(folder).__enter__()


def test_chinese_text_sorts_and_matches(server):
    encoding = execute(server.url, "SHOW server_encoding")
    is_letter = execute(server.url, "SELECT ('杨' ~ '[[:alpha:]]')::text")

    assert encoding == "UTF8"
    assert is_letter == "true"


@pytest.fixture(scope="module")
def server():
    """A server of these tests' own."""
    with (
        tempfile.TemporaryDirectory(prefix="niangjia-") as name,
        private_postgis(Path(name)) as server,
    ):
        yield server


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="niangjia-") as name:
        yield Path(name)


def install(system: Path, version: str, *, has_postgis: bool) -> None:
    programs = system / "lib/postgresql" / version / "bin"
    programs.mkdir(parents=True)
    (programs / "initdb").touch()
    extensions = system / "share/postgresql" / version / "extension"
    extensions.mkdir(parents=True)
    name = "postgis.control" if has_postgis else "plpgsql.control"
    (extensions / name).touch()


def execute(url: str, statement: str) -> str | None:
    address = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(address, autocommit=True) as connection:
        result = connection.execute(statement)
        row = result.fetchone() if result.description else None
    return row[0] if row else None

import resource

import pytest

from data.exports import export_file
from geo.errors import SourceUnavailable
from tests.api.conftest import fill

ROOM_BYTES = 400


@pytest.fixture
def full_disk():
    """Let nothing be written beyond the first bytes of a file, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def session(sqlite):
    fill(sqlite)
    with sqlite.reading() as session:
        yield session


@pytest.mark.parametrize("ending", ["csv", "geojson", "gpkg", "kml", "shp"])
def test_an_export_to_a_full_disk_says_so_and_keeps_the_file_before(
    session, tmp_path, request, ending
):
    file = tmp_path / "out" / f"list.{ending}"
    file.parent.mkdir()
    file.write_text("the file before")
    request.getfixturevalue("full_disk")

    with pytest.raises(SourceUnavailable, match="the disk is not full"):
        export_file(session, "service-points", file)

    assert file.read_text() == "the file before"
    assert list(file.parent.iterdir()) == [file]

import zipfile

import numpy as np
import pyogrio
import pytest
import shapely

from data.imports.contents import require_content
from data.imports.fields import kind_called
from data.imports.importer import ImportOptions, read_table
from data.teams_file import read_team_rows
from geo.errors import InvalidInput

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
PROGRAM = b"MZ\x90\0\x03\0\0\0"
OLD_SHEET = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04\x14\0"
SYMLINK = 0o120777 << 16


@pytest.mark.parametrize(
    ("name", "start", "content"),
    [
        ("站点.csv", PNG, "PNG"),
        ("站点.csv", PROGRAM, "EXE"),
        ("站点.csv", b"\x7fELF\x02\x01", "ELF"),
        ("站点.csv", ZIP, "ZIP / XLSX"),
        ("站点.csv", b"<!DOCTYPE html><title>", "HTML"),
        ("站点.xlsx", b"\xef\xbb\xbf\n<html>", "HTML"),
        ("站点.XLSX", OLD_SHEET, "XLS / DOC"),
        ("站点.geojson", b"%PDF-1.7", "PDF"),
        ("站点.gpkg", ZIP, "ZIP / XLSX"),
        ("站点.zip", b"SQLite format 3\0", "SQLite / GeoPackage"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, start, content):
    with pytest.raises(InvalidInput) as refused:
        require_content(name, start)

    assert refused.value.code == "content_differs"
    assert refused.value.values["content"] == content
    assert refused.value.values["file"] == name


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.xlsx", ZIP),
        ("a.zip", ZIP),
        ("a.gpkg", b"SQLite format 3\0"),
        ("a.csv", "编号,名称\n".encode("gb18030")),
        ("a.csv", b"MZ,name\n"),
        ("a.csv", b""),
        ("a.kml", b'<?xml version="1.0"?><kml>'),
        ("a.geojson", b'{"type": "FeatureCollection"}'),
    ],
)
def test_a_file_that_may_be_what_its_name_says_is_left_to_its_reader(name, start):
    require_content(name, start)


@pytest.fixture
def shapes(tmp_path):
    """The parts of a Shapefile with one point, by suffix."""
    folder = tmp_path / "made"
    folder.mkdir()
    pyogrio.raw.write(
        folder / "a.shp",
        shapely.to_wkb(np.array([shapely.Point(121.5, 31.3)], dtype=object)),
        [np.array(["五角场"], dtype=object)],
        ["name"],
        geometry_type="Point",
        crs="EPSG:4326",
    )
    return {part.suffix: part.read_bytes() for part in folder.iterdir()}


@pytest.fixture
def read_members(tmp_path):
    """Read a ZIP of some members; returns the first cell of each row."""

    def read(members):
        path = tmp_path / "upload" / "places.zip"
        path.parent.mkdir()
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        table = read_table(kind_called("firms"), path, ImportOptions())
        return [row.cells[0] for row in table.rows]

    return read


@pytest.mark.parametrize("folder", ["../../", "/etc/", "/", "..\\..\\", "./a/../../b/"])
def test_a_member_that_would_lie_elsewhere_is_read_and_written_nowhere_else(
    shapes, read_members, tmp_path, folder
):
    before = set(tmp_path.rglob("*"))

    names = read_members({f"{folder}evil{part}": content for part, content in shapes.items()})

    assert names == ["五角场"]
    assert {path.name for path in set(tmp_path.rglob("*")) - before} == {"upload", "places.zip"}
    assert not list(tmp_path.parent.glob("evil*"))


def test_a_member_that_is_a_link_is_never_followed(shapes, read_members, tmp_path):
    secret = tmp_path / "secret.shp"
    secret.write_bytes(shapes[".shp"])
    link = zipfile.ZipInfo("a.shp")
    link.external_attr, link.create_system = SYMLINK, 3

    with pytest.raises(InvalidInput) as refused:
        read_members({link: str(secret), "a.dbf": shapes[".dbf"], "a.shx": shapes[".shx"]})

    assert refused.value.code == "broken_file"


@pytest.mark.parametrize(
    "read",
    [
        lambda file: read_table(kind_called("firms"), file, ImportOptions()),
        lambda file: read_team_rows(file, file.name),
    ],
    ids=["import", "teams"],
)
def test_whoever_reads_a_list_refuses_a_picture_with_its_name(tmp_path, read):
    file = tmp_path / "list.csv"
    file.write_bytes(PNG)

    with pytest.raises(InvalidInput, match="its content is PNG"):
        read(file)

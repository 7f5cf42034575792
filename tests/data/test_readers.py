import codecs
import random
import struct
import zipfile

import numpy as np
import pyogrio
import pytest
import shapely
from openpyxl import Workbook

from data.imports.fields import kind_called
from data.imports.importer import ImportOptions, read_table
from data.imports.limits import Limits
from geo.errors import InvalidInput, NotFound
from geo.messages import Language

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
"""Full-width forms of letters, digits and punctuation, as Chinese keyboards type them."""

TEXT = "名称,地址\r\n杨浦站,“平凉路”1号\r\n"


def read(path, kind="firms", **options):
    table = read_table(kind_called(kind), path, ImportOptions(**options))
    return table.headers, [(row.line, row.cells) for row in table.rows]


def refused(path, **options):
    with pytest.raises((InvalidInput, NotFound)) as error:
        read(path, **options)
    assert path.name in error.value.text(Language.CHINESE)
    return error.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_csv_is_read_in_every_encoding_of_the_field(tmp_path, encoding):
    path = tmp_path / "list.csv"
    path.write_bytes(TEXT.encode(encoding))

    assert read(path) == (("名称", "地址"), [(2, ("杨浦站", "“平凉路”1号"))])


def test_bytes_of_no_encoding_are_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("名称\n".encode() + b"\xff\xff")

    assert refused(path) == "unreadable_encoding"


def test_bytes_that_do_not_fit_the_named_encoding_are_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("名称\n".encode("gb18030"))

    assert refused(path, encoding="utf-8") == "unreadable_encoding"


@pytest.mark.parametrize("encoding", ["klingon", "base64", "undefined", "utf-8\0", ""])
@pytest.mark.parametrize("name", ["list.csv", "list.shp"])
def test_an_encoding_that_does_not_exist_is_refused(tmp_path, name, encoding):
    write_shapes(tmp_path / "list.shp")
    (tmp_path / "list.csv").write_bytes(b"name\n")

    with pytest.raises(InvalidInput) as error:
        read(tmp_path / name, encoding=encoding)

    assert error.value.code == "unknown_encoding"
    assert f"“{encoding}”" in error.value.text(Language.CHINESE)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_by_the_headers(tmp_path, delimiter):
    path = tmp_path / "list.csv"
    path.write_text(f'名称{delimiter}空闲时间\n甲{delimiter}"Mo 18:00-20:00; Tu, We off"\n')

    assert read(path)[0] == ("名称", "空闲时间")


def test_titles_above_the_headers_and_blank_lines_are_left_out(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('2026年企业一览表,,\n\n名称,地址\n,\n"甲\n厂",乙路\n丙,丁路\n')

    assert read(path) == (("名称", "地址"), [(5, ("甲\n厂", "乙路")), (7, ("丙", "丁路"))])


def test_a_nul_byte_is_named_with_its_line(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"name\nA\nB\0\n")

    with pytest.raises(InvalidInput, match="line 3") as error:
        read(path)

    assert error.value.code == "nul_byte"


def test_a_missing_quote_does_not_swallow_the_file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('name,address\n"A,B\n' + "C,D\n" * 50_000)

    assert refused(path) == "cell_too_long"


@pytest.mark.parametrize(
    ("limits", "code"),
    [(Limits(file_bytes=10), "file_too_large"), (Limits(rows=2), "too_many_rows")],
)
def test_a_file_beyond_the_limits_is_refused(tmp_path, limits, code):
    path = tmp_path / "list.csv"
    path.write_text("name,address\n" + "A,B\n" * 3)

    assert refused(path, limits=limits) == code


@pytest.mark.parametrize(("name", "code"), [("a.csv", "file_missing"), ("a.xls", "unknown_format")])
def test_what_is_no_file_of_ours_is_refused(tmp_path, name, code):
    with pytest.raises((InvalidInput, NotFound)) as error:
        read(tmp_path / name)

    assert error.value.code == code


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".gpkg", ".geojson", ".kml", ".shp", ".zip"])
def test_an_empty_file_is_refused(tmp_path, suffix):
    path = tmp_path / f"list{suffix}"
    path.touch()

    assert refused(path) in {"empty_file", "broken_file"}


@pytest.mark.parametrize("suffix", [".xlsx", ".gpkg", ".geojson", ".kml", ".shp", ".zip"])
def test_a_file_that_is_not_what_it_says_is_refused(tmp_path, suffix):
    path = tmp_path / f"list{suffix}"
    path.write_bytes(b'<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>')

    assert refused(path) == "broken_file"


@pytest.fixture
def office_sheet(tmp_path):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["杨浦区企业一览表"])
    sheet.append(["名称", "职工人数", "所属园区", "行业"])
    sheet.append(["甲厂", "1,200".translate(WIDE), "五角场园区", None])
    sheet.append(["乙厂", 80, None, "=A3&B3"])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("C3:C4")
    workbook.create_sheet("说明").append(["仅供参考"])
    workbook.save(tmp_path / "firms.xlsx")
    return tmp_path / "firms.xlsx"


def test_a_sheet_with_a_title_and_merged_cells_is_read(office_sheet):
    headers, rows = read(office_sheet)

    assert headers == ("名称", "职工人数", "所属园区", "行业")
    assert rows[0] == (3, ("甲厂", "1,200".translate(WIDE), "五角场园区"))
    assert rows[1][1][:3] == ("乙厂", 80, "五角场园区")
    assert rows[1][1][3].reference == "D4"


def test_another_sheet_is_read_when_it_is_asked_for(office_sheet):
    assert read(office_sheet, sheet="说明") == (("仅供参考",), [])
    assert refused(office_sheet, sheet="第三张") == "unknown_sheet"


def test_sheets_that_were_not_read_are_named(office_sheet):
    table = read_table(kind_called("firms"), office_sheet, ImportOptions())

    assert [note.code for note in table.notes] == ["other_sheets"]


def repacked(old_path, new_path, change):
    with zipfile.ZipFile(old_path) as old, zipfile.ZipFile(new_path, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)))
    return new_path


def test_a_sheet_that_merges_a_million_rows_is_read_in_no_time(office_sheet, tmp_path):
    path = repacked(
        office_sheet,
        tmp_path / "wide.xlsx",
        lambda member: member.replace(b"C3:C4", b"B3:XFD1048576"),
    )

    assert read(path)[1][1][1][:3] == ("乙厂", "1,200".translate(WIDE), "1,200".translate(WIDE))


def test_a_merged_range_that_no_sheet_has_is_damage(office_sheet, tmp_path):
    path = repacked(
        office_sheet,
        tmp_path / "merged.xlsx",
        lambda member: member.replace(b"C3:C4", b"AAAAAA1:B2"),
    )

    assert refused(path) == "broken_file"


def test_a_merged_range_beyond_the_columns_we_read_is_left_out(office_sheet, tmp_path):
    path = repacked(
        office_sheet,
        tmp_path / "merged.xlsx",
        lambda member: member.replace(b"C3:C4", b"XFB3:XFD4"),
    )

    assert read(path)[1][0] == (3, ("甲厂", "1,200".translate(WIDE), "五角场园区"))


def test_merged_ranges_that_overlap_without_end_are_damage(office_sheet, tmp_path):
    endless = b"".join(b'<mergeCell ref="B1:C%d"/>' % last for last in range(10, 600))
    path = repacked(
        office_sheet,
        tmp_path / "merged.xlsx",
        lambda member: member.replace(b"<mergeCell ", endless + b"<mergeCell ", 1),
    )

    assert refused(path) == "broken_file"


def test_a_row_far_below_the_others_is_refused_at_once(office_sheet, tmp_path):
    path = repacked(
        office_sheet,
        tmp_path / "far.xlsx",
        lambda member: member.replace(b'<row r="4"', b'<row r="2000000000"'),
    )

    assert refused(path) == "broken_file"


def test_a_stray_cell_in_the_last_row_of_a_sheet_does_no_harm(office_sheet, tmp_path):
    path = repacked(
        office_sheet,
        tmp_path / "stray.xlsx",
        lambda member: member.replace(b'<row r="4"', b'<row r="1048576"'),
    )

    assert [line for line, _ in read(path)[1]] == [3, 1_048_576]


def with_shared_texts(old_path, new_path, texts, part="xl/texts.xml"):
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = b'<Override PartName="/%s" ContentType="%s"/></Types>' % (part.encode(), kind)
    repacked(old_path, new_path, lambda member: member.replace(b"</Types>", override))
    with zipfile.ZipFile(new_path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, b"<sst>" + texts + b"</sst>")
    return new_path


def test_texts_that_would_fill_the_memory_are_refused(office_sheet, tmp_path):
    texts = b"<si><t>a</t></si>" * 1_000
    path = with_shared_texts(office_sheet, tmp_path / "texts.xlsx", texts)

    assert len(read(path)[1]) == 2
    assert refused(path, limits=Limits(text_bytes=10_000)) == "too_much_text"


def test_a_zip_bomb_of_a_moderate_ratio_is_refused(office_sheet, tmp_path):
    noise = random.Random(1).randbytes(500).hex().encode()
    texts = (b"<si><t>%s</t></si>" % noise + b"<si><t>a</t></si>" * 3_000) * 250
    path = with_shared_texts(office_sheet, tmp_path / "bomb.xlsx", texts)

    assert len(texts) / path.stat().st_size < 100
    assert refused(path) == "zip_bomb"


def test_a_sheet_that_repeats_itself_is_no_bomb(office_sheet, tmp_path):
    rows = "".join(
        f'<row r="{line}" spans="1:20" s="13" customFormat="1" ht="15.75" customHeight="1">'
        f'<c r="A{line}" s="13"/></row>'
        for line in range(5, 110_000)
    ).encode()
    path = tmp_path / "styled.xlsx"
    with (
        zipfile.ZipFile(office_sheet) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", rows + b"</sheetData>"))

    assert len(rows) > 10_000_000
    assert read_table(kind_called("firms"), path, ImportOptions()).headers[0] == "名称"


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)

    assert path.stat().st_size < 50_000
    assert refused(path) == "zip_bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_refused(office_sheet):
    content = bytearray(office_sheet.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 5)
    office_sheet.write_bytes(content)

    assert refused(office_sheet) == "broken_file"


def test_a_workbook_that_declares_entities_is_refused(office_sheet, tmp_path):
    entity = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet '
    path = repacked(
        office_sheet,
        tmp_path / "entities.xlsx",
        lambda member: member.replace(b"<worksheet ", entity),
    )

    assert refused(path) == "xml_entities"


def test_a_kml_that_declares_entities_is_refused(tmp_path):
    path = tmp_path / "entities.kml"
    path.write_text('<!DOCTYPE kml [<!ENTITY b SYSTEM "file:///etc/passwd">]><kml>&b;</kml>')

    assert refused(path) == "xml_entities"


def write_shapes(path, *, crs="EPSG:4326", encoding="UTF-8", at=(121.5, 31.3), **options):
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array([shapely.Point(*at)], dtype=object)),
        [np.array(["五角场"], dtype=object), np.array([3]), np.array(["2026-01-02"], dtype=object)],
        ["名称", "人数", "date"],
        geometry_type="Point",
        crs=crs,
        encoding=encoding,
        **options,
    )


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".kml", ".shp"])
def test_every_geometry_format_is_read(tmp_path, suffix):
    path = tmp_path / f"places{suffix}"
    write_shapes(path, driver="LIBKML" if suffix == ".kml" else None)

    table = read_table(kind_called("firms"), path, ImportOptions())
    row = next(table.rows)

    assert {"五角场", "2026-01-02"} <= set(map(str, row.cells))
    assert (row.geometry.x, row.geometry.y) == (121.5, 31.3)


def test_positions_in_metres_are_reprojected(tmp_path):
    path = tmp_path / "metres.gpkg"
    write_shapes(path, crs="EPSG:4549", at=(500_000, 3_464_000))

    geometry = next(read_table(kind_called("firms"), path, ImportOptions()).rows).geometry

    assert geometry.x == pytest.approx(120)
    assert geometry.y == pytest.approx(31.3, abs=0.01)


@pytest.mark.parametrize("page", [None, "936", "GBK", "UTF-8"])
def test_a_shapefile_is_read_by_its_code_page_or_without_one(tmp_path, page):
    path = tmp_path / "places.shp"
    write_shapes(path, encoding="UTF-8" if page == "UTF-8" else "GB18030")
    code_page = path.with_suffix(".cpg")
    code_page.unlink(missing_ok=True)
    if page is not None:
        code_page.write_text(page)

    headers, rows = read(path)

    assert headers[0] == "名称"
    assert rows[0][1][0] == "五角场"


def test_a_zipped_shapefile_is_read_and_nothing_else_is_unpacked(tmp_path):
    write_shapes(tmp_path / "places.shp")
    path = tmp_path / "places.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("places.[sdpc][hbrp]*"):
            archive.write(part, f"../{part.name}")

    assert read(path)[1][0][1][0] == "五角场"


def test_a_zip_without_a_shapefile_is_refused(tmp_path):
    path = tmp_path / "places.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing here")

    assert refused(path) == "no_shapefile_inside"


def test_a_byte_order_mark_before_geojson_does_no_harm(tmp_path):
    path = tmp_path / "places.geojson"
    write_shapes(path)
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())

    assert read(path)[1][0][1][0] == "五角场"

import io
import os
import re
import time
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from api.pages.planner import uploads
from data.tables import Firm, ServicePoint, Union
from tests.api.pages_desk import words
from tests.api.planner_pages import fields_of

IMPORT = "/planner/data/import"
HEADERS = ["名称", "经度", "纬度", "开放时间"]
GOOD = [["江浦站", 121.53, 31.28, "周一至周五 8:30-17:00"], ["四平站", 121.51, 31.27, "24小时"]]
BAD = ["国权站", 121.52, 31.29, "周一 8:30-"]


def csv(*rows, headers=HEADERS):
    return "\n".join(",".join(map(str, row)) for row in (headers, *rows)).encode()


def xlsx(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def send(client, content, name="站点.csv", **fields):
    return client.post(
        IMPORT, data={"kind": "service-points", **fields}, files={"file": (name, content)}
    )


def press(client, page):
    """Press the button that imports what was checked."""
    path = page.url.path
    return client.post(path, data=fields_of(page, path))


def count(database, table=ServicePoint):
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def figures(page):
    return [int(number) for number in re.findall(r"<li><b>([\d,]+)</b>", page.text)]


def test_a_file_is_checked_first_which_changes_nothing(desk, database):
    page = send(desk, csv(*GOOD))

    assert page.status_code == 200
    assert "没有发现问题，可以导入" in words(page.text)
    assert figures(page) == [2, 2, 0, 0, 0]
    assert count(database) == 3


def test_the_button_imports_the_very_file_that_was_checked(desk, database):
    page = send(desk, csv(*GOOD))

    done = press(desk, page)

    assert "已经导入" in words(done.text)
    assert count(database) == 5
    assert "文件和系统里的内容一样" in words(send(desk, csv(*GOOD)).text)


def test_imports_and_refusals_are_counted_and_checks_are_not(desk):
    page = send(desk, csv(*GOOD))

    press(desk, page)

    shown = desk.get("/metrics").text
    assert 'niangjia_imports_total{kind="service-points",outcome="imported"} 1.0' in shown
    assert 'niangjia_import_rows_total{kind="service-points"} 2.0' in shown
    assert "dry_run" not in shown


def test_each_bad_row_is_told_with_its_line_column_and_value(desk, database):
    page = send(desk, csv(*GOOD, BAD))

    text = words(page.text)
    assert "1 行有问题" in text
    assert "4 开放时间 周一 8:30- 开放时间“周一 8:30-”里的" in text
    assert figures(page) == [3, 2, 0, 0, 1]
    assert count(database) == 3


def test_bad_rows_are_left_out_only_when_that_is_asked_for(desk, database):
    page = send(desk, csv(*GOOD, BAD))
    path = page.url.path

    refused = desk.post(path, data=fields_of(page, path) | {"skip": ""})
    done = press(desk, page)

    assert (refused.status_code, done.status_code) == (422, 200)
    assert count(database) == 5
    assert "1 略过" in words(done.text)


def test_an_unknown_header_is_named_on_the_page(client, sqlite):
    file = csv(["江浦站", 121.53, 31.28], headers=["驿站", "经度", "纬度"])
    page = send(client, file)
    assert "没有编号，也没有“名称”这一列" in words(page.text)

    again = client.get(page.url.copy_merge_params({"column_0": "name"}))
    press(client, again)

    assert count(sqlite) == 4


def test_a_column_that_is_missing_may_be_one_value_for_all_rows(client, sqlite):
    page = send(client, csv(["江浦路街道总工会"], headers=["名称"]), kind="unions")
    assert page.status_code == 422

    again = client.get(page.url.copy_merge_params({"all_level": "subdistrict"}))
    press(client, again)

    assert count(sqlite, Union) == 3


def test_another_sheet_can_be_chosen(client, sqlite):
    book = xlsx(杨浦=[HEADERS, *GOOD], 虹口=[HEADERS, ["虹口站", 121.48, 31.27, ""]])
    page = send(client, book, "服务点.xlsx")
    assert "另外还有：虹口" in words(page.text)

    again = client.get(page.url.copy_merge_params({"sheet": "虹口"}))
    press(client, again)

    assert count(sqlite) == 4


def test_a_file_in_the_wrong_datum_says_which_to_choose(client):
    listed = client.get("/v1/service-points").json()["results"]
    moved = [[p["name"], p["lon"] + 0.00455, p["lat"] - 0.00195, ""] for p in listed]

    page = send(client, csv(*moved))

    assert page.status_code == 422
    assert "像是 高德、腾讯、微信（GCJ-02） 坐标" in words(page.text)
    assert "--crs" not in page.text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("站点.xlsx", b"no workbook", "已损坏，或不是 XLSX 格式"),
        ("站点.gpkg", b"no package", "已损坏，或不是 GeoPackage 格式"),
        ("站点.csv", b"PK\x03\x04\x00\x00", "内容却是 ZIP / XLSX"),
        ("站点.docx", b"PK", "不认识“.docx”格式"),
        ("站点.shp", b"\x00\x00\x27\x0a", "一起压缩成 .zip"),
        ("站点.csv", b"", "没有表头"),
        ("", b"", "还没有选文件"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_clearly(client, name, content, told):
    page = send(client, content, name)

    assert page.status_code == 422
    assert told in words(page.text)


def test_a_file_beyond_the_limit_is_refused(client, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)

    page = send(client, b"x" * 300_000)

    assert page.status_code == 422
    assert "网页上传不了" in words(page.text)


def test_a_broken_upload_is_refused(client):
    broken = client.post(IMPORT, content=b"--x\r\n", headers={"content-type": "text/plain"})

    assert broken.status_code == 422
    assert "上传没有完成" in words(broken.text)


def test_a_file_is_forgotten_after_an_hour(client, settings):
    page = send(client, csv(*GOOD))
    place = settings.data_folder / "uploads" / Path(page.url.path).name
    os.utime(place, (0, time.time() - 3_601))

    gone = client.get(page.url)
    send(client, csv(*GOOD))

    assert gone.status_code == 404
    assert "已经不在服务器上了" in words(gone.text)
    assert not place.exists()


def test_a_folder_that_cannot_be_written_is_told(client, settings):
    (settings.data_folder / "uploads").write_text("in the way")

    page = send(client, csv(*GOOD))

    assert page.status_code == 503
    assert "服务器存不下这个文件" in words(page.text)


@pytest.mark.parametrize("token", ["x", "x" * 22, "%2e%2e%2fniangjia.db"])
def test_a_token_that_is_none_finds_no_file(client, token):
    assert client.get(f"{IMPORT}/{token}").status_code == 404


def test_a_name_with_a_path_in_it_stays_inside_the_folder(client, settings):
    page = send(client, csv(*GOOD), "../../<b>站点.csv")

    kept = list((settings.data_folder / "uploads").rglob("*.csv"))
    assert [file.name for file in kept] == ["<b>站点.csv"]
    assert "<b>站点" not in page.text


def test_scripts_in_a_file_are_only_text(client):
    script = "<script>alert(1)</script>"

    page = send(client, csv([script, 121.53, 31.28, script], headers=[*HEADERS[:3], script]))

    assert "<script>" not in page.text


def test_positions_from_a_map_app_are_converted(client, sqlite):
    page = send(client, csv(["江浦站", 121.534618, 31.277979, ""]), crs="gcj02")
    press(client, page)

    with sqlite.reading() as session:
        point = session.scalars(select(ServicePoint).where(ServicePoint.name == "江浦站")).one()
        assert (round(point.location.x, 3), round(point.location.y, 3)) == (121.53, 31.28)


def test_what_is_exported_imports_again_unchanged(client):
    exported = client.get("/planner/data/service-points/export?format=xlsx")

    page = send(client, exported.content, "服务点.xlsx")

    assert figures(page) == [3, 0, 0, 3, 0]


def test_firms_are_imported_by_the_same_page_in_english(client, sqlite):
    file = csv(["Acme", 121.53, 31.28], headers=["name", "lon", "lat"])

    page = client.post(f"{IMPORT}?lang=en", data={"kind": "firms"}, files={"file": ("f.csv", file)})
    press_path = f"{page.url.path}?lang=en"
    done = client.post(press_path, data=fields_of(page, press_path))

    assert "No problem was found" in words(page.text)
    assert "Imported" in words(done.text)
    assert count(sqlite, Firm) == 1


def test_a_list_that_there_is_not_is_not_found(client):
    assert client.get(f"{IMPORT}?kind=dragons").status_code == 404
    assert send(client, csv(*GOOD), kind="dragons").status_code == 404

import csv
import json

import pytest
from openpyxl import load_workbook

from data.database import connect
from data.migrate import is_current
from tests.towns import CENTRE

HERE = [str(CENTRE[0]), str(CENTRE[1])]
EVENING = [*HERE, "--at", "2026-11-25T18:30"]
DESKS = """名称,编号,经度,纬度,开放时间,类型
殷行站,yh,121.53,31.32,周一至周五 8:30-20:00,站点
长海站,ch,121.54,31.31,工作日9:00-17:00,站点
"""


def test_init_creates_a_database_where_there_was_none(niangjia, monkeypatch, tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    monkeypatch.setenv("NIANGJIA_DATABASE_URL", url)

    status, out, _ = niangjia("init")

    assert (status, "is ready" in out) == (0, True)
    assert is_current(connect(url))


def test_nearest_prints_the_answer_of_the_interface(niangjia, client):
    status, out, _ = niangjia("nearest", *EVENING, "--json")

    over_http = client.get(
        "/v1/nearest", params={"lon": HERE[0], "lat": HERE[1], "at": "2026-11-25T18:30"}
    )
    assert status == 0
    assert json.loads(out) == over_http.json()


def test_nearest_prints_a_table_for_people(niangjia, settings):
    _, out, _ = niangjia("nearest", *EVENING, "--lang", "en")

    assert "长海站" in out
    assert "on arrival, until" in out
    assert "12351" in out


def test_a_failure_is_one_sentence_and_exit_status_one(niangjia, settings):
    status, _, err = niangjia("nearest", "--place", "nowhere at all", "--lang", "en")

    assert status == 1
    assert "Traceback" not in err
    assert '"nowhere at all"' in err


def test_a_refused_value_is_explained_in_chinese_by_default(niangjia, settings):
    status, _, err = niangjia("nearest", *HERE, "--limit", "0")

    assert (status, "limit 应在 1 到 50 之间" in err) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nearest", *HERE, "--mode", "boat"),
        ("nearest",),
        ("nearest", "31.3", "121.5"),
        ("import", "service-points", "missing.csv"),
        ("import", "nonsense", "pyproject.toml"),
        ("serve", "--port", "70000"),
    ],
)
def test_wrong_use_is_exit_status_two(niangjia, arguments):
    status, _, err = niangjia(*arguments)

    assert status == 2
    assert "Traceback" not in err


def test_a_setting_that_cannot_be_is_named(niangjia, monkeypatch):
    monkeypatch.setenv("NIANGJIA_PORT", "abc")

    status, _, err = niangjia("init")

    assert (status, "NIANGJIA_PORT" in err) == (2, True)


def test_a_lookup_does_not_wait_for_an_import_that_is_writing(niangjia, settings, sqlite):
    niangjia("init")
    with sqlite.engine.connect() as writer:
        writer.exec_driver_sql("BEGIN IMMEDIATE")

        status, out, _ = niangjia("nearest", *EVENING, "--json")

    assert status == 0
    assert json.loads(out)["results"]


def test_headings_are_exported_in_chinese_when_asked(niangjia, settings, tmp_path):
    status, out, _ = niangjia(
        "export", "service-points", tmp_path / "out.csv", "--lang", "zh-CN", "--json"
    )

    assert (status, json.loads(out)["rows"]) == (0, 3)
    assert "名称" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()[0]


def test_an_encoding_that_does_not_fit_is_told(niangjia, tmp_path):
    (tmp_path / "desks.csv").write_bytes(DESKS.encode("gb18030"))

    status, _, err = niangjia(
        "import", "service-points", tmp_path / "desks.csv", "--encoding", "utf-8"
    )

    assert status == 1
    assert "Traceback" not in err


def test_a_list_is_imported_and_answers_at_once(niangjia, tmp_path):
    (tmp_path / "desks.csv").write_bytes(DESKS.encode("gb18030"))

    status, out, _ = niangjia("import", "service-points", tmp_path / "desks.csv")
    _, answer, _ = niangjia("nearest", "121.53", "31.32", "--at", "2026-11-25T18:30", "--json")

    assert (status, "新增 2" in out) == (0, True)
    assert [result["code"] for result in json.loads(answer)["results"]] == ["yh"]


def test_a_bad_row_is_told_and_nothing_is_imported(niangjia, tmp_path):
    (tmp_path / "desks.csv").write_text(DESKS + "坏站,x,31.3,121.5,周一 9-,站点\n")

    status, out, _ = niangjia("import", "service-points", tmp_path / "desks.csv", "--json")

    report = json.loads(out)
    assert status == 1
    assert {error["line"] for error in report["errors"]} == {4}
    assert niangjia("export", "service-points", tmp_path / "out.csv")[0] == 0
    assert len(list(csv.reader((tmp_path / "out.csv").read_text().splitlines()))) == 1


def test_a_dry_run_changes_nothing_and_says_so(niangjia, tmp_path):
    (tmp_path / "desks.csv").write_text(DESKS)

    status, dry, _ = niangjia("import", "service-points", tmp_path / "desks.csv", "--dry-run")
    _, out, _ = niangjia("import", "service-points", tmp_path / "desks.csv")

    assert (status, "试运行，数据没有变动" in dry) == (0, True)
    assert "新增 2" in out
    assert "试运行" not in out


def test_a_failure_is_json_with_a_code_where_json_was_asked_for(niangjia, settings, tmp_path):
    (tmp_path / "nul.csv").write_bytes(b"\x00")

    unread, out, _ = niangjia("import", "service-points", tmp_path / "nul.csv", "--json")
    unknown, answer, _ = niangjia("nearest", *HERE, "--service", "pizza", "--json")

    assert (unread, json.loads(out)["code"]) == (1, "nul_byte")
    assert (unknown, json.loads(answer)["code"]) == (2, "service_unknown")


def test_a_longitude_may_be_negative(niangjia, settings):
    status, _, err = niangjia("nearest", "-70.1", "-33.2", "--lang", "en")

    assert (status, "lon -70.1, lat -33.2" in err) == (2, True)


def test_long_messages_are_not_broken_into_lines(niangjia, tmp_path):
    bad = "坏站,x,31.3,121.5,周一 9-,站点\n"
    (tmp_path / f"{'很长的文件名' * 9}.csv").write_text(DESKS + bad)

    _, out, _ = niangjia("import", "service-points", next(tmp_path.glob("*.csv")))

    assert out.rstrip().endswith("没有导入任何一行。请改正后重试，或用 --skip-bad 略过有问题的行。")
    assert all(line[:1] in "很没" for line in out.splitlines())


def test_a_list_is_exported_to_a_workbook(niangjia, settings, tmp_path):
    status, _, _ = niangjia("export", "service-points", tmp_path / "out.xlsx")

    assert status == 0
    assert load_workbook(tmp_path / "out.xlsx").active.max_row == 4

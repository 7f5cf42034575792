import json

import pytest

from api.use_cases import coverage_map
from geo.errors import SourceUnavailable
from maps.messages import ASSETS_MISSING
from tests.maps.test_coverage_map import Data


@pytest.fixture
def result(tmp_path):
    return tmp_path / "result"


@pytest.fixture
def without_leaflet(monkeypatch):
    def missing(*_, **__):
        raise SourceUnavailable(ASSETS_MISSING, missing="leaflet.js")

    monkeypatch.setattr(coverage_map, "coverage_canvas", missing)


def data_in(folder):
    return Data((folder / "coverage.html").read_text(encoding="utf-8")).drawn["coverage"]


def test_the_map_lies_beside_the_report_and_shows_the_same(niangjia, settings, result):
    status, out, _ = niangjia("coverage", "--out", result)

    report = json.loads((result / "coverage.json").read_bytes())
    data = data_in(result)
    assert (status, f"地图是 {result / 'coverage.html'}" in out) == (0, True)
    assert data["people"] == report["people"]
    assert data["demand"]["codes"] == [point["code"] for point in report["demand_points"]]
    assert data["sites"]["phones"] == ["021-0000 0000"] * len(report["sites"])
    assert data["demand"]["hours"] is not None


def test_the_map_speaks_the_language_asked_for(niangjia, settings, result):
    niangjia("coverage", "--out", result, "--lang", "en")

    assert data_in(result)["standard"].startswith("Standard: at most 15 min")


def test_without_leaflet_the_report_is_written_and_one_sentence_says_what_is_missing(
    niangjia, settings, result, without_leaflet
):
    status, out, err = niangjia("coverage", "--out", result)

    assert status == 0
    assert [file.name for file in result.iterdir()] == ["coverage.json"]
    assert err.startswith("没有写 coverage.html：画不了地图：缺少 leaflet.js。")
    assert "coverage.html" not in out


def test_the_base_map_of_the_settings_lies_below(niangjia, settings, result, monkeypatch):
    monkeypatch.setenv("NIANGJIA_BASE_MAP", "amap")

    niangjia("coverage", "--out", result)

    assert data_in(result)["has_tiles"]


def test_a_base_map_that_cannot_be_is_refused_before_the_work(
    niangjia, settings, result, monkeypatch
):
    monkeypatch.setenv("NIANGJIA_BASE_MAP", "tianditu")

    status, _, err = niangjia("coverage", "--out", result)

    assert (status, "base_map_key_missing" in err) == (2, True)
    assert not result.exists()

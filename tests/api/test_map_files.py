import pytest

from api.settings import Settings
from geo.errors import InvalidInput
from maps.shipping import served_files
from tests.applications import make_app


@pytest.mark.parametrize("start", ["coverage.", "leaflet.", "layers-2x."])
def test_what_maps_load_is_sent_once_and_for_all(client, start):
    name = next(name for name in served_files() if name.startswith(start))

    response = client.get(f"/static/maps/{name}")

    assert response.content == served_files()[name].content
    assert response.headers["content-type"].startswith(served_files()[name].media_type)
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["coverage.js", "coverage.000000000000.js", "%2e%2e%2fcanvas.py"])
def test_other_names_are_not_found(client, name):
    assert client.get(f"/static/maps/{name}").status_code == 404


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"base_map": "google"}, "base_map_unknown"),
        ({"base_map": "tianditu"}, "base_map_key_missing"),
        ({"base_map": "tianditu", "tianditu_key": "short"}, "base_map_key_invalid"),
    ],
)
def test_a_server_does_not_start_with_a_base_map_that_cannot_be(settings, code):
    with pytest.raises(InvalidInput) as refused:
        make_app(Settings(database_url="sqlite://", **settings))

    assert refused.value.code == code

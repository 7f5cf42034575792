from urllib.parse import quote

import pytest

from api.pages.planner.files import attachment
from api.pages.planner.uploads import find
from geo.errors import NotFound

UP = "..%2F..%2F..%2Fetc%2Fpasswd"


@pytest.mark.parametrize(
    "path",
    [
        f"/static/{UP}",
        f"/static/maps/{UP}",
        f"/docs/assets/{UP}",
        f"/planner/data/{UP}/export?format=csv",
        f"/planner/data/import/{UP}",
        f"/v1/plans/{UP}/files/plan.json",
        f"/v1/plans/p-20261122-abcdef/files/{UP}",
        f"/v1/outreach-plans/v-20261122-abcdef/files/calendar-{UP}.ics",
        f"/points/{UP}",
        f"/at/{UP}",
    ],
)
def test_an_address_that_leads_out_of_a_folder_leads_nowhere(client, path):
    answer = client.get(path, follow_redirects=False)

    assert 400 <= answer.status_code < 500
    assert "root:" not in answer.text
    assert "content-disposition" not in answer.headers


@pytest.mark.parametrize("token", ["../../../etc", "", "..", "a" * 22 + "/..", "a" * 22])
def test_no_token_leads_out_of_the_folder_of_uploads(settings, token):
    with pytest.raises(NotFound):
        find(settings, token)


@pytest.mark.parametrize(
    "name", ['a"; filename="b.exe', "a/../b.csv", "a\r\nX-Evil: 1", "站点.csv"]
)
def test_a_name_of_a_download_cannot_say_more_than_a_name(name):
    header = attachment("list.csv", name)

    assert header == f"attachment; filename=\"list.csv\"; filename*=UTF-8''{quote(name, safe='')}"
    assert header.isascii()
    assert not {"\r", "\n", "/"} & set(header)

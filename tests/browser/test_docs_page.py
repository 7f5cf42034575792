import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 1280, "height": 900}}])
def test_the_interface_is_documented_without_a_foreign_host(phone):
    page = phone.open("/docs")

    expect(page.get_by_text("/v1/nearest").first).to_be_visible()
    expect(page.get_by_text("Unable to render")).to_have_count(0)

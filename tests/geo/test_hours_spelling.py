import pytest

from geo.hours_spelling import tidy_spelling


@pytest.mark.parametrize(
    ("written", "standard"),
    [
        (" Mo - Fr   10:00 - 12:00 ", "Mo-Fr 10:00-12:00"),
        ("Mo–Fr 10.00—12.00", "Mo-Fr 10:00-12:00"),
        ("10:00 - 12:00 h", "10:00-12:00"),
        ("mo-fr 10h to 17h; SA OFF", "Mo-Fr 10-17; Sa off"),
        ("Monday, wed. & Friday 9am-5:30pm", "Mo,We,Fr 09:00-17:30"),
        ("12:01 p.m. until 12:59am", "12:01-00:59"),
        ("Mo-Fr 10:00-12:00；Sa 9:00～11:00", "Mo-Fr 10:00-12:00;Sa 9:00-11:00"),
        ("january to keep, sept 01-05.", "Jan to keep,Sep 01-05"),
        ("Dec 24.-26.,31", "Dec 24-26,Dec 31"),
        ("Jan 10-31/7", "Jan 10,Jan 17,Jan 24,Jan 31"),
        ("2009/4,2010/4 Feb 28", "2009-9999/4,2010-9999/4 Feb 28"),
        ("Su[-1] -1 day", "Su[-1] -1 day"),
        ('Mo open "9am – 5pm, and more"', 'Mo open "9am – 5pm, and more"'),
        ("Mo open “ring twice”", 'Mo open "ring twice"'),
        ("Mo 10:00-12:00 open nach Vereinbarung", 'Mo 10:00-12:00 open "by appointment"'),
    ],
)
def test_tolerated_spellings_become_standard(written: str, standard: str) -> None:
    assert tidy_spelling(written) == standard


@pytest.mark.parametrize("text", ["Mo-Fr 08:30-17:00", "24/7", "week 01-53/2 Mo", "2026 Oct 01"])
def test_standard_spelling_stays(text: str) -> None:
    assert tidy_spelling(text) == text

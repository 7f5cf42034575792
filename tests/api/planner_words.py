"""Reads the planner's pages as people do: their words, links, fields, and what is wrong."""

import html
import re


def words(answer):
    """What a page says, without its elements."""
    plain = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(plain))


def links(answer, start):
    """The addresses of links and forms that begin so."""
    found = re.findall(r'(?:href|action)="([^"]+)"', answer.text)
    return [html.unescape(link) for link in found if link.startswith(start)]


def value(answer, name):
    """What stands in a field."""
    box = rf'name="{name}"[^>]* value="([^"]*)"|name="{name}"[^>]*>\n?([^<]*)</textarea>'
    found = re.search(box, answer.text)
    return html.unescape(found[1] or found[2] or "")


def ticked(answer):
    """The boxes that are ticked: their field and value."""
    return re.findall(r'type="checkbox" name="(\w+)" value="(\w+)" checked', answer.text)


def wrong(answer):
    """What is wrong, by field."""
    return dict(re.findall(r'id="(\w+)-wrong">([^<]+)<', answer.text))

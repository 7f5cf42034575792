"""Reads the planner's pages as a browser does: the fields of a form, to be sent back changed."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields = {}
        self._select = self._textarea = None

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        name, value = told.get("name"), told.get("value") or ""
        if tag == "form":
            self.fields[told.get("method"), told.get("action")] = self._form = {}
        elif tag == "select":
            self._select = name
            self._form[name] = ""
        elif tag == "option" and (self._select and ("selected" in told)):
            self._form[self._select] = value
        elif tag == "textarea":
            self._textarea = name
            self._form[name] = ""
        elif tag == "input" and told.get("type") == "checkbox":
            self._form.setdefault(name, [])
            self._form[name] += [value] if "checked" in told else []
        elif tag == "input" and isinstance(self._form.get(name), list):
            self._form[name].append(value)
        elif tag == "input" and name:
            self._form[name] = value

    def handle_data(self, data):
        if self._textarea:
            self._form[self._textarea] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None


def fields_of(page, action):
    """What a browser would post for the form of this action, as it stands on the page."""
    forms = _Forms()
    forms.feed(page.text)
    return forms.fields["post", action]

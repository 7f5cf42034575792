"""Files that went wrong: on a bad disk, in another program, or because somebody means harm."""

import html
import io
import json
import re
import sqlite3
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

ODD_TEXTS = [
    *("", " ", "\u3000", "'", '"', "\n", "\t", "\0", "\x01\x1b[31m", "\ufeff", "\ufffe", "\x85"),
    *("\u202e\u2066反", "\ud800", "\udfff", "ﷺ" * 40, "e\u0301" * 50, "İ", "²", "½", "٣", "３"),
    *("0", "-0", "-1", "1e400", "-1e400", "1e308", "1e-400", "NaN", "inf", "9" * 400, "2" * 19),
    *("180.0000001", "90.1", "121.5", "1_000", "0x10", "1,5", "35%", "true", "null", "{}", "[]"),
    *("0000-00-00", "2026-02-30", "9999-12-31", "0001-01-01", "1899-12-31", "12026-01-01"),
    *("24/7", "Mo-Su 00:00-48:00", "Feb 29", "week 1-53", "Mo 25:00-26:00", "SH off", "PH" * 99),
    *('=HYPERLINK("http://example.org","x")', "@SUM(A1)", "'; DROP TABLE firm; --", "%s", "{0}"),
    *(
        "<img src=x onerror=alert(1)>",
        "&a;",
        "../../x",
        "C:\\x",
        "a,b;c、d",
        "长" * 5_000,
        "x" * 65,
    ),
]
ODD_BYTES = [
    *(b"\0", b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80\x80", b"\xef\xbb\xbf"),
    *(b"<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"&a;", b"<![CDATA[", b"<a>"),
    *(b"<?xml version='1.0' encoding='x'?>", b'"', b"{", b"]", b",", b"1e999", b"null", b"\\ud800"),
]
MEMBER_NAMES = [
    "../../x.shp",
    "/x.dbf",
    "x\0.shp",
    "CON",
    "站点.SHP",
    "xl/workbook.xml",
    "[]",
    "a/",
]
ODD_VALUES = [None, 0, -1, 2**63 - 1, 1e400, -1e308, b"", b"GP\0\1", *ODD_TEXTS[:10]]
WORD = re.compile(r"[^\s<>\"',;:{}\[\]=]+")
MOST_CHANGES = 3
ESCAPES: dict[str, Callable[[str], str]] = {
    ".csv": lambda text: '"' + text.replace('"', '""') + '"',
    ".geojson": lambda text: json.dumps(text)[1:-1],
    ".kml": html.escape,
    ".xml": html.escape,
    ".rels": html.escape,
}


def spoiled(chance, content, suffix, encoding="utf-8"):
    """A file with some change in its bytes, its words, its members or its tables, by `Random`."""
    for _ in range(chance.randint(1, MOST_CHANGES)):
        spoil = chance.choice([with_bytes, *INSIDE.get(suffix, [with_words])])
        content = spoil(chance, content, suffix, encoding)
    return content


def with_bytes(chance, content, *_):
    """Flip, cut out, repeat or put in some bytes, or leave out the rest."""
    start = chance.randint(0, len(content))
    end = min(len(content), start + chance.choice([1, 2, 4, 16, 100, 2_000]))
    before, part, after = content[:start], content[start:end], content[end:]
    flipped = bytes(byte ^ chance.randint(1, 255) for byte in part[:1]) + part[1:]
    put_in = chance.choice(ODD_BYTES) + part
    rest = [flipped + after, flipped + after, after, part + part + after, put_in + after, b""]
    return before + chance.choice(rest)


def with_words(chance, content, suffix, encoding="utf-8"):
    """Put another word, odd or of the same file, for one of its words; or repeat a line."""
    text = content.decode(encoding, "replace")
    words = list(WORD.finditer(text))
    if not words:
        return content
    word, odd = chance.choice(words), chance.choice(ODD_TEXTS)
    escaped = ESCAPES.get(suffix, str)(odd)
    line_end = text.find("\n", word.end()) + 1
    line = text[text.rfind("\n", 0, word.start()) + 1 : line_end]
    other = chance.choice(words).group()
    put = chance.choice([escaped, escaped, odd, other, word.group() + other, line])
    changed = text[: word.start()] + put + text[word.end() :]
    # What an encoding cannot say stands in no file of it.
    return changed.encode(encoding, "surrogatepass" if "utf" in encoding else "replace")


def with_members(chance, content, *_):
    """Spoil, rename, leave out or repeat one member of an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(each.filename, archive.read(each)) for each in archive.infolist()]
    except Exception:  # noqa: BLE001  an archive that was spoiled before fails in many ways
        return content
    if not members:
        return content
    name, inner = members.pop(chance.randrange(len(members)))
    suffix = Path(name).suffix
    encoding = "utf-8" if suffix in {".xml", ".rels"} else "latin-1"
    changed = chance.choice([with_bytes, with_words])(chance, inner, suffix, encoding)
    other_name = chance.choice([*MEMBER_NAMES, *(name for name, _ in members)])
    changes = [[(name, changed)], [(name, changed)], [(other_name, inner)], [], [(name, inner)] * 2]
    return packed(members + chance.choice(changes))


def packed(members):
    """The archive of pairs of a name and its bytes."""
    stream = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore", category=UserWarning),
        zipfile.ZipFile(stream, "w") as archive,
    ):
        for name, inner in members:
            # A member without a time of its own would have the present one.
            archive.writestr(zipfile.ZipInfo(name), inner, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def with_values(chance, content, *_):
    """Put an odd value into one column of one table of a GeoPackage."""
    with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
        file.write(content)
        file.flush()
        try:
            _set_a_value(chance, file.name)
        except sqlite3.Error:
            return content
        return Path(file.name).read_bytes()


def _set_a_value(chance, name):
    with closing(sqlite3.connect(name, isolation_level=None)) as database:
        tables = [row[0] for row in database.execute(OBJECTS, ("table",))]
        for trigger in database.execute(OBJECTS, ("trigger",)).fetchall():
            database.execute(f'DROP TRIGGER "{trigger[0]}"')
        table = chance.choice(tables or ["gpkg_contents"])
        columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
        # The names are those of the file itself.
        change = f'UPDATE "{table}" SET "{chance.choice(columns or ["x"])}" = ? WHERE rowid <= ?'  # noqa: S608
        database.execute(change, (chance.choice(ODD_VALUES), chance.randint(1, 2)))


OBJECTS = "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'rtree%'"
INSIDE = {".xlsx": [with_members] * 3, ".zip": [with_members] * 3, ".gpkg": [with_values] * 3}

import ast
import re
from pathlib import Path

import pytest

from data.imports.listed import Coded, Listed
from data.imports.report import ImportReport
from geo.messages import Language

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "data" / "imports").glob("*.py"), *(ROOT / "data").glob("export*.py")]
CHINESE = [
    ast.literal_eval(keyword.value)
    for source in SOURCES
    for call in ast.walk(ast.parse(source.read_text("utf-8")))
    if isinstance(call, ast.Call)
    for keyword in call.keywords
    if keyword.arg == "zh"
]
NARROW = re.compile(r"[\u3000-\u9fff“”）}]\s?[,:;()!?]|[,;()!?]\s?[\u3000-\u9fff“”（{]")


@pytest.mark.parametrize("text", CHINESE)
def test_chinese_messages_have_full_width_punctuation(text):
    bare = re.sub(r"\{(\w+)[^}]*\}", r"{\1}", text)

    assert NARROW.findall(bare.replace("- _ . : ", "")) == []


def test_lists_are_parted_as_each_language_does():
    names = Listed(["csv", "xlsx"])
    codes = Coded({"station": "站点", "mobile_desk": "流动服务点"})

    assert (f"{names:、}", f"{names}") == ("csv、xlsx", "csv, xlsx")
    assert f"{codes:、}" == "站点（station）、流动服务点（mobile_desk）"
    assert f"{codes}" == "station (站点), mobile_desk (流动服务点)"


def test_a_report_counts_rows_without_a_code_only_where_there_are_some():
    told = ImportReport("firms", "a.csv", rows=3, unchanged=3, matched_by_name=2)
    silent = ImportReport("firms", "a.csv", rows=3, unchanged=3)

    assert told.text(Language.CHINESE).endswith("略过 0；其中 2 行没有编号，按其他内容对应。")
    assert told.text(Language.ENGLISH).endswith("2 without a code were matched by other columns")
    assert silent.text(Language.CHINESE).endswith("未变 3，略过 0。")
    assert silent.text(Language.ENGLISH).endswith("3 unchanged, 0 left out")

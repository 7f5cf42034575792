"""The sentences of the import pages."""

from api.pages.planner.data_texts import DATA_TEXTS
from geo.messages import Message

_MESSAGES = (
    Message("import_title", "导入文件", "Import a file"),
    Message(
        "import_lead",
        "选好文件先检查，这一步不会改动任何数据；看过结果再决定导不导。",
        "Choose a file. It is checked first, which changes nothing; then you decide.",
    ),
    Message("import_kind", "这是什么名单", "What list is this?"),
    Message("import_file", "文件", "File"),
    Message(
        "import_file_note",
        "Excel（.xlsx）、CSV、GeoJSON、GeoPackage（.gpkg）、KML，或压缩成 .zip 的 Shapefile。"
        "最大 {most} MB。",
        "Excel (.xlsx), CSV, GeoJSON, GeoPackage (.gpkg), KML, or a Shapefile in a .zip; at most "
        "{most} MB.",
    ),
    Message("import_crs", "经纬度来自", "The positions come from"),
    Message(
        "import_crs_note",
        "从高德、腾讯、百度地图上抄来的会偏几百米，选对了就会换算。"
        "不知道就先选 GPS，检查时会提醒。",
        "Positions from Amap, Tencent or Baidu are shifted by some hundred metres; choose right "
        "and they are converted. If unsure choose GPS: the check notices.",
    ),
    Message("import_check", "检查文件", "Check the file"),
    Message("import_again", "换一个文件", "Choose another file"),
    Message("import_recheck", "按这些再检查一次", "Check again with these"),
    Message("import_sheet", "工作表或图层", "Sheet or layer"),
    Message("import_settings", "名单、坐标系不对？在这里改", "Wrong list or datum? Change it here"),
    Message("import_help", "文件怎么写", "How to write the file"),
    Message(
        "import_help_code",
        "有“编号”列就按编号对应：有则更新，没有则新增。没有编号的，按名称和 100 米以内的位置对应。",
        "Rows are matched by code, else by name and a position within 100 m: known ones are "
        "changed, others added.",
    ),
    Message(
        "import_help_keep",
        "文件里没有的列，系统里的内容不变；有列但格子空着，就清空。导入从不删除。",
        "A column that the file lacks keeps what is stored; an empty cell empties the value. "
        "Nothing is ever deleted.",
    ),
    Message(
        "import_help_template",
        "不知道怎么填？先导出一份 Excel 当模板：",
        "Not sure? Export a list as a template:",
    ),
    Message("column_required", "新的一行必须有", "A new row must have"),
    Message("comma", "、", ", "),
    # The check
    Message("check_title", "检查结果：{file}", "Check of {file}"),
    Message("result_title", "已导入：{file}", "Imported: {file}"),
    Message("figure_rows", "总行数", "rows in all"),
    Message("figure_added", "新增", "to be added"),
    Message("figure_updated", "更新", "to be changed"),
    Message("figure_unchanged", "没有变化", "unchanged"),
    Message("figure_skipped", "有问题", "with problems"),
    Message("figure_was_added", "已新增", "added"),
    Message("figure_was_updated", "已更新", "changed"),
    Message("figure_was_skipped", "略过", "left out"),
    Message(
        "verdict_good", "没有发现问题，可以导入。", "No problem was found: ready to be imported."
    ),
    Message(
        "verdict_same",
        "文件和系统里的内容一样，不用导入。",
        "The file says what is stored already: nothing to import.",
    ),
    Message(
        "verdict_some",
        "{bad} 行有问题。最好改好文件再传；也可以略过这些行，先导入其余的。",
        "{bad} rows have problems. Best correct the file and send it again; or leave these rows "
        "out and import the others.",
    ),
    Message(
        "verdict_all",
        "每一行都有问题，没有可导入的。请改好文件再传。",
        "Every row has a problem, so there is nothing to import. Correct the file and send it "
        "again.",
    ),
    Message(
        "verdict_blocked",
        "整个文件有问题，改好之前不能导入，请看下面。",
        "The file as a whole has a problem and cannot be imported before it is mended: see below.",
    ),
    Message("verdict_empty", "文件里一行数据也没有。", "The file has no row of data."),
    Message(
        "verdict_done",
        "已经导入。职工查到的马上就是新的。",
        "Imported. Workers see it at once.",
    ),
    Message(
        "matched_by_name",
        "{count} 行没有编号，按名称和位置对上了。",
        "{count} rows without a code were matched by name and position.",
    ),
    Message("import_now", "导入这 {count} 行", "Import now ({count})"),
    Message(
        "import_rest",
        "略过 {bad} 行，导入其余 {count} 行",
        "Leave {bad} rows out and import the other {count}",
    ),
    Message("problems_title", "要改的地方", "What to correct"),
    Message(
        "problems_more",
        "只列出前 {shown} 处，共 {all} 处。改好这些再检查，会看到后面的。",
        "The first {shown} of {all} are listed; the others follow once these are corrected.",
    ),
    Message("column_line", "行", "Row"),
    Message("column_header", "列", "Column"),
    Message("column_value", "文件里写的", "In the file"),
    Message("column_advice", "怎么改", "What to do"),
    Message("whole_file", "整个文件", "whole file"),
    Message("columns_title", "每一列读成什么", "What each column is read as"),
    Message("columns_unknown", "有 {count} 列没认出来", "{count} columns are not known"),
    Message("column_read_as", "读成", "Read as"),
    Message("column_example", "例子", "Example"),
    Message("not_imported", "不导入", "not imported"),
    Message("column_is", "“{header}”这一列是", 'The column "{header}" is'),
    Message("for_all_rows", "所有行的“{field}”都是", "{field} of all rows"),
    Message("as_in_file", "（不指定）", "(not given)"),
    Message("warnings_title", "请留意", "Please note"),
    Message("see_list", "去看{list}", "See the list: {list}"),
    Message(
        "kept_for",
        "文件在服务器上保留一小时，之后自动删除。",
        "The file is kept on the server for an hour, then deleted.",
    ),
)

IMPORT_TEXTS = DATA_TEXTS | {message.code: message for message in _MESSAGES}

"""What is said where a street network file cannot be read or written."""

from geo.messages import Message

STREETS_MISSING = Message(
    "street_file_missing",
    zh="找不到路网文件 {file}。请用 niangjia streets build 生成，"
    "或检查 NIANGJIA_DATA_FOLDER 和 NIANGJIA_STREETS 的设置。",
    en="there is no street network at {file}; make one with `niangjia streets build`, or correct "
    "NIANGJIA_DATA_FOLDER and NIANGJIA_STREETS",
)
STREETS_UNREADABLE = Message(
    "street_file_unreadable",
    zh="路网文件 {file} 读不了（{reason}）。请检查它是不是一个文件、有没有读取权限、内存够不够。",
    en="the street network {file} cannot be read ({reason}); see that it is a file, that it may be "
    "read, and that there is enough memory",
)
STREETS_UNKNOWN = Message(
    "street_file_unknown",
    zh="{file} 不是路网文件。路网文件由 niangjia streets build 从 OSM 数据生成。",
    en="{file} is no street network; `niangjia streets build` makes one from an OSM extract",
)
STREETS_TRUNCATED = Message(
    "street_file_truncated",
    zh="路网文件 {file} 不完整，后面少了一截。请重新复制，或用 niangjia streets build 重新生成。",
    en="the street network {file} ends too early; copy it again, or build it anew with "
    "`niangjia streets build`",
)
STREETS_DAMAGED = Message(
    "street_file_damaged",
    zh="路网文件 {file} 已损坏（{reason}）。请重新复制，或用 niangjia streets build 重新生成。",
    en="the street network {file} is damaged ({reason}); copy it again, or build it anew with "
    "`niangjia streets build`",
)
STREETS_OTHER_FORMAT = Message(
    "street_file_other_format",
    zh="路网文件 {file} 的格式是 {found}，这个版本的程序需要格式 {needed}。"
    "请用 niangjia streets build 重新生成。",
    en="the street network {file} has the format {found}, but {needed} is needed; build it anew "
    "with `niangjia streets build`",
)
STREETS_INCONSISTENT = Message(
    "street_file_inconsistent",
    zh="路网文件 {file} 前后矛盾：{column} 与其余内容对不上。"
    "请用 niangjia streets build 重新生成。",
    en="the street network {file} contradicts itself: {column} does not fit the rest; build it "
    "anew with `niangjia streets build`",
)
STREETS_UNWRITABLE = Message(
    "street_file_unwritable",
    zh="路网文件 {file} 写不了（{reason}），原来的文件没有改动。"
    "请检查文件夹是否可写、磁盘是否已满。",
    en="the street network {file} cannot be written ({reason}), the file before is unchanged; "
    "check that the folder may be written and that the disk is not full",
)
STREETS_ELSE = Message(
    "street_file_else",
    zh="{file} 不是路网文件，没有覆盖它。请换一个文件名（--out），或先把它移走。",
    en="{file} is something else than a street network and was not overwritten; name another file "
    "(--out), or move it away",
)

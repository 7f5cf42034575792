"""Every sentence of the posters and of the page to choose them, in Chinese and in English."""

from geo.messages import Language, Message

_MESSAGES = (
    Message("title", "服务点海报", "Service point posters"),
    # The head
    Message("head_on_foot", "工会就在附近", "The union is close to you"),
    Message("head_farther", "工会离您不远", "The union is not far away"),
    Message("head_none", "有难处，找工会", "In trouble? Ask the union"),
    Message(
        "usable",
        "您有空的时候，这 {count} 个服务点来得及办事",
        "{count} help desks that are open when you are free",
    ),
    Message(
        "usable_one",
        "您有空的时候，这个服务点来得及办事",
        "A help desk that is open when you are free",
    ),
    Message(
        "unusable",
        "您有空时，附近的服务点赶不上开门。先打电话问问",
        "The desks nearby are closed when you are free: call first",
    ),
    Message(
        "all_unknown",
        "去之前先打电话，问问什么时候开门",
        "Call before you go, and ask when they are open",
    ),
    Message(
        "no_desks",
        "附近还没有服务点。打电话、扫码，一样能帮您",
        "No help desk is near yet: call, or scan the code",
    ),
    # What the desks do
    Message("helps_with", "这些事，都可以来问", "They help with"),
    Message("legend", "（{numbers}：去哪个服务点）", "({numbers}: at which desk)"),
    Message(
        "troubles",
        "工资被拖欠、和单位有争议、想加入工会、家里有困难……",
        "Unpaid wages, a dispute, joining the union, hardship:",
    ),
    Message(
        "call_first",
        "先打电话，工会告诉您去哪儿办",
        "call first, and the union tells you where to go.",
    ),
    # A desk
    Message("same_spot", "不到 {metres} 米", "less than {metres} m"),
    Message(
        "days_all",
        "每天都有您来得及的时候",
        "Open while you are free: every day",
    ),
    Message("days_some", "您有空时来得及：{days}", "Open while you are free: {days}"),
    Message(
        "days_few",
        "您有空时，只有{days}来得及",
        "Open while you are free: {days} only",
    ),
    Message(
        "days_none",
        "您有空时赶不上它开门，先打电话",
        "Closed while you are free: call first",
    ),
    Message(
        "days_far",
        "路远一些；您有空时来得及：{days}",
        "Farther away; open while you are free: {days}",
    ),
    Message("every_day", "每天", "every day"),
    Message(
        "hours_unknown", "开放时间没有登记，去之前先打电话", "Hours are not recorded: call first"
    ),
    Message("closure", "{first}至{last}暂停开放", "Closed from {first} to {last}"),
    Message(
        "closure_hours",
        "{first}至{last}开放时间改为：{hours}",
        "Other hours from {first} to {last}: {hours}",
    ),
    # The code
    Message("scan", "扫一扫", "Scan me"),
    Message(
        "scan_line",
        "看现在哪里开着门、怎么去",
        "Scan: which desk is open now?",
    ),
    Message("scan_note", "不用下载，不用打字，不定位", "No app, no typing, no location needed"),
    Message("code_of", "二维码：{address}", "QR code: {address}"),
    # The foot
    Message("hotline", "职工服务热线", "Hotline for workers"),
    Message("responsible", "负责这一片的工会", "Union responsible here"),
    Message(
        "computed",
        "按空闲时间“{free}”、办事 {stay} 分钟算",
        "Free hours {free}, {stay} min at the desk",
    ),
    Message("printed", "打印于 {day}", "Printed {day}"),
    Message("as_of", "开放时间核对于 {day}", "Hours as of {day}"),
    Message("not_verified", "开放时间未核对", "Hours not checked"),
    Message(
        "holidays",
        "节假日和临时安排，以扫码看到的为准",
        "On holidays, trust the page behind the code",
    ),
    # On the screen only
    Message(
        "how_to_print",
        "共 {count} 张，用 A4 纸打印：按 Ctrl+P，边距选“无”，勾选“背景图形”。",
        "{count} posters on A4: press Ctrl+P, no margins, with background graphics.",
    ),
    Message("part", "第 {first}–{last} 张", "Posters {first}–{last}"),
    Message("parts", "分批打印", "More to print"),
    Message(
        "ambiguous",
        "“{name}”（{code}）的编号和名称都与别的地方相同，扫码后认不出是哪一个。请改正编号后重做。",
        "“{name}” ({code}) shares its code and its name with another place, so the page behind "
        "the QR code cannot tell which one is meant. Correct the code and make it again.",
    ),
    # Choosing
    Message("list_title", "海报：选地方", "Posters: choose places"),
    Message(
        "list_line",
        "每个公寓、园区、企业一张 A4：附近来得及的服务点、小地图、二维码。",
        "One A4 page per apartment, park or firm: desks open when people are free, a map, a code.",
    ),
    Message(
        "address_missing",
        "还没有设置 NIANGJIA_PUBLIC_URL（职工的手机能打开的网址，例如 https://fuwu.example.org），"
        "现在做不了二维码。请管理员设置后重新启动。",
        "NIANGJIA_PUBLIC_URL is not set: the address that workers' phones can open, e.g. "
        "https://fuwu.example.org. Without it there is no QR code; set it and start again.",
    ),
    Message("search", "名称、编号、地址或拼音", "Name, code, address or pinyin"),
    Message("kind", "类别", "Kind"),
    Message("kind_any", "全部", "All"),
    Message("kind_apartments", "公寓", "Apartments"),
    Message("kind_parks", "园区", "Parks"),
    Message("kind_firms", "企业", "Firms"),
    Message("union", "哪个工会", "Union"),
    Message("union_any", "全部", "All"),
    Message("find", "查找", "Find"),
    Message("found", "{count} 个地方", "{count} places"),
    Message("none_found", "没有符合条件的地方。", "No place fits."),
    Message("print_chosen", "打开勾选的海报", "Open the posters ticked"),
    Message("print_all", "打开全部 {count} 张", "Open all {count}"),
    Message("page_of", "第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    Message("previous", "上一页", "Previous"),
    Message("next", "下一页", "Next"),
)
TEXTS = {message.code: message for message in _MESSAGES}
"""The sentences by the name that templates use."""

PLAIN_SERVICES = {
    "membership": "想加入工会",
    "legal_aid": "要打官司、问法律",
    "wage_recovery": "工资被拖欠",
    "mediation": "和单位有争议",
    "job_placement": "找工作",
    "skills_training": "学技术、考证书",
    "mutual_aid": "生病受伤的互助保障",
    "hardship_aid": "家里有困难",
    "counselling": "心里难受，想找人说",
    "petition": "反映问题、提意见",
    "library": "看书学习",
    "benefits": "会员福利和优惠",
}
"""What the services are for, as a worker would say it; others go by their names."""


def say_on_poster(name: str, language: Language, /, **values: object) -> str:
    """Say the sentence in the asked language."""
    return TEXTS[name].text(language, **values)

"""What maps say to people: when they cannot be drawn, and on their controls."""

from geo.messages import Message

ASSETS_MISSING = Message(
    "assets_missing",
    zh="画不了地图：缺少 {missing}。请安装 Node.js 18 或更高版本，再运行 make setup；"
    "在此之前只有文字。",
    en="maps cannot be drawn: {missing} is missing; install Node.js 18 or newer and run "
    "`make setup`; until then there is only text",
)
BASE_MAP_UNKNOWN = Message(
    "base_map_unknown",
    zh="没有“{value}”这种底图，请从这些里选一种：{known}。",
    en='there is no base map "{value}"; choose one of {known}',
)
BASE_MAP_KEY_MISSING = Message(
    "base_map_key_missing",
    zh="天地图底图需要密钥（tk）：请在天地图网站申请浏览器端密钥，填入设置后重试。",
    en="the base map tianditu needs a key (tk); apply for a browser key at tianditu.gov.cn "
    "and set it",
)
BASE_MAP_KEY_INVALID = Message(
    "base_map_key_invalid",
    zh="天地图密钥不对：应为 32 位字母和数字，现在有 {length} 个字符，请核对后重新填写。",
    en="this is no key of tianditu: it has 32 letters and digits, but {length} characters were "
    "given; correct it",
)

ZOOM_IN = Message("map_zoom_in", zh="放大", en="Zoom in")
ZOOM_OUT = Message("map_zoom_out", zh="缩小", en="Zoom out")
HOW_TO_MOVE = Message(
    "map_how_to_move",
    zh="地图：{title}。用方向键移动，用加号和减号缩放。",
    en="Map: {title}. Move with the arrow keys, zoom with plus and minus.",
)
NEEDS_SCRIPTS = Message(
    "map_needs_scripts",
    zh="这张地图需要浏览器运行 JavaScript。请允许后重新打开；同一结果的文字和数字在报告里。",
    en="This map needs JavaScript. Allow it and open the page again; the report has the same "
    "results in words and figures.",
)
STREETS_SOURCE = Message(
    "map_streets_source",
    zh="道路：© OpenStreetMap 贡献者（ODbL）",
    en="Streets: © OpenStreetMap contributors (ODbL)",
)

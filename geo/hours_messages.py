"""What we say when opening hours cannot be read: one code, a reason each."""

from geo.messages import Message

CODE = "unreadable_hours"

UNREADABLE_HOURS = Message(
    CODE,
    zh="看不懂开放时间“{value}”；请写成“周一至周五 8:30-17:00，周六 9:00-16:00”"
    "或“Mo-Fr 08:30-17:00; Sa 09:00-16:00”",
    en='opening hours "{value}" cannot be read; write "Mo-Fr 08:30-17:00; Sa 09:00-16:00" '
    "or 周一至周五 8:30-17:00，周六 9:00-16:00",
)
UNREADABLE_PART = Message(
    CODE,
    zh="开放时间“{value}”里的“{part}”看不懂；请改写，例如“周一至周五 8:30-17:00”",
    en='opening hours "{value}": the part "{part}" cannot be read; '
    'rewrite it, e.g. "Mo-Fr 08:30-17:00"',
)
NO_CLOSING_TIME = Message(
    CODE,
    zh="开放时间“{value}”里的“{part}”没有结束时间；请补上，例如“8:30-17:00”",
    en='opening hours "{value}": "{part}" has no closing time; add one, e.g. "08:30-17:00"',
)
NO_TIMES = Message(
    CODE,
    zh="开放时间“{value}”里的“{part}”没有写时间；请补上时间，或写“休息”",
    en='opening hours "{value}": "{part}" has no times; add them, or write "off"',
)
NO_MONTHS = Message(
    CODE,
    zh="开放时间“{value}”里的季节没有写月份；请写成“夏季(5月-9月) 8:30-17:30”",
    en='opening hours "{value}" name a season without its months; write 夏季(5月-9月) 8:30-17:30',
)
WHOLE_DAY_UNCLEAR = Message(
    CODE,
    zh="开放时间“{value}”里的“全天”分不清是 24 小时还是整个工作日；请写“24小时”或具体时间",
    en='opening hours "{value}": 全天 may mean 24 hours or a full working day; '
    "write 24小时 or the times",
)
IMPOSSIBLE_TIME = Message(
    CODE,
    zh="开放时间“{value}”里没有“{part}”这样的时间；请用 0:00 到 24:00",
    en='opening hours "{value}": there is no time "{part}"; use 00:00 to 24:00',
)
UNCLEAR_HALF_OF_DAY = Message(
    CODE,
    zh="开放时间“{value}”里的“{part}”分不清上午还是下午；请写 24 小时制（13:30-17:00）或加“下午”，"
    "通宵开放请写“18:00-次日2:00”",
    en='opening hours "{value}": "{part}" may be morning or afternoon; '
    "use the 24-hour clock (13:30-17:00), "
    "or write 18:00-次日2:00 where it stays open over night",
)
FALLBACK_HOURS = Message(
    CODE,
    zh="开放时间“{value}”用了“||”（否则……），无法保证开门；"
    "请用“;”分开各段时间，需预约的时间请不要写",
    en='opening hours "{value}" use "||" (otherwise), which promises nothing; '
    'separate the rules by ";" and leave out hours that need an appointment',
)
UNSUPPORTED_TIMES = Message(
    CODE,
    zh="开放时间“{value}”里的“{part}”（日出日落或按间隔的时间）不支持；请写具体时间，例如“8:30-17:00”",
    en='opening hours "{value}": "{part}" (sun times or repeated times) is not supported; '
    'write times, e.g. "08:30-17:00"',
)
NEVER_CERTAIN = Message(
    CODE,
    zh="开放时间“{value}”里没有一定开门的时间（例如需要预约）；请写开门时间，或留空",
    en='opening hours "{value}" name no time that is certain, e.g. by appointment only; '
    "give hours, or leave it empty",
)
TOO_LONG_HOURS = Message(
    CODE,
    zh="开放时间“{value}”太长；请不要超过 {longest} 个字",
    en='opening hours "{value}" are too long; use at most {longest} characters',
)

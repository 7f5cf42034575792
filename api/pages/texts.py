"""Every sentence of the workers' pages, in Chinese and in English."""

from api.messages import BY_METHOD
from api.pages.station_texts import STATION_MESSAGES
from geo.messages import Language, Message

_MESSAGES = (
    Message("brand", "娘家", "Niangjia"),
    Message("brand_line", "工会服务点查询", "Union help desks"),
    Message("language_switch", "English", "中文"),
    Message("skip", "跳到正文", "Skip to content"),
    # The question
    Message("ask_title", "下班了，去哪儿能办事？", "Off work? Find a desk that can still help."),
    Message(
        "ask_line",
        "帮您找还开着门、来得及办事的工会服务点。",
        "We find the union help desk that is still open when you get there.",
    ),
    Message("locate", "用我的位置查找", "Use my location"),
    Message(
        "locate_note",
        "您点了才会定位。位置只用这一次，不保存。",
        "We ask only when you tap. Your position is used once and not kept.",
    ),
    Message("or", "或者", "or"),
    Message("place", "您在哪儿附近？", "Where are you?"),
    Message(
        "place_note",
        "公寓、园区、单位的名字都行，也可以打拼音或首字母。",
        "Name of an apartment, park or firm; pinyin or initials work too.",
    ),
    Message("find", "查找", "Find"),
    Message("options", "办什么、几点去、怎么去", "What, when and how"),
    Message("service", "办什么事", "What do you need?"),
    Message("any_service", "都可以", "Anything"),
    Message("when", "什么时候去", "When will you go?"),
    Message("now", "现在就去", "Now"),
    Message("other_moment", "或者自己选日期和时间", "or choose a day and time"),
    Message("mode", "怎么去", "How will you go?"),
    Message("max_minutes", "路上最多花", "Longest way"),
    Message("minutes", "{minutes} 分钟", "{minutes} minutes"),
    Message("open", "找哪一种", "Which ones?"),
    Message("open_served", "到了就能办的", "Can help when I arrive"),
    Message("open_soonest", "最早能办的（七天内）", "The soonest, within 7 days"),
    Message("open_any", "附近所有的，没开门的也要", "All nearby, also closed ones"),
    # Ways
    Message("mode_walk", "步行", "On foot"),
    Message("mode_bike", "骑自行车", "By bike"),
    Message("mode_ebike", "骑电动车", "By e-bike"),
    Message("mode_drive", "开车", "By car"),
    Message("way_walk", "步行约 {minutes} 分钟", "About {minutes} min on foot"),
    Message("way_bike", "骑车约 {minutes} 分钟", "About {minutes} min by bike"),
    Message("way_ebike", "骑电动车约 {minutes} 分钟", "About {minutes} min by e-bike"),
    Message("way_drive", "开车约 {minutes} 分钟", "About {minutes} min by car"),
    Message("aside", "（{text}）", " ({text}) "),
    *BY_METHOD.values(),
    Message("metres", "直线 {metres} 米", "{metres} m in a straight line"),
    Message("kilometres", "直线 {kilometres} 公里", "{kilometres} km in a straight line"),
    # The answer
    Message("my_position", "您的位置", "your position"),
    Message("from", "从{origin}出发", "From {origin}"),
    Message("within", "{minutes} 分钟以内", "within {minutes} min"),
    Message("found_served", "{count} 个服务点，到了就能办", "Open for you: {count}"),
    Message("found_soonest", "最早能办的 {count} 个服务点", "Soonest for you: {count}"),
    Message("found_any", "附近的 {count} 个服务点", "Nearby: {count}"),
    Message("found_none", "这个条件下没找到服务点", "No desk fits this time"),
    Message("change", "修改", "Change"),
    Message("open_until", "开放到 {moment}", "Open until {moment}"),
    Message("open_always", "24 小时开放", "Open 24 hours"),
    Message("opens_later", "还没开，{moment} 开门", "Opens {moment}"),
    Message("opens_again", "关着，{moment} 再开", "Closed, opens {moment}"),
    Message("closed", "没有开放", "Closed"),
    Message(
        "served_on_arrival",
        "约 {moment} 到，到时还开着，来得及办（按 {stay} 分钟算）",
        "Arrive about {moment}: still open, time enough ({stay} min)",
    ),
    Message("served_from", "最早 {moment} 可以办", "Can help from {moment}"),
    Message(
        "not_served",
        "约 {moment} 到，那时关门了或来不及办",
        "Arrive about {moment}: closed or too little time",
    ),
    Message(
        "day_makeup_workday",
        "这天是调休上班日，按上班日开放。",
        "This is a make-up workday: workday hours hold.",
    ),
    Message(
        "day_holiday",
        "这天是法定节假日，出门前最好先打个电话。",
        "This is a public holiday: better call before you go.",
    ),
    Message("services", "能办", "Offers"),
    Message("address", "地址", "Address"),
    Message("call", "打电话 {phone}", "Call {phone}"),
    Message("call_name", "打电话给{name}：{phone}", "Call {name}: {phone}"),
    Message("navigate", "导航", "Directions"),
    Message("amap", "高德地图", "Amap"),
    Message("baidu", "百度地图", "Baidu Maps"),
    Message("tencent", "腾讯地图", "Tencent Maps"),
    Message("navigate_name", "用{app}导航到{name}", "Directions to {name} with {app}"),
    Message("state_now", "现在：", "Now:"),
    Message("details", "开放时间和详情", "Hours and details"),
    Message("details_name", "{name}的开放时间和详情", "Hours and details of {name}"),
    Message("verified", "信息核对于 {day}", "Checked on {day}"),
    Message("map_show", "在地图上看", "Show on a map"),
    Message("map_hide", "收起地图", "Hide the map"),
    Message(
        "map_line",
        "数字和下面列出的服务点一样；圆圈是直线距离。",
        "Numbers are those of the list below; circles show the distance as the crow flies.",
    ),
    Message("also", "也可以这样找", "You can also try"),
    Message("step_soonest", "看哪里最早能办", "Where it is soonest"),
    Message(
        "step_best_chance", "看远一点、晚一点哪里能办", "Where it is possible, farther or later"
    ),
    Message("step_any", "看附近所有服务点", "All service points nearby"),
    Message("step_any_service", "不限办什么事", "Any kind of help"),
    Message("step_ebike", "骑电动车去", "Go by e-bike"),
    Message("step_farther", "走远一点（{minutes} 分钟内）", "Go farther ({minutes} min)"),
    Message("responsible", "负责这一片的工会", "Unions responsible here"),
    Message("level_firm", "企业", "firm"),
    Message("level_park", "园区", "park"),
    Message("level_subdistrict", "街镇一级", "sub-district"),
    Message("level_district", "区一级", "district"),
    Message("level_city", "市一级", "city"),
    Message("hotline", "职工服务热线", "Workers' hotline"),
    Message(
        "hotline_line",
        "找不到、说不清、着急办，都可以打这个电话。",
        "Nothing fits, hard to explain, or urgent? Call.",
    ),
    # Choosing among places
    Message("choose", "您说的是哪一个？", "Which one do you mean?"),
    Message("choose_line", "有 {count} 个地方对得上“{text}”。", "{count} places fit “{text}”."),
    Message("no_place", "没找到“{text}”", "“{text}” is not known here"),
    Message(
        "no_place_line",
        "试试短一点的名字、附近的公寓或园区，或者打首字母。",
        "Try a shorter name, an apartment or park nearby, or the initials.",
    ),
    Message("kind_apartment", "公寓", "apartment"),
    Message("kind_park", "园区", "park"),
    Message("kind_firm", "单位", "firm"),
    Message("kind_union", "工会", "union"),
    # One service point
    Message("tier_district_centre", "区级服务中心", "district centre"),
    Message("tier_subdistrict_centre", "街镇服务分中心", "sub-district centre"),
    Message("tier_station", "基层服务站", "station"),
    Message("tier_contact_point", "联系点", "contact point"),
    Message("tier_mobile_desk", "流动服务台", "mobile desk"),
    Message("host", "场所", "In"),
    Message("host_office", "办公楼", "an office building"),
    Message("host_apartment", "职工公寓", "a workers' apartment"),
    Message("host_park", "产业园区", "an industrial park"),
    Message("host_plaza", "商业广场", "a plaza"),
    Message("host_firm", "企业", "a firm"),
    Message("host_community", "社区", "a community"),
    Message("hours", "开放时间", "Opening hours"),
    Message("hours_unknown", "还没有登记，请先打电话。", "Not recorded yet; please call."),
    Message("weekly", "平常一周", "A usual week"),
    Message("next_days", "接下来两周", "The next two weeks"),
    Message(
        "days_provisional",
        "国家 {year} 年的放假安排还没公布，节假日前后请先打电话。",
        "Public holidays of {year} are not announced yet; around holidays call first.",
    ),
    Message("rest", "不开放", "closed"),
    Message("all_day", "全天", "all day"),
    Message("tag_makeup_workday", "调休上班", "make-up workday"),
    Message("tag_holiday", "节假日", "holiday"),
    Message("tag_provisional", "放假安排未公布", "holidays not announced"),
    Message("languages", "语言", "Speaks"),
    Message("wheelchair", "轮椅", "Access"),
    Message("wheelchair_yes", "可以进出", "wheelchairs can enter"),
    Message("wheelchair_no", "不方便进出", "not for wheelchairs"),
    Message("search_again", "查找别的服务点", "Find another desk"),
    *STATION_MESSAGES,
    # Days
    Message("today", "今天", "today"),
    Message("tomorrow", "明天", "tomorrow"),
    # When something is wrong
    Message("problem", "请看一下", "Please check"),
    Message("lost", "没有找到这个页面", "This page is not here"),
    Message(
        "lost_line",
        "“{path}”打不开，可能是网址抄错了一个字，也可能页面已经搬走了。没关系，从首页重新找就行。",
        "“{path}” leads nowhere: it may be misspelt, or the page has moved. "
        "No harm done: start again from the front page.",
    ),
    Message("front_page", "回首页，查找服务点", "To the front page, find a desk"),
    Message(
        "position_denied",
        "没有拿到定位许可。可以在手机设置里允许定位，或者直接输入地名。",
        "Location is not allowed. Allow it in the settings, or type a place.",
    ),
    Message(
        "position_unavailable",
        "现在定不了位。请走到开阔一点的地方再试，或者直接输入地名。",
        "Your position cannot be found now. Try again in the open, or type a place.",
    ),
    Message(
        "position_slow",
        "定位用的时间太长了。请再点一次，或者直接输入地名。",
        "Finding your position took too long. Tap again, or type a place.",
    ),
    Message("position_wait", "正在定位，请稍等…", "Finding your position…"),
)

TEXTS = {message.code: message for message in _MESSAGES}
"""The sentences by the name that templates use."""

WEEKDAYS = {
    Language.CHINESE: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    Language.ENGLISH: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
"""Names of the weekdays, Monday first."""

LANGUAGE_NAMES = {
    "zh": ("普通话", "Mandarin"),
    "en": ("英语", "English"),
    "yue": ("粤语", "Cantonese"),
    "wuu": ("上海话", "Shanghainese"),
    "ug": ("维吾尔语", "Uyghur"),
    "bo": ("藏语", "Tibetan"),
}
"""Spoken languages by code; what is not here is shown as it was recorded."""


def say(name: str, language: Language, /, **values: object) -> str:
    """Say the sentence in the asked language."""
    return TEXTS[name].text(language, **values)

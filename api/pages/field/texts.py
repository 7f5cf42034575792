"""Every sentence of the field staff's page, in Chinese and in English."""

from geo.messages import Language, Message

_MESSAGES = (
    Message("title", "走访", "Visits"),
    Message("brand_line", "走访", "Visits"),
    Message("skip", "跳到正文", "Skip to content"),
    Message("language_switch", "English", "中文"),
    Message("staff_sign_in", "有账号的工作人员，请登录", "Staff with an account: sign in"),
    Message("staff_account", "{name} 的账号", "Account of {name}"),
    # The head
    Message("today", "今天", "Today"),
    Message("team_line", "{team} · {depot}", "{team} · {depot}"),
    Message("leave", "{time} 出发", "Leave {time}"),
    Message("back", "{time} 返回", "back {time}"),
    Message("counts", "{stops} 个走访点", "Stops: {stops}"),
    Message("counts_done", "已记录 {done} 个", "recorded: {done}"),
    Message("kept", "离线，显示的是 {moment} 的内容", "Offline: this is how it stood at {moment}"),
    Message("nothing_today", "今天没有安排走访。", "No visits are planned for today."),
    Message("nothing_on", "{day} 没有安排走访。", "No visits are planned for {day}."),
    Message("next_day", "下面是 {day} 的安排。", "{day} is below."),
    Message("last_day", "下面是上一次的安排。", "The last planned day is below."),
    Message(
        "nothing_planned",
        "现在没有发布给您小组的走访安排。发布以后，打开这一页就能看到。",
        "No plan of visits is published for your team. Once it is, this page shows it.",
    ),
    # A stop
    Message("next_stop", "下一站", "Next stop"),
    Message("all_done", "这一天的走访都记录好了，辛苦了！", "All visits of the day are recorded."),
    Message("stops", "当天的走访", "Visits of the day"),
    Message("people", "约 {people:,} 人", "People: about {people:,}"),
    Message("arrive", "到达 {time}", "arrive {time}"),
    Message("topics", "谈什么", "Topics"),
    Message("address", "地址", "Address"),
    Message("why", "为什么去", "Why"),
    Message("window", "大家有空", "Free at"),
    Message("phone_of_union", "工会电话", "Phone of the union"),
    Message("call_name", "打电话给{name}：{phone}", "Call {name}: {phone}"),
    Message("navigate", "导航去这里", "Navigate"),
    Message("amap", "高德", "Amap"),
    Message("baidu", "百度", "Baidu"),
    Message("tencent", "腾讯", "Tencent"),
    Message("break", "休息", "Break"),
    # Recording
    Message("record", "记录走访", "Record the visit"),
    Message("correct", "修改记录", "Correct the record"),
    Message("outcome", "结果怎么样？", "How did it go?"),
    Message("people_met", "见到几个人", "People met"),
    Message("joined", "其中当场入会", "Of these, joined the union"),
    Message("notes", "备注", "Notes"),
    Message(
        "notes_line",
        "只写地方的情况，比如“从北门进，中午人多”。不要写职工的姓名和电话。",
        'About the place only, such as "use the north gate". No names or numbers of workers.',
    ),
    Message("save", "保存", "Save"),
    Message("figures_met", "见到 {count} 人", "met {count}"),
    Message("figures_joined", "入会 {count} 人", "joined: {count}"),
    # Moving
    Message("move", "改到另一天", "Move to another day"),
    Message("move_to", "改到哪一天？", "To which day?"),
    Message(
        "move_line",
        "以后各天会重新安排，今天的和约好的都不动。",
        "Later days are planned anew; today and what was promised stay.",
    ),
    Message("move_do", "改到这一天", "Move it"),
    Message("promise", "{day}（就这天，约好了）", "{day} (that day, promised)"),
    Message("moving", "正在重新安排，请稍等…", "Planning anew, please wait…"),
    Message("moving_ended", "重新安排没有完成：{reason}", "Planning anew did not work: {reason}"),
    Message(
        "moving_cancelled",
        "被取消或中断了。原来的安排不变，可以再试一次。",
        "it was cancelled or interrupted. The plan stays as it was; you may try again.",
    ),
    Message(
        "moving_lost",
        "现在不知道排得怎么样了。请打开那一天看看，没有变就再试一次。",
        "how far it is cannot be told. See the day itself, and try again if nothing changed.",
    ),
    Message("refresh", "看看好了没有", "See whether it is done"),
    # Other days
    Message("other_days", "其他日子", "Other days"),
    Message("stops_on", "{stops} 站", "Stops: {stops}"),
    # The bar
    Message("bar_waiting", "{count} 条记录等待发送", "Records waiting to be sent: {count}"),
    Message("bar_refused", "服务器没有接收的记录：{count} 条", "Records not accepted: {count}"),
    Message("bar_sent", "记录都已发送", "All records are sent"),
    Message("bar_send", "现在发送", "Send now"),
    Message(
        "bar_away", "现在没有网络，有网络时自动发送。", "No network: sent as soon as there is."
    ),
    Message("waiting", "等待发送", "waiting to be sent"),
    Message("sent", "已发送", "sent"),
    Message(
        "renew_line",
        "有新的内容。先保存，再刷新。",
        "There is something new. Save, then refresh.",
    ),
    Message(
        "renew_news",
        "安排有更新。没保存的先保存，再刷新。",
        "The plan has changed. Save what you have typed, then refresh.",
    ),
    Message("renew", "刷新", "Refresh"),
    Message("refused", "服务器没有接收：", "Not accepted: "),
    Message("send_again", "再发一次", "Send again"),
    Message("throw_away", "删除这条记录", "Delete this record"),
    Message("throw_away_sure", "删除这条记录？", "Delete this record?"),
    Message("choose_outcome", "请先选结果。", "Choose how it went first."),
    Message(
        "needs_network",
        "改日子要连网。请到有网络的地方再试。",
        "Moving a visit needs a network. Try again where there is one.",
    ),
    Message(
        "needs_https",
        "这个网址不是 https，没有网络时打不开这一页。请联系管理员。",
        "This address is not https, so the page does not open without a network.",
    ),
    Message(
        "new_link",
        "请打开本组新的走访链接，记录会自动发送。",
        "Open the new link of your team; the records are then sent.",
    ),
    # Who has no team
    Message("closed_title", "请打开本组的走访链接", "Open the link of your team"),
    Message(
        "closed_line",
        "链接和二维码印在走访单上，也可以向安排走访的同事要。打开一次，这台手机就记住了。",
        "It is on the printed sheet as a code; whoever plans your visits has it too. This phone "
        "remembers it.",
    ),
    Message("outdated_title", "这个链接已经失效", "This link is no longer valid"),
    Message(
        "outdated_line",
        "请向安排走访的同事要新的链接，或扫新走访单上的二维码。",
        "Ask whoever plans your visits for the new one, or scan the code on a new sheet.",
    ),
    # Another team, and no network
    Message("leave_team", "换小组", "Leave this team"),
    Message(
        "leave_line",
        "这台手机不再打开本组的走访。记录都会留着；要打开别的小组，请扫那一组的二维码。",
        "This phone no longer opens the visits of the team. Records stay; to open another team, "
        "scan its code.",
    ),
    Message("leave_do", "离开这个小组", "Leave"),
    Message("away_title", "没有网络", "No network"),
    Message(
        "away_line",
        "这一页没有存在这台手机里，有网络时再打开。",
        "This page is not kept on this phone. Open it again where there is a network.",
    ),
    Message("choose_team", "看哪个小组？", "Which team?"),
    Message("problem_title", "没有成功", "This did not work"),
    Message("problem_back", "返回走访", "Back to the visits"),
    Message(
        "no_teams",
        "还没有发布的走访安排。请先在规划页面发布一个。",
        "No plan of visits is published yet. Publish one on the planner's pages.",
    ),
)

OUTREACH_TEXTS = {message.code: message for message in _MESSAGES}

SCRIPT_TEXTS = (
    "bar_waiting",
    "bar_refused",
    "bar_sent",
    "bar_away",
    "waiting",
    "sent",
    "refused",
    "send_again",
    "throw_away",
    "throw_away_sure",
    "choose_outcome",
    "needs_network",
    "new_link",
    "renew_line",
    "renew_news",
    "moving",
    "moving_ended",
    "moving_lost",
    "figures_met",
    "figures_joined",
    "correct",
)
"""Those that the page's script says, with `{…}` for it to fill in."""


def say_in_field(language: Language, name: str, /, **values: object) -> str:
    """Say a sentence of the page."""
    return OUTREACH_TEXTS[name].text(language, **values)


def texts_of_script(language: Language) -> dict[str, str]:
    """Return the sentences of the script by name."""
    is_chinese = language is Language.CHINESE
    chosen = (OUTREACH_TEXTS[name] for name in SCRIPT_TEXTS)
    return {message.code: message.zh if is_chinese else message.en for message in chosen}

"""The sentences by which a plan of visits is published to its teams, and of their links."""

from geo.messages import Message

_MESSAGES = (
    Message("publish_title", "给小组看", "For the teams"),
    Message(
        "published_line",
        "{moment} 发布。小组用自己的链接打开，就能看到当天的路线。",
        "Published {moment}. Teams open their own link and see their day.",
    ),
    Message(
        "unpublished_line",
        "还没有发布，小组看不到。",
        "Not published: the teams do not see it.",
    ),
    Message("publish", "发布", "Publish"),
    Message(
        "publish_confirm",
        "发布后，{teams} 打开自己的链接就能看到 {days} 的路线、地址和电话，并登记走访结果。"
        "随时可以撤回。",
        "Once published, {teams} see their routes, addresses and phones of {days} by their links, "
        "and record their visits. You may withdraw it at any time.",
    ),
    Message("publish_now", "确认发布", "Publish now"),
    Message("withdraw", "撤回", "Withdraw"),
    Message(
        "withdraw_confirm",
        "撤回后，小组就看不到这次安排了；已登记的走访结果都会留着。链接不变，再发布时照样能用。",
        "Teams no longer see this plan then; visits that were recorded stay. Their links stay the "
        "same for when it is published again.",
    ),
    Message("withdraw_now", "确认撤回", "Withdraw now"),
    Message(
        "done_published",
        "已发布。请把链接或二维码发给各小组。",
        "Published. Send each team its link or code.",
    ),
    Message("done_withdrawn", "已撤回，小组看不到了。", "Withdrawn: teams no longer see it."),
    Message(
        "done_renewed", "换好了新链接，旧的已经失效。", "The link is new; the old one is dead."
    ),
    Message("links_title", "小组的链接", "Links of the teams"),
    Message(
        "links_line",
        "每组一个，不用登录，以后的安排也用同一个。谁拿到都能打开，请只发给本组；外传了就换一个。",
        "One for each team, without an account, the same for later plans. Whoever has it can open "
        "it: send it to the team alone, and make a new one if it got out.",
    ),
    Message("link_of", "{team} 的链接", "Link of {team}"),
    Message("code_of", "{team} 的二维码", "Code of {team}"),
    Message("copy_link", "复制", "Copy"),
    Message("copied", "已复制", "Copied"),
    Message("renew", "换新链接", "New link"),
    Message(
        "renew_confirm",
        "旧链接和旧二维码会立刻失效，手机上要用新的重新打开。",
        "The old link and code stop working at once; the team must open the new one.",
    ),
    Message("renew_now", "确认换新", "Make a new link"),
    Message(
        "local_address",
        "还没有设 NIANGJIA_PUBLIC_URL，链接用的是您现在的地址，小组的手机不一定打得开。",
        "NIANGJIA_PUBLIC_URL is not set, so links have the address you use now; phones may not "
        "reach it.",
    ),
)

PUBLISHING_TEXTS = {message.code: message for message in _MESSAGES}

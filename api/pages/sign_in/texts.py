"""Every sentence of signing in and of one's own account, in Chinese and in English."""

from geo.messages import Message

_MESSAGES = (
    Message("sign_in_title", "登录", "Sign in"),
    Message("name", "账号", "Account"),
    Message("password", "密码", "Password"),
    Message("sign_in", "登录", "Sign in"),
    Message(
        "forgotten",
        "忘记密码，或者还没有账号，请找管理员。",
        "For a new password or an account, ask an admin.",
    ),
    Message(
        "field_staff",
        "外出走访的同事不用登录：打开本组的走访链接就行。",
        "Teams on the road need not sign in: they open the link of their team.",
    ),
    Message("no_accounts_title", "还没有账号", "There are no accounts yet"),
    Message(
        "no_accounts_how",
        "请管理员在服务器上运行下面的命令，添加第一个管理员：",
        "Run this on the server to make the first admin:",
    ),
    Message("needs_admin_name", "名字", "name"),
    Message(
        "page_too_old",
        "登录页面打开太久了，请再输入一次密码。",
        "This page was open for too long; type the password once more.",
    ),
    Message("wait", "输错次数太多，请过 {wait} 再试。", "Too many failures; try again in {wait}."),
    Message("wait_seconds", "{count} 秒", "{count} s"),
    Message("wait_minutes", "{count} 分钟", "{count} min"),
    # One's own account
    Message("colon", "：", ": "),
    Message("account_title", "我的账号", "My account"),
    Message("role", "角色", "Role"),
    Message("role_field", "走访（记录走访、调整走访日期）", "field: records and moves visits"),
    Message("role_planner", "规划（还能看数据、改数据、做方案）", "planner: also data and plans"),
    Message("role_admin", "管理员（还能管账号、看操作记录）", "admin: also accounts and the log"),
    Message("union", "范围", "Area"),
    Message("whole_city", "全市", "the whole city"),
    Message("to_outreach", "去看走访安排", "To the visits"),
    Message("change_title", "修改密码", "Change the password"),
    Message(
        "change_lead", "改了以后，其他电脑上的登录都会失效。", "Other browsers are signed out."
    ),
    Message("old_password", "现在的密码", "Present password"),
    Message("new_password", "新密码", "New password"),
    Message("again", "再输一次新密码", "New password again"),
    Message(
        "passwords_differ",
        "两次输入的新密码不一样，密码没有改。请重新输入。",
        "The two new passwords differ, so nothing was changed; type them again.",
    ),
    Message("change", "修改密码", "Change it"),
    Message("done_password", "密码已经改好。", "The password was changed."),
    # Tokens of programs
    Message("tokens_title", "程序用的访问令牌", "Access tokens of programs"),
    Message(
        "tokens_lead",
        "让程序用您的账号访问接口，不用密码。令牌像密码一样要保管好；泄露了就马上吊销。",
        "With a token a program uses the interface for you, without your password. Keep it like "
        "one, and revoke it at once if it leaks.",
    ),
    Message("token_name", "给哪个程序用", "Which program it is for"),
    Message("token_role", "最多能做什么", "What it may do at most"),
    Message("token_days", "有效期", "In force for"),
    Message("days_30", "30 天", "30 days"),
    Message("days_90", "90 天", "90 days"),
    Message("days_365", "1 年", "1 year"),
    Message("days_0", "直到吊销", "until it is revoked"),
    Message("token_make", "生成令牌", "Make a token"),
    Message(
        "token_made",
        "新令牌在下面，只显示这一次，请现在复制：",
        "This is the new token; it is shown this once, so copy it now:",
    ),
    Message("token_until", "{day} 到期", "in force until {day}"),
    Message("token_used", "最近使用 {day}", "last used {day}"),
    Message("token_unused", "没有用过", "never used"),
    Message("token_revoke", "吊销", "Revoke"),
    Message("token_revoke_label", "吊销 {name}", "Revoke {name}"),
    Message("done_revoked", "令牌已经吊销。", "The token was revoked."),
)
SIGN_IN_TEXTS = {message.code: message for message in _MESSAGES}

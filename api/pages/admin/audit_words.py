"""Entries of the audit log in words: who did what to which thing, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.clock import CHINA_TIME
from api.pages.admin.texts import ADMIN_TEXTS
from api.pages.planner.field_texts import field_name
from api.pages.planner.values import value_words
from data.audit import Action, Entry, Values
from geo.messages import Language, Message
from planner.outreach_words import OUTCOMES

_TABLES = {
    "service_point": ("服务点", "service point"),
    "closure": ("临时安排", "closure"),
    "service": ("服务项目", "service"),
    "union": ("工会", "union"),
    "worker_apartment": ("公寓", "apartment"),
    "industrial_park": ("园区", "park"),
    "firm": ("企业", "firm"),
    "candidate_site": ("备选地点", "candidate site"),
    "workday_calendar": ("节假日与调休", "holidays and make-up days"),
    "visit": ("走访记录", "visit"),
    "data_report": ("职工反馈", "report"),
    "plan": ("方案", "plan"),
    "outreach_plan": ("走访安排", "outreach plan"),
    "team_link": ("小组链接", "team link"),
    "account": ("账号", "account"),
    "access_token": ("令牌", "token"),
    "database": ("数据库", "database"),
    "audit_log": ("操作记录", "audit log"),
}
_ACTIONS: Mapping[str, tuple[str, str]] = {
    Action.CREATE: ("新增了", "added"),
    Action.UPDATE: ("改了", "changed"),
    Action.DELETE: ("删除了", "deleted"),
    Action.IMPORT: ("导入了", "imported"),
    Action.EXPORT: ("导出了", "exported"),
    Action.BACKUP: ("备份了", "backed up"),
    Action.RESTORE: ("恢复了", "restored"),
    Action.CANCEL: ("取消了", "cancelled"),
    Action.PUBLISH: ("发布了", "published"),
    Action.WITHDRAW: ("撤回了", "withdrew"),
    Action.RENEW: ("换了", "replaced"),
    Action.SIGN_IN: ("登录了", "signed in to"),
    Action.LOCK: ("连续输错密码，锁定了", "entered wrong passwords and locked"),
    Action.SET_PASSWORD: ("改了密码：", "set the password of"),
    Action.REVOKE: ("吊销了", "revoked"),
}
_NAMED = {
    "local": ("本机", "this machine"),
    "command": ("命令行", "command line"),
    "server": ("服务器", "server"),
    "everyone": ("未登录的用户", "somebody without an account"),
    "stranger": ("未登录的用户", "somebody without an account"),
}
_FIELDS = {
    "area": ("辖区", "Area"),
    "author": ("制定人", "Author"),
    "created_at": ("时间", "Made"),
    "rerun_of": ("重算自", "Made again from"),
    "replaces": ("代替", "In place of"),
    "for": ("让位给", "In favour of"),
    "role": ("角色", "Role"),
    "account_code": ("账号", "Account"),
    "expires_at": ("到期", "Expires"),
    "is_disabled": ("停用", "Disabled"),
    "failures": ("连续输错次数", "Wrong in a row"),
    "rows": ("行数", "Rows"),
    "added": ("新增行数", "Added"),
    "updated": ("更新行数", "Updated"),
    "unchanged": ("未变行数", "Unchanged"),
    "skipped": ("跳过行数", "Left out"),
    "plan_code": ("走访安排", "Outreach plan"),
}
_VALUES = {
    "queued": ("排队中", "waiting"),
    "running": ("计算中", "running"),
    "done": ("已完成", "done"),
    "new": ("未看", "new"),
    "seen": ("已看", "seen"),
    "field": ("外勤", "field"),
    "planner": ("规划", "planner"),
    "admin": ("管理员", "admin"),
    **{outcome.value: (said.zh, said.en) for outcome, said in OUTCOMES.items()},
}
_ACCOUNT, _TEAM = "account:", "team:"
_STATE_OF = {"plan", "outreach_plan", "data_report"}
"""Tables whose `status` is no service point's."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in words; `thing` is what it is called, `changes` has a sentence per value."""

    when: str
    who: str
    action: str
    table: str
    thing: str
    changes: Sequence[str]

    @property
    def cells(self) -> Sequence[str]:
        """The entry as a row of a table: see HEADINGS."""
        what = "\n".join(self.changes)
        return self.when, self.who, self.action, self.table, self.thing, what


SHEET_TITLE = ADMIN_TEXTS["audit_title"]
SAID_ALREADY = frozenset({"code", "created_at"})
"""Columns that the entry itself tells: what it is about, and when."""
HEADINGS = {
    Language.CHINESE: ("时间", "谁", "操作", "类别", "对象", "内容"),
    Language.ENGLISH: ("When", "Who", "Action", "Of what", "Thing", "Content"),
}


def to_line(entry: Entry, language: Language, *, name: str = "") -> EntryLine:
    """Put an entry into words; `name` is what the changed thing is called today, where known."""
    name = name or _name_told(entry)
    return EntryLine(
        when=f"{entry.at.astimezone(CHINA_TIME):%Y-%m-%d %H:%M:%S}",
        who=who_words(entry.account_code or "", language),
        action=_say(_ACTIONS.get(entry.action), entry.action, language),
        table=table_words(entry.table_name, language),
        thing=f"{name} ({entry.row_code})" if name and name != entry.row_code else entry.row_code,
        changes=_changes(entry, language),
    )


def who_words(name: str, language: Language) -> str:
    """Call whoever acted by what people know: an account by its name alone."""
    if name.startswith(_ACCOUNT):
        account, _, token = name.removeprefix(_ACCOUNT).partition("/")
        told = _say(("{account}（令牌 {token}）", "{account} (token {token})"), "", language)
        return told.format(account=account, token=token) if token else account
    if name.startswith(_TEAM):
        return _say(("小组 {team}", "team {team}"), "", language).format(
            team=name.removeprefix(_TEAM)
        )
    return _say(_NAMED.get(name), name, language)


def table_words(table: str, language: Language) -> str:
    """Call a table by what it holds."""
    return _say(_TABLES.get(table), table, language)


def _changes(entry: Entry, language: Language) -> Sequence[str]:
    before, after = entry.before or {}, entry.after or {}
    is_change = entry.before is not None and entry.after is not None
    message: Message = ADMIN_TEXTS["audit_change" if is_change else "audit_value"]
    return [
        message.text(
            language,
            field=_field_words(name, language),
            before=_value_words(entry.table_name, name, before, language),
            after=_value_words(entry.table_name, name, after, language),
            value=_value_words(entry.table_name, name, after or before, language),
        )
        for name in after or before
        if name not in SAID_ALREADY
    ]


def _field_words(name: str, language: Language) -> str:
    told = _FIELDS.get(name)
    return _say(told, name, language) if told else field_name(name, language)


def _value_words(table: str, name: str, values: Values, language: Language) -> str:
    value = values.get(name)
    if value in (None, "", []):
        return ADMIN_TEXTS["audit_empty"].text(language)
    if isinstance(value, list):
        return ("、" if language is Language.CHINESE else ", ").join(map(str, value))
    if name in {"role", "outcome"} or (name == "status" and table in _STATE_OF):
        return _say(_VALUES.get(str(value)), str(value), language)
    return value_words(values, name, language)


def _name_told(entry: Entry) -> str:
    told: Mapping[str, object] = {**(entry.before or {}), **(entry.after or {})}
    return str(told.get("name", ""))


def _say(pair: Pair | None, otherwise: str, language: Language) -> str:
    if pair is None:
        return otherwise
    return pair[0] if language is Language.CHINESE else pair[1]

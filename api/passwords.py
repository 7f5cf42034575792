"""Passwords: how they are kept, which are good enough, and how to make one."""

import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore, Lock

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pypinyin import lazy_pinyin
from zxcvbn import zxcvbn

from geo.errors import InvalidInput
from geo.messages import Message

PASSWORD_SHORT = Message(
    "password_short",
    zh="密码至少要 {least} 个字符，现在只有 {length} 个。可以用几个不相干的词连起来。",
    en="a password has {least} characters or more, but this has {length}; a few words that have "
    "nothing to do with each other are good",
)
PASSWORD_LONG = Message(
    "password_long",
    zh="密码最多 {most} 个字符，现在有 {length} 个，请缩短。",
    en="a password has {most} characters at most, but this has {length}; shorten it",
)


def _weak(zh: str, en: str) -> Message:
    """Say why others would guess a password, and what to do."""
    return Message(
        "password_weak",
        zh=f"这个密码别人容易猜到：{zh}。请换一个，比如四五个不相干的词连起来。",
        en=f"others would guess this password: {en}; choose another, such as four or five words "
        "that have nothing to do with each other",
    )


COMMON = _weak("里面有许多人都在用的密码", "it has a password that many people use")
NAMES = _weak("里面有人名", "it has a name")
WORDS = _weak("主要是一个常见的词", "it is mostly a common word")
OWN_NAME = _weak("里面有账号名", "it has the name of the account")
FAVOURITES = _weak(
    "里面有单位名、人名，或者 1314 这类大家常用的说法",
    "it has our own name, somebody's name, or a favourite such as 1314",
)
KEYS = _weak("是键盘上挨着的键", "its keys lie side by side on the keyboard")
REPEATS = _weak("同样的内容重复出现", "it repeats itself")
SEQUENCES = _weak("是 abc、6543 这样的顺序", "it has a sequence like abc or 6543")
DATES = _weak("里面有日期或年份", "it has a date or a year")
SIMPLE = _weak("太短或太简单", "it is too short or too simple")
REASONS = {
    "passwords": COMMON,
    "user_inputs": FAVOURITES,
    "surnames": NAMES,
    "male_names": NAMES,
    "female_names": NAMES,
    "english_wikipedia": WORDS,
    "us_tv_and_film": WORDS,
    "spatial": KEYS,
    "repeat": REPEATS,
    "sequence": SEQUENCES,
    "date": DATES,
    "regex": DATES,
}
"""Why a part of a password is easy, by its dictionary or else by its pattern."""

KNOWN_WORDS = (
    *("woaini", "1314", "520", "521", "5201314", "1314520", "aini", "mima", "wode", "woshi"),
    *("niangjia", "gonghui", "zonggonghui", "zhigong", "fuwuzhan", "12351", "12345", "12333"),
    *("zhongguo", "shanghai", "beijing", "laopo", "laogong", "baobao", "baobei", "mama", "baba"),
    *("wangyi", "taobao", "weixin", "nihao", "xiexie", "caonima", "tiantian", "xiangshang"),
    *("haohao", "xuexi", "zhang", "wang", "liu", "chen", "yang", "huang", "zhao", "zhou", "xu"),
    *("wei", "fang", "jing", "ming", "qiang", "san", "xiao", "guanliyuan", "admin", "password"),
    *("一二三四五六七八九十", "我爱你", "娘家", "工会", "总工会", "上海市总工会", "密码", "你好"),
    *("shi", "shui", "zhen", "woai", "dou", "lao", "dong", "kuaile", "jiankang", "pingan"),
)
"""What people here like in passwords and foreign dictionaries lack; the likeliest first."""

# What OWASP recommends for argon2id; about 50 ms.
HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
# Each takes 19 MiB, and a flood of attempts must not take them for every thread of a server.
_ROOM = BoundedSemaphore(4)
# zxcvbn keeps the words it is given in a dictionary of its module.
_ONE_AT_A_TIME = Lock()

LEAST_LENGTH, MOST_LENGTH = 10, 128
LONGEST_TYPED = 4 * MOST_LENGTH
"""A letter may be typed as several signs; longer text is refused unread: NFKC is slow on it."""
LOOKED_AT = 72
"""So many characters are judged, since zxcvbn is slow on more."""
GOOD_SCORE = 3
"""Of zxcvbn: 100 million guesses or more."""
LEAST_NAME = 4
"""Shorter ones are in a password by chance, unless they are Chinese."""
_CONSONANTS, _VOWELS = "bdfghklmnprstwyz", "aeiou"
_GROUPS = 5


def hash_password(password: str) -> str:
    """Hash a password for keeping; takes about 50 ms and 19 MiB."""
    with _ROOM:
        return HASHER.hash(_bytes(password))


def check_password(password: str, password_hash: str | None) -> tuple[bool, str | None]:
    """Tell whether a password is the one of a hash, and its new hash where that is outdated.

    Without a hash it is never right, which takes as long to find out.
    """
    if len(password) > LONGEST_TYPED:
        return False, None
    with _ROOM:
        right, new_hash = HASHER.verify_and_update(
            _bytes(password), password_hash or _nobodys(HASHER)
        )
    return right and password_hash is not None, new_hash


def require_good_password(password: str, account: str) -> None:
    """Refuse what others would guess, who know the name of the account; raises InvalidInput."""
    text = _normal(password) if len(password) <= LONGEST_TYPED else password
    if len(text) < LEAST_LENGTH:
        raise InvalidInput(PASSWORD_SHORT, least=LEAST_LENGTH, length=len(text))
    if len(text) > MOST_LENGTH:
        raise InvalidInput(PASSWORD_LONG, most=MOST_LENGTH, length=len(text))
    names = _spellings(account)
    if any(name in text.casefold() for name in names):
        raise InvalidInput(OWN_NAME)
    with _ONE_AT_A_TIME:
        found = zxcvbn(text[:LOOKED_AT], [account, *lazy_pinyin(account), *KNOWN_WORDS])
    if found["score"] < GOOD_SCORE:
        longest = max(found["sequence"], key=lambda part: len(part["token"]))
        kind = longest.get("dictionary_name") or longest["pattern"]
        raise InvalidInput(REASONS.get(kind, SIMPLE))


def make_password() -> str:
    """Make a password by chance that can be read out, of 63 bits."""
    syllables = [secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(2 * _GROUPS)]
    return "-".join(map("".join, zip(syllables[::2], syllables[1::2], strict=True)))


def _spellings(account: str) -> list[str]:
    """Return how a name is written, Chinese also in pinyin, but for what is short by chance."""
    spellings = (account, "".join(lazy_pinyin(account)))
    return [name for name in spellings if len(name) >= LEAST_NAME or not name.isascii()]


@cache
def _nobodys(hasher: PasswordHash) -> str:
    return hasher.hash(secrets.token_urlsafe())


def _normal(password: str) -> str:
    """Write the same characters in the same way, full-width ones like all others."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    """Return what is hashed; half a character, as a program may send, is a wrong password."""
    return _normal(password).encode(errors="surrogatepass")

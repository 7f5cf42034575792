import time

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api import passwords
from api.passwords import check_password, hash_password, make_password, require_good_password
from geo.errors import InvalidInput
from geo.messages import Language

PRODUCT = passwords.HASHER
GOOD = "tafu mono kiwa"


def refusal(password, account="chen"):
    with pytest.raises(InvalidInput) as refused:
        require_good_password(password, account)
    return refused.value


def test_a_password_is_the_one_of_its_hash():
    kept = hash_password(GOOD)

    assert GOOD not in kept
    assert check_password(GOOD, kept) == (True, None)
    assert check_password(GOOD + "!", kept) == (False, None)


def test_equal_passwords_have_different_hashes():
    assert hash_password(GOOD) != hash_password(GOOD)


def test_full_width_and_composed_letters_are_the_same_password():
    kept = hash_password("caf\u00e9 tafu mono 2")

    assert check_password("cafe\u0301 ｔａｆｕ mono ２", kept)[0]


def test_half_a_character_is_a_wrong_password():
    kept = hash_password(GOOD)

    assert check_password("\ud83d" + GOOD, kept) == (False, None)


def test_without_a_hash_nothing_is_right():
    assert check_password("nobody", None) == (False, None)


def test_a_hash_of_other_parameters_is_made_anew():
    former = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=8, parallelism=1),)).hash(GOOD)

    is_right, new_hash = check_password(GOOD, former)

    assert is_right
    assert check_password(GOOD, new_hash) == (True, None)


def test_the_product_hashes_as_owasp_recommends_and_quickly():
    started = time.perf_counter()

    kept = PRODUCT.hash(GOOD)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert time.perf_counter() - started < 0.3


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("k8Fq2mZp1", "password_short"),
        ("５２０１３１４", "password_short"),
        ("tafu mono kiwa " * 9, "password_long"),
    ],
)
def test_a_password_has_10_to_128_characters(password, code):
    assert refusal(password).code == code


@pytest.mark.parametrize(
    "password",
    [
        "woaini1314",
        "a123456789",
        "5201314520",
        "woaini1314520",
        "qq123456789",
        "1qaz2wsx3edc",
        "P@ssw0rd2026",
        "Admin@123456",
        "zhang1234567",
        "niangjia2026",
        "gonghui12351",
        "shanghai2026",
        "199001011234",
        "13800138000",
        "一二三四五六七八九十",
        "啊啊啊啊啊啊啊啊啊啊",
        "ｗｏａｉｎｉ１３１４",
        "0987654321qwertyuiop",
    ],
)
def test_what_many_people_use_is_refused(password):
    assert refusal(password).code == "password_weak"


@pytest.mark.parametrize(
    ("password", "account"),
    [
        ("li.wei-k8Fq2mZp1x", "li.wei"),
        ("Liwei-k8Fq2mZp1x", "李伟"),
        ("李伟k8Fq2mZp1x", "李伟"),
        ("ＬＩ.ＷＥＩ-k8Fq2mZp1x", "li.wei"),
    ],
)
def test_a_password_with_the_name_of_its_account_is_refused(password, account):
    assert "name of the account" in str(refusal(password, account))


@pytest.mark.parametrize(
    "password", [GOOD, "k8Fq2mZp1x", "蓝色 大米 桌子 飞机 河", "correct horse battery"]
)
def test_what_nobody_guesses_is_taken(password):
    require_good_password(password, "chen")


def test_a_short_name_may_be_part_of_a_password_by_chance():
    require_good_password("taliba mono kiwa", "li")


def test_the_refusal_says_why_in_chinese_too():
    text = refusal("啊啊啊啊啊啊啊啊啊啊").text(Language.CHINESE)

    assert "重复" in text
    assert "四五个不相干的词" in text


def test_a_password_of_many_signs_is_long_and_wrong_unread(monkeypatch):
    kept, typed = hash_password(GOOD), "a" + "\u0301" * 1_000
    monkeypatch.setattr("api.passwords.unicodedata", None)

    refused = refusal(typed)

    assert (refused.code, refused.values["length"]) == ("password_long", 1_001)
    assert check_password(typed, kept) == (False, None)


def test_the_longest_password_is_judged_at_once():
    started = time.perf_counter()

    refusal("aB3$" * 32)

    assert time.perf_counter() - started < 1


def test_a_made_password_is_good_and_never_the_same():
    made = make_password()

    require_good_password(made, "chen")
    assert check_password(made, hash_password(made))[0]
    assert made != make_password()

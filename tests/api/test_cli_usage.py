import json

import pytest
import typer

from api.cli_usage import usage_refusal

WRONG = [
    (
        ("coverage", "--out", "x", "--weight", "x"),
        "option_no_choice",
        "--weight 不能是“x”，可选：people, non_members。",
        '--weight cannot be "x"; choose among people, non_members',
    ),
    (
        ("coverage", "--out", "x", "--days", "abc"),
        "option_no_whole_number",
        "--days 应是整数，收到“abc”，请改正。",
        '--days must be a whole number, but "abc" was given; correct it',
    ),
    (
        ("coverage", "--out", "x", "--stay-minutes", "x"),
        "option_no_number",
        "--stay-minutes 应是数字，收到“x”，请改正。",
        '--stay-minutes must be a number, but "x" was given; correct it',
    ),
    (
        ("coverage",),
        "option_missing",
        "缺少 --out，请补上；写法见 niangjia coverage --help。",
        "--out is missing; please give it, see niangjia coverage --help",
    ),
    (
        ("coverage", "--out", "x", "--mode", "walk"),
        "option_unknown",
        "没有“--mode”这个选项，请对照 niangjia coverage --help 修改。",
        'there is no option "--mode"; see niangjia coverage --help for those there are',
    ),
    (
        ("coverage", "--out", "x", "--standards", "walk:15"),
        "option_unknown",
        "没有“--standards”这个选项，是不是 --standard？全部选项见 niangjia coverage --help。",
        (
            'there is no option "--standards", did you mean --standard? See niangjia '
            "coverage --help for all"
        ),
    ),
    (
        ("coverage", "--out", "x", "--hours=8"),
        "option_with_value",
        "--hours 后面不用写值，请去掉等号和后面的内容。",
        "--hours takes no value; leave out the equals sign and what follows",
    ),
    (
        ("coverage", "--out", "x", "legal aid", "--days", "2"),
        "arguments_extra",
        "“legal aid”是多出来的，请去掉；如果它属于某个选项，写法见 niangjia coverage --help。",
        (
            '"legal aid" is too much; leave it out or, if it belongs to an option, see '
            "niangjia coverage --help"
        ),
    ),
    (
        ("streets", "build", "x.pbf", "--mode", "plane"),
        "option_no_choice",
        "--mode 不能是“plane”，可选：walk, bike, ebike, drive。",
        '--mode cannot be "plane"; choose among walk, bike, ebike, drive',
    ),
    (
        ("import", "firms", "no-such-file.csv"),
        "path_missing",
        "找不到 FILE“no-such-file.csv”，请检查路径。",
        'there is no FILE "no-such-file.csv"; check the path',
    ),
    (
        ("import", "firms", "/proc"),
        "path_is_folder",
        "FILE“/proc”是文件夹，这里要的是文件，请改正。",
        'FILE "/proc" is a folder, but a file is needed; correct it',
    ),
    (
        ("import", "firms", "pyproject.toml", "--map", "名称"),
        "pair_unreadable",
        "--map 应写成“名称=值”，收到“名称”，请改正。",
        '--map must be NAME=VALUE, but "名称" was given; correct it',
    ),
]


@pytest.mark.parametrize(
    ("typed", "code", "chinese", "english"), WRONG, ids=[" ".join(case[0]) for case in WRONG]
)
def test_what_is_typed_wrong_is_told_in_one_sentence_of_the_asked_language(
    run_niangjia, typed, code, chinese, english
):
    in_chinese, in_english = run_niangjia(*typed), run_niangjia(*typed, "--lang", "en")

    assert in_chinese == (2, "", f"{chinese} [{code}]\n")
    assert in_english == (2, "", f"{english} [{code}]\n")


def test_an_option_without_its_value_is_told(run_niangjia):
    status, _, err = run_niangjia("coverage", "--out", "x", "--days")

    assert (status, err) == (2, "--days 后面要写一个值，请补上。 [option_without_value]\n")


@pytest.mark.parametrize(
    ("port", "sentence"), [("70000", "--port 应不大于 65535"), ("0", "--port 应不小于 1")]
)
def test_a_number_out_of_its_limits_is_told_with_them(run_niangjia, port, sentence):
    status, _, err = run_niangjia("serve", "--port", port)

    assert (status, sentence in err, f"收到“{port}”" in err) == (2, True, True)


@pytest.mark.parametrize("typed", ["covrage", "fly"])
def test_an_unknown_command_is_told_with_those_there_are(run_niangjia, typed):
    status, _, err = run_niangjia(typed)

    assert status == 2
    assert err.startswith(f"没有“{typed}”这个命令，可选：")
    assert "coverage" in err


def test_an_unknown_kind_of_list_is_told_with_those_there_are(run_niangjia):
    status, _, err = run_niangjia("import", "flats", "pyproject.toml", "--lang=en")

    assert status == 2
    assert err.startswith('"flats" is no kind of list; choose among service-points, apartments')


def test_programs_get_the_code_and_the_sentence(run_niangjia):
    status, out, err = run_niangjia(
        "coverage", "--out", "x", "--days", "x", "--json", "--lang", "en"
    )

    told = {
        "code": "option_no_whole_number",
        "message": '--days must be a whole number, but "x" was given; correct it',
    }
    assert (status, json.loads(out), err) == (2, told, "")


@pytest.mark.parametrize("typed", [("--help",), ("coverage", "--help")])
def test_help_is_no_failure(run_niangjia, typed):
    status, out, err = run_niangjia(*typed)

    assert (status, "Usage: niangjia" in out, err) == (0, True, "")


@pytest.mark.parametrize("typed", [(), ("streets",)])
def test_a_group_of_commands_alone_shows_its_help(run_niangjia, typed):
    status, out, err = run_niangjia(*typed)

    assert (status, "Commands" in out, err) == (2, True, "")


def test_what_nobody_foresaw_is_told_in_the_words_of_the_parser():
    refused = usage_refusal(typer.BadParameter("it is odd", param_hint="--odd"))

    assert (refused.code, str(refused)) == (
        "option_refused",
        "--odd cannot be used (it is odd); see niangjia --help",
    )

"""What was typed in a way that no command understands, told like our other refusals."""

import re

import typer
from pydantic import ValidationError

from geo.errors import InvalidInput
from geo.messages import Message

OPTION_UNKNOWN = Message(
    "option_unknown",
    zh="没有“{value}”这个选项，请对照 {command} --help 修改。",
    en='there is no option "{value}"; see {command} --help for those there are',
)
OPTION_UNKNOWN_ALIKE = Message(
    "option_unknown",
    zh="没有“{value}”这个选项，是不是 {alike}？全部选项见 {command} --help。",
    en='there is no option "{value}", did you mean {alike}? See {command} --help for all',
)
OPTION_MISSING = Message(
    "option_missing",
    zh="缺少 {option}，请补上；写法见 {command} --help。",
    en="{option} is missing; please give it, see {command} --help",
)
OPTION_WITHOUT_VALUE = Message(
    "option_without_value",
    zh="{option} 后面要写一个值，请补上。",
    en="{option} needs a value after it; please give one",
)
OPTION_WITH_VALUE = Message(
    "option_with_value",
    zh="{option} 后面不用写值，请去掉等号和后面的内容。",
    en="{option} takes no value; leave out the equals sign and what follows",
)
NO_NUMBER = Message(
    "option_no_number",
    zh="{option} 应是数字，收到“{value}”，请改正。",
    en='{option} must be a number, but "{value}" was given; correct it',
)
NO_WHOLE_NUMBER = Message(
    "option_no_whole_number",
    zh="{option} 应是整数，收到“{value}”，请改正。",
    en='{option} must be a whole number, but "{value}" was given; correct it',
)
TOO_SMALL = Message(
    "option_too_small",
    zh="{option} 应不小于 {limit}，收到“{value}”，请改正。",
    en='{option} must be {limit} or more, but "{value}" was given; correct it',
)
TOO_LARGE = Message(
    "option_too_large",
    zh="{option} 应不大于 {limit}，收到“{value}”，请改正。",
    en='{option} must be {limit} or less, but "{value}" was given; correct it',
)
NO_CHOICE = Message(
    "option_no_choice",
    zh="{option} 不能是“{value}”，可选：{known}。",
    en='{option} cannot be "{value}"; choose among {known}',
)
VALUE_REFUSED = Message(
    "option_refused",
    zh="{option} 的值用不了（{reason}），请对照 {command} --help 修改。",
    en="{option} cannot be used ({reason}); see {command} --help",
)
COMMAND_UNKNOWN = Message(
    "command_unknown",
    zh="没有“{value}”这个命令，可选：{known}。",
    en='there is no command "{value}"; choose among {known}',
)
ARGUMENTS_EXTRA = Message(
    "arguments_extra",
    zh="“{value}”是多出来的，请去掉；如果它属于某个选项，写法见 {command} --help。",
    en='"{value}" is too much; leave it out or, if it belongs to an option, see {command} --help',
)
USE_REFUSED = Message(
    "use_refused",
    zh="命令的写法不对（{reason}），请对照 {command} --help 修改。",
    en="this cannot be run ({reason}); see {command} --help",
)
PROGRAM = "niangjia"
PATH_MESSAGES = {
    "does not exist": Message(
        "path_missing",
        zh="找不到 {option}“{value}”，请检查路径。",
        en='there is no {option} "{value}"; check the path',
    ),
    "is a directory": Message(
        "path_is_folder",
        zh="{option}“{value}”是文件夹，这里要的是文件，请改正。",
        en='{option} "{value}" is a folder, but a file is needed; correct it',
    ),
    "is a file": Message(
        "path_is_file",
        zh="{option}“{value}”是文件，这里要的是文件夹，请改正。",
        en='{option} "{value}" is a file, but a folder is needed; correct it',
    ),
    "is not readable": Message(
        "path_unreadable",
        zh="{option}“{value}”读不了，请检查权限。",
        en='{option} "{value}" cannot be read; check its permissions',
    ),
}
"""Messages by what the parser says of a path, which it tells in words alone."""
_PATH = re.compile(r"\w+ '(?P<value>.*)' (?P<says>[a-z ]+)\.", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((?P<value>.*)\)", re.DOTALL)
_NO_COMMAND = re.compile(r"No such command '(?P<value>.*?)'\..*", re.DOTALL)
_MESSAGES = {
    "int": NO_WHOLE_NUMBER,
    "float": NO_NUMBER,
    "greater_than_equal": TOO_SMALL,
    "less_than_equal": TOO_LARGE,
}
"""Messages by how pydantic's types of errors begin."""


def is_help(error: typer.TyperException) -> bool:
    """Tell whether only a group of commands was named, so that its help has been printed.

    Typer makes none of its exceptions public but their base and BadParameter.
    """
    return type(error).__name__ == "NoArgsIsHelpError"


def usage_refusal(error: typer.TyperException) -> InvalidInput:
    """Turn what the parser of the command line raises into a refusal in our languages."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else PROGRAM
    if isinstance(error, typer.BadParameter):
        return _refused_parameter(error, command)
    if option := getattr(error, "option_name", None):
        return _refused_option(error, option, command)
    if extra := _EXTRA.fullmatch(error.message):
        return InvalidInput(ARGUMENTS_EXTRA, value=extra["value"], command=command)
    if unknown := _NO_COMMAND.fullmatch(error.message):
        known = ", ".join(getattr(getattr(error, "cmd", None), "commands", ()))
        return InvalidInput(COMMAND_UNKNOWN, value=unknown["value"], known=known)
    return InvalidInput(USE_REFUSED, reason=error.message, command=command)


def _refused_option(error: typer.TyperException, option: str, command: str) -> InvalidInput:
    """Refuse an option that is not known, or stands with or without a value by mistake."""
    if not hasattr(error, "possibilities"):
        is_bare = "requires" in error.message
        return InvalidInput(OPTION_WITHOUT_VALUE if is_bare else OPTION_WITH_VALUE, option=option)
    if error.possibilities:
        alike = " / ".join(error.possibilities)
        return InvalidInput(OPTION_UNKNOWN_ALIKE, value=option, alike=alike, command=command)
    return InvalidInput(OPTION_UNKNOWN, value=option, command=command)


def _refused_parameter(error: typer.BadParameter, command: str) -> InvalidInput:
    """Refuse a value, or say that one is missing: only then the parser says no more."""
    name = _name_of(error)
    if not error.message:
        return InvalidInput(OPTION_MISSING, option=name, command=command)
    if isinstance(error.__cause__, ValidationError):
        return _refused_value(error.__cause__, name, known=_choices_of(error), command=command)
    path = _PATH.fullmatch(error.message)
    if path and path["says"] in PATH_MESSAGES:
        return InvalidInput(PATH_MESSAGES[path["says"]], option=name, value=path["value"])
    return InvalidInput(VALUE_REFUSED, option=name, reason=error.message, command=command)


def _refused_value(error: ValidationError, name: str, *, known: str, command: str) -> InvalidInput:
    first = error.errors()[0]
    value, limits = first["input"], first.get("ctx", {})
    for kind, message in _MESSAGES.items():
        if first["type"].startswith(kind):
            limit = next(iter(limits.values()), None)
            return InvalidInput(message, option=name, value=value, limit=limit)
    if known:
        return InvalidInput(NO_CHOICE, option=name, value=value, known=known)
    return InvalidInput(VALUE_REFUSED, option=name, reason=first["msg"], command=command)


def _name_of(error: typer.BadParameter) -> str:
    """Return what the parameter is called where it is typed."""
    parameter = error.param
    if parameter is None:
        return str(error.param_hint)
    if parameter.param_type_name == "option":
        return " / ".join(parameter.opts)
    return parameter.metavar or parameter.name.upper()


def _choices_of(error: typer.BadParameter) -> str:
    choices = error.param.type_descriptor.choices if error.param else None
    return ", ".join(choices or ())

"""What commands say of the files that they left behind."""

from collections.abc import Mapping

from api.cli_options import console, stderr
from api.use_cases.plan_files import WrittenFiles
from geo.errors import SourceUnavailable
from geo.messages import Language, Message

FILES_WRITTEN = Message(
    "plan_files_written", zh="结果已写入 {files}。", en="the result is in {files}"
)
FILE_LEFT_OUT = Message(
    "plan_file_left_out", zh="没有写 {name}：{reason}", en="{name} was not written: {reason}"
)


def show_written(written: WrittenFiles, language: Language) -> None:
    """Name the files that were written."""
    names = ("、" if language is Language.CHINESE else ", ").join(map(str, written.files))
    console.print(FILES_WRITTEN.text(language, files=names), markup=False, soft_wrap=True)


def tell_left_out(left_out: Mapping[str, SourceUnavailable], language: Language) -> None:
    """Warn of files that were not written, and say why."""
    for name, error in left_out.items():
        told = FILE_LEFT_OUT.text(language, name=name, reason=error.text(language))
        stderr.print(told, style="yellow", markup=False, soft_wrap=True)

"""The files of a plan in a folder: all of them, or none."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from errno import EISDIR
from os import strerror
from pathlib import Path

from api.cli_files import OUT_UNWRITABLE, whole_file
from api.use_cases.plan_downloads import PLAN_FILES, PlanContent, render_file
from geo.errors import SourceUnavailable
from maps.messages import ASSETS_MISSING


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """The files that were written, and why the others, by name, were not."""

    files: list[Path]
    left_out: Mapping[str, SourceUnavailable]


def write_plan_files(content: PlanContent, folder: Path) -> WrittenFiles:
    """Write all files of a plan, or none where the disk refuses one.

    The map is left out where its assets are not installed.
    """
    for name in PLAN_FILES:
        if (folder / name).is_dir():
            raise SourceUnavailable(OUT_UNWRITABLE, value=folder / name, reason=strerror(EISDIR))
    rendered: dict[str, bytes] = {}
    left_out: dict[str, SourceUnavailable] = {}
    for name in PLAN_FILES:
        try:
            rendered[name] = render_file(content, name)
        except SourceUnavailable as error:
            if error.message is not ASSETS_MISSING:
                raise
            left_out[name] = error
    with ExitStack() as all_at_once:
        for name, written in rendered.items():
            stream = all_at_once.enter_context(whole_file(folder / name))
            stream.write(written)
            stream.flush()
    return WrittenFiles([folder / name for name in rendered], left_out)

"""The files of a plan in a folder, each replaced whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.cli_files import whole_file
from api.use_cases.plan_downloads import PLAN_FILES, PlanContent, render_file
from geo.errors import SourceUnavailable
from maps.messages import ASSETS_MISSING


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """The files that were written, and why the others, by name, were not."""

    files: list[Path]
    left_out: Mapping[str, SourceUnavailable]


def write_plan_files(content: PlanContent, folder: Path) -> WrittenFiles:
    """Write all files of a plan; the map is left out where its assets are not installed."""
    files: list[Path] = []
    left_out: dict[str, SourceUnavailable] = {}
    for name in PLAN_FILES:
        try:
            rendered = render_file(content, name)
        except SourceUnavailable as error:
            if error.message is not ASSETS_MISSING:
                raise
            left_out[name] = error
            continue
        with whole_file(folder / name) as stream:
            stream.write(rendered)
        files.append(folder / name)
    return WrittenFiles(files, left_out)

import resource
import subprocess

import pytest

from tests.api.conftest import fill
from tests.faults.servers import COMMAND

ROOM_BYTES = 400


@pytest.fixture
def run_with_a_full_disk(sqlite):
    """Run a command that can write so many bytes to a file and no more."""
    fill(sqlite)
    url = sqlite.engine.url.render_as_string(hide_password=False)
    sqlite.close()

    def run(*arguments):
        return subprocess.run(
            [*COMMAND, *arguments],
            env={"NIANGJIA_DATABASE_URL": url, "PYTHONDONTWRITEBYTECODE": "1"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, ROOM_BYTES)),
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize("ending", ["csv", "gpkg"])
def test_an_export_to_a_full_disk_says_so_and_keeps_the_file_before(
    run_with_a_full_disk, tmp_path, ending
):
    file = tmp_path / "out" / f"list.{ending}"
    file.parent.mkdir()
    file.write_text("the file before")

    ended = run_with_a_full_disk("export", "service-points", str(file), "--lang", "en")

    assert ended.returncode == 1
    assert "disk" in ended.stderr
    assert file.read_text() == "the file before"
    assert list(file.parent.iterdir()) == [file]


def test_a_backup_to_a_full_disk_says_so_and_keeps_the_one_before(run_with_a_full_disk, tmp_path):
    file = tmp_path / "out" / "backup.zip"
    file.parent.mkdir()
    file.write_text("the backup before")

    ended = run_with_a_full_disk("backup", str(file), "--lang", "en")

    assert ended.returncode == 1
    assert "disk" in ended.stderr
    assert file.read_text() == "the backup before"
    assert list(file.parent.iterdir()) == [file]

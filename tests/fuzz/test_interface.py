"""The interface as its OpenAPI document describes it, asked all it allows and much it does not."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from string import Template

from api.clock import now

A_DAY = timedelta(days=1)
CONFIG = Template(Path(__file__).with_name("schemathesis.toml").read_text())
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "1")
SEED = os.environ.get("FUZZ_SEED", "1")


def fuzz(town, folder):
    """Run schemathesis in a folder of its own; returns its exit status and what it says."""
    today = now().date()
    plans, visits = (", ".join(f'"{code}"' for code in codes) for codes in town.codes)
    told = {
        "token": town.token,
        "today": today,
        "later": today + 2 * A_DAY,
        "plans": plans,
        "visits": visits,
    }
    (folder / "schemathesis.toml").write_text(CONFIG.safe_substitute(told))
    options = ["--max-examples", EXAMPLES, "--seed", SEED, "--no-color"]
    ran = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", f"{town.url}/openapi.json", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=folder,
    )
    return ran.returncode, ran.stdout


def test_all_that_the_interface_says_of_itself_holds(town, tmp_path):
    status, told = fuzz(town, tmp_path)

    assert status == 0, told

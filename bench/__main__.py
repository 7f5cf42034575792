"""Run every bench in a process of its own, one after the other."""

import subprocess
import sys

BENCHES = (
    "crs",
    "nearest",
    "http",
    "load",
    "imports",
    "streets",
    "detours",
    "siting",
    "maps",
    "outreach",
)

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False)  # noqa: S603  ours

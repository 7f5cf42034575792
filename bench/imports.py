"""A list of 100,000 service points into both homes: seconds, rows per second, peak memory.

Each import runs in a process of its own (`python -m bench.imports URL FILE`), so that its peak is
its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.table import Figure, show
from data.cluster import private_postgis
from data.database import connect
from data.imports.importer import ImportOptions, import_file
from data.migrate import migrate

ROWS = 100_000
LONGEST_S = 60
LARGEST_MB = 1_000
KILOBYTES_PER_MEGABYTE = 1_000
HEADERS = "编号,名称,类型,地址,联系电话,开放时间,服务项目,无障碍,更新日期,经度,纬度"
HOURS = (
    "周一至周五 8:30-17:00",
    "工作日8:30-20:00",
    "Mo-Fr 08:30-20:00; Sa 09:00-16:00",
    "全天",
)


def main() -> None:
    """Print what an import and the same import again take on SQLite and on PostGIS."""
    with (
        tempfile.TemporaryDirectory() as name,
        tempfile.TemporaryDirectory(prefix="niangjia-") as cluster,
        private_postgis(Path(cluster)) as postgis,
    ):
        folder = Path(name)
        coded = _write_list(folder / "coded.csv", has_codes=True)
        bare = _write_list(folder / "bare.csv", has_codes=False)
        homes = {"SQLite": f"sqlite:///{folder}/bench.db", "PostGIS": postgis.url}
        title = f"Import of {ROWS:,} service points from CSV, one process"
        show(title, _figures(homes, coded, bare))


def _figures(homes: dict[str, str], coded: Path, bare: Path) -> Iterator[Figure]:
    for home, url in homes.items():
        migrate(connect(url))
        yield from _measured(f"{home}, new", url, coded)
        yield from _measured(f"{home}, again without a change", url, coded)
        yield from _measured(f"{home}, matched by name and place", url, bare)


def _measured(label: str, url: str, path: Path) -> Iterator[Figure]:
    command = [sys.executable, "-m", "bench.imports", url, str(path)]
    told = subprocess.run(command, check=True, capture_output=True)  # noqa: S603  ours
    seconds, megabytes = json.loads(told.stdout)
    shown = f"{seconds:.1f} s ({ROWS / seconds:,.0f} rows/s)"
    yield Figure(label, shown, f"≤ {LONGEST_S} s", seconds <= LONGEST_S)
    yield Figure(
        f"{label}, peak memory",
        f"{megabytes:.0f} MB",
        f"≤ {LARGEST_MB} MB",
        megabytes <= LARGEST_MB,
    )


def _write_list(path: Path, *, has_codes: bool) -> Path:
    rng = np.random.default_rng(20261122)
    lon = rng.uniform(121.1, 121.9, ROWS).tolist()
    lat = rng.uniform(30.8, 31.6, ROWS).tolist()
    with path.open("w", encoding="gb18030") as stream:
        print(HEADERS, file=stream)
        for row in range(ROWS):
            code = f"D{row:06}" if has_codes else ""
            cells = f"{code},国定路{row % 5_000}号服务站,站点,国定路{row}号,021-55{row:06}"
            hours = HOURS[row % len(HOURS)]
            rest = f'"{hours}",入会、法律援助,是,2026年1月2日,{lon[row]:.6f},{lat[row]:.6f}'
            print(cells, rest, sep=",", file=stream)
    return path


def _import_and_tell(url: str, path: Path) -> None:
    """Import one file and print the seconds and the peak memory, in megabytes, as JSON."""
    start = time.perf_counter()
    with connect(url).transaction() as session:
        import_file(session, "service-points", path, ImportOptions())
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_PER_MEGABYTE
    print(json.dumps([seconds, peak]))


if __name__ == "__main__":
    if sys.argv[1:]:
        _import_and_tell(sys.argv[1], Path(sys.argv[2]))
    else:
        main()

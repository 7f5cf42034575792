"""A PostGIS server of our own for tests and benchmarks, from the installed binaries."""

import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypedDict

import psycopg
from sqlalchemy import URL

from geo.errors import SourceUnavailable
from geo.messages import Message

POSTGIS_NOT_INSTALLED = Message(
    "postgis_not_installed",
    zh="{folder} 下没有找到带 PostGIS 的 PostgreSQL。请先安装：apt-get install postgresql-postgis",
    en="no PostgreSQL with PostGIS under {folder}; install it: apt-get install postgresql-postgis",
)
CLUSTER_FAILED = Message(
    "cluster_failed",
    zh="临时 PostGIS 没能启动。请让用户 {user} 能进入目录 {folder}。它的回答：{output}",
    en="the private PostGIS did not start; let user {user} into {folder}; it said: {output}",
)

EXTENSIONS = "share/postgresql/{version}/extension/postgis.control"
UNPRIVILEGED_USER = "nobody"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
START_TRIES = 600
TRY_PAUSE_S = 0.05
STOP_TIMEOUT_S = 30
# Commits still reach the kernel, so they survive `kill`, though not a crash of the machine.
FAST_AND_FORGETFUL = ("fsync=off", "full_page_writes=off")


class PrivatePostgis:
    """One server process that nobody else can reach; use `private_postgis` to make it."""

    def __init__(self, binaries: Path, folder: Path, sockets: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._sockets = sockets
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the database `postgres`; its user may do everything."""
        address = URL.create(
            "postgresql+psycopg",
            username="postgres",
            database="postgres",
            query={"host": str(self._sockets)},
        )
        return address.render_as_string()

    def start(self) -> None:
        """Start the server and wait until it answers, also after `kill`."""
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own fixed command
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env=ENVIRONMENT,
                start_new_session=True,
                **_as_unprivileged(),
            )
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """Stop the server in order; nothing happens where it is not running."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def _command(self) -> list[str]:
        settings = [
            f"unix_socket_directories={self._sockets}",
            "listen_addresses=",
            "jit=off",
            *FAST_AND_FORGETFUL,
        ]
        # The kernel stops the server should our own process die without stopping it.
        command = ["setpriv", "--pdeathsig", "INT", str(self._binaries / "postgres")]
        command += ["-D", str(self._folder / "data")]
        return command + [part for setting in settings for part in ("-c", setting)]

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        for _ in range(START_TRIES):
            if process.poll() is not None:
                break
            try:
                psycopg.connect(host=str(self._sockets), user="postgres").close()
            except psycopg.OperationalError:
                time.sleep(TRY_PAUSE_S)
            else:
                return
        self.kill()
        raise _failure(self._folder, (self._folder / "server.log").read_bytes())

    def _end(self, sign: signal.Signals) -> None:
        if self._process is None:
            return
        children = _children(self._process.pid) if sign is signal.SIGKILL else []
        self._process.send_signal(sign)
        for child in children:
            _kill(child)
        self._process.wait(STOP_TIMEOUT_S)
        self._process = None


@contextmanager
def private_postgis(folder: Path) -> Iterator[PrivatePostgis]:
    """Create a server in an empty folder, run it, and stop it at the end; the files stay.

    It listens on a Unix socket only, and forgets on a crash of the machine in exchange for speed.
    Root hands the folder to an unprivileged user, because PostgreSQL refuses to run as root; that
    user must be let into the folders above. Raises SourceUnavailable without PostGIS.
    """
    binaries = find_binaries()
    with tempfile.TemporaryDirectory(prefix="niangjia-") as sockets:
        _hand_over(folder, Path(sockets))
        _initialise(binaries, folder)
        server = PrivatePostgis(binaries, folder, Path(sockets))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def find_binaries(system: Path = Path("/usr")) -> Path:
    """Find the programs of the newest installed PostgreSQL that has PostGIS."""
    folder = system / "lib" / "postgresql"
    versions = [
        programs.parent
        for programs in folder.glob("*/bin")
        if (programs / "initdb").exists()
        and (system / EXTENSIONS.format(version=programs.parent.name)).exists()
    ]
    if not versions:
        raise SourceUnavailable(POSTGIS_NOT_INSTALLED, folder=folder)
    return max(versions, key=lambda version: float(version.name)) / "bin"


def _initialise(binaries: Path, folder: Path) -> None:
    command = [str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--no-sync"]
    command += ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    finished = subprocess.run(  # noqa: S603  our own fixed command
        command, capture_output=True, cwd="/", env=ENVIRONMENT, check=False, **_as_unprivileged()
    )
    if finished.returncode != 0:
        raise _failure(folder, finished.stderr)


def _failure(folder: Path, output: bytes) -> SourceUnavailable:
    last_lines = output.decode(errors="replace").strip().splitlines()[-3:]
    return SourceUnavailable(
        CLUSTER_FAILED, folder=folder, user=UNPRIVILEGED_USER, output=" ".join(last_lines)
    )


class _Identity(TypedDict, total=False):
    """The part of `subprocess`' arguments that says who runs the command."""

    user: int
    group: int
    extra_groups: Sequence[int]


def _as_unprivileged() -> _Identity:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(UNPRIVILEGED_USER)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": ()}


def _hand_over(*folders: Path) -> None:
    identity = _as_unprivileged()
    for folder in folders if identity else ():
        os.chown(folder, identity["user"], identity["group"])


def _children(pid: int) -> list[int]:
    """List the server's own processes: the next start waits until all of them are gone."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)

"""The image and docker-compose.yml, as far as they can be looked at without a Docker engine."""

import re
import shutil
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OURS = ("migrate", "server", "backup")


def has_plugin() -> bool:
    """Whether Docker has its own `compose`, as new installations do."""
    asked = ["docker", "compose", "version"]
    return bool(shutil.which("docker")) and run(asked).returncode == 0


def run(command, folder=ROOT):
    return subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A folder as an office has it, with its secrets."""
    folder = tmp_path_factory.mktemp("installation")
    shutil.copy(ROOT / "docker-compose.yml", folder)
    given = "NIANGJIA_DB_PASSWORD=5ecret\nNIANGJIA_WORKERS=2\nNIANGJIA_PORT=9000\n"
    (folder / ".env").write_text(given)
    return folder


@pytest.fixture(scope="module")
def compose():
    """Have the compose file of a folder read."""
    program = ["docker", "compose"] if has_plugin() else ["docker-compose"]
    return lambda folder, *arguments: run([*program, *arguments, "config"], folder)


@pytest.fixture(scope="module")
def config(compose, installation):
    return yaml.safe_load(compose(installation, "--profile", "backup").stdout)


@pytest.fixture(scope="module")
def services(config):
    return config["services"]


def instructions(word):
    return re.findall(rf"^{word} (.+)$", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("arguments", [(), ("--profile", "backup")])
def test_compose_reads_our_file(compose, installation, arguments):
    done = compose(installation, *arguments)

    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_password_nothing_starts(compose, tmp_path):
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    (tmp_path / ".env").write_text("")

    done = compose(tmp_path)

    assert done.returncode != 0
    assert "choose a password for the database" in done.stderr


@pytest.mark.parametrize("name", ["postgis", *OURS])
def test_a_service_has_no_more_power_than_it_needs(services, name):
    service = services[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].partition(":")[0]) > 0
    assert service["tmpfs"]


@pytest.mark.parametrize("name", ["postgis", "server"])
def test_nothing_is_open_to_other_machines(services, name):
    assert re.search(r"127\.0\.0\.1", str(services[name]["ports"]))
    assert services[name]["restart"] == "unless-stopped"


def test_the_server_waits_for_the_schema_and_that_for_the_database(services):
    assert services["server"]["depends_on"]["migrate"]["condition"] == (
        "service_completed_successfully"
    )
    assert services["migrate"]["depends_on"]["postgis"]["condition"] == "service_healthy"
    assert services["postgis"]["healthcheck"]["test"][1] == "pg_isready"


@pytest.mark.parametrize("name", OURS)
def test_settings_come_from_the_file_of_secrets(services, name):
    variables = services[name]["environment"]

    assert variables["NIANGJIA_WORKERS"] == "2"
    assert ":5ecret@postgis:5432/" in variables["NIANGJIA_DATABASE_URL"]


def test_only_the_gateway_is_believed_as_a_proxy(config):
    (network,) = config["networks"]["default"]["ipam"]["config"]

    assert network == {"subnet": "172.30.83.0/24", "gateway": "172.30.83.1"}
    assert config["services"]["server"]["environment"]["NIANGJIA_TRUSTED_PROXIES"] == (
        "172.30.83.1,127.0.0.1"
    )


def test_network_port_and_further_proxies_can_be_set(compose, installation, tmp_path):
    shutil.copytree(installation, tmp_path, dirs_exist_ok=True)
    with (tmp_path / ".env").open("a") as secrets:
        secrets.write("NIANGJIA_NETWORK=10.9.8\nNIANGJIA_PUBLISHED_PORT=9000\n")
        secrets.write("NIANGJIA_TRUSTED_PROXIES=192.0.2.7\n")

    set_up = yaml.safe_load(compose(tmp_path).stdout)

    server = set_up["services"]["server"]
    assert set_up["networks"]["default"]["ipam"]["config"][0]["gateway"] == "10.9.8.1"
    assert server["environment"]["NIANGJIA_TRUSTED_PROXIES"] == "10.9.8.1,192.0.2.7"
    assert re.search(r"9000.*8000", str(server["ports"]))


def test_what_stands_in_env_does_not_move_the_server_from_its_port(services):
    variables = services["server"]["environment"]

    assert ip_address(variables["NIANGJIA_HOST"]).is_unspecified
    assert variables["NIANGJIA_PORT"] == "8000"


def test_the_image_and_the_checks_use_the_same_uv():
    pinned = re.findall(r"uv==[\d.]+", DOCKERFILE)

    steps = run(["make", "--dry-run", "--always-make", ".venv/.ready"]).stdout

    assert re.findall(r"pip install .*?(uv\S*)$", steps, re.MULTILINE) == pinned


def test_steps_that_fail_leave_nothing_behind(tmp_path, monkeypatch):
    (tmp_path / "left").mkdir()
    (tmp_path / ".ci").mkdir()
    steps = tmp_path / ".ci" / "image-steps"
    steps.write_text("#!/bin/sh\nmkdir $1/venv && chmod a-w $1/venv && exit 3\n")
    steps.chmod(0o700)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "left"))

    given = ["-o", "setup", "-o", "test-setup", "image-check"]
    done = run(["make", "-f", ROOT / "Makefile", *given], tmp_path)

    assert (done.returncode, "Error 3" in done.stderr) == (2, True)
    assert list((tmp_path / "left").iterdir()) == []


def test_base_images_are_pinned_to_a_version():
    images = [text.split()[0] for text in instructions("FROM")]

    assert len(images) == 3
    assert all(re.fullmatch(r"\w+:\d+\.\d+\S*-bookworm|\w+:\d+\.\d+-\S+", each) for each in images)


def test_the_image_runs_as_nobody_in_particular_and_gets_its_signals():
    assert instructions("USER")[-1] == "1000:1000"
    assert instructions("CMD") == ['["niangjia", "serve"]']
    assert instructions("STOPSIGNAL") == ["SIGTERM"]


def test_the_image_is_built_with_the_versions_of_the_lock():
    installs = [text for text in instructions("RUN") if "useradd" not in text]

    assert any(text.startswith("npm ci ") for text in installs)
    assert all("--frozen" in text for text in installs if text.startswith("uv sync"))
    assert all("--no-cache-dir" in text and "uv==" in text for text in installs if "pip" in text)


def test_secrets_and_data_stay_out_of_the_build():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()

    assert lines[0] == "*"
    assert "!.env" not in lines
    assert "**/*.db" in lines

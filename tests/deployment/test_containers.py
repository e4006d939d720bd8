"""The files for containers fit each other and the rest; an engine to run them is not needed."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from tests.deployment.page import PAGE, REPOSITORY
from tests.ui.certificate import write_certificate
from ui.access import Asked, granted
from verify.cli.machine import ui

_DEPLOY = REPOSITORY / "deploy"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((_DEPLOY / "compose.yaml").read_text())
    return read


def test_each_secret_volume_and_network_that_is_used_is_defined(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service.get("secrets", ())) <= set(compose["secrets"])
        assert set(service.get("networks", ())) <= set(compose["networks"])
        named = {place.partition(":")[0] for place in service.get("volumes", ())}
        assert {name for name in named if not name.startswith(".")} <= set(compose["volumes"])


def test_no_service_of_ours_has_rights_that_the_sandbox_needs_not(compose: dict[str, Any]) -> None:
    for name in ("app", "scheduler", "worker"):
        service = compose["services"][name]
        assert service["cap_drop"] == ["ALL"]
        assert not {"privileged", "cap_add", "ports"} & set(service)


def test_only_the_proxy_can_be_reached_and_is_whom_the_app_believes(
    compose: dict[str, Any],
) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    command = services["app"]["command"]
    given = dict(part[2:].split("=", 1) for part in command[2:])
    proxy = services["proxy"]["networks"]["front"]["ipv4_address"]
    assert given["trust-proxy"] == proxy
    assert given["address"] == services["app"]["networks"]["front"]["ipv4_address"]

    asked = Asked(given["address"], names=("verify.example.org:443",), proxies=(proxy,))
    assert granted(asked, 8501, has_people=False).hosts == {"verify.example.org"}
    known = CliRunner().invoke(ui, ["--help"]).output
    assert all(f"--{option}" in known for option in given)


def test_what_the_image_copies_is_there_and_let_through() -> None:
    text = (_DEPLOY / "Dockerfile").read_text()
    let_through = (REPOSITORY / ".dockerignore").read_text().split()
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (REPOSITORY / name).exists()
            assert f"!{name}" in let_through


def test_a_server_is_installed_with_versions_that_the_tests_ran_on() -> None:
    def pins(file: Path) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", file.read_text(), re.MULTILINE))

    server, all_of_them = (
        pins(_DEPLOY / "requirements.lock"),
        pins(REPOSITORY / "requirements.lock"),
    )

    assert server.items() <= all_of_them.items()
    assert {"distributed", "s3fs", "psycopg", "hatchling", "prometheus-client"} <= server.keys()


def test_the_proxy_of_the_containers_is_set_as_that_of_the_page() -> None:
    def settings(text: str) -> set[str]:
        lines = re.findall(r"^ *((?:proxy_|client_max|auth_basic|ssl_prot)[^#\n]*;)", text, re.M)
        return {line.replace("\\$", "$") for line in lines}

    page = settings(PAGE.read_text().partition("cat > nginx/nginx.conf")[2].partition("\nEND")[0])
    template = settings((_DEPLOY / "nginx.conf.template").read_text())

    def of_places(lines: set[str]) -> set[str]:
        return {line for line in lines if "temp_path" not in line and "user_file" not in line}

    assert of_places(page) == of_places(template)


def test_nginx_takes_the_template(tmp_path: Path) -> None:
    if shutil.which("nginx", path="/usr/sbin:/usr/bin:/bin") is None:
        pytest.skip("needs nginx, which is not installed on this machine")
    certificate, key = write_certificate(tmp_path)
    (tmp_path / "people").touch()
    site = (_DEPLOY / "nginx.conf.template").read_text().replace("${SERVER_NAME}", "v.example")
    for name, place in (("server_certificate", certificate), ("server_key", key)):
        site = site.replace(f"/run/secrets/{name}", str(place))
    (tmp_path / "site").write_text(site)
    (tmp_path / "conf").write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ include {tmp_path}/site; }}"
    )
    command = ["nginx", "-e", "stderr", "-t", "-c", str(tmp_path / "conf")]

    tried = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": "/usr/sbin:/usr/bin"}
    )

    assert "syntax is ok" in tried.stderr

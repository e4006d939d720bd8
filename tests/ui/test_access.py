"""From where the app may be reached: each way that would not be safe is refused with what to do."""

from pathlib import Path
from typing import Any

import pytest

from tests.ui.certificate import write_certificate
from ui.access import Access, Asked, MissingOptionError, TlsFileError, granted
from verify.domain.errors import BadParameterError


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_certificate(tmp_path_factory.mktemp("tls"))


def _granted(*, has_people: bool = False, **asked: Any) -> Access:
    return granted(Asked(**asked), 8501, has_people=has_people)


def test_by_itself_the_app_is_reached_from_this_machine_only() -> None:
    access = _granted()

    assert access.is_this_machine_only
    assert access.hosts == {"127.0.0.1:8501", "localhost:8501"}
    assert access.link == "http://127.0.0.1:8501"
    assert access.cookie == "verify_session_8501"


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.7", "::", "2001:db8::1"])
@pytest.mark.parametrize(
    ("has_people", "has_tls", "missing"),
    [
        (False, False, ["verify people add NAME", "--tls-cert FILE --tls-key FILE"]),
        (True, False, ["--tls-cert FILE --tls-key FILE"]),
        (False, True, ["verify people add NAME"]),
    ],
)
def test_another_address_takes_people_and_tls(
    address: str, has_people: bool, has_tls: bool, missing: list[str], tls: tuple[Path, Path]
) -> None:
    asked: dict[str, Any] = {"address": address, "names": ["verify.example.org"]}
    if has_tls:
        asked |= {"tls_certificate": tls[0], "tls_key": tls[1]}

    with pytest.raises(BadParameterError, match="serves this machine only") as refused:
        _granted(has_people=has_people, **asked)

    said = str(refused.value)
    assert all(one in said for one in missing)
    assert "--trust-proxy ADDRESS" in said
    if has_people:
        assert "people add" not in said


def test_with_people_and_tls_the_network_may_come(tls: tuple[Path, Path]) -> None:
    access = _granted(
        has_people=True, address="192.0.2.7", tls_certificate=tls[0], tls_key=tls[1], names=["News"]
    )

    assert not access.is_this_machine_only
    assert access.hosts == {"192.0.2.7:8501", "news:8501"}
    assert access.names == {"192.0.2.7", "news"}
    assert access.link == "https://192.0.2.7:8501"
    assert access.cookie == "__Host-verify_session_8501"


def test_a_port_that_browsers_leave_out_is_left_out(tls: tuple[Path, Path]) -> None:
    access = _granted(
        has_people=True,
        address="0.0.0.0",
        tls_certificate=tls[0],
        tls_key=tls[1],
        names=["news.example:443"],
    )

    assert access.hosts == {"news.example"}
    assert access.link == "https://news.example"


def test_an_address_of_all_takes_a_name(tls: tuple[Path, Path]) -> None:
    with pytest.raises(MissingOptionError, match="--host NAME is missing"):
        _granted(has_people=True, address="0.0.0.0", tls_certificate=tls[0], tls_key=tls[1])


def test_an_ipv6_address_stands_in_brackets() -> None:
    access = _granted(address="::1")

    assert access.hosts == {"[::1]:8501"}
    assert access.names == {"::1"}
    assert access.link == "http://[::1]:8501"


def test_a_proxy_speaks_for_its_names_only() -> None:
    access = _granted(proxies=["10.0.0.5", "::ffff:10.0.0.6"], names=["news.example"])

    assert not access.is_this_machine_only
    assert access.hosts == {"news.example"}
    assert access.scheme == "https"
    assert access.proxy is not None
    assert access.proxy.header == "x-forwarded-user"
    assert [access.proxy.is_at(f"10.0.0.{last}") for last in (4, 5, 6)] == [False, True, True]
    assert access.proxy.is_at("::ffff:10.0.0.5")
    assert not access.proxy.is_at("")
    assert not access.proxy.is_at("testclient")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"address": "localhost"}, "--address is 'localhost'; expected an IP address"),
        ({"address": "10.0.0.1/8"}, "expected an IP address"),
        ({"proxies": ["10.0.0.0/8"], "names": ["a"]}, "--trust-proxy is '10.0.0.0/8'"),
        ({"proxies": ["0.0.0.0"], "names": ["a"]}, "this one is everybody's"),
        ({"user_header": "X-User"}, "anybody could send it"),
        ({"proxies": ["10.0.0.5"], "names": ["a"], "user_header": "Cookie"}, "--user-header"),
        ({"proxies": ["10.0.0.5"], "names": ["a"], "user_header": "X User"}, "--user-header"),
        ({"proxies": ["10.0.0.5"], "names": ["a"], "user_header": "X_User"}, "--user-header"),
        ({"names": ["https://news.example"]}, "--host is 'https://news.example'"),
        ({"names": ["*.example"]}, "--host"),
        ({"names": ["news.example:"]}, "--host"),
        ({"names": ["news.example:70000"]}, "--host"),
        ({"names": [""]}, "--host"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_an_example(asked: Any, said: str) -> None:
    with pytest.raises(BadParameterError) as refused:
        _granted(**asked)

    assert said in str(refused.value)


def test_a_proxy_without_a_name_is_refused() -> None:
    with pytest.raises(MissingOptionError, match="--host NAME is missing"):
        _granted(proxies=["10.0.0.5"])


def test_a_certificate_without_its_key_is_refused(tls: tuple[Path, Path]) -> None:
    with pytest.raises(MissingOptionError, match="--tls-key FILE is missing"):
        _granted(tls_certificate=tls[0])
    with pytest.raises(MissingOptionError, match="--tls-cert FILE is missing"):
        _granted(tls_key=tls[1])


def test_files_that_no_tls_can_be_spoken_with_are_named(
    tls: tuple[Path, Path], tmp_path: Path
) -> None:
    other, locked = write_certificate(tmp_path, b"secret")
    for certificate, key, problem in (
        (tls[0], tmp_path / "none.pem", "No such file"),
        (tls[1], tls[1], "no certificate with its key"),
        (other, tls[1], "no certificate with its key"),
        (other, locked, "locked with a password"),
    ):
        with pytest.raises(TlsFileError, match=problem):
            _granted(tls_certificate=certificate, tls_key=key)

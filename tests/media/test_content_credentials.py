"""Content Credentials: valid, invalid and why, remote, none are told apart; nothing is fetched."""

import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import c2pa
import pytest

from verify.domain.claimed import ContentCredentials, CredentialFaultKind, CredentialState
from verify.media import content_credentials
from verify.media.content_credentials import offline_context
from verify.media.metadata import read_credentials

_CLOUD = (
    b"https://cai-manifests.adobe.com/manifests/adobe-urn-uuid-5f37e182-3687-462e-a7fb-573462780391"
)


@pytest.fixture(scope="session")
def signed(shared_data: Path) -> Path:
    return shared_data / "c2pa"


def _read(file: Path) -> ContentCredentials:
    return read_credentials(file, "video" if file.suffix in {".mp4", ".mov"} else "picture")


@pytest.mark.parametrize("name", ["C.jpg", "CA.jpg", "video1.mp4", "legacy.mp4"])
def test_a_file_that_is_as_it_was_signed_is_valid(signed: Path, name: str) -> None:
    found = _read(signed / name)

    assert found.state is CredentialState.VALID
    assert found.faults == []
    assert "not checked" in found.meaning
    assert found.untrusted_signer


@pytest.mark.parametrize(
    ("name", "kind", "where"),
    [
        ("E-sig-CA.jpg", CredentialFaultKind.SIGNATURE, "this file"),
        ("CIE-sig-CA.jpg", CredentialFaultKind.SIGNATURE, "ingredient E-sig-CA.jpg"),
        ("XCA.jpg", CredentialFaultKind.CONTENT, "this file"),
    ],
)
def test_a_bad_signature_and_an_altered_file_are_told_apart(
    signed: Path, name: str, kind: CredentialFaultKind, where: str
) -> None:
    found = _read(signed / name)

    assert found.state is CredentialState.INVALID
    assert {(fault.kind, fault.where) for fault in found.faults} == {(kind, where)}


def test_credentials_that_fail_without_a_reason_point_to_no_list_of_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = '{"manifests": {"a": {}}, "active_manifest": "a", "validation_state": "Invalid"}'
    monkeypatch.setattr(content_credentials, "_report", lambda *_: report)
    file = tmp_path / "signed.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" + b"jumdc2pa" + bytes(100))

    found = _read(file)

    assert (found.state, found.faults) == (CredentialState.INVALID, [])
    assert "list" not in found.meaning
    assert "no reason" in found.meaning


# c.mov is listed as signed with the test footage, but holds no manifest, byte by byte.
@pytest.mark.parametrize("name", ["no_manifest.jpg", "c.mov"])
def test_a_file_without_credentials_says_that_this_means_nothing(signed: Path, name: str) -> None:
    found = _read(signed / name)

    assert b"jumdc2pa" not in (signed / name).read_bytes()
    assert found.state is CredentialState.NONE
    assert found.untrusted_signer is None


def test_credentials_that_were_removed_are_told_from_none_at_all(signed: Path) -> None:
    assert "speaks of some" in _read(signed / "no_manifest.jpg").meaning
    assert "nothing either way" in _read(signed / "c.mov").meaning


def test_remote_credentials_are_named_and_not_fetched(signed: Path) -> None:
    found = _read(signed / "cloud.jpg")

    assert found.state is CredentialState.REMOTE_NOT_FETCHED
    assert found.untrusted_remote_url == _CLOUD.decode()


def test_what_the_signer_states_is_given(signed: Path) -> None:
    found = _read(signed / "CA.jpg")

    assert [action.untrusted_action for action in found.actions] == [
        "c2pa.opened",
        "c2pa.color_adjustments",
    ]
    assert [i.untrusted_title for i in found.ingredients] == ["A.jpg"]
    assert found.untrusted_claim_generator == "make_test_images/0.33.1 c2pa-rs/0.33.1"
    assert found.untrusted_signed_at == "2024-08-06T21:53:37+00:00"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Yield a port of this machine and what was asked of it."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(1_000))

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], asked
        server.shutdown(socket.SHUT_RDWR)


def _calling(signed: Path, tmp_path: Path, port: int) -> Path:
    """Return a picture whose credentials lie at a port of this machine."""
    address = b"http://127.0.0.1:%d/" % port
    file = tmp_path / "media.jpg"
    whole = (signed / "cloud.jpg").read_bytes()
    file.write_bytes(whole.replace(_CLOUD, address.ljust(len(_CLOUD), b"a")))
    return file


def test_no_address_in_a_file_is_asked(
    signed: Path, tmp_path: Path, listener: tuple[int, list[bytes]]
) -> None:
    port, asked = listener
    file = _calling(signed, tmp_path, port)

    found = _read(file)
    with (
        file.open("rb") as stream,
        pytest.raises(c2pa.C2paError, match="must fetch"),
        c2pa.Reader("image/jpeg", stream, context=offline_context()),
    ):
        pass

    assert found.state is CredentialState.REMOTE_NOT_FETCHED
    assert asked == []


def test_the_library_would_ask_the_address_if_it_were_let(
    signed: Path, tmp_path: Path, listener: tuple[int, list[bytes]]
) -> None:
    port, asked = listener
    with (
        _calling(signed, tmp_path, port).open("rb") as stream,
        pytest.raises(c2pa.C2paError),
        c2pa.Reader("image/jpeg", stream, context=c2pa.Context()),
    ):
        pass

    assert asked[0].startswith(b"GET /aaa")


def test_no_damage_to_a_manifest_breaks_the_reading(signed: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    whole = (signed / "C.jpg").read_bytes()
    start = whole.index(b"jumdc2pa")
    file = tmp_path / "media.jpg"
    states = set()
    for _mutant in range(60):
        content = bytearray(whole)
        for _change in range(chance.randint(1, 12)):
            content[start + chance.randrange(-40, 20_000)] = chance.randrange(256)
        file.write_bytes(content)
        states.add(_read(file).state)

    assert {CredentialState.INVALID, CredentialState.UNREADABLE} <= states
    assert CredentialState.NONE not in states

"""Below level B nothing is decoded without the user's word, and the result says so."""

import json
from pathlib import Path

import msgspec
import pytest

from verify.domain.errors import WeakSandboxError
from verify.domain.findings import Sandbox
from verify.jobs import consent
from verify.jobs.consent import MachineConsent, allowed_sandbox

STRANGE = "0" * 64
# The sum of samples/street.jpg, as sha256sum prints it.
SHIPPED = "3cca9b2174719f4fac2859e72e8aacf98d8a163c62e47c4c03353c9afe1c4f74"


def _sandbox(level: str, not_denied: list[str]) -> Sandbox:
    return Sandbox(
        level=level,
        mechanism="limits",
        denied=[],
        not_denied=not_denied,
        passed_over=[],
        allowed_by=None,
    )


WEAK = _sandbox("C", ["tcp", "udp"])


@pytest.mark.parametrize("level", ["A", "B"])
def test_a_sandbox_that_holds_needs_no_word(level: str) -> None:
    sandbox = _sandbox(level, [])

    allowed = allowed_sandbox(sandbox, Path("clip.mp4"), STRANGE, weak_allowed=False)

    assert (allowed.level, allowed.allowed_by) == (level, "level")


def test_a_strangers_file_is_not_opened_and_the_sentence_says_what_helps() -> None:
    with pytest.raises(WeakSandboxError) as refused:
        allowed_sandbox(WEAK, Path("clip.mp4"), STRANGE, weak_allowed=False)

    for words in ("clip.mp4", "was not opened", "bubblewrap", "Landlock", "--allow-weak-sandbox"):
        assert words in str(refused.value)


def test_the_users_word_opens_it_and_is_recorded() -> None:
    allowed = allowed_sandbox(WEAK, Path("clip.mp4"), STRANGE, weak_allowed=True)

    assert (allowed.level, allowed.allowed_by) == ("C", "user")


def test_a_shipped_sample_is_opened_at_any_level() -> None:
    allowed = allowed_sandbox(WEAK, Path("street.jpg"), SHIPPED, weak_allowed=False)

    assert (allowed.level, allowed.allowed_by) == ("C", "sample")


def test_the_app_users_word_lasts_until_it_is_taken_back(tmp_path: Path) -> None:
    assert not MachineConsent(tmp_path).is_given(WEAK)

    MachineConsent(tmp_path).give(WEAK)
    assert MachineConsent(tmp_path).is_given(WEAK)

    MachineConsent(tmp_path).revoke()
    MachineConsent(tmp_path).revoke()
    assert not MachineConsent(tmp_path).is_given(WEAK)


def test_a_word_given_for_less_does_not_cover_more(tmp_path: Path) -> None:
    MachineConsent(tmp_path).give(WEAK)

    assert MachineConsent(tmp_path).is_given(_sandbox("C", ["tcp"]))
    assert not MachineConsent(tmp_path).is_given(_sandbox("C", ["tcp", "udp", "read outside"]))


def test_a_word_given_on_another_machine_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    MachineConsent(tmp_path).give(WEAK)
    monkeypatch.setattr(consent.platform, "node", lambda: "another")

    assert not MachineConsent(tmp_path).is_given(WEAK)


@pytest.mark.parametrize("content", [b"", b"{}", b"yes", json.dumps({"machine": 1}).encode()])
def test_a_broken_record_is_no_word(tmp_path: Path, content: bytes) -> None:
    MachineConsent(tmp_path).give(WEAK)
    (tmp_path / "weak-sandbox.json").write_bytes(content)

    assert not MachineConsent(tmp_path).is_given(WEAK)


def test_why_decoding_was_allowed_is_one_of_three_words() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(msgspec.to_builtins(WEAK) | {"allowed_by": "nobody"}, Sandbox)

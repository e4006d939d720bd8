"""The key that seals: its owner's alone, and never replaced in silence."""

import stat
from pathlib import Path

import pytest

from verify.domain.seal_errors import KeyExposedError, KeyUnusableError
from verify.storage.key_file import KeyFile


def test_the_key_is_its_owners_alone(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "folder" / "keys")
    key = keys.signing()

    assert stat.S_IMODE(keys.place.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.place.parent.stat().st_mode) == 0o700
    assert KeyFile(keys.place.parent).signing() == key
    assert keys.exposed_mode() is None
    for mode in (0o640, 0o604, 0o620):
        keys.place.chmod(mode)
        with pytest.raises(KeyExposedError, match=f"{mode:04o}"):
            keys.signing()
        assert keys.exposed_mode() == mode


@pytest.mark.parametrize("content", ["", "PRIVATE+KEY+a+b", "x" * 200])
def test_a_key_that_is_none_is_not_replaced_in_silence(tmp_path: Path, content: str) -> None:
    keys = KeyFile(tmp_path)
    keys.signing()
    keys.place.write_text(content)

    with pytest.raises(KeyUnusableError, match="it is no key"):
        keys.signing()
    assert keys.place.read_text() == content


def test_a_link_is_not_followed_to_a_key(tmp_path: Path) -> None:
    KeyFile(tmp_path / "other").signing()
    (tmp_path / "signing.key").symlink_to(tmp_path / "other" / "signing.key")

    with pytest.raises(KeyUnusableError):
        KeyFile(tmp_path).signing()

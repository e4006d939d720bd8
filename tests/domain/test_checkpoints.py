"""Checkpoints and their words: the published form, and that no change of them goes unnoticed."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.domain.checkpoints import Checkpoint, PublicKey, SigningKey, read_note
from verify.domain.head_words import WORDS, head_words, read_words
from verify.domain.timestamps import request_over

_SEALED = Checkpoint(
    log="25" * 32, events=1024, head="a3" * 32, sealed_utc=datetime(2026, 2, 27, 21, 4, tzinfo=UTC)
)
_TEXT = f"verify/checkpoint/1\nlog {'25' * 32}\nevents 1024\nhead {'a3' * 32}\n"
_KEY = SigningKey.new()

_heads = st.binary(min_size=32, max_size=32).map(bytes.hex)
_counts = st.integers(1, 2**53 - 1)


def test_a_checkpoint_is_a_signed_note_that_others_can_check() -> None:
    text, signature = _KEY.sign(_SEALED).decode().split("\n\n")
    dash, name, coded = signature.rstrip("\n").split(" ")
    key_name, key_id, public = str(_KEY.public).split("+", 2)
    raw = base64.b64decode(public)

    assert text + "\n" == _TEXT + "time 2026-02-27T21:04:00Z\n"
    assert (dash, name) == ("—", key_name)
    assert raw[:1] == b"\x01"
    assert hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id
    decoded = base64.b64decode(coded)
    assert decoded[:4].hex() == key_id
    Ed25519PublicKey.from_public_bytes(raw[1:]).verify(decoded[4:], f"{text}\n".encode())


def test_a_checkpoint_reads_back_and_names_who_signed_it() -> None:
    note = read_note(_KEY.sign(_SEALED))

    assert note.checkpoint == _SEALED
    assert note.signer([SigningKey.new().public, _KEY.public]) == _KEY.public
    assert note.signer([SigningKey.new().public]) is None
    assert SigningKey.read(_KEY.secret_text()) == _KEY
    assert PublicKey.read(str(_KEY.public)) == _KEY.public
    assert base64.b64encode(_KEY._seed).decode()[:20] not in repr(_KEY)


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_no_byte_of_a_checkpoint_changes_unnoticed(data: st.DataObject) -> None:
    content = bytearray(_KEY.sign(_SEALED))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))

    try:
        signer = read_note(bytes(content)).signer([_KEY.public])
    except ValueError:
        return
    # A change of the key's name or id makes it another's, who is not known.
    assert signer is None


@pytest.mark.parametrize("content", [b"", b"\xff" * 40, b"a" * 5000, b"verify/checkpoint/1\n\n"])
def test_what_is_no_checkpoint_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"checkpoint|utf-8"):
        read_note(content)


@pytest.mark.parametrize(
    "text",
    ["", "a+b", "verify-log+00000000+AA==", f"{_KEY.public}x"],
    ids=["nothing", "words", "too short", "one letter more"],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PublicKey.read(text)
    with pytest.raises(ValueError, match=r".+"):
        SigningKey.read(text)


@given(_counts, _heads)
@settings(max_examples=15, deadline=None)
def test_a_head_reads_back_from_its_words(events: int, head: str) -> None:
    text = head_words(events, head)

    assert read_words(text) == (events, head[:32])
    assert read_words(text.upper().replace(" ", "\n  ")) == (events, head[:32])


@given(_counts, _heads, st.data())
@settings(max_examples=25, deadline=None)
def test_one_wrong_word_or_two_in_each_others_place_are_noticed(
    events: int, head: str, data: st.DataObject
) -> None:
    number, *words = head_words(events, head).split()
    other = list(words)
    one = data.draw(st.integers(0, len(words) - 1))
    if data.draw(st.booleans()):
        other[one] = data.draw(st.sampled_from(WORDS))
    else:
        two = data.draw(st.integers(0, len(words) - 1))
        other[one], other[two] = other[two], other[one]

    if other != words:
        with pytest.raises(ValueError, match="not as it was written down"):
            read_words(" ".join([number, *other]))


def test_words_that_are_missing_or_not_ours_are_named() -> None:
    text = head_words(12, "00ff" * 16)

    with pytest.raises(ValueError, match="17 words"):
        read_words(text.rsplit(" ", 1)[0])
    with pytest.raises(ValueError, match="acrn is none of the words"):
        read_words(text.replace("acorn", "acrn", 1))
    with pytest.raises(ValueError, match="not as it was written down"):
        read_words(text.replace("12", "13", 1))


def test_the_words_cannot_be_taken_for_one_another() -> None:
    assert len(WORDS) == 257
    assert list(WORDS) == sorted(WORDS)
    assert len({word[:3] for word in WORDS}) == 257


def test_a_request_for_a_time_stamp_is_the_der_of_rfc_3161() -> None:
    request = request_over(b"a checkpoint\n")

    # As openssl ts -query -sha256 -cert -no_nonce writes it.
    assert request.hex() == (
        "30390201013031300d060960864801650304020105000420"
        + hashlib.sha256(b"a checkpoint\n").hexdigest()
        + "0101ff"
    )

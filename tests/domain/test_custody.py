"""The form of an event is published: anyone can compute it from what docs/custody.md says."""

import hashlib
import json
import re
from datetime import UTC, datetime

import pytest

from tests.conftest import REPOSITORY
from verify.domain.custody import Action, Actor, Moment, commitment_of, hash_of, next_event

_SALT = bytes(range(32))
_EVENT = next_event(
    None,
    Moment(
        datetime(2020, 2, 27, 21, 4, 5, 678_000, tzinfo=UTC),
        73_512_000_000_123,
        "5e1b1e9c-1f0a-4c58-9d3c-0d6c1a9d3b11",
    ),
    Action.VIEWED,
    "ab" * 32,
    {"why": "to compare the minaret", "frame": 5},
    salt=_SALT,
    actor=Actor(untrusted_name="samira", known_by="system_account"),
    tool="0.1.0",
)


def test_the_example_in_the_manual_computes() -> None:
    manual = (REPOSITORY / "docs" / "custody.md").read_text("utf-8")
    payload, event = re.findall(r"```json\n(.*)\n```", manual)

    commitment = hashlib.sha256(b"verify/payload/1\0" + _SALT + payload.encode()).hexdigest()
    own_hash = hashlib.sha256(b"verify/event/1\0" + event.encode()).hexdigest()

    assert commitment == json.loads(event)["commitment"] == _EVENT.commitment
    assert own_hash == _EVENT.hash
    assert f"the hash `{own_hash}`" in manual


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({"b": 1, "a": [1.0, 0.1, 1e21, None, True]}, '{"a":[1,0.1,1e+21,null,true],"b":1}'),
        ({"غارة": "\u20ac\n\x0f"}, '{"غارة":"€\\n\\u000f"}'),
        ({}, "{}"),
    ],
)
def test_words_are_committed_to_in_the_form_of_rfc_8785(
    payload: dict[str, object], text: str
) -> None:
    expected = hashlib.sha256(b"verify/payload/1\0" + _SALT + text.encode()).hexdigest()

    assert commitment_of(payload, _SALT) == expected


def test_each_field_of_an_event_is_in_its_hash() -> None:
    other = Actor(untrusted_name="Samira", known_by="system_account")
    changes = {
        "sequence": 2,
        "recorded_utc": datetime(2020, 2, 27, 21, 4, 5, tzinfo=UTC),
        "monotonic_ns": 73_512_000_000_124,
        "boot": "another",
        "actor": other,
        "action": Action.DERIVED,
        "subject": None,
        "tool": "0.1.1",
        "commitment": "0" * 64,
        "previous": "1" * 64,
    }
    assert set(changes) == set(_EVENT.__struct_fields__) - {"payload", "salt", "hash"}

    fields = {name: getattr(_EVENT, name) for name in _EVENT.__struct_fields__}
    hashes = {hash_of(type(_EVENT)(**(fields | {name: value}))) for name, value in changes.items()}

    assert len(hashes | {_EVENT.hash}) == len(changes) + 1

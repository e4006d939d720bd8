"""Events of the custody log as lines for people; text out of them is made printable."""

from typing import Any

import msgspec

from verify.domain.custody import Action
from verify.domain.errors import shown_name
from verify.domain.written import as_written
from verify.presentation.history_wording import erasure_words, moment_words
from verify.presentation.match_wording import actor_words
from verify.workbench.archive.history import Told

_KEY_DIGITS = 12
_LONGEST_VALUE = 80
_LONGEST_WORDS = 240
_ACTION_COLUMNS = max(len(action) for action in Action)
_FIRST = ("untrusted_name", "reason", "untrusted_note")
# Of use to a program; --json gives them.
_LEFT_OUT = frozenset(
    {
        "audio_fingerprint_sha256",
        "admits",
        "case_id",
        "claim_count",
        "descriptors",
        "excludes",
        "frame_vectors_sha256",
        "has_original",
        "hashes_sha256",
        "head",
        "height_px",
        "kept",
        "key",
        "light_curve_sha256",
        "number",
        "questions",
        "read",
        "stills_sha256",
        "untrusted_history",
        "width_px",
    }
)
_NAMED = frozenset({"untrusted_admitted", "untrusted_excluded"})
_UNITS = frozenset({"bytes", "s"})
_LABELS = {"sequence": "of event", "judged_in": "as in event"}


def event_line(told: Told) -> str:
    """Return an event on one line: number, time, what was done, to what, by whom, its words."""
    event = told.event
    parts = [
        f"{event.sequence:>6}",
        moment_words(event.recorded_utc),
        f"{event.action.value.replace('_', ' '):<{_ACTION_COLUMNS}}",
        f"{shown_name(event.subject or '')[:_KEY_DIGITS]:<{_KEY_DIGITS}}",
        actor_words(event.actor),
    ]
    said = _words(told)
    if told.instead_of is not None:
        said.append(f"instead of what event {told.instead_of} said")
    return "  ".join([*parts, "; ".join(said)]).rstrip()


def log_row(told: Told) -> tuple[str, str, str, str, str]:
    """Return an event in five cells: number, time, what was done, by whom, its words."""
    event = told.event
    return (
        str(event.sequence),
        moment_words(event.recorded_utc),
        event.action.value.replace("_", " "),
        actor_words(event.actor),
        "; ".join(_words(told)),
    )


def event_fields(told: Told) -> dict[str, Any]:
    """Return an event with all that its hashes are over, in the form that these take it."""
    event, erased_by = told.event, told.erased_by
    fields: dict[str, Any] = msgspec.to_builtins(event)
    fields["monotonic_ns"] = str(event.monotonic_ns)
    fields["salt"] = None if event.salt is None else event.salt.hex()
    fields["instead_of"] = told.instead_of
    fields["erased"] = erased_by and {
        "by_event": erased_by.sequence,
        "recorded_utc": erased_by.recorded_utc,
        "actor": erased_by.actor,
        "reason": (erased_by.payload or {}).get("reason"),
    }
    return fields


def _words(told: Told) -> list[str]:
    if told.event.payload is None:
        return [erasure_words(told.erased_by)]
    words = {name: value for name, value in told.event.payload.items() if value != []}
    order = [name for name in _FIRST if name in words]
    order += [name for name in words if name not in _FIRST and name not in _LEFT_OUT]
    said = "; ".join(_word(name, words[name]) for name in order)
    return [_cut(said, _LONGEST_WORDS)] if said else []


def _word(name: str, value: Any) -> str:
    """Return one of the words with its name; whoever can write to the file may have put any."""
    stem, _, unit = name.rpartition("_")
    label = name
    if isinstance(value, dict):
        value = ", ".join(_word(inner, value[inner]) for inner in value)
    elif isinstance(value, list):
        are_numbers = value and all(isinstance(one, int) for one in value)
        are_told = are_numbers or name in _NAMED
        value = ", ".join(str(one) for one in value) if are_told else str(len(value))
    elif unit == "sha256":
        label, value = stem, str(value)[:_KEY_DIGITS]
    elif isinstance(value, int | float) and not isinstance(value, bool):
        # Five decimals of a degree are a metre.
        decimals = 5 if unit == "deg" else 3
        value = f"{value:,}" if isinstance(value, int) else f"{value:,.{decimals}f}"
        if unit in _UNITS:
            label, value = stem, f"{value} {unit}"
    label = _LABELS.get(name, label.removeprefix("untrusted_").replace("_", " "))
    # A whole article may stand there: only what is shown of it is made printable.
    shown = _cut(as_written(str(value)[: _LONGEST_VALUE + 1]), _LONGEST_VALUE)
    return f"{shown_name(label)} {shown}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"

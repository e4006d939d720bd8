"""The published schema is strict: no field of an analysis can be changed, lost or added unseen."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import msgspec
import pytest

from docs.generate import schema_text
from tests.analyses import an_analysis
from tests.conftest import REPOSITORY
from verify.domain.findings import Analysis

Path = tuple[str | int, ...]

_ENCODED = msgspec.json.encode(an_analysis())
_WHOLE: dict[str, Any] = json.loads(_ENCODED)
# Free text and free maps may hold anything of their type.
_FREE_MAPS: tuple[Path, ...] = (
    ("tool", "parameters"),
    ("metadata", "untrusted_container_tags"),
    ("metadata", "streams", 0, "untrusted_tags"),
    ("metadata", "untrusted_exif"),
    ("metadata", "xmp", "untrusted_fields"),
)


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads((REPOSITORY / "docs" / "analysis.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            if (*path, key) not in _FREE_MAPS:
                yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


def _mutated(path: Path, change: str) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(_ENCODED)
    parent: Any = whole
    for step in path[:-1]:
        parent = parent[step]
    if change == "lost":
        del parent[path[-1]]
    else:
        # A set of one is of no type that the schema knows, whatever the field.
        parent[path[-1]] = {"of another": ["type"]}
    return whole


def _keys_of_objects() -> list[Path]:
    return [path for path in _paths(_WHOLE) if isinstance(path[-1], str)]


def test_the_published_schema_is_that_of_the_code() -> None:
    published = (REPOSITORY / "docs" / "analysis.schema.json").read_text("utf-8")

    assert published == schema_text()


def test_a_whole_analysis_is_valid(validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(_WHOLE)


def test_no_key_can_be_lost(validator: jsonschema.Draft202012Validator) -> None:
    assert len(paths := _keys_of_objects()) > 300
    assert [path for path in paths if _is_taken(_mutated(path, "lost"), validator)] == []


def test_no_field_can_take_another_type(validator: jsonschema.Draft202012Validator) -> None:
    assert len(paths := [path for path in _paths(_WHOLE) if path not in _FREE_MAPS]) > 300
    assert [path for path in paths if _is_taken(_mutated(path, "retyped"), validator)] == []


def _is_taken(mutated: dict[str, Any], validator: jsonschema.Draft202012Validator) -> bool:
    """Return whether the published schema or the code takes an analysis."""
    try:
        msgspec.convert(mutated, Analysis)
    except msgspec.ValidationError:
        return validator.is_valid(mutated)
    return True


@pytest.mark.parametrize(
    "path", [(), ("footage",), ("timebase",), ("shots", 0), ("keyframes", 0), ("flashes", 0)]
)
def test_no_key_can_be_added(path: Path, validator: jsonschema.Draft202012Validator) -> None:
    whole: dict[str, Any] = json.loads(_ENCODED)
    inner: Any = whole
    for step in path:
        inner = inner[step]
    inner["verdict"] = "true"

    assert not validator.is_valid(whole)

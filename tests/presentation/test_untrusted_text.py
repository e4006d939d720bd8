"""Text of strangers does nothing, wherever it is shown, whatever it is."""

import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.analyses import an_analysis
from tests.hostile.inscriptions import texts
from verify.domain.errors import shown_name
from verify.domain.findings import Analysis
from verify.presentation.report import render_report

_HARMFUL = [text[:300] for text in texts(port=9).values()]
_MARKUP = st.text(alphabet="<>\"'&/=- {}%#;:()abcdeimnoprstuxy\n\0\x1b\u202e")
_ANY = st.sampled_from(_HARMFUL) | _MARKUP | st.text()
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "


@given(st.text(st.characters()) | st.sampled_from(_HARMFUL))
@example("\ud800\udcff")
def test_a_shown_name_is_as_long_and_holds_nothing_that_moves_or_hides(text: str) -> None:
    shown = shown_name(text)

    assert len(shown) == len(text)
    kinds = {unicodedata.category(character) for character in shown}
    assert {kind for kind in kinds if kind[0] == "C" or kind in {"Zl", "Zp"}} == set()
    assert shown.encode("utf-8").decode() == shown
    assert shown_name(shown) == shown
    assert len(shown.splitlines()) <= 1


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_a_name_that_is_all_visible_stays_as_it_is(text: str) -> None:
    assert shown_name(text) == text


class _Structure(HTMLParser):
    """Elements with the names of their attributes, what they link to, policy and words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.targets: set[str] = set()
        self.policies: list[str] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _value in attrs)))
        values = dict(attrs)
        self.targets |= {values[name] or "" for name in ("href", "src") if name in values}
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(values["content"] or "")

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}", ()))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", (data,)))

    def handle_decl(self, decl: str) -> None:
        self.elements.append(("declaration", (decl,)))


def _free_texts(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _free_texts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _free_texts(inner, (*path, index))
    elif isinstance(value, str):
        yield path


def _with_text(whole: Any, path: tuple[str | int, ...], text: str) -> Any:
    if not path:
        return text
    copy = dict(whole) if isinstance(whole, dict) else list(whole)
    copy[path[0]] = _with_text(whole[path[0]], path[1:], text)
    return copy


def _everywhere(text: str) -> Analysis:
    """Return an analysis with this text wherever the form allows any."""
    tags = {f"{text} {number}": text for number in range(2)}
    analysis = an_analysis()
    assert analysis.metadata is not None
    metadata = msgspec.structs.replace(
        analysis.metadata,
        untrusted_container_tags=tags,
        untrusted_exif=tags,
        untrusted_created=text,
        untrusted_timecode=text,
        # Their map leaves out names that have no room.
        positions=[],
        doubts=[text],
    )
    flash = msgspec.structs.replace((analysis.flashes or [])[0], hints=[text])
    whole = msgspec.to_builtins(
        msgspec.structs.replace(analysis, metadata=metadata, flashes=[flash])
    )
    for path in _free_texts(whole):
        # Where texts have a meaning to the page, they decide what it shows.
        if path[0] == "skipped":
            continue
        changed = _with_text(whole, path, text)
        try:
            # A word of a fixed list may be drawn too; where only such fit, it has a meaning.
            msgspec.convert(_with_text(whole, path, "any words"), Analysis)
            msgspec.convert(changed, Analysis)
        except msgspec.ValidationError:
            continue
        whole = changed
    return msgspec.convert(whole, Analysis)


@pytest.fixture(scope="module")
def structure_of_words() -> list[tuple[str, tuple[str, ...]]]:
    return _Structure(render_report(_everywhere("words"), None, {})).elements


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_ANY.filter(str.strip))
def test_no_text_adds_an_element_an_attribute_or_an_address_to_the_report(
    structure_of_words: list[tuple[str, tuple[str, ...]]], text: str
) -> None:
    page = _Structure(render_report(_everywhere(text), None, {}))

    assert page.elements == structure_of_words
    assert all(target.startswith("#") for target in page.targets)
    assert [policy.startswith(_POLICY) for policy in page.policies] == [True]
    names = {name for _tag, attributes in page.elements for name in attributes}
    assert [name for name in names if name.startswith("on") or name in {"srcdoc", "action"}] == []


@pytest.mark.parametrize("text", _HARMFUL)
def test_a_harmful_text_stands_on_the_page_as_text(text: str) -> None:
    page = _Structure(render_report(_everywhere(text), None, {}))

    assert page.words.count(shown_name(text)) >= 10

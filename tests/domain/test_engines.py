"""The list of search engines is data: ours can be used, and what is wrong with another is named."""

import pytest

from verify.domain.engines import EnginesFileError, engines_of
from verify.domain.errors import BadParameterError
from verify.workbench.reverse import engine_meant, engines

GOOD = """
[[engine]]
name = "Lens"
operator = "Somebody"
country = "Utopia"
method = "form"
address = "https://lens.example/up?hl=en"
field = "picture"
checked = 2026-11-26
learnt_from = "the test"
"""


def test_the_shipped_engines_say_where_a_picture_goes_and_how_that_is_known() -> None:
    listed = engines()

    assert {"Google Lens", "Yandex Images", "Bing Visual Search", "TinEye", "Baidu"} <= {
        engine.name for engine in listed
    }
    for engine in listed:
        assert engine.address.startswith("https://")
        assert "not tried from here" in engine.learnt_from
        assert engine.host in engine.origin


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ("https://lens.example/up", "http://lens.example/up", "neither https nor on this machine"),
        ("https://lens", "https://ana@lens", "neither https nor on this machine"),
        ("up?hl=en", "up; script-src *", "neither https nor on this machine"),
        ("https://lens.example", "https://*.example", "neither https nor on this machine"),
        ('field = "picture"', "", "without a field for the picture"),
        ('field = "picture"', 'field = "p"\nfields = { p = "1" }', "two fields of one name"),
        ('field = "picture"', 'field = "p"\nanswers_from = ["a b"]', "answers from a b"),
        ('"Lens"', '"Le\\u202ens"', "characters that cannot be shown"),
        ("country", "land", "unknown field"),
        ("2026-11-26", '"soon"', "date"),
        ("method", "method method", "Expected"),
        (GOOD, GOOD + GOOD, "stands in it twice"),
        (GOOD, "", "missing required field"),
    ],
)
def test_what_is_wrong_with_a_list_is_named(good: str, bad: str, problem: str) -> None:
    assert engines_of(GOOD, "mine.toml")[0].host == "lens.example"

    with pytest.raises(EnginesFileError, match=problem) as raised:
        engines_of(GOOD.replace(good, bad), "mine.toml")
    assert str(raised.value).startswith("mine.toml is no list of search engines")


def test_this_machine_may_stand_in_for_an_engine() -> None:
    local = GOOD.replace("https://lens.example", "http://127.0.0.1:8080")

    assert engines_of(local, "mine.toml")[0].origin == "http://127.0.0.1:8080"


def test_an_engine_is_meant_by_the_beginning_of_its_name() -> None:
    listed = engines()

    assert engine_meant(listed, "yandex").name == "Yandex Images"
    for text in ("b", "", "altavista"):
        with pytest.raises(BadParameterError, match="one of Google Lens, Yandex Images"):
            engine_meant(listed, text)

"""What an article claims, listed from the command line: articles of our own, read as they come."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Run
from tests.conftest import REPOSITORY

ARTICLE = """# Two dead after night blast at port

At least two people were killed in an explosion at the port of Beirut late on Thursday, the health
ministry said. Twelve others were reportedly hurt.
"""


def test_claims_stand_under_their_sentences_with_what_footage_can_do(run: Run) -> None:
    Path("report.md").write_text(ARTICLE)

    said = run("case", "claims", "report.md", "--published", "2020-08-07T09:00+03:00")

    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert lines[0].startswith("report.md: 3 sentences, ")
    assert lines[0].endswith("language en; published 2020-08-07 09:00:00+03:00")
    (killed,) = (line for line in lines if '"At least two": 2 or more, killed' in line)
    assert "2020-08-06" in killed
    assert "says the health ministry (official)" in killed
    assert any("hedged" in line and "Twelve" in line for line in lines)
    assert lines[-1] == "A claim is what somebody says happened. None of these was checked."


def test_json_is_by_its_schema_and_offsets_count_from_the_first_character(run: Run) -> None:
    Path("report.md").write_text(ARTICLE)

    read = json.loads(run("case", "claims", "report.md", "--json").stdout)

    schema = (REPOSITORY / "docs" / "claims.schema.json").read_text()
    jsonschema.validate(read, json.loads(schema))
    for sentence in read["sentences"]:
        for claim in sentence["claims"]:
            start, end = claim["what"]["span"]
            assert ARTICLE[start:end] == claim["what"]["text"]
    # Without a time of publication, Thursday has no date.
    assert any("publication date missing" in one["reason"] for one in read["cannot_tell"])


def test_an_article_in_another_language_is_split_and_not_judged(run: Run) -> None:
    Path("haber.txt").write_text(
        "Dün gece limanda patlama oldu. En az iki kişi hayatını kaybetti, on iki kişi yaralandı."
    )

    said = run("case", "claims", "haber.txt")

    assert "2 sentences, 0 claims; language tr" in said.stdout
    assert "Claims are not read in Turkish" in said.stdout
    assert "Conflicts within the article were not looked for." in said.stdout


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it has no text"),
        (b"\x89PNG\r\n\x1a\n\x00", "it is no text in UTF-8"),
        ("café".encode("latin-1"), "it is no text in UTF-8"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "no article was found in the page"),
        (b"word " * 200_000, "more than"),
        (b"text\x00text", "zero characters"),
    ],
)
def test_what_is_no_article_is_said_with_its_name(run: Run, content: bytes, problem: str) -> None:
    Path("article.md").write_bytes(content)

    said = run("case", "claims", "article.md")

    assert said.exit_code == 2
    assert said.stderr.startswith("Error: article.md cannot be read as an article: ")
    assert problem in said.stderr


def test_a_missing_article_and_a_time_without_zone_are_mistakes(run: Run) -> None:
    Path("report.md").write_text(ARTICLE)

    missing = run("case", "claims", "nowhere.md")
    no_zone = run("case", "claims", "report.md", "--published", "2020-08-07T09:00")

    assert (missing.exit_code, no_zone.exit_code) == (2, 2)
    assert "nowhere.md cannot be read as an article" in missing.stderr
    assert "a time with its zone" in no_zone.stderr

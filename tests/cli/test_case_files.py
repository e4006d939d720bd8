"""verify case new, list, show, add, note, claim, verdict, log, as a user calls them."""

import hashlib
import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Run, answer
from tests.conftest import REPOSITORY

ARTICLE = (
    "# Strike at night\n\nAt least 12 people were killed in Idlib on Thursday, officials said.\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def case(run: Run) -> str:
    return str(answer(run("case", "new", "Night strike", "--json"))["case_id"])


def test_a_case_is_written_into_and_read_back(run: Run) -> None:
    Path("report.md").write_text(ARTICLE)
    Path("clip.mp4").write_bytes(b"some bytes")
    sha256 = hashlib.sha256(b"some bytes").hexdigest()

    new = answer(
        run(
            *("case", "new", "Night strike", "--article", "report.md"),
            *("--published", "2020-02-28T18:00+03:00", "--json"),
        )
    )
    case = new["case_id"]
    claim = new["claims"][-1]
    last = claim["number"]
    number = str(last)
    assert claim["untrusted_text"].startswith("At least 12 people were killed")
    assert new["articles"][0]["read"]["published_at"] == "2020-02-28T18:00:00+03:00"
    assert "put in (event 3)" in run("case", "add", case[:6], "clip.mp4").stdout
    assert "was in it before" in run("case", "add", case, "clip.mp4").stdout
    run("case", "note", case, "The hospital was called", "--claim", number, "--as", "Leyla")
    run("case", "verdict", "Night strike", "disputed", "--claim", number, "--reason", "two counts")
    run("case", "verdict", case, "miscaptioned", "--clip", "clip.mp4", "--reason", "filmed in 2018")
    worded = run("case", "claim", case, "12 died", "One was hurt", "--instead-of", number)
    run("case", "verdict", case, "likely", "--claim", str(last + 1), "--reason", "two sources")

    assert f"as claim {last + 1} and {last + 2} (event 7)" in worded.stdout
    shown = run("case", "show", case).stdout
    assert f"Clip {sha256[:12]}  clip.mp4" in shown
    assert "miscaptioned, says" in shown
    assert "filmed in 2018" in shown
    assert f"{last + 1}. 12 died [about the event]" in shown
    assert f"in the place of claim {number}" in shown
    assert f"note on claim {number}: The hospital was called; written by Leyla" in shown
    assert f"on claim {number}, before it was worded anew: disputed, says" in shown
    assert f"No verdict yet on {last} of {last + 1} claims." in shown
    whole = answer(run("case", "show", case, "--json"))
    schema = json.loads((REPOSITORY / "docs" / "case.schema.json").read_text())
    jsonschema.validate(whole, schema)
    log = run("case", "log", case).stdout.splitlines()
    for line, done in zip(log, ("case opened", "article read", "clip attached"), strict=False):
        assert f"  {done}  " in line
    assert log[-1] == "8 events."
    events = answer(run("case", "log", case, "--json"))["events"]
    assert events[1]["payload"]["read"]["language"] == "en"
    assert run("check").exit_code == 0


def test_claims_of_another_article_go_into_a_case(run: Run, case: str) -> None:
    Path("report.md").write_text(ARTICLE)

    said = run("case", "claims", "report.md", "--case", case, "--json")

    assert f"Put into case {case} (event 2)." in said.stderr
    assert answer(said)["language"] == "en"
    claims = answer(run("case", "show", case, "--json"))["claims"]
    origins = [claim["origin"] for claim in claims]
    assert origins[:5] == ["opening"] * 4 + ["machine"]
    assert [claim["number"] for claim in claims] == list(range(1, len(origins) + 1))


def test_what_the_machine_does_not_read_or_finds_at_odds_is_said_in_the_case(
    run: Run, case: str
) -> None:
    Path("haber.txt").write_text("Dün gece limanda patlama oldu. En az iki kişi hayatını kaybetti.")
    Path("both.md").write_text(
        "---\ndate: 2024-05-10\n---\n# Four dead in Homs blast\n\n"
        "Five people died in the Homs blast. It was hit on Monday, 9 May.\n"
    )
    run("case", "claims", "haber.txt", "--case", case)
    run("case", "claims", "both.md", "--case", case)

    shown = run("case", "show", case).stdout

    assert "haber.txt, 0 claims read by rules" in shown
    assert "careful: Claims are not read in Turkish" in shown
    assert "Conflicts within it were not looked for." in shown
    assert "does not fit together, numbers: sentences 0 and 1" in shown
    assert "does not fit together, weekday against date: sentence 2, 9 May 2024 was" in shown


def test_cases_are_listed_and_one_is_named_by_its_first_digits_or_title(
    run: Run, case: str
) -> None:
    run("case", "new", "Night strike")

    listed = run("case", "list").stdout.splitlines()

    assert len(listed) == 2
    assert listed[0].startswith(f"{case}  Night strike; opened by ")
    both = run("case", "show", "Night strike")
    assert both.exit_code == 2
    assert "does not say which case is meant" in both.stderr
    assert run("case", "show", case[:8].upper()).exit_code == 0


MISTAKES: list[tuple[tuple[str, ...], str]] = [
    (("new", "  "), "The title is empty"),
    (("new", "x" * 201), "The title has 201 characters, and 200 are the most"),
    (("new", "x", "--published", "2020-02-28T18:00+03:00"), "add --article FILE"),
    (("new", "x", "--article", "report.md", "--published", "2020-02-30T18:00Z"), "a time with"),
    (("new", "x", "--article", "report.md", "--published", "2020-02-28T18:00"), "its zone"),
    (("show", "abcd1234"), "There is no case abcd1234"),
    (("show", "ID", "--case"), "No such option"),
    (("add", "ID", "nowhere.mp4"), "nowhere.mp4 is no file here"),
    (("note", "ID", " \n"), "The note is empty"),
    (("note", "ID", "x" * 10_001), "The note has 10,001 characters"),
    (("note", "ID", "x", "--claim", "9"), "has no claim 9"),
    (("claim", "ID", "x", "--instead-of", "9"), "has no claim 9"),
    (("verdict", "ID", "likely", "--claim", "1", "--reason", " "), "The reason is empty"),
    (("verdict", "ID", "likely", "--reason", "x"), "--claim N or --clip NAME"),
    (("verdict", "ID", "edited", "--claim", "1", "--reason", "x"), "verdict on a claim is"),
    (("verdict", "ID", "edited", "--clip", "x.mp4", "--reason", "x"), "x.mp4 is no clip of"),
    (("verdict", "ID", "true", "--claim", "1", "--reason", "x"), "'true' is not one of"),
]


def test_a_mistake_is_one_clear_sentence_and_writes_nothing(run: Run, case: str) -> None:
    Path("report.md").write_text(ARTICLE)

    for call, said in MISTAKES:
        result = run("case", *(case if part == "ID" else part for part in call))
        assert result.exit_code == 2, call
        assert said in result.stderr
    assert len(answer(run("case", "log", case, "--json"))["events"]) == 1
    assert len(answer(run("case", "list", "--json"))["cases"]) == 1


def test_where_nothing_is_kept_that_is_said(run: Run) -> None:
    nowhere = run("case", "list")

    assert nowhere.exit_code == 2
    assert "There is no archive" in nowhere.stderr

"""verify case export and import, and verify check PACKAGE, as two desks call them."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run, answer
from tests.workbench.packed import mend_lists

HOSTILE = '=HYPERLINK("x") </script><b>\u202e'


@pytest.fixture
def desk(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the id of a case at one desk, with a clip, a note and two verdicts."""
    _at(monkeypatch, tmp_path, "one")
    Path("strike.md").write_text("# Strike\n\nAt least 12 people were killed in Idlib on Friday.\n")
    Path("clip.mp4").write_bytes(b"a clip")
    case = str(answer(run("case", "new", "Strike", "--article", "strike.md", "--json"))["case_id"])
    run("case", "add", case, "clip.mp4")
    run("case", "note", case, "Abu Omar says 36")
    moment = ("--clip", "clip.mp4", "--from", "1", "--to", "2.5", "--box", "1", "2", "30", "40")
    run(
        *("case", "evidence", case, "--claim", "5", "--stance", "context", "--note", HOSTILE),
        *moment,
    )
    run(*("case", "verdict", case, "false", "--claim", "5", "--reason", f"counted {HOSTILE}"))
    run(*("case", "verdict", case, "staged_or_synthetic", "--clip", "clip.mp4", "--reason", "seen"))
    return case


def _at(monkeypatch: pytest.MonkeyPatch, folder: Path, desk: str) -> None:
    monkeypatch.setenv("VERIFY_HOME", str(folder / desk / "home"))
    monkeypatch.setenv("VERIFY_KEYS", str(folder / desk / "keys"))


def test_another_desk_takes_a_case_in_once_and_sees_it_as_theirs(
    run: Run, desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With its report; the others go without, which takes a second less.
    assert run("case", "export", desk, "-o", "case.zip", "--internal").exit_code == 0
    with zipfile.ZipFile("case.zip") as package:
        assert f"case-{desk}/data/report.pdf" in package.namelist()
    assert run("check", "case.zip").exit_code == 0
    own = run("case", "import", "case.zip")
    assert own.exit_code == 2
    assert "was opened in this home" in own.stderr
    key = str(answer(run("key", "--json"))["key"])
    run("case", "note", desk, "One more")
    run("case", "export", desk, "-o", "later", "--internal", "--no-report")
    _at(monkeypatch, tmp_path, "two")

    assert run("check", "case.zip").exit_code == 3
    assert run("check", "case.zip", "--key", key).exit_code == 0
    first = answer(run("case", "import", "case.zip", "--key", key, "--json"))
    again = answer(run("case", "import", "case.zip", "--as", "Lena", "--json"))
    later = answer(run("case", "import", "later", "--json"))

    assert [one["is_new"] for one in (first, again, later)] == [True, False, True]
    assert [one["is_key_known"] for one in (first, again, later)] == [True, False, False]
    listed = answer(run("case", "list", "--json"))
    assert listed["cases"] == []
    assert [one["event"] for one in listed["of_others"]] == [later["event"]]
    assert "of others" in run("case", "list").stdout
    shown = run("case", "show", desk).stdout.splitlines()
    assert shown[0].startswith("A case of others, taken in by ")
    theirs = [line for line in shown if "One more" in line or "counted" in line]
    assert len(theirs) == 2
    assert all(line.startswith("| ") for line in theirs)
    refused = run("case", "note", desk, "mine")
    assert refused.exit_code == 2
    assert "is of others" in refused.stderr
    assert run("archive", "erase", str(later["event"]), "--reason", "court", "--yes").exit_code == 0
    assert "| words erased" in run("case", "show", desk).stdout
    assert run("check").exit_code == 0


def test_what_is_not_as_it_was_made_is_named_and_leaves_no_trace(
    run: Run, desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("case", "export", desk, "-o", "case", "--internal", "--no-report")
    run("case", "export", desk, "-o", "public.zip", "--no-report")
    _at(monkeypatch, tmp_path, "two")
    events = Path("case/data/events.jsonl")
    events.write_bytes(events.read_bytes().replace(b"Abu Omar says 36", b"Abu Omar says 63"))

    named = run("case", "import", "case")
    assert named.exit_code == 1
    assert "ALTERED: file of the package data/events.jsonl" in named.stderr
    mend_lists(Path("case"))
    checked = run("check", "case")
    assert checked.exit_code == 1
    assert "ALTERED: event in the package 4 in data/events.jsonl" in checked.stdout
    assert "data/case.json" in checked.stdout
    assert run("case", "import", "case").exit_code == 1
    public = run("case", "import", "public.zip")
    assert public.exit_code == 2
    assert "edition for the public" in public.stderr
    assert answer(run("case", "list", "--json"))["of_others"] == []


def test_a_case_that_tells_another_history_is_refused_with_the_event(
    run: Run, desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(tmp_path / "one", tmp_path / "forked")
    for home, said in (("one", "seen"), ("forked", "not seen")):
        _at(monkeypatch, tmp_path, home)
        run("case", "note", desk, said)
        run("case", "export", desk, "-o", f"{home}.zip", "--internal", "--no-report")
    _at(monkeypatch, tmp_path, "two")

    assert run("case", "import", "one.zip").exit_code == 0
    other = run("case", "import", "forked.zip")

    assert other.exit_code == 1
    assert "differ in event 8 of their log" in other.stderr


def test_reviews_and_markers_say_what_people_said_and_are_safe_to_open(run: Run, desk: str) -> None:
    claims = run(
        *("case", "export", desk, "-o", "claims.json", "--form", "claimreview"),
        *("--url", "https://example.org/check", "--publisher", "The Desk"),
    )
    media = run("case", "export", desk, "-o", "media.json", "--form", "mediareview")

    (review,) = json.loads(Path("claims.json").read_text())["@graph"]
    assert review["@type"] == "ClaimReview"
    assert review["reviewRating"]["ratingValue"] == 1
    assert review["reviewRating"]["alternateName"] == "false"
    assert review["author"] == {"@type": "Organization", "name": "The Desk"}
    assert review["reviewBody"] == f"counted {HOSTILE}"
    assert "<" not in Path("claims.json").read_text()
    assert claims.exit_code == 0
    (review,) = json.loads(Path("media.json").read_text())["@graph"]
    assert "mediaAuthenticityCategory" not in review
    assert "the category for staged or synthetic" in media.stderr

    run("case", "export", desk, "-o", "a.csv", "--form", "csv", "--internal")
    run("case", "export", desk, "-o", "a.vtt", "--form", "vtt", "--internal")
    run("case", "export", desk, "-o", "b.vtt", "--form", "vtt")

    assert "HYPERLINK" in Path("a.csv").read_text()
    cue = Path("a.vtt").read_text().split("\n\n")[2]
    assert cue.startswith("1\n00:00:01.000 --> 00:00:02.500\n")
    assert "</script>" not in cue
    assert "\u202e" not in cue
    assert "HYPERLINK" not in Path("b.vtt").read_text()


UNFIT = [
    (("--with-footage", "--form", "vtt"), "goes with --form bag"),
    (("--clip", "clip.mp4"), "goes with --form vtt or csv"),
    (("--url", "https://example.org"), "go with claimreview"),
    (("--analysis", "x", "--form", "prov"), "goes with --form bag, vtt or csv"),
    (("--with-footage",), "--internal"),
    (("--with-footage", "--internal"), "no entry"),
    (("--at", "yesterday"), "a time with its zone"),
    (("--at", "2000-01-01T00:00+00:00"), "after the case was opened"),
    (("--clip", "other.mp4", "--form", "vtt"), "no clip of case"),
]


def test_what_does_not_fit_is_said_and_no_file_is_left(run: Run, desk: str) -> None:
    before = sorted(Path.cwd().iterdir())

    for options, problem in UNFIT:
        said = run("case", "export", desk, "-o", "out.zip", *options)

        assert said.exit_code == 2
        assert problem in said.stderr
        assert sorted(Path.cwd().iterdir()) == before

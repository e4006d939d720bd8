"""verify triage, as a reporter calls it in the first five minutes."""

import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator

from tests import analyses
from tests.casework.checks.clips import NIGHT, flashes, match, search, sound_search
from tests.casework.checks.clips import clip as findings_of
from tests.cli.conftest import Run, answer
from tests.conftest import REPOSITORY
from verify.domain.findings import Analysis

QUESTIONS = (
    "WHAT IT IS",
    "SEEN BEFORE?",
    "WHAT FITS",
    "WHAT CONTRADICTS",
    "WHAT CANNOT BE TOLD",
    "NEXT",
)
CLAIM = ("--claim", "The video shows at least two flashes.")


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a clip whose result lies beside it: dark, with two flashes. Nothing decodes it."""
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home"))
    return _with_result(tmp_path / "night.mp4", findings_of(NIGHT, flashes=flashes(2)))


def _with_result(clip: Path, analysis: Analysis) -> Path:
    clip.write_bytes(clip.name.encode())
    footage = msgspec.structs.replace(
        analysis.footage,
        sha256=hashlib.sha256(clip.read_bytes()).hexdigest(),
        untrusted_name=clip.name,
    )
    result = clip.with_name(f"{clip.name}.verify")
    result.mkdir()
    whole = msgspec.structs.replace(analysis, footage=footage)
    (result / "analysis.json").write_bytes(msgspec.json.encode(whole))
    (result / "contact-sheet.jpg").write_bytes(b"\xff\xd8\xffnone of a camera")
    return clip


def test_one_page_answers_the_questions_in_their_order_and_replaces_nothing(
    run: Run, night: Path
) -> None:
    result = night.with_name("night.mp4.verify")
    before = (result / "analysis.json").read_bytes()

    first = run("triage", night, *CLAIM, "--claim", "33 people were killed by a Su-24.")
    again = run("triage", night, *CLAIM, "--claim", "33 people were killed by a Su-24.")
    noon = ("--place", "35.93,36.63", "--at", "2020-02-27 13:00")
    other = run("triage", night, *noon, "--outdoors")

    assert [first.exit_code, again.exit_code, other.exit_code] == [0, 0, 0]
    told = first.stdout
    assert sorted(QUESTIONS, key=told.index) == list(QUESTIONS)
    fits, contradicts, untold = (told.split(one)[1] for one in QUESTIONS[2:5])
    assert "2 flashes were found" in fits.split("WHAT CONTRADICTS")[0]
    assert "Nothing that was measured." in contradicts.split("WHAT CANNOT")[0]
    assert "The figure (33) cannot be checked from this clip" in " ".join(untold.split())
    assert told.count("\n  1. ") == told.count("\n  3. ") == 1
    assert "No archive was asked: there was no archive here at the time" in told
    assert (result / "analysis.json").read_bytes() == before
    assert first.stdout.splitlines()[-1] == again.stdout.splitlines()[-1]
    against = " ".join(other.stdout.split("WHAT CONTRADICTS")[1].split("WHAT CANNOT")[0].split())
    assert "the clip does not fit the sky" in against
    assert "altitude" in against
    assert "35.9300 N 36.6300 E" in against
    pages = sorted(one.name for one in result.glob("*.html"))
    assert pages == ["triage-2.html", "triage.html"]


def test_what_the_archive_said_then_is_told_with_what_it_is_older_than(
    run: Run, night: Path
) -> None:
    known = msgspec.structs.replace(
        search(match("confirmed", "2018-05-01", accepted=True)), sound=sound_search("2018-05-01")
    )
    clip = _with_result(night.with_name("seen.mp4"), findings_of(NIGHT, archive=known))
    unseen = _with_result(night.with_name("unseen.mp4"), findings_of(NIGHT, archive=search()))

    seen = run("triage", clip, "--claim", "This is old footage.", "--at", "2020-02-27").stdout
    empty = run("triage", unseen, "--claim", "This is old footage.").stdout

    assert "before.mp4" in seen.split("WHAT FITS")[0]
    assert "The same footage was put into this archive before that day" in " ".join(seen.split())
    assert "verify archive compare" in seen.split("NEXT")[1]
    assert "Elsewhere was not looked" in empty
    assert "Not among the 120 entries of this archive" in " ".join(empty.split())


def test_what_is_typed_and_named_is_text_on_the_page(run: Run, night: Path) -> None:
    named = night.with_name("a\u202e<img src=x onerror=alert(1)>.mp4")
    clip = _with_result(named, findings_of(NIGHT))

    result = run("triage", clip, "--claim", "The clip shows <script>two</script> \u202eflashes.")

    page = (clip.with_name(f"{clip.name}.verify") / "triage.html").read_text("utf-8")
    for text in (page, result.stdout):
        assert "\u202e" not in text
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_one_bad_file_is_reported_and_the_rest_go_on(run: Run, night: Path) -> None:
    Path("notes.mp4").write_text("no footage")

    several = run("triage", "notes.mp4", night, *CLAIM, "--json")
    alone = run("triage", "notes.mp4")

    assert (several.exit_code, alone.exit_code) == (1, 2)
    told = answer(several)
    (bad,), (good,) = told["failed"], told["results"]
    assert bad["file"] == "notes.mp4"
    assert good["claims"][0]["outcome"] in {"fits", "supports"}
    assert good["is_reused"] is True
    schema = json.loads((REPOSITORY / "docs" / "triage.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(good)


def test_a_result_of_another_file_is_left_as_it_is(run: Run, night: Path) -> None:
    result = night.with_name("night.mp4.verify")
    night.write_bytes(analyses.SHA256.encode())
    before = (result / "analysis.json").read_bytes()

    refused = run("triage", night)

    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert (result / "analysis.json").read_bytes() == before
    assert not (result / "triage.html").exists()


@pytest.mark.usefixtures("here")
def test_a_new_clip_is_inspected_and_its_result_used_again(
    run: Run, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_whole_run: bool
) -> None:
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home"))

    first = run("triage", clip, "-o", "result")
    if is_whole_run:
        run("archive", "add", clip)
    again = answer(run("triage", clip, "-o", "result", "--json"))

    assert first.exit_code == 0, first.stderr
    assert (tmp_path / "result" / "report.html").is_file()
    assert again["is_reused"] is True
    # The result is older than the archive, which is asked all the same.
    assert (again["archive"] is not None) is is_whole_run
    assert not is_whole_run or again["archive"]["query"]["is_in_archive"]


def test_places_and_claims_that_cannot_be_read_are_said_before_anything_is_decoded(
    run: Run, night: Path
) -> None:
    for typed, said in (
        (("--place", " "), "a name, such as Idlib"),
        (("--claim", " "), "a sentence"),
        (("--place", "95,10"), "90"),
    ):
        refused = run("triage", night, *typed)
        assert refused.exit_code == 2, typed
        assert said in refused.stderr


@pytest.mark.parametrize(
    "typed",
    [
        "27.02.2020 12:00",
        "2020-02-27 25:00",
        "2020-02-30 12:00",
        "2020-02-27 13:00/2020-02-27 12:00",
        "2020-02-27/2020-03-27",
        "12:00/13:00",
        "1969-02-27 12:00",
        "2024-03-31 03:10/2024-03-31 02:50",
        "2020-02-27 12:00Z/2020-02-27 13:00+25:00",
    ],
)
def test_a_time_that_cannot_be_read_is_refused_as_the_sky_refuses_it_before_any_work(
    run: Run, night: Path, typed: str
) -> None:
    asked = ("--place", "52.52,13.41", "--at", typed)

    refused = run("triage", night, *asked, "--outdoors")
    claimed = run("triage", night, "--at", typed, *CLAIM)
    sky = run("sky", "--lat", "52.52", "--lon", "13.41", "--at", typed)

    assert (refused.exit_code, claimed.exit_code, sky.exit_code) == (2, 2, 2)
    assert refused.stderr == claimed.stderr == sky.stderr
    assert (refused.stdout, claimed.stdout) == ("", "")
    assert not (night.with_name("night.mp4.verify") / "triage.html").exists()


def test_a_place_of_several_or_of_none_is_asked_for_in_a_way_that_triage_takes(
    run: Run, night: Path
) -> None:
    for name in ("Damascus", "Balyun, Syria"):
        refused = run("triage", night, "--place", name)

        assert refused.exit_code == 2
        assert "--lat" not in refused.stderr
        assert "a position such as 35.93,36.63" in refused.stderr

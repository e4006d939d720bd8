"""verify case place, hypothesis, weigh, checklist and recordings, as a user calls them."""

import json
from pathlib import Path

import msgspec
import pytest

from tests import analyses
from tests.cli.conftest import Run, answer
from verify.domain.case_file import CaseFile
from verify.domain.findings import Analysis
from verify.domain.sounds import DistanceBudget, FlashToBang, Sound, SoundKind

OTHER = "cd" * 32


@pytest.fixture
def case(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the id of a case with two clips."""
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home"))
    opened = str(answer(run("case", "new", "Night strike", "--json"))["case_id"])
    run("case", "add", opened, analyses.SHA256, OTHER)
    return opened


def _with_a_bang() -> Analysis:
    sound = Sound(
        onset_s=3.0,
        onset_error_s=0.002,
        snr_db=21.0,
        kind_hint=SoundKind.IMPULSIVE,
        hints=[],
        accepted=True,
        reason="loud",
    )
    budget = DistanceBudget(
        speed_of_sound_m_s=340.0,
        temperature_c=15.0,
        wind_m_s=7.0,
        av_offset_s=0.0,
        lines=[],
        error_m=13.6,
    )
    pair = FlashToBang(
        flash_index=0,
        sound_index=0,
        delay_s=1.0,
        distance_m=340.0,
        low_m=313.0,
        high_m=367.0,
        conditional=True,
        reason="one pair",
        budget=budget,
    )
    return analyses.an_analysis(
        sounds=[sound], audio_present=True, audio_silent=False, flash_to_bang=[pair]
    )


def _event(run: Run, *call: str) -> int:
    return int(answer(run("case", *call, "--json"))["event"])


def test_a_place_stands_beside_its_question_and_is_drawn(run: Run, case: str) -> None:
    Path("minaret.jpg").write_bytes(b"a picture of a minaret")
    at = ("place", case, "--clip", "abababab", "--at")
    given = run(
        *("case", *at, "35°55'50\"N 36°38'02\"E", "--radius", "10", "--known-by", "minaret"),
        *("--landmark", "minaret", "3.2", "10", "20", "30", "40", "minaret.jpg"),
        *("--landmark", "tower", "1:02", "1", "2", "3", "4", "https://example.org/t"),
        *("--facing", "45", "--links"),
    )

    assert given.exit_code == 0, given.stderr
    assert "of Idlib, Syria" in given.stdout
    assert "steps of 31 m, coarser than the radius" in given.stderr
    assert "Nothing is opened." in given.stdout
    assert "https://www.openstreetmap.org/?mlat=35.930556&mlon=36.633889" in given.stdout
    first = json.loads(run("case", "place", case, "--json").stdout)["places"][0]["event"]
    later = _event(
        run,
        *(*at, "35.9306,36.6339", "--radius", "100", "--known-by", "two of us, apart"),
        *("--instead-of", str(first)),
    )
    shown = run("case", "show", case).stdout
    beside = shown.split("3. Where was it filmed?")[1].split("4. When")[0]
    assert "within 100 m of 35.93060,36.63390; known by: two of us, apart; given by" in beside
    assert f"place before event {later}" in beside
    assert "looking 45 degrees (NE); known by: minaret" in beside
    assert "settles nothing by itself" in beside
    assert "No verdict yet on 4 of 4 claims" in shown

    drawn = run("case", "place", case, "--kml", "a.kml", "--geojson", "a.json")
    assert drawn.stdout.startswith("1 place drawn: a.kml")
    features = json.loads(Path("a.json").read_text())["features"]
    assert [one["properties"]["radius_m"] for one in features] == [100, 100]
    assert run("case", "place", case, "--kml", "a.kml").exit_code == 2
    assert run("case", "place", case, "--kml", "a.kml", "--force").exit_code == 0
    Path("linked.kml").symlink_to("a.kml")
    for taken in ("a.json", "linked.kml"):
        refused = run("case", "place", case, "--kml", taken, "--force")
        assert refused.exit_code == 2
        assert "is no result of Verify, so it was left as it is. Use --kml" in refused.stderr
    assert json.loads(Path("a.json").read_text())["features"] == features
    Path("mute.json").write_bytes(msgspec.json.encode(analyses.an_analysis()))
    mute = run("case", "place", case, "--geojson", "b.json", "--rings", "mute.json")
    assert "expected an analysis with distances from flash to bang" in mute.stderr
    Path("analysis.json").write_bytes(msgspec.json.encode(_with_a_bang()))
    ringed = run(
        *("case", "place", case, "--geojson", "a.json", "--rings", "analysis.json", "--force")
    )
    assert ringed.exit_code == 0, ringed.stderr
    shows = [
        one["properties"]["shows"] for one in json.loads(Path("a.json").read_text())["features"]
    ]
    assert "distance from flash to bang" in shows

    late = run(
        *("case", *at, "35,36", "--radius", "100", "--known-by", "mine"),
        *("--instead-of", str(first)),
    )
    assert late.exit_code == 1
    assert "two of us, apart" in late.stderr
    assert "You wrote: mine" in late.stderr
    assert run("case", "withdraw", case, str(later), "--reason", "another tower").exit_code == 0
    assert "place withdrawn by" in run("case", "place", case).stdout
    assert run("archive", "erase", str(first), "--reason", "a home", "--yes").exit_code == 0
    assert "words erased; given by" in run("case", "place", case).stdout
    assert run("check").exit_code == 0


NO_PLACE: list[tuple[tuple[str, ...], str]] = [
    (("--clip", "abababab"), "needs all of"),
    (("--facing", "4"), "needs all of"),
    (("--facing", "nan"), "nan is no number"),
    (("--clip", "abababab", "--at", "nan,2", "--radius", "10", "--known-by", "x"), "is 'nan,2'"),
    (("--rings", "x.json"), "--rings goes with"),
    (("--clip", "other.mp4", "--at", "1,2", "--radius", "10", "--known-by", "x"), "is no clip"),
    (("--clip", "abababab", "--at", "95,2", "--radius", "10", "--known-by", "x"), "-90 to 90"),
    (("--clip", "abababab", "--at", "1,2", "--radius", "11", "--known-by", "x"), "'11'"),
    (("--clip", "abababab", "--at", "1,2", "--radius", "10", "--known-by", " "), "is empty"),
    (
        (
            *("--clip", "abababab", "--at", "1,2", "--radius", "10", "--known-by", "x"),
            *("--instead-of", "1"),
        ),
        "is no place of this clip",
    ),
    (
        (
            *("--clip", "abababab", "--at", "1,2", "--radius", "10", "--known-by", "x"),
            *("--landmark", "m", "1", "0", "0", "0", "9", "https://x"),
        ),
        "left, top, width and height",
    ),
]


def test_what_is_no_place_is_refused_and_nothing_written(run: Run, case: str) -> None:
    for given, said in NO_PLACE:
        result = run("case", "place", case, *given)
        assert result.exit_code == 2, given
        assert said in result.stderr
    assert run("case", "place", case).stdout.startswith("No place was given yet")


def test_what_speaks_against_a_hypothesis_comes_first(run: Run, case: str) -> None:
    here = ("hypothesis", case, "--clip", "abababab")
    idlib, older = _event(run, *here, "Idlib, 2020"), _event(run, *here, "Elsewhere, in 2018")
    hold = ("evidence", case, "--claim", "3", "--stance", "supports")
    flash = _event(run, *hold, "--clip", "abababab", "--from", "3")
    copy = _event(run, *hold, "--clip", "cdcdcdcd", "--from", "3")
    dark = _event(run, *hold, "--observation", "It is dark")
    _event(run, "weigh", case, str(dark), "--for", str(idlib), "--for", str(older))
    _event(run, "weigh", case, str(copy), "--for", str(idlib))
    _event(
        run,
        *("weigh", case, str(flash), "--for", str(idlib), "--against", str(older)),
        *("--note", "that tower was built in 2019"),
    )
    newer = _event(run, *here, "Elsewhere, before 2020", "--instead-of", str(older))

    shown = run("case", "show", case).stdout

    of_older = shown.split(f"(event {newer})")[1]
    against = of_older.index("against it: event")
    assert against < of_older.index("for it: event")
    assert "that tower was built in 2019; weighed by" in of_older
    assert "of its earlier words" in of_older
    assert "before: Elsewhere, in 2018" in of_older
    table = [line.split() for line in shown.splitlines() if line.startswith("    ")]
    assert [str(flash), "+", "-*"] in table
    assert f"{dark:>5}  +  +*   tells nothing between them" in shown
    assert "for it: 2 pieces from 2 files of 1 to 2 recordings, cannot tell how many" in shown
    open_yet = run("case", "recordings", case)
    assert open_yet.stdout.startswith("2 files = 1 to 2 recordings, cannot tell how many.")
    assert (
        "not compared:\n      no name (abababababab) with no name (cdcdcdcdcdcd)" in open_yet.stdout
    )
    assert "To tell more: verify archive add the clips" in open_yet.stdout
    for call in (("--same", "abababab", "cdcdcdcd"), ("--reason", "x"), ("none.json",)):
        assert run("case", "recordings", case, *call).exit_code == 2
    _event(run, "recordings", case, "--same", "abababab", "cdcdcdcd", "--reason", "same shake")
    assert (
        "for it: 2 pieces from 2 files of 1 recording: they count once"
        in run("case", "show", case).stdout
    )
    assert answer(run("case", "recordings", case, "--json"))["at_most"] == 1
    assert "same: no name" in run("case", "recordings", case).stdout
    for call, code, said in (
        (("weigh", case, str(flash)), 2, "Name each hypothesis once"),
        (("weigh", case, str(flash), "--for", "1"), 2, "is no hypothesis"),
        (("weigh", case, "1", "--for", str(idlib)), 2, "is no evidence or place"),
        (("weigh", case, str(flash), "--for", str(older)), 1, "Elsewhere, before 2020"),
        ((*here, "x", "--instead-of", str(older)), 1, "You wrote: x"),
        (("hypothesis", case, "--clip", "cdcdcdcd", "x", "--instead-of", str(idlib)), 2, "on this"),
    ):
        result = run("case", *call)
        assert result.exit_code == code, call
        assert said in result.stderr
    run("case", "withdraw", case, str(newer), "--reason", "no such town")
    assert "Hypothesis withdrawn by" in run("case", "show", case).stdout
    file = msgspec.json.decode(run("case", "show", case, "--json").stdout, type=CaseFile)
    assert [one.event for one in file.standing_hypotheses()] == [idlib]


def test_a_checklist_says_what_is_open_and_keeps_every_answer(run: Run, case: str) -> None:
    told = ("checklist", case, "1", "--note")
    _event(run, *told, "Sent by Omar; call him", "--status", "partly")
    assert "Open: 5 items, 1, 2, 3, 4 and 5." in run("case", "show", case).stdout
    run("case", *told, "Omar filmed it, by phone", "--status", "answered")

    shown = run("case", "checklist", case).stdout

    assert shown.index("Omar filmed it") < shown.index("before: partly, says")
    assert "Open: 4 items, 2, 3, 4 and 5." in shown
    asked = shown.splitlines()[1].strip().removeprefix("1. ")
    Path("ours.txt").write_text(f"# desk\n\nMay we publish it?\n{asked}\n", "utf-8")
    own = run("case", "checklist", case, "--items", "ours.txt").stdout
    assert "Open: 1 item, 1." in own
    assert "answered, says" in own
    listed = answer(run("case", "checklist", case, "--json"))["items"]
    assert [(one["is_open"], len(one["answers"])) for one in listed] == [(True, 0), (False, 2)]
    Path("other.txt").write_text("Only this?\n", "utf-8")
    assert (
        "no longer asked: Source" in run("case", "checklist", case, "--items", "other.txt").stdout
    )
    for content, said in (
        (b"", "has no item"),
        (b"a\na\n", "has an item twice"),
        (b"\xff\xfe", "is no text in UTF-8"),
        (b"x" * 400, "has an item of more than 300"),
        (b"\n".join(b"%d" % one for one in range(101)), "more than 100 items"),
    ):
        Path("bad.txt").write_bytes(content)
        result = run("case", "checklist", case, "--items", "bad.txt")
        assert result.exit_code == 2
        assert said in result.stderr
    assert run("case", "checklist", case, "7", "--status", "open", "--note", "x").exit_code == 2
    assert run("case", "checklist", case, "1").exit_code == 2


def test_a_desks_own_checklist_stands_in_every_case_it_opens(run: Run, case: str) -> None:
    assert case
    Path("home", "checklist.txt").write_text("من صوّرها؟\n", "utf-8")

    opened = answer(run("case", "new", "Another", "--json"))["case_id"]

    assert "1. من صوّرها؟" in run("case", "show", opened).stdout
    assert run("check").exit_code == 0


def test_an_empty_name_is_not_taken_for_the_account(run: Run, case: str) -> None:
    for name in ("", "  ", "x" * 201):
        refused = run("case", "note", case, "seen", "--as", name)

        assert refused.exit_code == 2
        assert "--as is" in refused.stderr
        assert "a name of 1 to 200 characters" in refused.stderr


def test_a_closed_case_says_so_and_takes_further_words(run: Run, case: str) -> None:
    run("case", "close", case, "--reason", "published")
    assert "Closed by" in run("case", "show", case).stdout
    assert run("case", "close", case, "--reason", "again").exit_code == 2
    assert run("case", "note", case, "a reader called").exit_code == 0

    run("case", "close", case, "--reason", "a reader called", "--reopen")

    shown = run("case", "show", case)
    assert "Closed by" not in shown.stdout
    whole = answer(run("case", "show", case, "--json"))
    assert [one["is_closed"] for one in whole["closings"]] == [True, False]
    assert run("check").exit_code == 0

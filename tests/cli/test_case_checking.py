"""verify case check, accept and reject: what is proposed, and what people make of it."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import Result

from tests import analyses
from tests.casework.checks.clips import DAY, IDLIB, NIGHT, flashes, match, search, sky
from tests.casework.checks.clips import clip as findings_of
from tests.cli.conftest import Run, answer
from verify.domain import standing
from verify.domain.case_file import CaseFile
from verify.domain.evidence import FindingItem, MatchItem, SkyItem, WordsItem
from verify.domain.findings import Analysis
from verify.workbench.cases import own_sky

OTHER = "cd" * 32
ON_CLIP = "The video shows at least two flashes."
ON_EVENT = "At least two flashes lit up the town of Idlib at 22:00 on Sunday, 27 February 2020."
TOLL = "33 soldiers were killed by a Su-24."


@pytest.fixture
def case(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the id of a case with a dark clip of four flashes; claims 5 to 7 are typed."""
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home"))
    place = sky("2020-02-27 22:00", IDLIB).place
    monkeypatch.setattr(own_sky, "find_place", lambda _: place)
    case = str(answer(run("case", "new", "Night strike", "--json"))["case_id"])
    run("case", "add", case, analyses.SHA256)
    run("case", "claim", case, ON_CLIP, "--about", "clip")
    run("case", "claim", case, ON_EVENT, TOLL)
    _write(findings_of(NIGHT, flashes=flashes(4)))
    return case


def _write(analysis: Analysis, name: str = "clip.verify") -> Path:
    folder = Path(name)
    folder.mkdir(exist_ok=True)
    of_now = msgspec.structs.replace(analysis, tool=analyses.TOOL_OF_NOW)
    (folder / "analysis.json").write_bytes(msgspec.json.encode(of_now))
    return folder


def _check(run: Run, case: str, *typed: str) -> dict[str, Any]:
    checks: list[dict[str, Any]] = answer(run("case", "check", case, *typed, "--json"))["checks"]
    return checks[-1]


def _outcomes(made: dict[str, Any]) -> dict[int, str]:
    return {one["claim"]: one["outcome"] for one in made["claims"]}


def _name(made: dict[str, Any], claim: int, check: str) -> str:
    """Return the name of the first proposal of a check on a claim."""
    number = 0
    for checked in made["claims"]:
        for proposal in checked["proposals"]:
            number += 1
            if (checked["claim"], proposal["check"]) == (claim, check):
                return f"{made['event']}.{number}"
    raise LookupError(check)


def _settle(run: Run, case: str, claim: str, *clip: str) -> Result:
    return run(
        *("case", "verdict", case, "likely", "--claim", claim, "--reason", "landmarks"), *clip
    )


def _file(run: Run, case: str) -> CaseFile:
    return msgspec.json.decode(run("case", "show", case, "--json").stdout, type=CaseFile)


def test_every_claim_ends_with_an_outcome_and_the_same_check_writes_nothing_new(
    run: Run, case: str
) -> None:
    shown = run("case", "check", case, "clip.verify")
    first = _check(run, case, "clip.verify")
    again = run("case", "check", case, "clip.verify")

    assert shown.exit_code == 0, shown.stderr
    assert _outcomes(first) == {
        1: "cannot_tell",
        2: "silent",
        3: "cannot_tell",
        4: "cannot_tell",
        5: "supports",
        6: "contradicts",
        7: "silent",
    }
    assert "nothing new was written" in again.stderr
    assert len(_file(run, case).checks) == 1
    for said in (
        "Where and when it was filmed is open (claims 3 and 4)",
        "27 February 2020 was a Thursday, it says Sunday.",
        "rests on analysis /flashes: 4 accepted, 0 rejected",
        "would mislead",
        "The type (Su-24) cannot be checked from this clip",
        "These are proposals; a verdict is a person's.",
    ):
        assert said in shown.stdout
    assert "checked, clip abababababab: supported. 4 flashes" in run("case", "show", case).stdout
    assert run("check").exit_code == 0


def test_what_is_accepted_names_its_finding_and_the_rest_is_turned_down(
    run: Run, case: str
) -> None:
    made = _check(run, case, "clip.verify")
    count, calendar = _name(made, 5, "count"), _name(made, 6, "calendar")
    dark, toll = _name(made, 6, "sky"), _name(made, 7, "untestable")
    content = Path("clip.verify/analysis.json").read_bytes()

    accepted = run("case", "accept", case, count, calendar, dark, "--weight", "medium")
    twice = run("case", "accept", case, count)
    unfounded = run("case", "accept", case, toll)
    declined = run("case", "reject", case, toll, "--reason", "Not from footage")
    both = run("case", "reject", case, count, "--reason", "no")

    assert accepted.exit_code == 0, accepted.stderr
    assert f"{count}: evidence on claim 5, supports" in accepted.stdout
    assert f"{calendar}: evidence on claim 6, contradicts" in accepted.stdout
    assert f"{dark}: evidence on claim 6, context" in accepted.stdout
    assert [twice.exit_code, unfounded.exit_code, declined.exit_code] == [1, 2, 0]
    assert "is evidence already" in twice.stderr
    assert "rests on no finding" in unfounded.stderr
    assert both.exit_code == 1
    found, words, light = _file(run, case).evidence
    assert isinstance(found.item, FindingItem)
    assert found.item.value == made["findings"]["/flashes"]
    assert found.item.analysis_sha256 == hashlib.sha256(content).hexdigest()
    assert found.item.tool == analyses.TOOL_OF_NOW
    assert str(found.proposal) == count
    assert isinstance(words.item, WordsItem)
    assert [type(item) for item in light.items] == [FindingItem, SkyItem]
    shown = run("case", "show", case).stdout
    assert f"as proposal {count} says" in shown
    assert "turned down by" in run("case", "check", case, "clip.verify").stdout
    unseen = run("case", "reject", case, toll, "--reason", "Nor from words")
    turned_down = _file(run, case).declined[-1].event
    assert "because: Not from footage\nNothing was written." in unseen.stderr
    assert f"add --instead-of {turned_down}." in unseen.stderr
    anew = ("--reason", "Nor from words", "--instead-of", str(turned_down))
    assert run("case", "reject", case, toll, *anew).exit_code == 0
    # Taken back, it may be taken up again; what was decided stays with the next check.
    run("case", "withdraw", case, str(found.event), "--reason", "Look again")
    _check(run, case, "clip.verify", "--outdoors")
    assert run("case", "accept", case, count).exit_code == 0


def test_nothing_on_a_clip_raises_a_claim_on_the_event_before_the_link_is_settled(
    run: Run, case: str
) -> None:
    run("case", "claim", case, ON_EVENT.replace("Sunday", "Thursday"), "--instead-of", "6")
    opened = _check(run, case, "clip.verify")
    name = _name(opened, 8, "count")
    finding = ("--finding", "clip.verify/analysis.json#/flashes/0")

    refused = run("case", "accept", case, name, "--stance", "supports")
    by_hand = run("case", "evidence", case, "--claim", "8", "--stance", "supports", *finding)
    moment = run(
        *("case", "evidence", case, "--claim", "8", "--stance", "supports"),
        *("--clip", analyses.SHA256, "--from", "1"),
    )
    link = run("case", "evidence", case, "--claim", "3", "--stance", "supports", *finding)
    _settle(run, case, "3")
    half = run("case", "accept", case, name, "--stance", "supports")
    _settle(run, case, "4")
    settled = _check(run, case, "clip.verify")
    kept = run("case", "claim", case, "--instead-of", "7", "--about", "clip")

    count = next(one for one in opened["claims"] if one["claim"] == 8)["proposals"][0]
    assert _outcomes(opened)[8] == "fits"
    assert "nobody has settled" in " ".join(
        one["why"] for checked in opened["claims"] for one in checked["proposals"]
    )
    assert count["outcome"] == "fits"
    for one in (refused, by_hand, moment, half):
        assert one.exit_code == 2
        assert "nobody has settled" in one.stderr
    assert "claims 3 and 4 on where and when" in refused.stderr
    assert link.exit_code == 2
    assert "no measurement supports" in link.stderr
    assert settled["is_link_settled"] is True
    assert kept.exit_code == 0
    assert f"9. {TOLL} [about the clip]" in run("case", "show", case).stdout
    assert run("case", "claim", case, "--instead-of", "9").exit_code == 2
    taken = run("case", "accept", case, _name(settled, 8, "count"))
    assert "evidence on claim 8, supports" in taken.stdout

    verdict = ("case", "verdict", case, "miscaptioned", "--clip", analyses.SHA256)
    run(*verdict, "--reason", "another town")
    shown = run("case", "show", case).stdout
    assert "whether the clip is tied to the event was judged anew" in shown
    again = run("case", "evidence", case, "--claim", "8", "--stance", "supports", *finding)
    assert "of another event" in again.stderr


def test_of_several_clips_a_verdict_on_the_link_is_of_the_one_it_names(run: Run, case: str) -> None:
    other = msgspec.structs.replace(findings_of(DAY).footage, sha256=OTHER)
    _write(findings_of(DAY, footage=other), "other.verify")
    for number in ("3", "4"):
        _settle(run, case, number)
    run("case", "add", case, OTHER)

    first, second = (_check(run, case, name) for name in ("clip.verify", "other.verify"))
    unnamed = _settle(run, case, "5", "--clip", OTHER)
    assert "settles none of them" in _settle(run, case, "1").stderr
    for number in ("3", "4"):
        assert not _settle(run, case, number, "--clip", "cdcdcdcd").stderr

    assert (first["is_link_settled"], second["is_link_settled"]) == (True, False)
    assert unnamed.exit_code == 2
    assert "the claim is not about the link" in unnamed.stderr
    assert _check(run, case, "other.verify")["is_link_settled"] is True
    assert "likely of clip cdcdcdcdcdcd, says" in run("case", "show", case).stdout


def test_evidence_and_checks_go_stale_visibly(
    run: Run, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _check(run, case, "clip.verify")
    run("case", "accept", case, _name(made, 5, "count"), _name(made, 6, "sky"))
    assert "stale" not in run("case", "show", case).stdout

    _write(findings_of(NIGHT, flashes=flashes(5)))
    run("case", "check", case, "clip.verify")
    later = run("case", "show", case).stdout
    _write(findings_of(NIGHT, flashes=flashes(4)))
    run("case", "check", case, "clip.verify")
    back = run("case", "show", case).stdout
    with monkeypatch.context() as patch:
        patch.setitem(standing.VERSIONS, "checks", 99)  # type: ignore[attr-defined]
        patch.setitem(standing.VERSIONS, "flashes", 99)  # type: ignore[attr-defined]
        newer = run("case", "show", case).stdout
    run("case", "claim", case, "The video shows at least three flashes.", "--instead-of", "5")
    reworded = run("case", "show", case).stdout

    assert later.count("(stale: it is another one in the analysis of event") == 1
    assert "stale" not in back
    assert newer.count("(stale: this version has another method: flashes;") == 1
    assert "checks has another version by now" in newer
    assert "claims were added or worded anew: 8" in reworded
    gone = run("case", "accept", case, _name(made, 5, "count"))
    assert gone.exit_code == 2
    assert "is no proposal that stands" in gone.stderr


def test_the_archives_answer_is_held_against_new_footage(run: Run, case: str) -> None:
    run("case", "claim", case, "The video is new footage of the strike.", "--about", "clip")
    answered = search(match("confirmed", "2018-05-01"))
    _write(findings_of(NIGHT, archive=answered))

    made = _check(run, case, "clip.verify", "--event-day", "2020-02-27")
    name = _name(made, 8, "archive")
    run("case", "accept", case, name)

    assert made["archive_asked"] == "with_the_analysis"
    assert made["matches"] == {"/matches/0": OTHER}
    assert _outcomes(made)[8] == "contradicts"
    (evidence,) = _file(run, case).evidence
    assert evidence.item == MatchItem(clip_sha256=analyses.SHA256, match_sha256=OTHER)
    # What was said once holds until it is said otherwise.
    assert _check(run, case, "clip.verify", "--indoors")["event_day"] == "2020-02-27"
    for slip in ("0001-01-01", "9999-12-31"):
        refused = run("case", "check", case, "clip.verify", "--event-day", slip)
        assert (refused.exit_code, "a day from 1888 to today" in refused.stderr) == (2, True)


def test_words_alone_need_no_clip_and_erased_ones_are_gone(run: Run, case: str) -> None:
    made = _check(run, case)

    assert made["clip_sha256"] is None
    assert _outcomes(made)[6] == "contradicts"
    assert run("archive", "erase", str(made["event"]), "--reason", "court", "--yes").exit_code == 0
    file = _file(run, case)
    assert file.checks[0].claims is None
    assert "checked" not in run("case", "show", case).stdout
    assert run("case", "accept", case, f"{made['event']}.1").exit_code == 2
    assert len(_check(run, case)["claims"]) == 7


def test_a_result_that_is_none_of_the_case_is_refused_in_a_sentence(run: Run, case: str) -> None:
    other = msgspec.structs.replace(findings_of(DAY).footage, sha256=OTHER)
    _write(findings_of(DAY, footage=other), "other.verify")
    Path("text.json").write_text("{}")

    for typed, said in (
        ("other.verify", "is no clip of case"),
        ("text.json", "is no analysis that this version reads"),
        ("nowhere.verify", "does not exist"),
    ):
        refused = run("case", "check", case, "clip.verify", typed)
        assert refused.exit_code == 2
        assert said in refused.stderr
    assert not _file(run, case).checks
    for name in ("1", "1.1", "x", "0.0"):
        assert run("case", "accept", case, name).exit_code == 2

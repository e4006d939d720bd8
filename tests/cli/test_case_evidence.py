"""verify case evidence and withdraw, as a user calls them."""

from pathlib import Path

import msgspec
import pytest

from tests import analyses
from tests.cli.conftest import Run, answer
from tests.storage.footage import REPORTER, key_of, new_entry
from verify.domain import methods
from verify.domain.case_file import CaseFile
from verify.domain.evidence import FindingItem, OffsetItem
from verify.domain.methods import METHOD_VERSION, VERSIONS
from verify.domain.sync import Offset, Pair, Sync
from verify.jobs.synchrony import comparing_tool
from verify.workbench.archive.shelf import opened

NOW = analyses.TOOL_OF_NOW
OLD = msgspec.structs.replace(
    NOW, version="0.0.1", parameters={**NOW.parameters, "flashes": {METHOD_VERSION: 0}}
)


@pytest.fixture
def case(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the id of a case with a clip, of which there is an analysis; an entry is beside."""
    home = tmp_path / "home"
    monkeypatch.setenv("VERIFY_HOME", str(home))
    with opened(home, f"sqlite:///{home / 'verify.db'}", REPORTER, makes=True) as shelf:
        shelf.store.add(new_entry("fire.mp4"), REPORTER)
    case = str(answer(run("case", "new", "Night strike", "--json"))["case_id"])
    run("case", "add", case, analyses.SHA256)
    analysis = analyses.an_analysis(tool=OLD)
    Path("analysis.json").write_bytes(msgspec.json.encode(analysis))
    return case


def test_each_kind_of_evidence_stands_under_its_claim(run: Run, case: str) -> None:
    Path("letter.pdf").write_bytes(b"a letter")
    (written,) = msgspec.json.decode(Path("analysis.json").read_bytes())["flashes"]
    run("case", "claim", case, "The clip shows a flash", "--about", "clip")
    run("reverse", "record", "a" * 64, "--engine", "Baidu", "--result", "nothing")
    asked = answer(run("archive", "log", "a" * 64, "--json"))["events"][0]["sequence"]
    for given in (
        ("supports", "--finding", "analysis.json#/flashes/0", "--weight", "strong"),
        ("context", "--clip", "abababab", "--from", "1:02.5", "--to", "1:04"),
        ("context", "--clip", analyses.SHA256, "--from", "3", "--box", "1", "2", "30", "40"),
        ("contradicts", "--clip", "abababab", "--match", "fire.mp4", "--note", "Same fire, 2018"),
        ("context", "--file", "letter.pdf"),
        ("context", "--link", "https://example.org/p/1"),
        ("context", "--reverse", str(asked)),
        ("contradicts", "--observation", "The street lamps are lit"),
    ):
        result = run("case", "evidence", case, "--claim", "5", "--stance", *given)
        assert result.exit_code == 0, result.stderr
    last = result.stdout.split("event ")[1].rstrip(").\n")
    assert run("case", "withdraw", case, last, "--reason", "Another street").exit_code == 0

    shown = run("case", "show", case).stdout

    assert "evidence for it, strong; flash at 0:02.000 ± 0.040 s" in shown
    assert "(finding /flashes/0 of clip abababababab, by version 0.0.1) (stale: " in shown
    assert "(stale: this version has another method: flashes; inspect" in shown
    assert "clip abababababab at 00:01:02.500 to 00:01:04.000; given by" in shown
    assert "at 00:00:03.000, box 1, 2, 30, 40 px" in shown
    against = f"clip abababababab beside entry {key_of('fire.mp4')[:12]}"
    assert f"evidence against it: Same fire, 2018; {against}; given by" in shown
    assert "file letter.pdf, 8 bytes, SHA-256" in shown
    assert "link https://example.org/p/1" in shown
    assert f"outcome of a reverse search (event {asked})" in shown
    assert "Another street; was against it; observed: The street lamps are lit" in shown
    whole = msgspec.json.decode(run("case", "show", case, "--json").stdout, type=CaseFile)
    first = whole.evidence[0].item
    assert isinstance(first, FindingItem)
    assert (first.value, first.tool) == (written, OLD)
    again = run("case", "withdraw", case, last, "--reason", "Once more")
    assert again.exit_code == 2
    assert "is no evidence in case" in again.stderr
    number = whole.evidence[3].event
    assert run("archive", "erase", str(number), "--reason", "court", "--yes").exit_code == 0
    assert "evidence against it; words erased; given by" in run("case", "show", case).stdout
    assert run("check").exit_code == 0


def _synced() -> None:
    """Lay down what verify sync --json prints of two clips."""
    clear = Offset(offset_s=-1.25, error_s=0.02, confidence=3.1, accepted=True, reason="4 rises")
    pair = Pair(
        a="night.mp4",
        b="roof.mp4",
        a_sha256=analyses.SHA256,
        b_sha256="cd" * 32,
        light=clear,
        sound=msgspec.structs.replace(clear, accepted=False, reason="too little agrees"),
        drift_ppm=None,
        meaning="Both saw four flashes.",
    )
    synced = Sync(tool=comparing_tool(NOW), pairs=[pair])
    Path("sync.json").write_bytes(msgspec.json.encode(synced))


def test_how_the_clocks_of_two_clips_lie_is_evidence_and_goes_stale_with_its_method(
    run: Run, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _synced()
    given = ("evidence", case, "--claim", "4", "--stance", "context", "--weight", "medium")
    outside = run("case", *given, "--offset", "sync.json#/pairs/0/light")
    assert outside.exit_code == 2
    assert "roof.mp4 is no clip of case" in outside.stderr
    run("case", "add", case, "cd" * 32)

    held = run("case", *given, "--offset", "sync.json#/pairs/0/light", "--note", "One event")

    assert held.exit_code == 0, held.stderr
    whole = msgspec.json.decode(run("case", "show", case, "--json").stdout, type=CaseFile)
    item = whole.evidence[0].item
    assert isinstance(item, OffsetItem)
    assert (item.clip_sha256, item.other_sha256) == (analyses.SHA256, "cd" * 32)
    assert (item.by, item.offset_s, item.error_s, item.confidence) == ("light", -1.25, 0.02, 3.1)
    assert item.tool.parameters["sync"] == {"method_version": VERSIONS["sync"]}
    shown = run("case", "show", case).stdout
    assert (
        "evidence beside it, medium: One event; one moment is at -1.2500 s ± 0.0200 s in clip "
        "cdcdcdcdcdcd against clip abababababab, by light; 3.1 times clearer than any other"
    ) in shown
    assert "stale" not in shown
    monkeypatch.setattr(methods, "VERSIONS", {**VERSIONS, "sync": 99})
    shown = run("case", "show", case).stdout
    assert "(stale: this version has another method: sync; inspect the clip again" in shown
    assert run("check").exit_code == 0


NO_EVIDENCE: list[tuple[tuple[str, ...], str]] = [
    ((), "Name one thing"),
    (("--link", "x", "--observation", "y"), "Name one thing"),
    (("--link", "x", "--clip", "abababab"), "--clip goes with"),
    (("--observation", "x", "--to", "3"), "--to and --box with --from"),
    (("--from", "3"), "--clip goes with"),
    (("--clip", "abababab", "--from", "3", "--to", "3"), "a time after --from"),
    (("--clip", "abababab", "--from", "3", "--box", "0", "0", "0", "9"), "left, top, width"),
    (("--clip", "other.mp4", "--from", "3"), "other.mp4 is no clip of case"),
    (("--clip", "abababab", "--match", "other"), "No entry of the archive"),
    (("--finding", "analysis.json"), "names no single finding"),
    (("--finding", "analysis.json#flashes"), "names no single finding"),
    (("--finding", "analysis.json#/flashes/0/kind/x"), "names no single finding"),
    (("--finding", "analysis.json#/flashes/7"), "names no single finding"),
    (("--finding", "other.json#/flashes/0"), "other.json does not exist"),
    (("--finding", "folder#/flashes/0"), "folder/analysis.json does not exist"),
    (("--finding", "broken.json#/flashes/0"), "is no analysis that this version reads"),
    (("--finding", "another.json#/flashes/0"), "is no clip of case"),
    (("--offset", "sync.json"), "FILE#/pairs/0/light"),
    (("--offset", "sync.json#/pairs/0/drift"), "FILE#/pairs/0/light"),
    (("--offset", "sync.json#/pairs/0/sound"), "No offset by sound of pair 0"),
    (("--offset", "sync.json#/pairs/1/light"), "No offset by light of pair 1"),
    (("--offset", "sync.json#/pairs/0/light"), "roof.mp4 is no clip of case"),
    (("--offset", "broken.json#/pairs/0/light"), "is not what verify sync --json of this version"),
    (("--offset", "x", "--link", "y"), "Name one thing"),
    (("--reverse", "1"), "an event of verify reverse record"),
    (("--link", " "), "The address is empty"),
    (("--observation", " "), "The observation is empty"),
    (("--observation", "x", "--note", "x" * 10_001), "The note has 10,001 characters"),
]


def test_what_is_no_evidence_is_refused_in_a_sentence(run: Run, case: str) -> None:
    _synced()
    Path("folder").mkdir()
    Path("broken.json").write_text("{}")
    other = msgspec.structs.replace(analyses.an_analysis().footage, sha256="cd" * 32)
    Path("another.json").write_bytes(msgspec.json.encode(analyses.an_analysis(footage=other)))

    for given, said in NO_EVIDENCE:
        result = run("case", "evidence", case, "--claim", "1", "--stance", "context", *given)
        assert result.exit_code == 2, given
        assert said in result.stderr
    assert answer(run("case", "show", case, "--json"))["evidence"] == []


def test_evidence_for_old_words_is_not_evidence_for_new_ones(run: Run, case: str) -> None:
    run("case", "claim", case, "Who was behind the camera?", "--instead-of", "2")

    late = run("case", "evidence", case, "--claim", "2", "--stance", "context", "--link", "x")

    assert late.exit_code == 1
    assert "Claim 2 was worded anew" in late.stderr
    assert "claim 5" in late.stderr

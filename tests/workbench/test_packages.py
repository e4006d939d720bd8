"""Packages of a case: the same bytes each time, checked without us, told to whom they are for."""

import json
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import jsonschema
import msgspec
import pytest

from tests.conftest import REPOSITORY
from tests.workbench.packed import (
    SECRETS,
    case_in,
    faults_in,
    mend_lists,
    packed,
)
from verify.domain.custody import Action, Event
from verify.domain.errors import BadParameterError
from verify.domain.exchange_errors import FileTakenError
from verify.domain.package_errors import BrokenCaseError
from verify.domain.packages import Edition, ExportForm
from verify.domain.releasing import Release, handle_name
from verify.domain.verdicts import VerdictWord
from verify.storage.case_records import words_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases import writing
from verify.workbench.cases.exporting import export_package
from verify.workbench.cases.handing_over import hand_over
from verify.workbench.cases.opening import cases, read_case


def test_one_state_of_a_case_is_the_same_bytes_however_often_it_is_exported(
    shelf: Shelf, case_id: str, whole: Path, tmp_path: Path
) -> None:
    first = packed(shelf, case_id, tmp_path / "first.zip").read_bytes()
    second = packed(shelf, case_id, tmp_path / "second.zip").read_bytes()

    assert first == second
    with zipfile.ZipFile(tmp_path / "first.zip") as file:
        names = {name.partition("/")[2]: file.read(name) for name in file.namelist()}
    there = {file.relative_to(whole).as_posix(): file for file in whole.rglob("*")}
    assert names == {name: file.read_bytes() for name, file in there.items() if file.is_file()}
    with pytest.raises(FileTakenError):
        packed(shelf, case_id, tmp_path / "first.zip")
    with pytest.raises(FileTakenError, match="Name another folder"):
        packed(shelf, case_id, whole)
    assert (tmp_path / "first.zip").read_bytes() == first
    assert sorted(file.name for file in tmp_path.iterdir()) == ["first.zip", "second.zip"]


def test_a_package_is_a_bag_of_version_1_with_both_sums(whole: Path) -> None:
    with warnings.catch_warnings():
        # It imports pkg_resources, which warns of its own end.
        warnings.simplefilter("ignore")
        import bagit

    bag = bagit.Bag(str(whole))

    bag.validate()
    assert bag.version_info == (1, 0)
    assert sorted(bag.algorithms) == ["sha256", "sha512"]
    assert "data/events.jsonl" in bag.payload_entries()


def _run(package: Path, commands: list[str]) -> list[bool]:
    """Return for each command whether it ended well, run in the package."""
    return [
        subprocess.run(
            ["bash", "-e", "-c", each], cwd=package, capture_output=True, check=False
        ).returncode
        == 0
        for each in commands
    ]


def _commands(package: Path) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", (package / "README.md").read_text(), re.DOTALL)


def test_the_commands_of_its_readme_check_it_and_find_a_changed_event(
    package: Path, shelf: Shelf, case_id: str, tmp_path: Path, is_whole_run: bool
) -> None:
    commands = _commands(package)
    assert len(commands) == 6
    assert _run(package, ["\n".join(commands)]) == [True]
    assert faults_in(package) == []
    if not is_whole_run:
        return
    if shutil.which("shasum"):
        sums = re.sub(r"sha(256|512)sum", r"shasum -a \1", commands[0].replace(" --quiet", ""))
        assert _run(package, [sums]) == [True]
    events = package / "data" / "events.jsonl"
    events.write_bytes(events.read_bytes().replace(b"Filmed in 2018", b"Filmed in 2019"))
    assert _run(package, commands[:1]) == [False]
    mend_lists(package)
    (package / "data" / "more.txt").write_text("more")

    # Lists were mended, so they do not show it; the added file, signature and event do.
    assert _run(package, [commands[n] for n in (0, 1, 2, 4)]) == [True, False, False, False]
    public = packed(shelf, case_id, tmp_path / "public", Edition.PUBLIC)
    assert _run(public, _commands(public)) == [True] * 6


def test_the_public_edition_tells_nothing_of_sources_and_keeps_the_author_of_a_verdict(
    shelf: Shelf, case_id: str, tmp_path: Path
) -> None:
    package = packed(shelf, case_id, tmp_path / "public", Edition.PUBLIC)

    content = "\n".join(
        file.read_bytes().decode("utf-8", "replace")
        for file in package.rglob("*")
        if file.is_file() and file.name != "README.md"
    )
    assert [word for word in (*SECRETS, "strike.md") if word in content] == []
    case = json.loads((package / "data" / "case.json").read_text())
    schema = json.loads((REPOSITORY / "docs" / "case.schema.json").read_text())
    jsonschema.validate(case, schema)
    assert case["notes"] == []
    assert case["articles"][0]["untrusted_text"] is None
    assert {verdict["actor"]["untrusted_name"] for verdict in case["verdicts"]} == {"Leyla"}
    assert [one["item"]["kind"] for one in case["evidence"]] == ["file", "link", "moment", "moment"]
    lines = (package / "data" / "events.jsonl").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    told = [event for event in events if "actor" in event]
    assert {event["action"] for event in told} == {"verdict_given"}
    assert len(told) == 2 < len(events)


def test_names_of_accounts_are_shown_to_anybody_only_where_a_person_said_so(
    shelf: Shelf, tmp_path: Path
) -> None:
    number = case_in(shelf, tmp_path)
    (opening,) = [one for one in cases(shelf) if one.case_id == number]
    said = "First posted by @night.owl at https://x.com/night_owl, says @Idlib.Now"
    writing.word_claims(shelf, opening, [said])
    claim = read_case(shelf, opening).claims[-1].number
    writing.give_verdict(shelf, opening, VerdictWord.FALSE, "no, @night.owl", claim=claim)

    def told(name: str) -> str:
        packed(shelf, number, tmp_path / name, Edition.PUBLIC)
        files = (tmp_path / name).rglob("*.json*")
        reviews = hand_over(
            shelf, opening, tmp_path / f"{name}.r", ExportForm.CLAIM_REVIEW, Edition.PUBLIC
        )
        return "".join(map(Path.read_text, (*files, Path(reviews.file))))

    undecided = told("undecided")
    assert not re.search("night.owl|Idlib.Now", undecided)
    assert "First posted by [account left out] at https://x.com/[account left out]" in undecided
    words = words_of(decided_on=handle_name("@night.owl"), release=Release.KEEP)
    shelf.store.record(Action.RELEASE_DECIDED, number, words, shelf.actor)
    kept = told("kept")
    assert "posted by @night.owl at https://x.com/[account left out], says [account" in kept
    assert '"verdict\\":\\"false\\"' in kept
    assert '"verdict\\":\\"false\\"' not in undecided
    words = words_of(decided_on=handle_name("@Idlib.Now"), release=Release.DROP)
    shelf.store.record(Action.RELEASE_DECIDED, number, words, shelf.actor)
    assert "First posted" not in told("dropped")


def test_a_package_tells_of_the_case_as_it_stood_and_the_log_of_the_package(
    shelf: Shelf, tmp_path: Path
) -> None:
    number = case_in(shelf, tmp_path)
    (opening,) = [one for one in cases(shelf) if one.case_id == number]
    before = list(shelf.store.events(number))[-1]
    written = export_package(shelf, opening, tmp_path / "a.zip", Edition.INTERNAL)
    writing.note(shelf, opening, "One more")

    at = before.recorded_utc
    again = export_package(shelf, opening, tmp_path / "b.zip", Edition.INTERNAL, at=at)

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert (written.told_to, again.told_to) == (before.sequence, before.sequence)
    event = shelf.store.event(written.event)
    assert event.action is Action.EXPORTED
    assert event.payload is not None
    assert event.payload["package_sha256"] == written.package_sha256
    with pytest.raises(BadParameterError, match="after the case was opened"):
        export_package(
            shelf,
            opening,
            tmp_path / "c.zip",
            Edition.INTERNAL,
            at=opening.recorded_utc - timedelta(seconds=1),
        )


def test_a_case_whose_log_was_altered_is_not_signed(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = case_in(shelf, tmp_path)
    read = shelf.store.events

    def altered(subject: str | None = None, after: int = 0) -> Iterator[Event]:
        for event in read(subject, after):
            is_note = event.action is Action.NOTED and subject == number
            yield msgspec.structs.replace(event, payload={"a": 1}) if is_note else event

    monkeypatch.setattr(shelf.store, "events", altered)

    with pytest.raises(BrokenCaseError, match="Run verify check"):
        packed(shelf, number, tmp_path / "package")
    assert not (tmp_path / "package").exists()


def test_erased_words_are_in_no_package_and_the_rest_still_checks(
    shelf: Shelf, tmp_path: Path
) -> None:
    number = case_in(shelf, tmp_path)
    noted = next(e for e in shelf.store.events(number) if e.action is Action.NOTED)
    shelf.store.erase_payload(noted.sequence, shelf.actor, "a court said so")

    package = packed(shelf, number, tmp_path / "package")

    assert b"says 36" not in b"".join(f.read_bytes() for f in package.rglob("*") if f.is_file())
    assert faults_in(package) == []

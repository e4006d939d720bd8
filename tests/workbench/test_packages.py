"""Packages of a case: whole and the same each time, checked without us, and any change is named."""

import hashlib
import io
import json
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import jsonschema
import msgspec
import pytest

from tests import analyses
from tests.conftest import REPOSITORY
from tests.storage.footage import new_entry
from tests.workbench.packed import (
    SECRETS,
    case_in,
    mend_lists,
    packed,
    shelf_in,
    zipped,
)
from verify import settings
from verify.casework.public_edition import public_case
from verify.domain.cases import CaseOpening
from verify.domain.checkpoints import SigningKey
from verify.domain.custody import Action, Event
from verify.domain.errors import BadParameterError, FileInputError
from verify.domain.evidence import FindingItem
from verify.domain.exchange_errors import FileTakenError
from verify.domain.object_errors import OriginalDamagedError
from verify.domain.package_errors import BrokenCaseError, NothingToExportError
from verify.domain.packages import Edition, ExportForm
from verify.domain.releasing import Release, handle_name
from verify.domain.store_faults import Fault, FaultKind
from verify.domain.verdicts import VerdictWord
from verify.storage.case_records import words_of
from verify.storage.key_file import KeyFile
from verify.workbench.archive import sealing
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases import giving_evidence as giving
from verify.workbench.cases import writing
from verify.workbench.cases.exporting import export_package
from verify.workbench.cases.handing_over import hand_over
from verify.workbench.cases.opening import cases, open_case, read_case
from verify.workbench.cases.packages import PackageCheck, faults_of_package


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return shelf_in(tmp_path_factory.mktemp("desk") / "home")


@pytest.fixture(scope="module")
def case_id(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> str:
    return case_in(shelf, tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="module")
def whole(shelf: Shelf, case_id: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a package as a folder, of the internal edition; read only."""
    return packed(shelf, case_id, tmp_path_factory.mktemp("out") / "package")


@pytest.fixture
def package(whole: Path, tmp_path: Path) -> Path:
    """Return a copy of it to be tampered with."""
    return Path(shutil.copytree(whole, tmp_path / "package"))


def _faults(path: Path, keys: list[SigningKey] | None = None) -> list[Fault]:
    known = KeyFile(settings.key_folder()).known() if keys is None else [k.public for k in keys]
    return list(faults_of_package(path, PackageCheck(), known))


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
    assert _faults(package) == []
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


def test_each_file_that_is_altered_is_named(package: Path, whole: Path) -> None:
    assert _faults(whole) == []
    for file in sorted(package.rglob("*")):
        if not file.is_file():
            continue
        name, content = file.relative_to(package).as_posix(), file.read_bytes()
        changed = content.replace(b"0", b"1", 1) if b"0" in content else content + b"\n"
        file.write_bytes(changed)
        try:
            named = [fault.where for fault in _faults(package)]
        except FileInputError as error:
            named = [str(error)]
        assert any(name in where for where in named), (name, named)
        file.unlink()
        try:
            named = [fault.where for fault in _faults(package)]
        except FileInputError as error:
            named = [str(error)]
        assert any(name in where for where in named), (name, named)
        file.write_bytes(content)


def test_what_was_added_is_named(package: Path) -> None:
    (package / "data" / "extra.txt").write_text("more")
    (package / "notes.txt").write_text("more")

    assert [fault.where for fault in _faults(package)] == ["data/extra.txt", "notes.txt"]


def _mended(package: Path, name: str, old: bytes, new: bytes, key: SigningKey | None) -> None:
    file = package / name
    assert old in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(old, new))
    mend_lists(package, key)


@pytest.mark.parametrize("signs", [False, True], ids=["lists mended", "signed anew"])
@pytest.mark.parametrize("name", ["data/events.jsonl", "data/case.json"])
def test_an_edit_whose_lists_were_mended_is_found_and_named(
    package: Path, name: str, signs: bool
) -> None:
    file = package / name
    file.write_bytes(file.read_bytes().replace(b"Filmed in 2018", b"Filmed in 2019"))
    mend_lists(package, SigningKey.new() if signs else None)

    found = _faults(package)

    assert any(name in fault.where and not fault.is_open for fault in found)
    assert any("signed with the key" in f.meaning or "fits the key" in f.meaning for f in found)


def test_a_package_that_was_made_anew_with_another_key_is_not_called_whole(package: Path) -> None:
    forger = SigningKey.new()
    for note in (package / "data" / "checkpoints").iterdir():
        note.unlink()
    mend_lists(package, forger)

    (unknown,) = _faults(package)

    assert unknown.is_open
    assert forger.public.key_id in unknown.meaning
    assert _faults(package, [forger]) == []


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


def test_a_byte_that_changed_within_a_zip_is_named_by_its_file(
    shelf: Shelf, case_id: str, tmp_path: Path
) -> None:
    place = packed(shelf, case_id, tmp_path / "case.zip")
    place.write_bytes(place.read_bytes().replace(b"Filmed in 2018", b"Filmed in 2019"))

    assert [(fault.kind, fault.where) for fault in _faults(place)] == [
        (FaultKind.DAMAGED, "data/case.json"),
        (FaultKind.DAMAGED, "data/events.jsonl"),
    ]


def test_erased_words_are_in_no_package_and_the_rest_still_checks(
    shelf: Shelf, tmp_path: Path
) -> None:
    number = case_in(shelf, tmp_path)
    noted = next(e for e in shelf.store.events(number) if e.action is Action.NOTED)
    shelf.store.erase_payload(noted.sequence, shelf.actor, "a court said so")

    package = packed(shelf, number, tmp_path / "package")

    assert b"says 36" not in b"".join(f.read_bytes() for f in package.rglob("*") if f.is_file())
    assert _faults(package) == []


@pytest.fixture
def measured(tmp_path: Path) -> tuple[Shelf, CaseOpening, Path]:
    """Return a case whose clip is kept and was inspected, and the folder that this left."""
    shelf = shelf_in(tmp_path / "home")
    with shelf.objects.keeping(io.BytesIO(b"a clip"), Path("clip.mp4")) as kept:
        entry = new_entry("clip.mp4", key=kept.sha256, size_bytes=6, has_original=True)
        shelf.store.add(entry, shelf.actor)
    picture = analyses.keyframe(sha256=hashlib.sha256(b"a picture").hexdigest())
    whole = analyses.an_analysis(keyframes=[picture], overlays=[], traces=[analyses.a_trace()])
    footage = msgspec.structs.replace(whole.footage, sha256=kept.sha256)
    folder = tmp_path / "clip.verify"
    (folder / "keyframes").mkdir(parents=True)
    (folder / picture.file).write_bytes(b"a picture")
    (folder / "flashes.csv").write_text("onset_s\n")
    (folder / "strange.txt").write_text("not ours")
    analysis = msgspec.structs.replace(whole, footage=footage)
    (folder / "analysis.json").write_bytes(msgspec.json.encode(analysis))
    opening = open_case(shelf, "Night strike").opening
    writing.add_clip(shelf, opening, kept.sha256)
    for pointer in ("flashes/0", "keyframes/0", "overlays", "footage/untrusted_name"):
        item = giving.finding(f"{folder / 'analysis.json'}#/{pointer}")
        giving.give_evidence(shelf, opening, 3, giving.Stance.CONTEXT, item)
    return shelf, opening, folder


def test_analyses_footage_and_stamps_go_along(
    measured: tuple[Shelf, CaseOpening, Path], tmp_path: Path
) -> None:
    shelf, opening, folder = measured
    note = sealing.seal(shelf).note
    shelf.checkpoints.keep_token(b"an authority's word", note)
    (clip,) = (one.clip_sha256 for one in read_case(shelf, opening).clips)

    export_package(
        shelf,
        opening,
        tmp_path / "package",
        Edition.INTERNAL,
        analyses=[folder],
        with_footage=True,
    )

    data = tmp_path / "package" / "data"
    assert _faults(data.parent) == []
    assert (data / "footage" / clip).read_bytes() == b"a clip"
    packed_files = sorted(f.name for f in (data / "analyses" / clip).rglob("*") if f.is_file())
    assert packed_files == ["0001_00-00-01.000_shot-first.jpg", "analysis.json", "flashes.csv"]
    assert len(list((data / "checkpoints").glob("*.note"))) == 1
    assert [f.read_bytes() for f in (data / "checkpoints").glob("*.tsr")] == [
        b"an authority's word"
    ]
    last = [event.action for event in shelf.store.events()][-2:]
    assert last == [Action.VIEWED, Action.EXPORTED]
    readme = (data.parent / "README.md").read_text()
    assert "openssl ts -verify" in readme
    assert "data/footage" in readme


def test_what_is_not_as_it_was_does_not_leave_the_house(
    measured: tuple[Shelf, CaseOpening, Path], tmp_path: Path
) -> None:
    shelf, opening, folder = measured
    (clip,) = (one.clip_sha256 for one in read_case(shelf, opening).clips)
    place = tmp_path / "package.zip"
    kept = shelf.objects.path_of(clip)

    def export(**named: object) -> None:
        export_package(shelf, opening, place, Edition.INTERNAL, **named)  # type: ignore[arg-type]

    kept.chmod(0o644)
    kept.write_bytes(b"a clap")
    with pytest.raises(OriginalDamagedError):
        export(with_footage=True)
    with pytest.raises(BadParameterError, match="one analysis for each clip"):
        export(analyses=[folder, folder])
    (folder / "keyframes" / "0001_00-00-01.000_shot-first.jpg").write_bytes(b"another")
    with pytest.raises(FileInputError, match="is not the picture that the analysis lists"):
        export(analyses=[folder])
    (folder / "analysis.json").write_bytes(b"{}")
    with pytest.raises(FileInputError, match="is no analysis"):
        export(analyses=[folder])
    with pytest.raises(FileInputError, match="does not exist"):
        export(analyses=[folder / "none.json"])
    assert not place.exists()
    assert Action.EXPORTED not in {event.action for event in shelf.store.events()}


def test_findings_that_tell_of_people_are_not_for_the_public(
    measured: tuple[Shelf, CaseOpening, Path], tmp_path: Path
) -> None:
    shelf, opening, folder = measured
    case = public_case(read_case(shelf, opening))

    pointers = [one.item.pointer for one in case.evidence if isinstance(one.item, FindingItem)]
    assert pointers == ["/flashes/0", "/keyframes/0"]
    made = hand_over(
        shelf, opening, tmp_path / "a.csv", ExportForm.CSV, Edition.PUBLIC, analyses=[folder]
    )
    kinds = [line.split(",")[4] for line in Path(made.file).read_text().splitlines()[1:]]
    assert set(kinds) >= {"finding /flashes/0", "finding /keyframes/0", "flash", "trace"}
    form = ExportForm.ANNOTATIONS
    noted = hand_over(shelf, opening, tmp_path / "a.json", form, Edition.PUBLIC)
    assert '"t=2,2.6&xywh=pixel:0,0,320,180"' in Path(noted.file).read_text()
    prov = hand_over(shelf, opening, tmp_path / "a.prov", ExportForm.PROV, Edition.INTERNAL)
    document = json.loads(Path(prov.file).read_text())
    assert len(document["used"]) == 1
    with pytest.raises(NothingToExportError, match="no clip of it has a verdict"):
        hand_over(shelf, opening, tmp_path / "b", ExportForm.MEDIA_REVIEW, Edition.PUBLIC)


def _link(file: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("case/data/link")
    entry.external_attr = 0o120777 << 16
    file.writestr(entry, "/etc/passwd")


def _entries(*names: str) -> Callable[[zipfile.ZipFile], None]:
    def write(file: zipfile.ZipFile) -> None:
        with warnings.catch_warnings():
            # Of a name that is there twice.
            warnings.simplefilter("ignore")
            for name in names:
                file.writestr(name, name)

    return write


def _bomb(file: zipfile.ZipFile) -> None:
    file.writestr("case/data/zeros", bytes(40 << 20), zipfile.ZIP_DEFLATED)


BAG = ("c/bagit.txt", "c/bag-info.txt")


@pytest.mark.parametrize(
    ("write", "problem"),
    [
        (_entries("case/../../out.txt"), "a name that none of ours has"),
        (_entries("/etc/out.txt"), "one folder and nothing else"),
        (_entries("case/data\\..\\out.txt"), "a name that none of ours has"),
        (_entries("case/data/a\u202e4pm.exe"), "a name that none of ours has"),
        (_entries("case/C:/out.txt"), "a name that none of ours has"),
        (_entries("case/data/.hidden"), "a name that none of ours has"),
        (_entries("case/a", "other/a"), "one folder and nothing else"),
        (_entries("case/a", "case/a"), "two files that are one"),
        (_entries("case/data/A.txt", "case/data/a.txt"), "two files that are one"),
        (_entries("case/data", "case/data/a.txt"), "a file and a folder of one name"),
        (_entries("case/fetch.txt"), "to be fetched from elsewhere"),
        (_link, "a link or device in it"),
        (_bomb, "would unpack to"),
        (_entries(*BAG, "c/manifest-md5.txt"), "lists of md5 or sha1 alone do not do"),
        (_entries("case/readme"), "bagit.txt is missing"),
    ],
)
def test_a_zip_that_is_made_to_do_harm_is_refused_before_it_is_read(
    tmp_path: Path, write: Callable[[zipfile.ZipFile], None], problem: str
) -> None:
    place = zipped(tmp_path / "case.zip", write)

    with pytest.raises(FileInputError, match=re.escape(problem)):
        _faults(place)

    assert [file.name for file in tmp_path.iterdir()] == ["case.zip"]


def test_a_zip_of_more_files_than_ours_is_refused_by_its_end_alone(tmp_path: Path) -> None:
    place = zipped(tmp_path / "case.zip", _entries("case/a"))
    content = bytearray(place.read_bytes())
    content[-12:-10] = (20_001).to_bytes(2, "little")
    place.write_bytes(content)

    with pytest.raises(FileInputError, match="more than 20,000 files"):
        _faults(place)


def test_files_that_share_bytes_are_refused(tmp_path: Path) -> None:
    place = zipped(tmp_path / "case.zip", _entries("case/aa", "case/bb"))
    content = bytearray(place.read_bytes())
    # The place of the second one's header, in the list at the end, is that of the first.
    entry = content.rindex(b"PK\1\2")
    content[entry + 42 : entry + 46] = bytes(4)
    place.write_bytes(content)

    with pytest.raises(FileInputError, match="lie over one another"):
        _faults(place)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\5\6" + bytes(18), b"PK\3\4" + bytes(80)])
def test_what_is_no_zip_is_said_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "case.zip").write_bytes(content)

    with pytest.raises(FileInputError, match=r"case\.zip "):
        _faults(tmp_path / "case.zip")


def test_a_folder_with_a_link_is_refused(package: Path) -> None:
    (package / "data" / "case.json").unlink()
    (package / "data" / "case.json").symlink_to("/etc/passwd")

    with pytest.raises(FileInputError, match=r"a link or device in it, data/case\.json"):
        _faults(package)


def test_a_package_of_a_later_version_is_refused_and_not_called_altered(package: Path) -> None:
    info = package / "bag-info.txt"
    info.write_text(info.read_text().replace("Verify-Package: 1", "Verify-Package: 2"))

    with pytest.raises(FileInputError, match="made by a later version"):
        _faults(package)


@pytest.mark.parametrize(
    "line",
    [
        b'{"sequence":1,"sequence":1,"hash":"00"}',
        b"[" * 5000 + b"]" * 5000,
        b'{"hash":NaN,"sequence":1}',
        b"\xff",
        b"1" * 5000,
    ],
)
def test_lines_that_are_no_events_are_named_and_nothing_breaks(package: Path, line: bytes) -> None:
    events = package / "data" / "events.jsonl"
    events.write_bytes(line + b"\n" + events.read_bytes())
    mend_lists(package)

    assert "data/events.jsonl" in [fault.where for fault in _faults(package)]

"""Packages of strangers: each change is named, and what is made to do harm is refused unread."""

import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workbench.packed import (
    faults_in,
    mend_lists,
    packed,
    zipped,
)
from verify.domain.checkpoints import SigningKey
from verify.domain.errors import FileInputError
from verify.domain.store_faults import FaultKind
from verify.workbench.archive.shelf import Shelf


def test_each_file_that_is_altered_is_named(package: Path, whole: Path) -> None:
    assert faults_in(whole) == []
    for file in sorted(package.rglob("*")):
        if not file.is_file():
            continue
        name, content = file.relative_to(package).as_posix(), file.read_bytes()
        changed = content.replace(b"0", b"1", 1) if b"0" in content else content + b"\n"
        file.write_bytes(changed)
        try:
            named = [fault.where for fault in faults_in(package)]
        except FileInputError as error:
            named = [str(error)]
        assert any(name in where for where in named), (name, named)
        file.unlink()
        try:
            named = [fault.where for fault in faults_in(package)]
        except FileInputError as error:
            named = [str(error)]
        assert any(name in where for where in named), (name, named)
        file.write_bytes(content)


def test_what_was_added_is_named(package: Path) -> None:
    (package / "data" / "extra.txt").write_text("more")
    (package / "notes.txt").write_text("more")

    assert [fault.where for fault in faults_in(package)] == ["data/extra.txt", "notes.txt"]


@pytest.mark.parametrize("signs", [False, True], ids=["lists mended", "signed anew"])
@pytest.mark.parametrize("name", ["data/events.jsonl", "data/case.json"])
def test_an_edit_whose_lists_were_mended_is_found_and_named(
    package: Path, name: str, signs: bool
) -> None:
    file = package / name
    file.write_bytes(file.read_bytes().replace(b"Filmed in 2018", b"Filmed in 2019"))
    mend_lists(package, SigningKey.new() if signs else None)

    found = faults_in(package)

    assert any(name in fault.where and not fault.is_open for fault in found)
    assert any("signed with the key" in f.meaning or "fits the key" in f.meaning for f in found)


def test_a_package_that_was_made_anew_with_another_key_is_not_called_whole(package: Path) -> None:
    forger = SigningKey.new()
    for note in (package / "data" / "checkpoints").iterdir():
        note.unlink()
    mend_lists(package, forger)

    (unknown,) = faults_in(package)

    assert unknown.is_open
    assert forger.public.key_id in unknown.meaning
    assert faults_in(package, [forger]) == []


def test_a_byte_that_changed_within_a_zip_is_named_by_its_file(
    shelf: Shelf, case_id: str, tmp_path: Path
) -> None:
    place = packed(shelf, case_id, tmp_path / "case.zip")
    place.write_bytes(place.read_bytes().replace(b"Filmed in 2018", b"Filmed in 2019"))

    assert [(fault.kind, fault.where) for fault in faults_in(place)] == [
        (FaultKind.DAMAGED, "data/case.json"),
        (FaultKind.DAMAGED, "data/events.jsonl"),
    ]


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
        faults_in(place)

    assert [file.name for file in tmp_path.iterdir()] == ["case.zip"]


def test_a_zip_of_more_files_than_ours_is_refused_by_its_end_alone(tmp_path: Path) -> None:
    place = zipped(tmp_path / "case.zip", _entries("case/a"))
    content = bytearray(place.read_bytes())
    content[-12:-10] = (20_001).to_bytes(2, "little")
    place.write_bytes(content)

    with pytest.raises(FileInputError, match="more than 20,000 files"):
        faults_in(place)


def test_files_that_share_bytes_are_refused(tmp_path: Path) -> None:
    place = zipped(tmp_path / "case.zip", _entries("case/aa", "case/bb"))
    content = bytearray(place.read_bytes())
    # The place of the second one's header, in the list at the end, is that of the first.
    entry = content.rindex(b"PK\1\2")
    content[entry + 42 : entry + 46] = bytes(4)
    place.write_bytes(content)

    with pytest.raises(FileInputError, match="lie over one another"):
        faults_in(place)


def test_bytes_that_no_check_would_look_at_are_refused(tmp_path: Path) -> None:
    place = zipped(tmp_path / "case.zip", _entries("case/a"))
    place.write_bytes(b"MZ, a program" + place.read_bytes())

    with pytest.raises(FileInputError, match="bytes before its first file"):
        faults_in(place)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\5\6" + bytes(18), b"PK\3\4" + bytes(80)])
def test_what_is_no_zip_is_said_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "case.zip").write_bytes(content)

    with pytest.raises(FileInputError, match=r"case\.zip "):
        faults_in(tmp_path / "case.zip")


def test_a_folder_with_a_link_is_refused(package: Path) -> None:
    (package / "data" / "case.json").unlink()
    (package / "data" / "case.json").symlink_to("/etc/passwd")

    with pytest.raises(FileInputError, match=r"a link or device in it, data/case\.json"):
        faults_in(package)


def test_what_a_system_leaves_in_a_folder_is_named_with_what_to_do(package: Path) -> None:
    (package / ".DS_Store").write_bytes(b"\0")

    with pytest.raises(FileInputError, match=r"has, \.DS_Store\. If your system put it there"):
        faults_in(package)


def test_a_package_of_a_later_version_is_refused_and_not_called_altered(package: Path) -> None:
    info = package / "bag-info.txt"
    info.write_text(info.read_text().replace("Verify-Package: 1", "Verify-Package: 2"))

    with pytest.raises(FileInputError, match="made by a later version"):
        faults_in(package)


@pytest.mark.parametrize(
    "line",
    [
        b'{"sequence":1,"sequence":1,"hash":"00"}',
        b"[" * 5000 + b"]" * 5000,
        b'{"hash":NaN,"sequence":1}',
        b"\xff",
        b"1" * 5000,
        b"1" * (17 << 20),
    ],
)
def test_lines_that_are_no_events_are_named_and_nothing_breaks(package: Path, line: bytes) -> None:
    events = package / "data" / "events.jsonl"
    events.write_bytes(line + b"\n" + events.read_bytes())
    mend_lists(package)

    assert "data/events.jsonl" in [fault.where for fault in faults_in(package)]

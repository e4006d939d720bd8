"""Taking a file in: what is no clip is refused at once, with its name and what to do."""

import errno
import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from verify.domain import errors
from verify.media.intake import copy_subtitles, gather, open_footage

RESULT = frozenset(("analysis.json", "report.html"))


def test_a_file_is_hashed_whole(tmp_path: Path) -> None:
    content = os.urandom(3_000_001)
    file = tmp_path / "clip.mp4"
    file.write_bytes(content)

    with open_footage(file) as footage:
        assert footage.sha256 == hashlib.sha256(content).hexdigest()
        assert footage.size_bytes == 3_000_001


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.FootageNotFoundError, match=r"gone\.mp4 does not exist"):
        open_footage(tmp_path / "gone.mp4")


@pytest.mark.parametrize("name", ["x" * 300, "file/below", "zero\0byte"])
def test_a_name_that_no_file_can_have_is_a_missing_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert gather([tmp_path / name], RESULT).files == [tmp_path / name]
    with pytest.raises(errors.FootageNotFoundError):
        open_footage(tmp_path / name)


def test_a_folder_that_may_not_be_searched_is_named_not_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> object:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "stat", refuse)
    monkeypatch.setattr(os, "open", refuse)

    assert gather([tmp_path / "clip.mp4"], RESULT).files == [tmp_path / "clip.mp4"]
    with pytest.raises(errors.UnreadableFileError, match="Permission denied"):
        open_footage(tmp_path / "clip.mp4")


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").touch()

    with pytest.raises(errors.EmptyFileError, match="0 bytes"):
        open_footage(tmp_path / "clip.mp4")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(errors.NotAFileError, match="is a folder"):
        open_footage(tmp_path)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clip.mp4")

    with pytest.raises(errors.NotAFileError, match="is a pipe"):
        open_footage(tmp_path / "clip.mp4")


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("clip.mp4")

        with pytest.raises(errors.NotAFileError, match="is a socket"):
            open_footage(Path("clip.mp4"))


def test_a_device_is_refused() -> None:
    with pytest.raises(errors.NotAFileError, match="is a device"):
        open_footage(Path("/dev/zero"))


@pytest.fixture
def as_nobody() -> Iterator[None]:
    """Give up root's right to read everything, where the tests run as root."""
    before = os.geteuid()
    if before == 0:
        try:
            os.seteuid(65_534)
        except OSError:
            pytest.skip("this root is alone in a user namespace and cannot be nobody")
    yield
    os.seteuid(before)


def test_a_file_without_permission_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    # Named from within its folder: only the file itself is closed to us.
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o755)
    file = Path("clip.mp4")
    file.write_bytes(b"x")
    file.chmod(0)
    request.getfixturevalue("as_nobody")

    with pytest.raises(errors.UnreadableFileError, match=r"clip\.mp4 cannot be opened: Permission"):
        open_footage(file)


@pytest.mark.parametrize("target", ["clip.mp4", "gone.mp4", "/dev/zero", "link.mp4"])
def test_a_link_is_refused_and_not_followed(target: str, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"x")
    (tmp_path / "link.mp4").symlink_to(target)

    with pytest.raises(errors.NotAFileError, match=r"is a link, not a file\. Name the file"):
        open_footage(tmp_path / "link.mp4")


def test_a_link_on_the_way_to_a_clip_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "clip.mp4").write_bytes(b"x")
    (tmp_path / "link").symlink_to("folder")

    with open_footage(tmp_path / "link" / "clip.mp4") as footage:
        assert footage.size_bytes == 1


def test_a_clip_that_becomes_a_link_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"aaaa")

    with open_footage(file) as footage:
        file.rename(tmp_path / "moved.mp4")
        file.symlink_to("moved.mp4")
        with pytest.raises(errors.FootageChangedError):
            footage.assert_unchanged()


def test_a_file_that_grows_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"first part")

    with open_footage(file) as footage:
        with file.open("ab") as more:
            more.write(b"second part")
        with pytest.raises(errors.FootageChangedError, match="changed while it was read"):
            footage.assert_unchanged()


def test_a_file_that_is_swapped_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"aaaa")

    with open_footage(file) as footage:
        other = tmp_path / "other"
        other.write_bytes(b"bbbb")
        other.rename(file)
        with pytest.raises(errors.FootageChangedError):
            footage.assert_unchanged()


@pytest.mark.parametrize(
    "name",
    [
        b"with space.mp4",
        b'it\'s "quoted".mp4',
        "\N{FIRE}\N{VARIATION SELECTOR-16}.mp4".encode(),
        b"-i.mp4",
        b"%03d.mp4",
        b"\xff\xfe.mp4",
        b"new\nline\x1b[2J.mp4",
        "\N{RIGHT-TO-LEFT OVERRIDE}4pm.exe.mp4".encode(),
    ],
)
def test_any_name_is_taken_and_kept(name: bytes, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(name)
    file.write_bytes(b"x")

    with open_footage(file) as footage:
        assert os.fsencode(footage.path.name) == name


def test_a_folder_gives_its_footage_and_says_what_it_passed_over(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    for file in ("b.MP4", "a.mov", ".hidden.mp4", "notes.txt"):
        (tmp_path / file).touch()
    (inner / "c.webm").touch()

    gathered = gather([tmp_path, Path("named.anything")], RESULT)

    found = [path.name for path in gathered.files]
    assert found == ["a.mov", "b.MP4", "c.webm", "named.anything"]
    assert "passed over 1 entry without an ending of footage" in gathered.left_out[0]


def test_links_and_closed_folders_inside_a_folder_are_mentioned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (tmp_path / "link.mp4").symlink_to(tmp_path / "elsewhere.mp4")
    (tmp_path / "folder-link").symlink_to(closed)
    scandir = os.scandir

    def refuse(folder: str) -> object:
        if Path(folder) == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    gathered = gather([tmp_path], RESULT)

    assert gathered.files == []
    assert "passed over 2 entries behind a link" in gathered.left_out[0]
    assert "closed cannot be listed: Permission denied" in gathered.left_out[1]


def test_earlier_results_inside_a_folder_are_no_footage(tmp_path: Path) -> None:
    result = tmp_path / "clip.mp4.verify"
    (result / "keyframes").mkdir(parents=True)
    for file in ("analysis.json", "report.html", "contact-sheet.jpg", "keyframes/0001.jpg"):
        (result / file).touch()
    (tmp_path / "clip.mp4").touch()
    (tmp_path / "analysis.json").touch()

    gathered = gather([tmp_path], RESULT)

    assert gathered.files == [tmp_path / "clip.mp4"]
    assert "passed over 1 entry that Verify made" in gathered.left_out[1]


def test_a_result_folder_that_is_named_is_looked_into(tmp_path: Path) -> None:
    for file in ("analysis.json", "report.html", "contact-sheet.jpg"):
        (tmp_path / file).touch()

    assert gather([tmp_path], RESULT).files == [tmp_path / "contact-sheet.jpg"]


@pytest.mark.parametrize("name", ["DJI_0001.SRT", "DJI_0001.srt"])
def test_subtitles_beside_a_clip_are_copied_byte_for_byte(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"1\n\xff\0")
    copy = tmp_path / "copy"

    copy_subtitles(tmp_path / "DJI_0001.MP4", copy)

    assert copy.read_bytes() == b"1\n\xff\0"


@pytest.mark.parametrize("obstacle", ["nothing", "link", "folder", "empty", "pipe", "huge"])
def test_what_is_no_plain_subtitle_file_is_not_copied(tmp_path: Path, obstacle: str) -> None:
    beside, copy = tmp_path / "clip.srt", tmp_path / "copy"
    match obstacle:
        case "link":
            (tmp_path / "secret").write_text("secret")
            beside.symlink_to(tmp_path / "secret")
        case "folder":
            beside.mkdir()
        case "empty":
            beside.touch()
        case "pipe":
            os.mkfifo(beside)
        case "huge":
            with beside.open("wb") as file:
                file.truncate((64 << 20) + 1)

    copy_subtitles(tmp_path / "clip.mp4", copy)

    assert not copy.exists()


def test_an_empty_folder_among_others_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "clip.mp4").write_bytes(b"x")

    gathered = gather([tmp_path / "clip.mp4", tmp_path / "empty"], frozenset())

    assert gathered.files == [tmp_path / "clip.mp4"]
    assert gathered.left_out == [f"{tmp_path / 'empty'}: there is no footage in this folder."]

"""Bytes in and out: uploads that resume, results by name and by nothing else."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.ui.conftest import JPEG, Served, add_clip
from verify.domain import findings as f
from verify.workbench.case_desk import CaseDesk
from verify.workbench.case_exports import REPORTS_FOLDER
from verify.workbench.desk import Comfort, Desk
from verify.workbench.elsewhere import Elsewhere

_SVG_MEDIA = "image/svg+xml"


def _begin(person: Served, size_bytes: int, name: str = "clip.mp4") -> dict[str, object]:
    announced = {"untrusted_name": name, "size_bytes": size_bytes, "changed_ms": 7}
    answer = person.ask("POST", "/wb/uploads", person.ours, json.dumps(announced).encode())
    assert answer.status == 200, answer.body
    begun: dict[str, object] = json.loads(answer.body)
    return begun


def _put(person: Served, upload: object, offset: int, content: bytes) -> tuple[int, str | None]:
    headers = person.ours | {"x-offset": str(offset)}
    answer = person.ask("PUT", f"/wb/uploads/{upload}", headers, content)
    return answer.status, answer.headers["x-offset"]


def test_a_broken_upload_goes_on_and_makes_one_clip(person: Served) -> None:
    begun = _begin(person, 10, "résumé <b>.mp4")
    upload = begun["id"]
    assert _put(person, upload, 0, b"01234") == (204, "5")
    assert _put(person, upload, 0, b"01234") == (409, "5")

    assert _begin(person, 10, "résumé <b>.mp4") == {"id": upload, "offset": 5}
    assert person.ask("HEAD", f"/wb/uploads/{upload}").headers["x-offset"] == "5"
    early = person.ask("POST", f"/wb/uploads/{upload}/finish", person.ours, b"")
    assert early.status == 400
    assert b"5 of 10 bytes" in early.body
    assert _put(person, upload, 5, b"56789") == (204, "10")

    clips = {
        json.loads(person.ask("POST", f"/wb/uploads/{upload}/finish", person.ours, b"").body)[
            "clip"
        ]
        for _attempt in range(2)
    }
    assert len(clips) == 1
    folder = person.home / "clips" / clips.pop()
    assert (folder / "received").read_bytes() == b"0123456789"
    assert (folder / "received").stat().st_mode & 0o777 == 0o440
    assert json.loads((folder / "clip.json").read_text())["untrusted_name"] == "résumé <b>.mp4"


def test_a_slice_past_the_announced_size_is_refused(person: Served) -> None:
    upload = _begin(person, 4, "short.mp4")["id"]

    assert _put(person, upload, 0, b"01234")[0] == 413


def test_a_cancelled_upload_leaves_nothing(person: Served) -> None:
    upload = _begin(person, 10, "cancelled.mp4")["id"]
    assert _put(person, upload, 0, b"01234") == (204, "5")

    assert person.ask("DELETE", f"/wb/uploads/{upload}", person.ours).status == 204

    assert not list(person.home.glob(f"uploads/{upload}*"))
    assert person.ask("HEAD", f"/wb/uploads/{upload}").status == 404
    assert _put(person, upload, 5, b"56789")[0] == 404
    assert person.ask("DELETE", f"/wb/uploads/{upload}", person.ours).status == 404


def test_what_can_be_no_footage_is_refused_with_its_first_slice(person: Served) -> None:
    upload = _begin(person, 1 << 20, "notes.mp4")["id"]
    headers = person.ours | {"x-offset": "0"}

    answer = person.ask("PUT", f"/wb/uploads/{upload}", headers, b"%PDF-1.7" + b" " * 5000)

    assert answer.status == 400
    assert answer.body == (
        b"notes.mp4 is not taken: it is a PDF document. Choose a video or a picture."
    )


def test_too_much_is_refused_before_a_byte_is_sent(person: Served) -> None:
    announced = {"untrusted_name": "huge.mp4", "size_bytes": 1 << 50, "changed_ms": 7}
    answer = person.ask("POST", "/wb/uploads", person.ours, json.dumps(announced).encode())

    assert answer.status == 413
    assert b"huge.mp4 has more than" in answer.body


@pytest.mark.parametrize("body", [b"", b"[]", b'{"size_bytes": -1}', b"x" * 20_000])
def test_nonsense_is_refused_as_such(body: bytes, person: Served) -> None:
    assert person.ask("POST", "/wb/uploads", person.ours, body).status in (400, 413)


@pytest.mark.parametrize("upload", ["x", "../../etc", "0" * 32, "%2e%2e%2fclips"])
def test_an_upload_that_was_not_begun_here_is_not_found(upload: str, person: Served) -> None:
    assert _put(person, upload, 0, b"x")[0] in (400, 404, 405)


def test_results_are_served_with_their_types(person: Served, clip: str) -> None:
    for name, kind in (
        ("keyframes/0001_00-00-01.000_shot-first.jpg", "image/jpeg"),
        ("brightness.svg", _SVG_MEDIA),
        ("hashes.csv", "text/csv; charset=utf-8"),
        ("analysis.json", "application/json"),
    ):
        answer = person.ask("GET", f"/wb/clips/{clip}/{name}")
        assert answer.status == 200
        assert answer.headers["content-type"] == kind


def test_the_report_runs_no_script_and_belongs_to_no_origin(person: Served, clip: str) -> None:
    policy = person.ask("GET", f"/wb/clips/{clip}/report.html").headers["content-security-policy"]

    assert policy.startswith("sandbox")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy


def test_the_page_of_stills_runs_in_a_sandbox_of_its_own(
    person: Served, findings: f.Analysis, samples: Path
) -> None:
    clip = add_clip(person.home, findings)
    shutil.copy(samples / "street.jpg", person.home / "clips" / clip / "received")
    address = f"/wb/clips/{clip}/reverse.html"
    early = person.ask("GET", address)
    assert early.status == 404
    assert b"make them on its page" in early.body

    Desk(person.home).set_comfort(Comfort(cover=False))
    Elsewhere(Desk(person.home)).make(clip)
    answer = person.ask("GET", address)

    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox ")
    assert "allow-same-origin" not in policy
    assert b"form-action https://*.bing.com" in answer.body
    assert b"<body>" in answer.body
    Desk(person.home).set_comfort(Comfort(cover=True))
    assert b"<body class=veiled>" in person.ask("GET", address).body
    Desk(person.home).set_comfort(Comfort())
    assert person.ask("GET", "/wb/clips/0123456789abcdef/reverse.html").status == 404


def test_a_part_of_a_file_is_served(person: Served, clip: str) -> None:
    answer = person.ask("GET", f"/wb/clips/{clip}/hashes.csv", {"Range": "bytes=6-9"})

    assert answer.status == 206
    assert answer.body == b"0123"


def test_downloads_come_as_attachments(person: Served, clip: str) -> None:
    answer = person.ask("GET", f"/wb/clips/{clip}/report.html?download")

    assert answer.headers["content-disposition"] == 'attachment; filename="report.html"'


def test_a_report_is_saved_under_its_edition_and_case(person: Served) -> None:
    case_id = CaseDesk(Desk(person.home)).open("Strike")
    for edition in ("public", "internal"):
        folder = person.home / REPORTS_FOLDER / f"{case_id}-9-{edition}-0123456789abcdef"
        folder.mkdir(parents=True)
        (folder / "report.pdf").write_bytes(b"%PDF")
        answer = person.ask("GET", f"/wb/reports/{folder.name}/report.pdf?download")
        name = f"report-{edition}-{case_id}.pdf"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'


def test_everything_comes_as_one_zip(person: Served, clip: str) -> None:
    answer = person.ask("GET", f"/wb/clips/{clip}/everything.zip")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        names = archive.namelist()
        assert archive.read("keyframes/0001_00-00-01.000_shot-first.jpg") == JPEG

    assert {"report.html", "analysis.json", "hashes.csv"} <= set(names)


@pytest.mark.parametrize(
    "name",
    [
        "received",
        "clip.json",
        "../clip.json",
        "%2e%2e/clip.json",
        "..%2fclip.json",
        "keyframes/../../clip.json",
        "keyframes/%2e%2e/%2e%2e/received",
        "keyframes/",
        "keyframes/none.jpg",
        "/etc/passwd",
        "%00",
    ],
)
def test_nothing_but_results_can_be_fetched(name: str, person: Served, clip: str) -> None:
    answer = person.ask("GET", f"/wb/clips/{clip}/{name}")

    assert answer.status in (400, 404)
    assert b"untrusted_name" not in answer.body


def test_a_link_among_the_results_is_not_followed(person: Served, clip: str) -> None:
    link: Path = person.home / "clips" / clip / "result" / "flashes.csv"
    link.symlink_to("/etc/hostname")

    assert person.ask("GET", f"/wb/clips/{clip}/flashes.csv").status == 404


def test_an_offset_beyond_all_files_is_refused_as_such(person: Served) -> None:
    upload = _begin(person, 4, "digits.mp4")["id"]
    headers = person.ours | {"x-offset": "9" * 5000}

    assert person.ask("PUT", f"/wb/uploads/{upload}", headers, b"x").status == 400


def test_a_name_longer_than_the_disk_takes_is_not_found(person: Served, clip: str) -> None:
    assert person.ask("GET", f"/wb/clips/{clip}/keyframes/{'a' * 300}.jpg").status == 404

"""What goes along with a case: analyses, clips as received, stamps; and what of it does not."""

import hashlib
import io
import json
from pathlib import Path

import msgspec
import pytest

from tests import analyses
from tests.storage.footage import new_entry
from tests.workbench.packed import (
    faults_in,
    shelf_in,
)
from verify.casework.public_edition import public_case
from verify.domain.cases import CaseOpening
from verify.domain.custody import Action
from verify.domain.errors import BadParameterError, FileInputError
from verify.domain.evidence import FindingItem
from verify.domain.object_errors import OriginalDamagedError
from verify.domain.package_errors import NothingToExportError
from verify.domain.packages import Edition, ExportForm
from verify.workbench.archive import sealing
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases import giving_evidence as giving
from verify.workbench.cases import writing
from verify.workbench.cases.exporting import export_package
from verify.workbench.cases.handing_over import hand_over
from verify.workbench.cases.opening import open_case, read_case


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
    assert faults_in(data.parent) == []
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

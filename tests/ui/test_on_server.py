"""Cases and archive in the app where they lie on PostgreSQL, as Streamlit builds the pages."""

import zipfile

import msgspec
import pytest

from tests.storage.footage import hashes
from tests.ui.test_archive_page import _listed, fill
from tests.ui.test_archive_page import desk as desk
from tests.ui.test_cases import case_with_clip, listed, page, pressed, texts
from verify import settings
from verify.domain.case_file import CaseFile
from verify.domain.packages import Edition
from verify.domain.verdicts import VerdictWord
from verify.workbench.case_desk import CaseDesk
from verify.workbench.case_exports import CaseExports, ExportForm
from verify.workbench.desk import Desk


@pytest.fixture(autouse=True)
def _on_server(database_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.STORAGE_VARIABLE, database_address)


def test_a_case_is_worked_on_reported_and_handed_on(desk: Desk) -> None:
    case_id, cases, exports = case_with_clip(desk), CaseDesk(desk), CaseExports(desk)
    assert len(listed(page("cases"))) == 1
    app = page("case", case=case_id)

    app.text_area(key="note-5").input("asked the doctor").run()
    app.button(key="keep-5").click().run()
    app.radio(key="verdict-5").set_value(VerdictWord.DISPUTED).run()
    app.text_area(key="reason-5").input("two counts by two sides").run()
    app.button(key="conclude-5").click().run()
    assert not app.exception

    case = cases.case(case_id)
    assert [one.untrusted_text for one in case.notes] == ["asked the doctor"]
    assert [one.untrusted_reason for one in case.verdicts] == ["two counts by two sides"]
    report = exports.report(case_id, Edition.INTERNAL, [])
    assert "two counts by two sides" in (report / "report.html").read_text()
    package, left_out = exports.export(case_id, ExportForm.BAG, Edition.INTERNAL, [])
    assert left_out == []
    with zipfile.ZipFile(package) as packed:
        (name,) = (one for one in packed.namelist() if one.endswith("data/case.json"))
        handed_on = msgspec.json.decode(packed.read(name), type=CaseFile)
    assert (handed_on.notes, handed_on.verdicts) == (case.notes, case.verdicts)
    assert not (desk.home / "verify.db").exists()


def test_the_archive_is_browsed_and_searched(desk: Desk) -> None:
    fill(desk.home, *(f"clip {number}.mp4" for number in range(30)), hashes=hashes(7))

    app = page("archive")
    assert _listed(app)[0] == "clip 29.mp4"
    app.text_input(key="text").input("CLIP 7").run()
    assert _listed(app) == ["clip 7.mp4"]

    app = page("archive", part="Search")
    app.text_input(key="hash-asked").input(hashes(7).pdq[2].astype(">u8").tobytes().hex())
    pressed(app, "hash")
    assert "30 entries have a picture" in texts(app)
    assert "0 bits" in texts(app)
    assert not (desk.home / "verify.db").exists()

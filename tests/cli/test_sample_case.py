"""The sample case by its script, from article to package and on to a second home."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from tests.database_server import Server
from verify import settings
from verify.domain.case_file import CaseFile
from verify.domain.proposals import Outcome

_SCRIPT = Path(__file__).resolve().parents[2] / "samples" / "idlib-2020" / "case.sh"


@pytest.fixture(scope="module", params=["file", "server"])
def ran(
    tmp_path_factory: pytest.TempPathFactory,
    walls: None,
    is_whole_run: bool,
    request: pytest.FixtureRequest,
) -> tuple[Path, str]:
    """Run the script and return its folder with what it printed."""
    del walls  # Asked for, so that the clip is decoded behind them.
    if not is_whole_run:
        pytest.skip("takes a minute; run with --whole")
    place = tmp_path_factory.mktemp("sample") / "case"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VERIFY_")}
    if request.param == "server":
        server: Server = request.getfixturevalue("database_server")
        kept[settings.STORAGE_VARIABLE] = server.new_database()
    run = subprocess.run(
        ["sh", str(_SCRIPT), str(place)],
        env=kept | {"PATH": path, "VERIFY_KEYS": str(place.parent / "keys")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    return place, run.stdout


@pytest.fixture(scope="module")
def case(ran: tuple[Path, str]) -> CaseFile:
    with zipfile.ZipFile(ran[0] / "package.zip") as package:
        (name,) = (one for one in package.namelist() if one.endswith("data/case.json"))
        return msgspec.json.decode(package.read(name), type=CaseFile)


def test_every_claim_ends_with_an_outcome_and_its_reason(case: CaseFile) -> None:
    (made,) = case.checks
    outcomes = {one.claim: one for one in made.claims or []}

    assert set(outcomes) == {claim.number for claim in case.claims if claim.stands}
    assert all(
        one.proposals and all(said.why for said in one.proposals) for one in outcomes.values()
    )
    assert not any(one.outcome is Outcome.SUPPORTS for one in outcomes.values())


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("kills 33 Turkish soldiers", "cannot be checked from this clip"),
        ("At least 32 soldiers were wounded", "cannot be checked from this clip"),
        ("Russian Su-34 aircraft", "light and sound do not tell types apart"),
    ],
)
def test_casualties_and_the_type_of_aircraft_cannot_be_checked_from_the_clip(
    case: CaseFile, words: str, reason: str
) -> None:
    (number,) = (one.number for one in case.claims if words in (one.untrusted_text or ""))
    (checked,) = (one for one in case.checks[0].claims or [] if one.claim == number)

    silent = [one.why for one in checked.proposals if one.outcome is Outcome.SILENT]
    assert any(reason in why for why in silent)


def test_headline_and_body_are_told_to_name_different_attackers(case: CaseFile) -> None:
    read = case.articles[0].read
    assert read is not None
    (conflict,) = read.conflicts or []
    assert conflict.kind == "actor"
    assert conflict.sentences[0] == 0


def test_reports_package_and_a_second_home_say_the_same(ran: tuple[Path, str]) -> None:
    place, said = ran

    assert said.count("SAME: ") == 6  # Three findings, at home and from the package elsewhere.
    assert "DIFFERS" not in said
    assert said.count("says nothing about whether the footage is true") >= 3
    for edition in ("internal", "public"):
        folder = place / f"report-{edition}"
        assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
        page = (folder / "report.html").read_text()
        assert "the picture itself says that it is made" in page
        assert ("could have been laid under" in page) == (edition == "internal")

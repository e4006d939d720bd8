"""verify archive import and export, as a user calls them."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run, answer

A, B = "a1" * 32, "b2" * 32


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.usefixtures("home")
def test_hashes_and_the_desks_sheet_come_in_and_go_out_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(
        f"{A},x.mp4\n{B[1:].replace('2b', '00', 1)},y.mp4\n", "utf-8"
    )
    (tmp_path / "log.csv").write_text("Datei;Notiz\nX.mp4;Nacht\nz.mp4;Tag\n", "utf-8")
    said = run("archive", "import", "list.txt", "--sheet", "log.csv", "--unmatched", "rest.csv")
    assert said.exit_code == 0, said.stderr
    assert "2 entries, 2 hashes" in said.stdout
    assert "leading zeros put back in 1 hash, lines 2" in said.stdout
    assert 'name from A "Datei", note from B "Notiz"' in said.stdout
    assert "2, matched to an entry: 1" in said.stdout
    assert "row 3, z.mp4: no entry of the archive has this name" in said.stderr
    assert "z.mp4;" not in (tmp_path / "rest.csv").read_text("utf-8-sig")
    assert "z.mp4,Tag" in (tmp_path / "rest.csv").read_text("utf-8-sig")

    said = run("archive", "import", "list.txt", "--sheet", "log.csv", "--json")
    counts = answer(said)
    assert (counts["list"]["new"], counts["list"]["known"]) == (0, 2)
    assert (counts["sheet"]["matched"], counts["sheet"]["entries"]) == (1, 0)
    assert counts["sheet"]["unmatched"][0]["row"] == 3

    written = answer(run("archive", "export", "all.jsonl", "--sheet", "log.xlsx", "--json"))
    assert [(part["file"], part["entries"]) for part in written["written"]] == [
        ("all.jsonl", 2),
        ("log.xlsx", 2),
    ]
    again = run("archive", "export", "all.jsonl")
    assert again.exit_code == 2
    assert "Use --force" in again.stderr
    assert run("archive", "export", "all.jsonl", "--force").exit_code == 0


@pytest.mark.usefixtures("home")
def test_bad_lines_refuse_the_list_or_are_skipped_and_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{A},x.mp4\n1.23E+75,\x1b[2Jy.mp4\n", "utf-8")
    said = run("archive", "import", "list.txt")
    assert said.exit_code == 2
    assert "line 2: 1.23E+75 is a hash that a spreadsheet took for a number" in said.stderr
    assert "Traceback" not in said.stderr
    said = run("archive", "import", "list.txt", "--skip-bad")
    assert said.exit_code == 1
    assert "Left out: 1 bad entry" in said.stderr
    assert "1 entry, 1 hashes" in said.stdout


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("command", ["import", "export"])
def test_with_nothing_named_the_call_is_wrong(run: Run, command: str) -> None:
    assert run("archive", command).exit_code == 2


@pytest.mark.usefixtures("home")
def test_a_list_that_came_in_is_said_though_the_sheet_is_bad(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{A},x.mp4\n", "utf-8")
    (tmp_path / "log.csv").write_text("colour,size\nred,7\n", "utf-8")
    said = run("archive", "import", "list.txt", "--sheet", "log.csv")
    assert said.exit_code == 2
    assert "1 entry" in said.stdout
    assert "log.csv has no column that says which footage" in said.stderr

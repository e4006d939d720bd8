"""The commands report and release, as a user calls them."""

from pathlib import Path

from tests.cli.conftest import Run, answer


def _opened(run: Run, home: Path, title: str) -> str:
    run("case", "new", title, "--home", home)
    found: str = answer(run("case", "list", "--json", "--home", home))["cases"][0]["case_id"]
    return found


def test_public_report_waits_until_the_account_in_its_title_is_decided_on(
    run: Run, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    case = _opened(run, home, "Is the clip of @night_owl new?")

    refused = run("case", "report", case, "-o", "out", "--home", home)
    assert refused.exit_code == 1
    assert "account @night_owl" in refused.stderr
    assert not Path("out").exists()
    (open_one,) = answer(run("case", "release", case, "--json", "--home", home))["to_decide"]
    assert open_one["decision"] is None
    name = open_one["name"]
    said = run("case", "release", case, "--blur", name, "--home", home)
    assert "covered" in said.stdout
    assert "All is decided." in said.stdout

    written = run("case", "report", case, "-o", "out", "--no-pdf", "--home", home)

    assert "public edition" in written.stdout
    page = Path("out", "report.html").read_text("utf-8")
    assert "Is the clip of [account left out] new?" in page
    assert "night_owl" not in page
    assert not Path("out", "report.pdf").exists()


def test_internal_report_is_a_page_and_a_pdf_and_a_name_is_given_once(
    run: Run, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    case = _opened(run, home, "قضية الغارة الليلية")

    told = answer(run("case", "report", case, "-o", "out", "--internal", "--json", "--home", home))

    assert sorted(told["sha256s"]) == ["report.html", "report.pdf"]
    assert (
        "not for passing on"
        in run(
            "case", "report", case, "-o", "again", "--internal", "--no-pdf", "--home", home
        ).stderr
    )
    assert "no still and no account" in run("case", "release", case, "--home", home).stdout
    name = "handle-000000000000"
    twice = run("case", "release", case, "--keep", name, "--drop", name, "--home", home)
    assert twice.exit_code == 2
    assert "named twice" in twice.stderr

"""From a clip of the desk into the archive and out again, in a real Chromium with real work.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.storage.footage import POST
from tests.ui.browsing import (
    a_run,
    barriers,
    elsewhere,
    expect,
    noted,
    open_at,
    signed_in_page,
)
from tests.ui.conftest import Served
from tests.ui.test_archive_page import fill

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_PICTURE = Path(__file__).resolve().parents[2] / "samples" / "street.jpg"
_HOSTILE = "<img src=x onerror=alert(1)> ![x](https://tracker.example/x.png)"
_GOOD, _BAD = "ab" * 32, "zzz"
_PAGES = (
    *(f"archive?part={part}" for part in ("Browse", "Search", "Add+clips", "In+and+out")),
    *(f"archive?part={part}" for part in ("Copies", "Work")),
    *(f"settings?part={part}" for part in ("Pictures", "Privacy", "Sandbox", "Storage")),
    *(f"settings?part={part}" for part in ("Versions", "Integrity")),
)


@pytest.fixture(autouse=True)
def _only_whole(is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("takes real work and many pages; run with --whole")


@pytest.fixture
def page(browser: "Browser", person: Served) -> Iterator["Page"]:
    with signed_in_page(browser, person) as page:
        yield page


@pytest.fixture
def base(person: Served) -> str:
    return f"http://127.0.0.1:{person.port}"


def test_a_dropped_picture_goes_in_with_one_click_and_is_found_on_its_page(
    page: "Page", base: str
) -> None:
    page.goto(base)
    page.locator("input[type=file]").set_input_files(_PICTURE)
    page.get_by_role("heading", name=_PICTURE.name).wait_for()
    page.wait_for_url("**/clip?clip=*")
    (clip_id,) = parse_qs(urlsplit(page.url).query)["clip"]

    open_at(page, f"{base}/archive?part=Add+clips")
    page.locator(f".st-key-add-{clip_id}").get_by_role("button", name="Put in").click()
    page.get_by_text(f"{_PICTURE.name}: added").wait_for()
    page.get_by_text(f"{_PICTURE.name}: in the archive").wait_for()
    open_at(page, f"{base}/archive?part=Browse")
    page.get_by_role("link", name=_PICTURE.name).click()

    page.get_by_role("heading", name="What is kept").wait_for()
    page.get_by_text("the very file").wait_for()
    page.wait_for_url("**/archive?*entry=*")


def test_a_list_comes_in_with_what_was_refused_and_goes_out_again(
    page: "Page", base: str, tmp_path: Path
) -> None:
    listed = tmp_path / "hashes.csv"
    listed.write_text(f"key,name,time_s,pdq\n,foreign.mp4,0,{_GOOD}\n,other.mp4,0,{_BAD}\n")
    open_at(page, f"{base}/archive?part=In+and+out")
    with a_run(page):
        page.get_by_text("what is good of it").click()
    page.locator("input[type=file]").set_input_files(listed)
    page.get_by_text("hashes.csv (").wait_for()
    page.get_by_text("Left out: 1 bad entry").wait_for()

    page.get_by_text("Hashes and names alone").click()
    page.get_by_role("button", name="Write it", exact=True).click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save hashes.csv").click()
    assert _GOOD in Path(saved.value.path()).read_text()

    open_at(page, f"{base}/archive?part=Search")
    page.get_by_role("textbox", name="Or a hash").fill(_GOOD)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("0 bits").wait_for()


def test_no_part_of_archive_or_settings_has_a_barrier_or_a_foreign_picture(
    page: "Page", base: str, person: Served
) -> None:
    (key,) = fill(person.home, _HOSTILE, source=POST)
    asked_for, found = noted(page), []
    for address in (*_PAGES, f"archive?entry={key}"):
        open_at(page, f"{base}/{address}")
        found += [f"{address} {rule}: {part[:160]}" for rule, part in barriers(page)]
        expect(page.locator("img[src='x']")).to_have_count(0)

    assert not found, "\n".join(found)
    assert elsewhere(asked_for, person) == []

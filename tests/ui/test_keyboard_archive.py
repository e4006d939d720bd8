"""The archive, the settings and the door by keyboard alone, in a real Chromium.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.passwords import WORDS
from tests.ui.browsing import new_page
from tests.ui.conftest import Served
from tests.ui.keys import Keys, fill_archive, lay_people
from verify.domain.roles import Role
from verify.domain.store_errors import UnknownEntryError
from verify.workbench.archive_desk import ArchiveDesk
from verify.workbench.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_GOOD = "ab" * 32


def test_an_entry_is_found_described_and_taken_out(keys: Keys, alone: Served) -> None:
    key, other = fill_archive(alone.home, "sought.mp4"), fill_archive(alone.home, "other.mp4")
    archive = ArchiveDesk(Desk(alone.home))
    keys.open("archive?part=Browse", "sought.mp4")
    keys.write("Name, source or key", "sought")
    keys.press("Enter")
    keys.page.get_by_role("link", name="other.mp4").wait_for(state="detached")
    keys.enter("sought.mp4")
    keys.see("What is kept")
    keys.enter("Write down where it came from")
    keys.write("Channel", "the channel")
    keys.enter("Write it down")
    keys.until(lambda: archive.entry(key).source.untrusted_channel == "the channel")

    keys.enter("Take it out of the archive")
    keys.write("Why", "by mistake")
    keys.to("For good")
    keys.press(" ")
    keys.enter("Take it out")
    keys.see("Taken out: sought.mp4.")
    with pytest.raises(UnknownEntryError):
        archive.entry(key)
    assert archive.entry(other)


def test_a_clip_goes_in_and_a_list_in_and_out_and_a_hash_is_found(
    keys: Keys, tmp_path: Path
) -> None:
    listed = tmp_path / "hashes.csv"
    listed.write_text(f"key,name,time_s,pdq\n,foreign.mp4,0,{_GOOD}\n")
    keys.open("archive?part=In+and+out", "Drop a list")
    keys.choose_files("Choose a list or a spreadsheet", listed)
    keys.see("hashes.csv (")
    keys.pick("Whole entries", "Hashes")
    keys.enter("Write it")
    keys.see("Save hashes.csv")
    assert _GOOD in keys.save("Save hashes.csv").read_text()

    keys.turn("In and out", "Search", by="ArrowLeft")
    keys.write("Or a hash", _GOOD)
    keys.enter("Ask")
    keys.see("0 bits")
    keys.enter("Open foreign.mp4")
    keys.see("What is kept")


def test_copies_are_looked_for_and_work_is_listed(keys: Keys, alone: Served) -> None:
    fill_archive(alone.home, "copy.mp4")
    keys.open("archive?part=Copies", "Look for copies")
    keys.enter("Look for copies")
    keys.turn("Copies", "Work")
    keys.see("UTC)")


def test_settings_are_changed_and_a_role_is_given(keys: Keys, alone: Served) -> None:
    people = lay_people(alone.home)
    keys.open("settings?part=People", "Ada")
    keys.choose("Ada, signs in", "admin")
    keys.until(lambda: [one.role for one in people.signed_up()] == [Role.ADMIN])
    keys.pick("shared: everybody", "private")
    keys.until(lambda: Desk(alone.home).house_rules.opens_private)
    keys.press("ArrowUp")
    keys.until(lambda: not Desk(alone.home).house_rules.opens_private)


def test_somebody_signs_in_and_out(
    browser: "Browser", newsroom: Served, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("opens a page of its own; run with --whole")
    context = browser.new_context(ignore_https_errors=True)
    keys = Keys(new_page(context), newsroom.link.rstrip("/"))
    keys.open("you", "Forgotten your password?")
    keys.write("Name", "Ada")
    keys.write("Password", WORDS)
    keys.press("Enter")
    keys.see("You are Ada")
    keys.enter("Sign out")
    keys.see("Back to the app")
    keys.enter("Sign out")
    keys.see("You are signed out.")
    context.close()

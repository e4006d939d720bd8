"""Who may do and see what, held to a table of its own and tried at the workbench itself."""

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.analyses import an_analysis
from tests.passwords import CHEAP, WORDS
from tests.storage.footage import new_entry
from tests.ui.conftest import add_clip
from verify.domain.case_access import NotYourCaseError, PrivateCaseError, PrivateClipError
from verify.domain.case_errors import UnknownCaseError
from verify.domain.cases import CaseClip
from verify.domain.custody import Action, Actor, Event
from verify.domain.people import UnknownPersonError
from verify.domain.releasing import Release
from verify.domain.roles import (
    BY_ACTION,
    LEAST,
    Deed,
    LastAdminError,
    NotPermittedError,
    Permit,
    Role,
    SignedOutError,
)
from verify.domain.verdicts import VerdictWord
from verify.jobs.queue import FIRST_LOOK_FOLDER, RESULT_FOLDER
from verify.storage import case_records
from verify.storage.interface import Store
from verify.storage.memory import memory_store
from verify.workbench.archive.guarded import guarded
from verify.workbench.archive.history import erase
from verify.workbench.archive_desk import ArchiveDesk
from verify.workbench.case_desk import CaseDesk
from verify.workbench.case_exports import REPORTS_FOLDER, CaseExports
from verify.workbench.cases import sight
from verify.workbench.cases.frozen import frozen
from verify.workbench.cases.opening import case_meant, log_of_case
from verify.workbench.desk import Desk
from verify.workbench.judged_matches import JudgedMatches
from verify.workbench.people import People, at_a_proxy
from verify.workbench.playing import Playing
from verify.workbench.syncs import Syncs
from verify.workbench.tasks import AddClips, CheckAll, Export, Tasks
from verify.workbench.uploads import Announcement

_V, _J, _E, _A = Role.VIEWER, Role.JOURNALIST, Role.EDITOR, Role.ADMIN
_TABLE = {
    "READ": "VJEA",
    "ADD_FOOTAGE": "JEA",
    "REMOVE_OWN_FOOTAGE": "JEA",
    "COMPARE_CLIPS": "JEA",
    "OPEN_CASE": "JEA",
    "WRITE_IN_CASE": "JEA",
    "EXPORT_CASE": "JEA",
    "ADD_TO_ARCHIVE": "JEA",
    "ASK_ELSEWHERE": "JEA",
    "CHECK": "JEA",
    "SEE_PRIVATE": "EA",
    "SHARE_ANY_CASE": "EA",
    "RULE": "EA",
    "RELEASE": "EA",
    "CLOSE_CASE": "EA",
    "JUDGE_MATCH": "EA",
    "REMOVE_ENTRY": "EA",
    "EXPORT_ARCHIVE": "EA",
    "REMOVE_ANY_FOOTAGE": "EA",
    "ERASE_WORDS": "A",
    "KEEP_PEOPLE": "A",
    "SET_HOUSE": "A",
    "SEE_STORAGE": "A",
}
_NEVER_A_VIEWER = set(Action) - {Action.VIEWED, Action.KEY_CHANGED, Action.CLOCK_JUMPED}
_ME = Actor(untrusted_name="somebody", known_by="sign_in")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return the desk of a home with a person of each role, where no job starts."""
    monkeypatch.setattr("verify.jobs.queue.Queue._start_waiting", lambda _queue: None)
    people = People(tmp_path / "home", CHEAP)
    people.add("Ada", WORDS, Role.ADMIN)
    for name, role in {"Ed": _E, "Jo": _J, "Jim": _J, "Vi": _V}.items():
        people.add(name, WORDS, role)
    return Desk(tmp_path / "home")


def _as(desk: Desk, name: str) -> Desk:
    return desk.worked_at_by(desk.people.named(name).person)


_OF_ROLE = {_V: "Vi", _J: "Jim", _E: "Ed", _A: "Ada"}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("deed", Deed)
def test_each_role_may_do_what_the_table_says_and_no_more(deed: Deed, role: Role) -> None:
    permit = Permit("person-1", role)

    assert set(_TABLE) == {one.name for one in Deed}
    if role.name[0] in _TABLE[deed.name]:
        permit.assert_may(deed)
    else:
        with pytest.raises(NotPermittedError, match=f"takes the role {LEAST[deed]}; yours is"):
            permit.assert_may(deed)
        assert not permit.may(deed)


def test_every_event_of_the_log_is_a_deed() -> None:
    assert set(BY_ACTION) == set(Action)


@pytest.mark.parametrize("action", sorted(_NEVER_A_VIEWER))
def test_a_viewer_writes_nothing_to_the_log(action: Action) -> None:
    store = memory_store()

    with pytest.raises(NotPermittedError, match="yours is viewer"):
        guarded(store, Permit("person-1", _V)).record(action, "a" * 64, {}, _ME)

    assert list(store.events()) == []


def test_whatever_a_store_can_write_is_guarded() -> None:
    store = memory_store()
    kept = guarded(store, Permit("person-1", _V))
    writes = [
        name
        for name, method in inspect.getmembers(Store, inspect.isfunction)
        if "actor" in inspect.signature(method).parameters
    ]

    assert len(writes) >= 7
    for name in writes:
        assert name in type(kept).__dict__, name
    with pytest.raises(NotPermittedError):
        kept.add(new_entry("a.mp4"), _ME)
    with pytest.raises(NotPermittedError):
        kept.add_all([new_entry("a.mp4")], _ME)
    assert store.stats().entries == 0


Do = Callable[[Desk, str], object]
_DEEDS: dict[str, tuple[str, Do]] = {
    "open": ("JEA", lambda desk, _: CaseDesk(desk).open("Another")),
    "article": ("JEA", lambda desk, case: CaseDesk(desk).add_article(case, b"It fell.", "a.txt")),
    "note": ("JEA", lambda desk, case: CaseDesk(desk).note(case, 1, "noted")),
    "word": ("JEA", lambda desk, case: CaseDesk(desk).word(case, ["It fell"])),
    "verdict": (
        "JEA",
        lambda desk, case: CaseDesk(desk).give_verdict(
            case, VerdictWord.DISPUTED, "why", claim=2, instead_of=None
        ),
    ),
    "items": (
        "JEA",
        lambda desk, case: CaseDesk(desk).set_items(case, "Whose?", _last(desk, case)),
    ),
    "close": ("EA", lambda desk, case: CaseDesk(desk).close(case, "done", is_closed=True)),
    "rule": (
        "EA",
        lambda desk, case: CaseDesk(desk).rule(
            case, "a" * 64, "b" * 64, is_same=True, reason="one", seen=_last(desk, case)
        ),
    ),
    "make private": ("EA", lambda desk, case: CaseDesk(desk).set_private(case, is_private=True)),
    "take out": ("EA", lambda desk, _: ArchiveDesk(desk).remove(_first_entry(desk), "why")),
    "judge": (
        "EA",
        lambda desk, _: JudgedMatches(desk).judge(
            "a" * 64, _first_entry(desk), accepted=True, note=""
        ),
    ),
    "upload": (
        "JEA",
        lambda desk, _: desk.begin_upload(
            Announcement(untrusted_name="a.mp4", size_bytes=9, changed_ms=0)
        ),
    ),
    "remove of another": ("EA", lambda desk, _: desk.remove(desk.clips()[0].clip_id)),
    "analyse": ("JEA", lambda desk, _: desk.analyse_again(desk.clips()[0].clip_id)),
    "cancel": ("JEA", lambda desk, _: desk.cancel(desk.clips()[0].clip_id)),
    "add to archive": (
        "JEA",
        lambda desk, _: Tasks(desk).begin(AddClips([desk.clips()[0].clip_id], False)),
    ),
    "write archive out": ("EA", lambda desk, _: Tasks(desk).begin(Export("log.csv"))),
    "check": ("JEA", lambda desk, _: Tasks(desk).begin(CheckAll())),
    "give a role": ("A", lambda desk, _: desk.give_role("Jo", Role.EDITOR)),
    "set the house": ("A", lambda desk, _: desk.set_house(opens_private=True, unknown_role=_V)),
}


def _last(desk: Desk, case_id: str) -> int:
    return CaseDesk(desk).case(case_id).last_event


def _first_entry(desk: Desk) -> str:
    with desk.shelf() as shelf:
        return next(iter(shelf.store.entries())).key


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Lay a shared case of the account's with two clips, a clip and an entry into the home."""
    add_clip(desk.home, an_analysis())
    case_id = CaseDesk(desk).open("Strike")
    with desk.shelf() as shelf:
        shelf.store.add(new_entry("a.mp4"), _ME)
        for sha256 in ("a" * 64, "b" * 64):
            shelf.store.record(Action.CLIP_ATTACHED, case_id, {"clip_sha256": sha256}, _ME)
    return case_id


@pytest.mark.parametrize("role", [_V, _J, _E])
def test_the_workbench_itself_refuses(role: Role, desk: Desk, case_id: str) -> None:
    theirs = _as(desk, _OF_ROLE[role])
    with desk.shelf() as shelf:
        before = len(list(shelf.store.events()))

    for allowed, deed in _DEEDS.values():
        if role.name[0] not in allowed:
            with pytest.raises((NotPermittedError, NotYourCaseError)):
                deed(theirs, case_id)

    with desk.shelf() as shelf:
        assert len(list(shelf.store.events())) == before
    assert len(desk.clips()) == 1
    assert Tasks(desk).all() == []
    assert desk.people.named("Jo").role is Role.JOURNALIST
    assert not desk.house_rules.opens_private


@pytest.mark.parametrize("what", _DEEDS)
def test_the_workbench_does_for_the_least_role_what_the_table_says(
    what: str, desk: Desk, case_id: str, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("a home for each deed; run with --whole")
    allowed, deed = _DEEDS[what]
    least = next(role for role in Role if role.name[0] in allowed)

    deed(_as(desk, _OF_ROLE[least]), case_id)


def test_a_release_takes_an_editor(desk: Desk) -> None:
    case_id = CaseDesk(desk).open("Strike")
    decide: Any = {"action": Action.RELEASE_DECIDED, "subject": case_id}
    for name in ("Vi", "Jo"):
        with _as(desk, name).shelf() as shelf, pytest.raises(NotPermittedError, match="editor"):
            shelf.store.record(payload={"release": Release.KEEP}, actor=shelf.actor, **decide)


def test_a_role_that_is_taken_away_holds_at_the_next_deed(desk: Desk) -> None:
    jo = CaseDesk(_as(desk, "Jo"))
    case_id = jo.open("Strike")
    jo.note(case_id, 1, "before")

    desk.give_role("Jo", Role.VIEWER)

    with pytest.raises(NotPermittedError, match="yours is viewer"):
        jo.note(case_id, 1, "after")
    assert [note.untrusted_text for note in jo.case(case_id).notes] == ["before"]


def test_whoever_was_removed_does_nothing_more(desk: Desk) -> None:
    jo = _as(desk, "Jo")
    desk.people.remove("Jo")

    with pytest.raises(SignedOutError, match="You are signed out"):
        CaseDesk(jo).open("Strike")
    with pytest.raises(SignedOutError, match="You are signed out"):
        jo.clips()


def _private(desk: Desk) -> tuple[str, CaseDesk]:
    jo = CaseDesk(_as(desk, "Jo"))
    return jo.open("Secret", is_private=True), jo


def test_a_private_case_is_seen_by_its_owner_editors_admins_and_who_is_invited(desk: Desk) -> None:
    case_id, jo = _private(desk)
    shared = CaseDesk(desk).open("Shared")
    seen = {
        name: {one.case_id for one in CaseDesk(_as(desk, name)).cases()}
        for name in ("Ada", "Ed", "Jo", "Jim", "Vi")
    }
    both, one = {case_id, shared}, {shared}
    assert seen == {"Ada": both, "Ed": both, "Jo": both, "Jim": one, "Vi": one}

    for name in ("Jim", "Vi"):
        with pytest.raises(PrivateCaseError, match="Ask one of them to invite you"):
            CaseDesk(_as(desk, name)).case(case_id)
    jo.invite(case_id, "Vi")
    assert CaseDesk(_as(desk, "Vi")).case(case_id).case_id == case_id
    with pytest.raises(NotPermittedError, match="journalist"):
        CaseDesk(_as(desk, "Vi")).note(case_id, 1, "x")
    jo.invite(case_id, "Vi", takes_back=True)
    with pytest.raises(PrivateCaseError):
        CaseDesk(_as(desk, "Vi")).case(case_id)
    jo.set_private(case_id, is_private=False)
    assert CaseDesk(_as(desk, "Jim")).case(case_id).case_id == case_id


def test_a_private_case_cannot_be_guessed_at(desk: Desk) -> None:
    case_id, _jo = _private(desk)
    jim = CaseDesk(_as(desk, "Jim"))

    for guess in ("Secret", case_id[:6], case_id[:-1]):
        with pytest.raises(UnknownCaseError):
            jim.case(guess)
    with pytest.raises(PrivateCaseError) as refused:
        jim.note(case_id, 1, "x")
    assert "Secret" not in str(refused.value)
    assert "Jo" not in str(refused.value)


def test_who_sees_a_case_is_its_owners_and_editors_to_say(desk: Desk) -> None:
    case_id, jo = _private(desk)
    jo.invite(case_id, "Jim")
    jim = CaseDesk(_as(desk, "Jim"))

    deeds: list[Callable[[], object]] = [
        lambda: jim.set_private(case_id, is_private=False),
        lambda: jim.invite(case_id, "Vi"),
        lambda: jim.invite(case_id, "Jo", takes_back=True),
    ]
    for deed in deeds:
        with pytest.raises(NotYourCaseError, match="by whoever opened it, or by an editor"):
            deed()
    assert jim.access(case_id)[1] is False
    CaseDesk(_as(desk, "Ed")).invite(case_id, "Vi")
    assert list(jo.access(case_id)[0].admitted.values()) == ["Jo", "Jim", "Vi"]
    with pytest.raises(UnknownPersonError, match="Nobody here is called"):
        jo.invite(case_id, "Nobody")


def test_whoever_takes_the_name_of_a_person_who_left_takes_no_case_of_theirs(desk: Desk) -> None:
    case_id, _jo = _private(desk)
    plain = CaseDesk(_as(desk, "Jo")).open("Shared at first")
    desk.people.remove("Jo")
    desk.people.add("Jo", WORDS, _J)
    second = CaseDesk(_as(desk, "Jo"))

    with pytest.raises(PrivateCaseError):
        second.case(case_id)
    CaseDesk(_as(desk, "Ed")).set_private(plain, is_private=True)
    with pytest.raises(PrivateCaseError):
        second.case(plain)


def test_an_old_case_is_shared_and_who_sees_it_stands_in_its_log(desk: Desk) -> None:
    jo = CaseDesk(_as(desk, "Jo"))
    case_id = jo.open("Strike")
    assert jo.access(case_id)[0].is_private is False

    jo.set_private(case_id, is_private=True)
    jo.invite(case_id, "Jim")

    told = jo.history(case_id)[:2]
    assert [one.words[0].spans[0].text for one in told] == [
        "\u2068Jim\u2069 was let see it.",
        "The case was made private. \u2068Jo\u2069 was let see it.",
    ]
    assert all("Jo (signed in)" in one.under[0] for one in told)


def test_erased_names_do_not_open_a_private_case(desk: Desk) -> None:
    case_id, jo = _private(desk)
    jo.invite(case_id, "Jim")
    with desk.shelf() as shelf:
        for told in log_of_case(shelf, case_meant(shelf, case_id)):
            if told.event.action is Action.CASE_ACCESS_SET:
                erase(shelf, told.event.sequence, "the law")

    with pytest.raises(PrivateCaseError):
        CaseDesk(_as(desk, "Vi")).case(case_id)
    assert CaseDesk(_as(desk, "Jim")).case(case_id).case_id == case_id
    assert list(jo.access(case_id)[0].admitted.values()) == [None, None]
    with desk.shelf() as shelf:
        assert frozen(shelf, case_meant(shelf, case_id)).case.case_id == case_id


def test_who_sees_a_case_here_is_handed_to_nobody_elsewhere(desk: Desk) -> None:
    case_id, jo = _private(desk)
    jo.invite(case_id, "Jim")

    with desk.shelf() as shelf:
        state = frozen(shelf, case_meant(shelf, case_id))

    assert Action.CASE_ACCESS_SET not in {event.action for event in state.events}
    assert "Jim" not in str(state.events)


def test_new_cases_are_as_the_house_says_unless_somebody_says_otherwise(desk: Desk) -> None:
    _as(desk, "Ada").set_house(opens_private=True, unknown_role=_V)
    jo = CaseDesk(_as(desk, "Jo"))

    assert jo.access(jo.open("By the house"))[0].is_private
    assert not jo.access(jo.open("For all", is_private=False))[0].is_private


@pytest.fixture
def hidden_clip(desk: Desk) -> str:
    """Lay a clip into the home that is in a private case of Jo's and in no other."""
    clip_id = add_clip(desk.home, an_analysis())
    case_id, jo = _private(desk)
    jo.add_clip(case_id, jo.clips_here()[0])
    return clip_id


def test_a_clip_in_private_cases_only_is_not_there_for_others(desk: Desk, hidden_clip: str) -> None:
    for name in ("Vi", "Jim"):
        theirs = _as(desk, name)
        assert theirs.clips() == []
        assert CaseDesk(theirs).clips_here() == []
        assert Syncs(theirs).choices() == {}
        for look in (
            lambda desk: desk.clip(hidden_clip),
            lambda desk: desk.analysis(hidden_clip),
            lambda desk: desk.result_files(hidden_clip),
            lambda desk: desk.result_file(hidden_clip, "report.html"),
            lambda desk: Playing(desk).file(hidden_clip),
            lambda desk: Playing(desk).ask_for_copy(hidden_clip),
        ):
            with pytest.raises(PrivateClipError, match="private cases only"):
                look(theirs)
    for name in ("Jo", "Ed", "Ada"):
        assert [one.clip_id for one in _as(desk, name).clips()] == [hidden_clip]


def test_the_first_look_at_a_clip_in_private_cases_only_is_hidden_too(
    desk: Desk, hidden_clip: str
) -> None:
    folder = desk.home / "clips" / hidden_clip
    (folder / RESULT_FOLDER).rename(folder / FIRST_LOOK_FOLDER)

    assert _as(desk, "Jim").clips() == []
    with pytest.raises(PrivateClipError):
        _as(desk, "Jim").shown(hidden_clip)


def test_a_clip_comes_into_sight_with_a_case_that_shows_it(desk: Desk, hidden_clip: str) -> None:
    jim, ed = _as(desk, "Jim"), CaseDesk(_as(desk, "Ed"))
    assert jim.clips() == []

    shared = ed.open("Shared")
    ed.add_clip(shared, ed.clips_here()[0])
    assert [one.clip_id for one in jim.clips()] == [hidden_clip]

    ed.set_private(shared, is_private=True)
    assert jim.clips() == []


def test_a_clip_names_the_cases_that_one_may_see_the_newest_first(desk: Desk) -> None:
    add_clip(desk.home, an_analysis())
    sha256 = an_analysis().footage.sha256
    jim, ed = _as(desk, "Jim"), _as(desk, "Ed")
    assert jim.cases_with(sha256) == []
    secret, jo = _private(desk)
    shared = jo.open("Shared")
    (clip,) = jo.clips_here()
    assert ed.cases_with(sha256) == []

    jo.add_clip(secret, clip)
    assert [one.case_id for one in ed.cases_with(sha256)] == [secret]
    assert jim.cases_with(sha256) == []
    jo.add_clip(shared, clip)
    jo.open("Without it")

    assert [one.untrusted_title for one in ed.cases_with(sha256)] == ["Shared", "Secret"]
    assert [one.untrusted_title for one in jim.cases_with(sha256)] == ["Shared"]
    assert jim.cases_with("b" * 64) == []
    jo.invite(secret, "Jim")
    assert [one.case_id for one in jim.cases_with(sha256)] == [shared, secret]


def test_a_clip_that_comes_into_a_private_case_while_others_are_first_read_is_hidden(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_clip(desk.home, an_analysis())
    secret, jo = _private(desk)
    jo.note(secret, None, "Not for all.")
    shared = jo.open("Shared")
    (clip,) = jo.clips_here()
    jim = _as(Desk(desk.home), "Jim")
    meanwhile = [lambda: jo.add_clip(secret, clip), lambda: jo.note(shared, None, "After that.")]

    def clips_in(events: list[Event]) -> list[CaseClip]:
        if any(one.subject == secret for one in events):
            while meanwhile:
                meanwhile.pop(0)()
        return case_records.clips_in(events)

    monkeypatch.setattr(sight, "clips_in", clips_in)

    jim.clips()
    assert not meanwhile
    assert jim.clips() == []


def test_only_the_case_that_a_clip_came_into_is_read_anew(
    desk: Desk, hidden_clip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    jo = CaseDesk(_as(desk, "Jo"))
    (clip,) = [one for one in jo.clips_here() if one.clip_id == hidden_clip]
    shared = jo.open("Shared")
    desk.cases_with(clip.sha256)
    jo.add_clip(shared, clip)
    read: list[frozenset[str]] = []

    def clips_in(events: list[Event]) -> list[CaseClip]:
        read.append(frozenset(one.subject or "" for one in events))
        return case_records.clips_in(events)

    monkeypatch.setattr(sight, "clips_in", clips_in)

    assert len(desk.cases_with(clip.sha256)) == 2
    assert len(desk.cases_with(clip.sha256)) == 2
    assert read == [{shared}]


def test_whoever_added_a_clip_sees_it_whatever_case_it_is_in(desk: Desk, hidden_clip: str) -> None:
    file = desk.home / "clips" / hidden_clip / "clip.json"
    jim = desk.people.named("Jim").person
    file.write_text(json.dumps(json.loads(file.read_text()) | {"sender": jim.key}))

    assert [one.clip_id for one in _as(desk, "Jim").clips()] == [hidden_clip]
    _as(desk, "Jim").remove(hidden_clip)
    assert desk.clips() == []


def test_while_new_cases_are_private_a_clip_in_no_case_is_its_senders(desk: Desk) -> None:
    sample = Path(__file__).resolve().parents[2] / "samples" / "night-strike.mp4"
    clip_id = _as(desk, "Jo").take_in(sample)
    assert [one.clip_id for one in _as(desk, "Vi").clips()] == [clip_id]

    _as(desk, "Ada").set_house(opens_private=True, unknown_role=_V)

    assert _as(desk, "Vi").clips() == []
    assert [one.clip_id for one in _as(desk, "Jo").clips()] == [clip_id]


def test_putting_in_all_leaves_out_what_is_in_private_cases_only(
    desk: Desk, hidden_clip: str
) -> None:
    assert ArchiveDesk(_as(desk, "Jo")).private_ones([hidden_clip]) == {hidden_clip}
    with pytest.raises(PrivateClipError):
        Tasks(_as(desk, "Jim")).begin(AddClips([hidden_clip], False))


def test_what_was_told_of_a_hidden_clip_is_hidden_with_it(desk: Desk, hidden_clip: str) -> None:
    task_id = Tasks(_as(desk, "Jo")).begin(AddClips([hidden_clip], False))

    assert [one.clip_id for one in Tasks(_as(desk, "Jo")).all()] == [task_id]
    assert Tasks(_as(desk, "Jim")).all() == []


def test_a_report_of_a_private_case_is_not_handed_to_others(desk: Desk) -> None:
    case_id, jo = _private(desk)
    folder = desk.home / REPORTS_FOLDER / f"{case_id}-2-internal-x"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("secret")
    # A case may bear any title, that of another one's id too.
    CaseDesk(_as(desk, "Jim")).open(case_id)

    assert CaseExports(_as(desk, "Jo")).file(folder.name, "report.html") is not None
    for name in ("Jim", "Vi"):
        with pytest.raises(PrivateCaseError):
            CaseExports(_as(desk, name)).file(folder.name, "report.html")
    assert jo.access(case_id)[0].is_private


def test_the_first_who_is_added_is_admin_and_one_always_stays(tmp_path: Path) -> None:
    people = People(tmp_path, CHEAP)
    with pytest.raises(LastAdminError):
        people.add("Vi", WORDS, Role.VIEWER)
    assert people.signed_up() == []

    assert people.add("Ada", WORDS).role is Role.ADMIN
    assert people.add("Bea", WORDS).role is Role.JOURNALIST
    deeds: list[Callable[[], object]] = [
        lambda: people.remove("Ada"),
        lambda: people.give_role("Ada", Role.EDITOR),
    ]
    for deed in deeds:
        with pytest.raises(LastAdminError, match="Without Ada as admin there would be none"):
            deed()
    people.give_role("bea", Role.ADMIN)
    assert people.give_role("Ada", Role.VIEWER).role is Role.VIEWER
    people.remove("Ada")
    people.remove("Bea")
    assert people.signed_up() == []


def test_people_from_before_there_were_roles_lose_nobody_and_gain_nothing(tmp_path: Path) -> None:
    people = People(tmp_path, CHEAP)
    for name in ("Ada", "Bea", "Cem"):
        people.add(name, WORDS)
    file = tmp_path / "people.json"
    records = json.loads(file.read_text())
    for record in records.values():
        del record["role"]
    file.write_text(json.dumps(records))

    roles = {one.name: one.role for one in People(tmp_path, CHEAP).signed_up()}
    assert roles == {"Ada": Role.ADMIN, "Bea": Role.EDITOR, "Cem": Role.EDITOR}

    people.add("Dea", WORDS)
    written = {one["name"]: one["role"] for one in json.loads(file.read_text()).values()}
    assert written == {"Ada": "admin", "Bea": "editor", "Cem": "editor", "Dea": "journalist"}


def test_whom_a_proxy_names_is_what_it_says_else_what_the_home_says_else_a_viewer(
    tmp_path: Path,
) -> None:
    people = People(tmp_path, CHEAP)
    people.add("ada@news.example", None, Role.ADMIN)
    desk = Desk(tmp_path)

    assert people.role_of(at_a_proxy("ada@news.example")) is Role.ADMIN
    assert people.role_of(at_a_proxy("ada@news.example", Role.JOURNALIST)) is Role.JOURNALIST
    assert people.role_of(at_a_proxy("bea@news.example")) is Role.VIEWER
    desk.house_rules.set(unknown_role=Role.JOURNALIST)
    assert people.role_of(at_a_proxy("bea@news.example")) is Role.JOURNALIST
    assert people.admitted("ada@news.example", WORDS) is None
    assert not people.takes_passwords()


def test_whoever_sits_at_the_machine_does_all_as_ever(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "home")

    for deed in Deed:
        desk.assert_may(deed)


def test_the_page_on_people_has_the_table() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "people.md"
    lines = page.read_text("utf-8").splitlines()

    for deed in Deed:
        cells = ["yes" if role.name[0] in _TABLE[deed.name] else "" for role in Role]
        assert f"| {deed} | {' | '.join(cells)} |" in lines

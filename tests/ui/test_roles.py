"""Roles and private cases over the wire: each address asked with a cookie of each role."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.analyses import an_analysis
from tests.passwords import CHEAP, WORDS
from tests.storage.footage import new_entry
from tests.ui.conftest import Served, add_clip
from tests.ui.test_doorkeeping import Behind, Door
from ui import current
from ui.access import Asked, granted
from ui.gate import PERSON, Gate
from ui.sessions import Sessions
from verify.domain.errors import InputError
from verify.domain.roles import Deed, Role
from verify.workbench.case_desk import CaseDesk
from verify.workbench.case_exports import REPORTS_FOLDER
from verify.workbench.desk import Desk
from verify.workbench.people import People

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

_APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"
_ANNOUNCED = json.dumps({"untrusted_name": "a.mp4", "size_bytes": 5, "changed_ms": 1}).encode()
_PEOPLE = {
    "Vic": Role.VIEWER,
    "Jo": Role.JOURNALIST,
    "Jim": Role.JOURNALIST,
    "Ed": Role.EDITOR,
    "Root": Role.ADMIN,
}
_ADMITTED = [False, True, False, True, True]


@dataclass
class House:
    """A newsroom's server with a person of each role, and a private case of Jo's with a clip."""

    served: Served
    cookies: dict[str, str]
    clip: str
    case: str

    def ask(self, name: str, method: str, path: str, body: bytes | None = None) -> tuple[int, str]:
        """Return status and text of what a person's browser is answered."""
        theirs = replace(self.served, cookie=self.cookies[name])
        answer = theirs.ask(method, path, self.served.ours, body)
        return answer.status, answer.body.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def house(newsroom: Served) -> House:
    people, cookies = People(newsroom.home, CHEAP), {}
    for name, role in _PEOPLE.items():
        people.add(name, WORDS, role)
        form = urlencode({"name": name, "password": WORDS}).encode()
        sent = newsroom.ours | {"Content-Type": "application/x-www-form-urlencoded"}
        answer = newsroom.ask("POST", "/sign-in", sent, form, signed_in=False)
        cookies[name] = answer.headers["set-cookie"].partition(";")[0]
    clip = add_clip(newsroom.home, an_analysis(), name="private.mp4")
    jo = CaseDesk(Desk(newsroom.home).worked_at_by(people.named("Jo").person))
    case = jo.open("Secret", is_private=True)
    jo.add_clip(case, jo.clips_here()[0])
    folder = newsroom.home / REPORTS_FOLDER / f"{case}-1-internal-x"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("secret")
    return House(newsroom, cookies, clip, case)


@pytest.mark.parametrize(("name", "is_theirs"), [*zip(_PEOPLE, _ADMITTED, strict=True)])
@pytest.mark.parametrize(
    "path",
    [
        "/wb/clips/{clip}/footage",
        "/wb/clips/{clip}/report.html",
        "/wb/clips/{clip}/analysis.json",
        "/wb/clips/{clip}/standing",
        "/wb/clips/{clip}/everything.zip",
        "/wb/clips/{clip}/keyframes.zip",
        "/wb/reports/{case}-1-internal-x/report.html",
    ],
)
def test_bytes_of_a_private_case_go_to_whom_it_admits(
    path: str, name: str, is_theirs: bool, house: House
) -> None:
    status, text = house.ask(name, "GET", path.format(clip=house.clip, case=house.case))

    if is_theirs:
        assert status == 200
    else:
        assert status == 403
        assert "private" in text
        assert "Secret" not in text
        assert "private.mp4" not in text


def test_frame_times_and_stills_of_a_private_clip_are_kept_too(house: House) -> None:
    for path in ("frame-times", "reverse.html", "keyframes/0001_00-00-00.000_first.jpg"):
        status, text = house.ask("Jim", "GET", f"/wb/clips/{house.clip}/{path}")
        assert (status, "private cases only" in text) == (403, True), path


@pytest.mark.parametrize("name", _PEOPLE)
def test_a_viewer_sends_nothing(name: str, house: House) -> None:
    status, text = house.ask(name, "POST", "/wb/uploads", _ANNOUNCED)

    if name == "Vic":
        assert status == 403
        assert "takes the role journalist; yours is viewer" in text
    else:
        assert status == 200
        upload = json.loads(text)["id"]
        assert house.ask(name, "DELETE", f"/wb/uploads/{upload}")[0] == 204


def test_an_upload_ends_where_a_role_is_taken_away(house: House) -> None:
    people = People(house.served.home, CHEAP)
    people.give_role("Jim", Role.JOURNALIST)
    upload = json.loads(house.ask("Jim", "POST", "/wb/uploads", _ANNOUNCED)[1])["id"]
    people.give_role("Jim", Role.VIEWER)
    try:
        for method, path in (
            ("PUT", f"/wb/uploads/{upload}"),
            ("POST", f"/wb/uploads/{upload}/finish"),
            ("POST", f"/wb/uploads/{upload}/take-in/list"),
        ):
            theirs = replace(house.served, cookie=house.cookies["Jim"])
            headers = house.served.ours | {"X-Offset": "0"}
            answer = theirs.ask(method, path, headers, b"bytes")
            assert answer.status == 403, path
    finally:
        people.give_role("Jim", Role.JOURNALIST)


@pytest.fixture
def at_proxy(tmp_path: Path) -> Callable[..., Door]:
    """Return what makes a gate behind a proxy that may say roles."""

    def made(role_header: str | None = None) -> Door:
        people = People(tmp_path, CHEAP)
        asked = Asked(proxies=["10.0.0.5"], names=["news.example"], role_header=role_header)
        access = granted(asked, 8501, has_people=False)
        sessions, behind = Sessions(tmp_path / "s.json", people, has_token=False), Behind()
        gate = Gate(behind, access, sessions, lambda: False)
        return Door(gate, behind, sessions, people, access.cookie)

    return made


@pytest.mark.parametrize(
    ("sent", "role"),
    [
        (["editor"], Role.EDITOR),
        ([" Admin "], Role.ADMIN),
        ([], Role.VIEWER),
        (["boss"], Role.VIEWER),
        ([""], Role.VIEWER),
        (["admin", "viewer"], Role.VIEWER),
        (["admin,viewer"], Role.VIEWER),
    ],
)
def test_a_proxy_says_a_role_in_due_form_or_none(
    sent: list[str], role: Role, at_proxy: Callable[..., Door]
) -> None:
    door = at_proxy(role_header="X-Verify-Role")
    headers = [("host", "news.example"), ("x-forwarded-user", "bea")]
    headers += [("x-verify-role", one) for one in sent]

    assert door.status(headers, client="10.0.0.5") == 200
    assert door.people.role_of(door.behind.came[-1][PERSON]) is role
    assert door.status(headers, client="10.0.0.6") == 403


def test_a_role_header_that_was_not_asked_for_is_nothing(at_proxy: Callable[..., Door]) -> None:
    door = at_proxy()
    headers = [("host", "news.example"), ("x-forwarded-user", "bea"), ("x-verify-role", "admin")]

    assert door.status(headers, client="10.0.0.5") == 200
    assert door.people.role_of(door.behind.came[-1][PERSON]) is Role.VIEWER


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-User", "a b", ""])
def test_a_role_header_is_one_of_its_own_and_the_proxys(name: str) -> None:
    with pytest.raises(InputError, match="--role-header"):
        granted(
            Asked(proxies=["10.0.0.5"], names=["n.example"], role_header=name), 1, has_people=False
        )
    with pytest.raises(InputError, match="anybody could send it"):
        granted(Asked(role_header="X-Verify-Role"), 8501, has_people=False)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "home")
    people = People(tmp_path / "home", CHEAP)
    people.add("Root", WORDS)
    people.add("Vic", WORDS, Role.VIEWER)
    with desk.shelf(makes=True) as shelf:
        shelf.store.add(new_entry("a.mp4"), shelf.actor)
    return desk


def _page(desk: Desk, name: str, view: str, **asked: str) -> "AppTest":
    from streamlit.testing.v1 import AppTest  # Here: collecting the tests would load it.

    person = desk.people.named(name).person
    current.use(desk, lambda: person)
    app = AppTest.from_file(str(_APP), default_timeout=30)
    app.switch_page(f"views/{view}.py")
    for key, value in asked.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def _said(app: "AppTest") -> str:
    return "\n".join(one.value for one in (*app.text, *app.header))


def test_you_says_ones_role_and_what_it_permits(desk: Desk) -> None:
    viewer, admin = _page(desk, "Vic", "you"), _page(desk, "Root", "you")

    assert "Your role: viewer" in _said(viewer)
    assert _permitted(viewer) == {"As viewer": ["read shared cases and the archive"]}
    assert "Your role: admin" in _said(admin)
    permitted = _permitted(admin)
    assert list(permitted) == ["As viewer", "As journalist", "As editor", "As admin"]
    assert "write in cases" in permitted["As journalist"]
    assert "see and set who has which role" in permitted["As admin"]
    assert sorted(deed for deeds in permitted.values() for deed in deeds) == sorted(Deed)


def _permitted(app: "AppTest") -> dict[str, list[str]]:
    (sections,) = (
        json.loads(one.proto.json)
        for one in app.get("bidi_component")
        if one.proto.component_name.endswith("verify_sections")
    )
    return {role: deeds.split("\n") for role, deeds in sections["blocks"][0]["rows"]}


def test_a_viewer_is_told_what_takes_another_role_and_offered_nothing_else(
    desk: Desk, is_whole_run: bool
) -> None:
    case = CaseDesk(desk).open("Strike")
    with desk.shelf() as shelf:
        entry = next(iter(shelf.store.entries())).key
    pages: dict[str, dict[str, str]] = {"case": {"case": case}}
    if is_whole_run:
        pages |= {"footage": {}, "cases": {}, "archive": {"entry": entry}}
    for view, asked in pages.items():
        app = _page(desk, "Vic", view, **asked)
        assert "takes the role journalist; yours is viewer" in _said(app), view
        forms = [one for one in app.button if one.form_id]
        assert [one.label for one in forms] == [], view
        assert not [one for one in app.button if one.label == "Check the claims"], view


def test_an_admin_gives_roles_and_the_last_one_stays(desk: Desk) -> None:
    assert "takes the role admin" in _said(_page(desk, "Vic", "settings", part="People"))
    app = _page(desk, "Root", "settings", part="People")

    (vic,) = [one for one in app.selectbox if one.label.startswith("Vic")]
    vic.set_value(Role.EDITOR).run()
    assert desk.people.named("Vic").role is Role.EDITOR
    (root,) = [one for one in app.selectbox if one.label.startswith("Root")]
    root.set_value(Role.VIEWER).run()
    assert "Without Root as admin there would be none" in _said(app)
    assert desk.people.named("Root").role is Role.ADMIN

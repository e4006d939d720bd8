"""Searching elsewhere in the app: stills on a click, and what an engine gave is kept."""

import shutil
from pathlib import Path

from tests.analyses import an_analysis
from tests.ui.conftest import add_clip
from ui import current
from verify.workbench.desk import Desk
from verify.workbench.elsewhere import Elsewhere

_APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"


def test_stills_are_made_on_a_click_and_an_answer_is_kept(tmp_path: Path, samples: Path) -> None:
    from streamlit.testing.v1 import AppTest  # Here: collecting the tests would load it.

    desk = Desk(tmp_path / "home")
    current.use(desk)
    clip_id = add_clip(desk.home, an_analysis())
    shutil.copy(samples / "street.jpg", desk.home / "clips" / clip_id / "received")
    app = AppTest.from_file(str(_APP), default_timeout=30)
    app.switch_page("views/clip.py")
    app.query_params["clip"] = clip_id
    app.run()
    assert Elsewhere(desk).stills(clip_id) is None

    next(one for one in app.button if one.label == "Make stills to search by").click().run()
    stills = Elsewhere(desk).stills(clip_id)
    assert stills is not None
    assert stills.footage.untrusted_name == "clip.mp4"
    assert not (desk.home / "verify.db").exists()

    submit = next(one for one in app.button if one.label == "Write it down")
    submit.click().run()
    assert "Not written down: say what it gave." in [one.value for one in app.text]
    app.radio[0].set_value("nothing")
    app.selectbox[0].set_value("TinEye")
    app.text_input[1].set_value("<b>only</b> similar streets")
    next(one for one in app.button if one.label == "Write it down").click().run()

    said = "\n".join(one.value for one in app.text)
    assert "TinEye: nothing found, asked by" in said
    assert 'silence, not support. "<b>only</b> similar streets"' in said
    (asked,) = Elsewhere(desk).asked(stills.footage.sha256)
    assert asked.still_sha256 == stills.stills[0].pictures[0].sha256
    assert not app.exception


def test_stills_are_of_the_frames_that_a_person_chose(tmp_path: Path, samples: Path) -> None:
    desk = Desk(tmp_path / "home")
    clip_id = add_clip(desk.home, an_analysis())
    shutil.copy(samples / "night-fire-cut.mp4", desk.home / "clips" / clip_id / "received")
    chosen = [3000, 90_000]

    packet = Elsewhere(desk).make(clip_id, chosen)

    assert [still.pts for still in packet.stills] == chosen
    assert {still.reason for still in packet.stills} == {"A person chose it."}
    assert Elsewhere(desk).stills(clip_id) == packet

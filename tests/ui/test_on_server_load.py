"""Several people at once on the app, its archive and cases on PostgreSQL: nothing is lost."""

import pytest

from bench import load
from tests.database_server import server_programs

_PEOPLE, _SECONDS = 5, 5.0


def test_what_several_people_do_at_once_on_a_server_is_all_kept(
    is_whole_run: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    if not is_whole_run:
        pytest.skip("a newsroom at work; run with --whole")
    if server_programs() is None:
        pytest.skip("needs PostgreSQL, which is not installed on this machine")

    ended = load.main(_PEOPLE, _SECONDS, think_s=0.5, entries=200)

    said = capsys.readouterr().out
    assert ended == 0, said
    assert "0 lost or changed" in said
    assert "0 deeds failed" in said
    for deed in ("write a note", "give a verdict", "hold up evidence", "send 10 MB", "by a hash"):
        assert deed in said

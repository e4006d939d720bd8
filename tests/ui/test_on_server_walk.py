"""The walks of `test_walk` in a real Chromium, where archive and cases lie on PostgreSQL.

Skipped, and said so, where there is no Chromium or no PostgreSQL; they run with --whole.
"""

from collections.abc import Iterator

import pytest

from tests.database_server import Server
from tests.ui import test_walk
from tests.ui.conftest import Served, free_port, serving
from verify import settings

_only_whole = test_walk._only_whole
page, asked_for = test_walk.page, test_walk.asked_for
hostile_case, everywhere = test_walk.hostile_case, test_walk.everywhere
test_a_dropped_clip_becomes_a_saved_report_in_ten_clicks = (
    test_walk.test_a_dropped_clip_becomes_a_saved_report_in_ten_clicks
)
test_words_of_others_are_text_on_every_page_and_call_nobody = (
    test_walk.test_words_of_others_are_text_on_every_page_and_call_nobody
)


@pytest.fixture(scope="module")
def served(
    is_whole_run: bool, database_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    if not is_whole_run:
        pytest.skip("takes a server of each kind; run with --whole")
    home, port = tmp_path_factory.mktemp("on-server"), free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.STORAGE_VARIABLE, database_server.new_database())
        with serving(home, port) as link:
            yield Served(port, home, link)
        assert not (home / "verify.db").exists()


@pytest.fixture(scope="module")
def person(served: Served) -> Served:
    answer = served.ask("GET", served.link.partition(str(served.port))[2], signed_in=False)
    cookie = answer.headers["set-cookie"].partition(";")[0]
    origin = f"http://127.0.0.1:{served.port}"
    return Served(served.port, served.home, served.link, cookie, {"Origin": origin})

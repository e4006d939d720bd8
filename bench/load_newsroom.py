"""A newsroom to put load on: PostgreSQL, an archive, cases, people who sign in, the app over TLS.

All of it is made for the occasion, listens on the loopback only and goes with whoever asked for it.
"""

import datetime as dt
import http.client
import os
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

import numpy as np

from bench.load_people import Sought
from bench.served import App
from tests.database_server import Server, running
from tests.passwords import CHEAP, WORDS
from tests.storage.footage import REPORTER, hashes, new_entry
from tests.ui.certificate import write_certificate
from verify import settings
from verify.workbench.archive.shelf import opened
from verify.workbench.archive_desk import ArchiveDesk
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Desk
from verify.workbench.people import People

_HASHES_AN_ENTRY = 120
_ENTRIES_AT_ONCE = 250
_PEOPLE_A_CASE = 10
_TOWNS = ("Idlib", "Ariha", "Saraqib", "Binnish", "Maarat Misrin", "Darat Izza", "Atarib", "Salqin")


@dataclass(frozen=True, slots=True)
class Case:
    """A case, and the claims in it."""

    case_id: str
    claims: list[int]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What was made, and the server of it.

    Attributes
    ----------
    app : App
    database : Server
    tls : ssl.SSLContext
        Trusts the app's certificate.
    cookies : dict of str to str
        Of each person's session, by name.
    cases : list of Case
    archive : list of Sought
    """

    app: App
    database: Server
    tls: ssl.SSLContext
    cookies: dict[str, str]
    cases: list[Case]
    archive: list[Sought]

    @property
    def origin(self) -> str:
        """The address of the app's pages."""
        return f"https://127.0.0.1:{self.app.port}"


@contextmanager
def newsroom(programs: Path, folder: Path, *, people: int, entries: int) -> Iterator[Newsroom]:
    """Make a newsroom in a folder and serve it; this process's own storage is its, meanwhile.

    Parameters
    ----------
    programs : Path
        Where PostgreSQL's programs lie.
    people, entries : int
        How many sign in; how much the archive holds.
    """
    home = folder / "home"
    with running(programs) as database:
        where = {
            settings.HOME_VARIABLE: str(home),
            settings.STORAGE_VARIABLE: database.new_database(),
            settings.KEYS_VARIABLE: str(folder / "keys"),
            settings.CACHE_VARIABLE: str(folder / "cache"),
        }
        with patch.dict(os.environ, where):
            archive = _fill(home, entries)
            cases = [_open_case(home, number) for number in range(-(-people // _PEOPLE_A_CASE))]
            names = [f"Colleague {number + 1}" for number in range(people)]
            for name in names:
                # What signing in costs is not measured here.
                People(home, CHEAP).add(name, WORDS)
            certificate, key = write_certificate(folder)
            tls = ssl.create_default_context(cafile=str(certificate))
            with _served(home, certificate, key) as app, ThreadPoolExecutor(2) as door:
                signed_in = door.map(lambda name: _sign_in(app.port, tls, name), names)
                cookies = dict(zip(names, signed_in, strict=True))
                yield Newsroom(app, database, tls, cookies, cases, archive)


def _fill(home: Path, entries: int) -> list[Sought]:
    archive = []
    with opened(home, settings.storage_address(home), REPORTER, makes=True) as shelf:
        for start in range(0, entries, _ENTRIES_AT_ONCE):
            made = []
            for number in range(start, min(start + _ENTRIES_AT_ONCE, entries)):
                name, pictures = f"strike {number:06}.mp4", hashes(number, _HASHES_AN_ENTRY)
                made.append(new_entry(name, hashes=pictures))
                asked_for = np.asarray(pictures.pdq[number % _HASHES_AN_ENTRY])
                archive.append(Sought(name, asked_for.astype(">u8").tobytes().hex()))
            shelf.store.add_all(made, REPORTER)
    # What searches is compiled once in a home, whoever asks first.
    ArchiveDesk(Desk(home)).near_hash(archive[0].pdq)
    return archive


def _open_case(home: Path, number: int) -> Case:
    cases = CaseDesk(Desk(home))
    case_id = cases.open(f"Strike {number + 1}")
    sentences = [
        f"{3 + place} people were killed near {town} on Thursday, a doctor said."
        for place, town in enumerate(_TOWNS)
    ]
    cases.add_article(case_id, "\n\n".join(sentences).encode(), "article.txt", _published())
    standing = [claim.number for claim in cases.case(case_id).claims if claim.stands]
    return Case(case_id, standing)


def _published() -> dt.datetime:
    return dt.datetime(2020, 2, 28, 18, tzinfo=dt.UTC)


@contextmanager
def _served(home: Path, certificate: Path, key: Path) -> Iterator[App]:
    command = [sys.executable, "-m", "verify", "ui", "--home", str(home)]
    command += ["--tls-cert", str(certificate), "--tls-key", str(key)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        found = re.search(r"https://127\.0\.0\.1:(\d+)/\S*", process.stdout.readline())
        if found is None:
            raise RuntimeError("the app did not start")
        yield App(home, int(found[1]), process.pid, found[0], 0.0, [])
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def _sign_in(port: int, tls: ssl.SSLContext, name: str) -> str:
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=tls, timeout=60)
    form = urlencode({"name": name, "password": WORDS, "to": "/"}).encode()
    headers = {
        "Origin": f"https://127.0.0.1:{port}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", "/sign-in", form, headers)
    answer = connection.getresponse()
    kept = answer.headers["set-cookie"]
    connection.close()
    if answer.status != http.HTTPStatus.SEE_OTHER or kept is None:
        raise RuntimeError(f"{name} was not let in: {answer.status}")
    return str(kept).partition(";")[0]

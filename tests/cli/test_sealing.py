"""verify check --seal, --against, time stamps and verify key, as a user calls them."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run, answer
from tests.storage.footage import REPORTER, key_of, new_entry
from verify import settings
from verify.domain.custody import Action
from verify.storage.database import sqlite
from verify.workbench.archive.shelf import opened


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    home = folder / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.KEYS_VARIABLE, str(folder / "keys"))
        with opened(home, f"sqlite:///{home / 'verify.db'}", REPORTER, makes=True) as shelf:
            shelf.store.add(new_entry("clip.mp4"), REPORTER)
            shelf.store.record(Action.VIEWED, key_of("clip.mp4"), {"frame": 5}, REPORTER)
    return folder


@pytest.fixture
def home(_made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home with one entry (event 1) that was looked at (event 2), sealed after that."""
    shutil.copytree(_made, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv(settings.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(settings.KEYS_VARIABLE, str(tmp_path / "keys"))
    return tmp_path / "home"


def _cut_the_tail(home: Path) -> None:
    with closing(sqlite3.connect(home / "verify.db", isolation_level=None)) as connection:
        for guard in sqlite.GUARDS:
            connection.execute(f"DROP TRIGGER {guard}")
        connection.execute("DELETE FROM events WHERE sequence = 2")
        for guard in sqlite.GUARDS.values():
            connection.execute(guard)


def test_a_cut_tail_is_found_by_the_checkpoint_in_the_home_and_by_words_kept(
    run: Run, home: Path
) -> None:
    made = run("check", "--seal", "-o", "copy.txt")
    assert made.exit_code == 0
    assert "the first 2 events are unchanged since 20" in made.stdout
    assert "says nothing about whether the footage is true." in made.stdout
    words = answer(run("check", "--seal", "--json"))["sealed"]["words"]
    assert words.split()[1] in made.stdout
    for kept in (words, "copy.txt"):
        fits = run("check", "--against", kept)
        assert fits.exit_code == 0
        assert "kept elsewhere; says nothing about whether" in fits.stdout

    _cut_the_tail(home)
    said = run("check")
    assert said.exit_code == 1
    assert "TRUNCATED: log after event 1" in said.stdout
    assert "unchanged since" not in said.stdout
    unsealed = run("check", "--seal")
    assert unsealed.exit_code == 1
    assert "TRUNCATED" in unsealed.stdout
    assert "The log was not sealed, since" in unsealed.stderr

    # Whoever cut it may have taken the checkpoint away too.
    shutil.rmtree(home / "checkpoints")
    blind = run("check", "--json")
    assert blind.exit_code == 0
    assert answer(blind)["seals"]["newest"] is None
    assert "none that counts was looked at" in answer(blind)["not_seen_by_this_check"]
    for kept in (words, "copy.txt"):
        assert "TRUNCATED: log after event 1" in run("check", "--against", kept).stdout


@pytest.mark.usefixtures("home")
def test_what_the_log_cannot_be_held_against_is_refused_in_words(run: Run) -> None:
    for given in ("", "12 acorn", "pyproject.toml"):
        said = run("check", "--against", given)
        assert said.exit_code == 2
        assert "neither a checkpoint nor the words of one" in said.stderr
    assert "no public key" in run("check", "--key", "abc").stderr
    assert run("check", "-o", "copy.txt").exit_code == 2
    assert run("check", "--timestamp-request").exit_code == 2
    Path("taken").touch()
    assert "taken" in run("check", "--seal", "-o", "taken").stderr
    Path("root.pem").write_text("none")
    assert "holds no certificate" in run("check", "--authority", "root.pem").stderr


@pytest.mark.usefixtures("home")
def test_another_account_cannot_say_who_sealed_until_it_is_told_the_key(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = answer(run("key", "--json"))
    told = answer(run("key", "--rotate", "--json"))
    assert told["earlier"] == [before["key"]]
    assert before["key"] in run("key").stdout
    # The next one that writes seals with the new key, and the log says so.
    run("archive", "remove", "clip.mp4", "--reason", "twice")
    assert "key changed" in run("archive", "log").stdout

    monkeypatch.setenv("VERIFY_KEYS", str(tmp_path / "nobody"))
    said = run("check")
    assert said.exit_code == 3
    assert "UNKNOWN KEY: checkpoint" in said.stdout
    assert "unchanged since" not in said.stdout
    known = run("check", "--key", told["key"])
    assert known.exit_code == 0
    assert "the first 4 events are unchanged since" in known.stdout


def test_a_key_that_others_can_read_is_not_used_and_what_was_done_stands(
    run: Run, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "keys" / "signing.key").chmod(0o644)

    said = run("archive", "remove", "clip.mp4", "--reason", "twice")
    assert said.exit_code == 0
    assert "others can read or change it (mode 0644)" in said.stderr
    checked = run("check")
    assert "MODE CHANGED: sealing key" in checked.stdout
    assert checked.exit_code == 1
    assert run("key").exit_code == 1
    assert run("key", "--rotate").exit_code == 0
    (tmp_path / "keys" / "public-keys.txt").rename(tmp_path / "kept")
    (tmp_path / "keys" / "public-keys.txt").write_text("no key\n")
    unread = run("check")
    assert unread.exit_code == 3
    assert "Nothing was checked. The key that seals the log" in unread.stderr
    (tmp_path / "kept").rename(tmp_path / "keys" / "public-keys.txt")
    checked = run("check", "--seal")
    assert checked.exit_code == 0
    assert "1 newer event not sealed" in checked.stdout
    assert len(list((home / "checkpoints" / "verify.db").iterdir())) == 2


_AUTHORITY = """
[req]
distinguished_name=dn
x509_extensions=root
prompt=no
[dn]
CN=Root
[root]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
[tsa]
extendedKeyUsage=critical,timeStamping
[made]
serial=serial
digests=sha256
default_policy=1.2.3.4.1
signer_digest=sha256
ess_cert_id_alg=sha256
"""


class Authority:
    """A time stamping authority on this machine, by openssl."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        (folder / "a.cnf").write_text(_AUTHORITY)
        (folder / "serial").write_text("01")
        key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config a.cnf"
        self._openssl(f"req -x509 {key} -keyout root.key -out root.pem -extensions root")
        self._openssl(f"req {key} -keyout tsa.key -out tsa.csr -subj /CN=Clock")
        self._openssl(
            "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -out tsa.pem "
            "-extfile a.cnf -extensions tsa"
        )
        self.root = folder / "root.pem"

    def reply(self, request: Path) -> Path:
        self._openssl(
            f"ts -reply -queryfile {request.resolve()} -signer tsa.pem -inkey tsa.key "
            "-config a.cnf -section made -out reply.tsr"
        )
        return self._folder / "reply.tsr"

    def _openssl(self, arguments: str) -> None:
        subprocess.run(
            ["openssl", *arguments.split()], cwd=self._folder, check=True, capture_output=True
        )


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl, which is not on this machine")
    return Authority(tmp_path_factory.mktemp("authority") / "a")


def test_a_stamp_is_asked_for_taken_in_and_checked_as_far_as_it_can_be(
    run: Run, home: Path, authority: Authority, tmp_path: Path
) -> None:
    pytest.importorskip("rfc3161_client")
    asked = run("check", "--timestamp-request", "-o", "request.tsq")
    assert asked.exit_code == 0
    reply = authority.reply(Path("request.tsq"))

    taken = run("check", "--timestamp", reply)
    assert taken.exit_code == 0
    assert "NOT CHECKED: time stamp" in taken.stdout
    assert "Present, chain not checked" in taken.stdout
    assert "vouches" not in taken.stdout
    vouched = run("check", "--authority", authority.root)
    assert vouched.exit_code == 0
    assert "vouches that the checkpoint of 2 events was there at" in vouched.stdout
    assert len(answer(run("check", "--authority", authority.root, "--json"))["seals"]["timestamps"])
    other = Authority(tmp_path / "other")
    assert "UNKNOWN KEY: time stamp" in run("check", "--authority", other.root).stdout
    assert (
        "over none of the checkpoints" in run("check", "--timestamp", _over_another(other)).stderr
    )

    (token,) = (home / "checkpoints" / "verify.db").glob("*.tsr")
    content = token.read_bytes()
    token.chmod(0o644)
    token.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert "ALTERED: time stamp" in run("check").stdout
    token.unlink()
    said = run("check")
    assert said.exit_code == 1
    assert "MISSING: time stamp with SHA-256" in said.stdout
    # Another one, though called as it should be, was never taken in.
    later = authority.reply(Path("request.tsq")).read_bytes()
    token.with_name(_named(token, later)).write_bytes(later)
    assert "STRAY: time stamp" in run("check").stdout


def _over_another(other: Authority) -> Path:
    request = Path("another.tsq")
    whole = Path("request.tsq").read_bytes()
    request.write_bytes(whole.replace(whole[24:28], b"\0\0\0\0"))
    return other.reply(request)


def _named(token: Path, content: bytes) -> str:
    return f"{token.name.split('.')[0]}.{hashlib.sha256(content).hexdigest()}.tsr"


@pytest.mark.usefixtures("home")
def test_what_is_no_reply_is_not_taken_in(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("reply.tsr").write_bytes(b"no reply")
    said = run("check", "--timestamp", "reply.tsr")
    assert said.exit_code in (2, 3)
    assert "reply" in said.stderr or "rfc3161-client is not installed" in said.stderr
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    missing = run("check", "--timestamp", "reply.tsr")
    assert missing.exit_code == 3
    assert "rfc3161-client is not installed" in missing.stderr


def test_the_key_does_not_lie_in_the_default_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(settings.KEYS_VARIABLE)
    monkeypatch.delenv(settings.HOME_VARIABLE)

    assert not settings.key_folder().is_relative_to(settings.home_folder())

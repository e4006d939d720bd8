"""README.md of a package: how to check it with sha256sum, openssl and Python, without Verify.

The commands are run by a test as they stand here. They write nothing into the package, which would
then hold files that no list names.
"""

from collections.abc import Collection

from verify.domain.packages import Edition
from verify.exchange.packages import layout

_HEAD = """# Case {case_id}

A case of Verify: what was claimed, what was held up for and against it, what people concluded. It
tells of the case up to event {last_event} of the custody log that it was kept in, of {last_utc}.
{edition}

That a package is whole says that nobody changed it since it was packed and signed. It does not say
that what people wrote is so, nor whether the footage shows what it is said to show.

| file | holds |
|---|---|
{files}

Run the commands below in the folder that has this file. On macOS write `shasum -a 256` for
`sha256sum` and `shasum -a 512` for `sha512sum`; its own openssl may not know Ed25519, OpenSSL 3
does. Each ends with an error where something differs, and names it.

"""

_LISTS = """## 1. Every file is as it was packed

```sh
sha256sum --check --quiet tagmanifest-sha256.txt && sha256sum --check --quiet manifest-sha256.txt
sha512sum --check --quiet tagmanifest-sha512.txt && sha512sum --check --quiet manifest-sha512.txt
```

## 2. There is no file that the lists do not name

```sh
python3 - <<'END'
import pathlib
listed = {"signature.ed25519", "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}
for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
    listed |= {line[66:] for line in pathlib.Path(name).read_text().splitlines()}
there = {file.as_posix() for file in pathlib.Path(".").rglob("*") if not file.is_dir()}
assert there <= listed, f"in no list: {sorted(there - listed)}"
END
```

## 3. The lists were signed with this key

```sh
openssl pkeyutl -verify -pubin -inkey key.pem -rawin \\
  -in tagmanifest-sha256.txt -sigfile signature.ed25519
```

That says nothing of whose key it is: anybody can pack a case anew and sign it with a key of their
own. Ask the sender, by a way that you trust, for the line that `verify key` prints there, and
compare all of it with `public-key.txt`, which has to hold the key of `key.pem`:

```sh
python3 - <<'END'
import base64
line = open("public-key.txt").read().split("+", 2)[2]
pem = open("key.pem").read().split("-----")[2]
assert base64.b64decode(line)[1:] == base64.b64decode(pem)[-32:], "key.pem is another key"
END
```

"""

_EVENTS = """## 4. The events are what was written down

Each event has a hash, over all of it but its words, and a commitment to its words: a hash over
them and 32 random bytes, the salt. So words can be erased, and the rest still be checked; such an
event has no `payload_text`. {withheld}An event has the hash of the one before it in the log. Events
between two of the case belong to other work and are not in here.

```sh
python3 - <<'END'
import hashlib, json
def sha256(kind, content):
    return hashlib.sha256(b"verify/" + kind + b"/1\\0" + content).hexdigest()
before = {"sequence": 0, "hash": "0" * 64}
for line in open("data/events.jsonl", "rb"):
    event = json.loads(line)
    number = event["sequence"]
    assert number > before["sequence"], f"event {number} is not in its place"
    if "commitment" in event:
        words, salt, own = (event.pop(name) for name in ("payload_text", "salt", "hash"))
        text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert sha256(b"event", text.encode()) == own, f"event {number} was altered"
        if words is not None:
            committed = sha256(b"payload", bytes.fromhex(salt) + words.encode())
            assert committed == event["commitment"], f"words of event {number} were altered"
        if number == before["sequence"] + 1:
            assert event["previous"] == before["hash"], f"event {number} follows another"
        event["hash"] = own
    before = event
END
```

"""

_CHECKPOINTS = """## 5. The checkpoints seal these events

A checkpoint is a signed note of how many events the log had at a time, and of the hash of the last
one. Its time is that of the clock of whoever signed it.

```sh
T=$(mktemp -d)
for note in data/checkpoints/*.note; do
  python3 - "$note" "$T" <<'END' || exit 1
import base64, json, pathlib, sys
text, _, signature = pathlib.Path(sys.argv[1]).read_text("utf-8").partition("\\n\\n")
folder, said = pathlib.Path(sys.argv[2]), dict(line.split(" ", 1) for line in text.split("\\n")[1:])
(folder / "text").write_text(text + "\\n", "utf-8")
(folder / "signature").write_bytes(base64.b64decode(signature.split(" ")[2])[4:])
events = map(json.loads, open("data/events.jsonl", "rb"))
hashes = {event["sequence"]: event["hash"] for event in events}
assert hashes[int(said["events"])] == said["head"], "it seals another history"
print(f"{said['events']} events, sealed {said['time']}")
END
  openssl pkeyutl -verify -pubin -inkey key.pem -rawin \\
    -in "$T/text" -sigfile "$T/signature" || exit 1
done
rm -r "$T"
```

"""

_TOKENS = """A `.tsr` file is the word of a time stamping authority (RFC 3161) that a checkpoint was
there at a time. Which is told by

```sh
for reply in data/checkpoints/*.tsr; do openssl ts -reply -in "$reply" -text; done
```

and whether it holds, with the authority's root certificate in a file, by

    openssl ts -verify -data CHECKPOINT.note -in REPLY.tsr -CAfile ROOT.pem

"""

_FOOTAGE = """## 6. Each file as received is called by its SHA-256

```sh
(cd data/footage && sha256sum *)
```

"""

_FILES = {
    layout.CASE: "the case as it stood, by the form of `docs/case.schema.json`",
    layout.EVENTS: "its history: an event of the custody log a line (JSON)",
    layout.CHECKPOINTS: "signed notes of where the log ended, and time stamps over them",
    layout.REPORTS[0]: "the report, to be opened in a browser; it fetches nothing",
    layout.REPORTS[1]: "the report, to be printed",
    layout.ANALYSES: "what was measured of a clip, with its tables and pictures",
    layout.FOOTAGE: "clips as they were received, each called by its SHA-256",
}
_EDITIONS = {
    Edition.PUBLIC: """It is the edition for the public. Left out are notes, names of people other \
than authors of
verdicts, names of files and accounts, articles, what people were told or saw, evidence that was
withdrawn, notes beside evidence, and findings that tell of devices, marks or people.""",
    Edition.INTERNAL: """It is the internal edition, with everything that was not erased: notes, \
names, what sources
said. It is for those who may read the case.""",
}


def instructions(
    case_id: str, last_event: int, last_utc: str, edition: Edition, names: Collection[str]
) -> bytes:
    """Return README.md of a package that holds the files of these names."""
    held = {each: said for each, said in _FILES.items() if _is_in(each, names)}
    is_public = edition is Edition.PUBLIC
    text = _HEAD.format(
        case_id=case_id,
        last_event=last_event,
        last_utc=last_utc,
        edition=_EDITIONS[edition],
        files="\n".join(f"| `{each}` | {said} |" for each, said in held.items()),
    )
    text += _LISTS
    withheld = "Of an event that is not told here there is only its number and hash. "
    text += _EVENTS.replace("{withheld}", withheld if is_public else "")
    if layout.CHECKPOINTS in held:
        text += _CHECKPOINTS
        if any(name.endswith(".tsr") for name in names):
            text += _TOKENS
    if layout.FOOTAGE in held:
        text += _FOOTAGE
    return text.rstrip("\n").encode() + b"\n"


def _is_in(each: str, names: Collection[str]) -> bool:
    return each in names or (each.endswith("/") and any(name.startswith(each) for name in names))

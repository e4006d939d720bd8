"""What a package of a case holds, and under which names."""

import re

PAYLOAD = "data/"
CASE = "data/case.json"
EVENTS = "data/events.jsonl"
CHECKPOINTS = "data/checkpoints/"
ANALYSES = "data/analyses/"
FOOTAGE = "data/footage/"
REPORTS = ("data/report.html", "data/report.pdf")

DECLARATION = "bagit.txt"
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFO = "bag-info.txt"
INSTRUCTIONS = "README.md"
KEY = "key.pem"
KEY_LINE = "public-key.txt"
SIGNATURE = "signature.ed25519"
"""Over the bytes of `SIGNED`; the one file that no list names."""
ALGORITHMS = ("sha256", "sha512")
MANIFESTS = {name: f"manifest-{name}.txt" for name in ALGORITHMS}
TAG_MANIFESTS = {name: f"tagmanifest-{name}.txt" for name in ALGORITHMS}
SIGNED = TAG_MANIFESTS["sha256"]

MOST_FILES = 20_000
LARGEST_BYTES = 1 << 40
"""Of all files together."""
LARGEST_TEXT_BYTES = 64 << 20
"""Of a file that is read whole: lists, events, case.json."""
_LONGEST_NAME = 240
# Names that mean the same on every system: no way out, no second spelling, nothing to be obeyed.
_NAME = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,150}/){0,6}[A-Za-z0-9_][A-Za-z0-9._-]{0,150}")


def is_plain(name: str) -> bool:
    """Return whether a name of a file in a package is one that we would give.

    Examples
    --------
    >>> is_plain("data/case.json"), is_plain("data/../case.json"), is_plain("/etc/passwd")
    (True, False, False)
    """
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None


def manifest(sums: dict[str, str]) -> bytes:
    """Return a list of sums as BagIt and `sha256sum -c` read it, sorted by name."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode("ascii")

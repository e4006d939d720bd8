"""Labelled news of our own, kept in a short form that a person can write and read.

Each block begins with `# NAME STYLE` and four lines of front matter, then "=", then what is in the
article, line by line:

    LOMNIK, May 3 (Wire) - |        what stands before the next sentence and is none of it
    S A shell hit Lomnik.           a sentence; the first is the headline
     N 3|3|3|=|killed ; P Lomnik    its labels: N number, W when, SW when said, P place,
     X                              E equipment, Q source, H doubt, NEG; X is not checkable
    C number 1,4 0,4                a conflict by its clearest pair, then others; D a decoy
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "articles"


def own_articles(folder: Path = HERE) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield name, text and labels, in the form of the shared articles, of each text of ours."""
    for path in sorted(folder.glob("*.txt")):
        for block in re.split(r"\n+(?=# )", path.read_text("utf-8").strip()):
            yield _article(block.splitlines())


def _article(lines: list[str]) -> tuple[str, str, dict[str, Any]]:
    name = lines[0].split()[1]
    head = dict(line.split(": ", 1) for line in lines[1:5])
    text = "---\n" + "".join(f'{key}: "{value}"\n' for key, value in head.items() if value != "-")
    text += "---\n\n"
    gold: dict[str, Any] = {
        "id": name,
        "sentences": [],
        "conflicts": [],
        "decoys": [],
        "ignore": [],
    }
    lead = ""
    for line in lines[6:]:
        if line.startswith("S "):
            text, lead = _add_sentence(gold, text, lead, line[2:])
        elif line.startswith(("C ", "D ")):
            key, kind, *pairs = line.split()
            first, *also = ([int(i) for i in pair.split(",")] for pair in pairs)
            where = gold["conflicts" if key == "C" else "decoys"]
            where.append({"kind": kind, "sentences": first, "also": also, "why": ""})
        elif line.startswith(" "):
            _add_labels(gold["sentences"][-1], line.strip().split(" ; "))
        elif line.endswith("|"):
            lead = line[:-1]
    for sentence in gold["sentences"]:
        del sentence["words"]
    return name, text, gold


def _add_sentence(gold: dict[str, Any], text: str, lead: str, words: str) -> tuple[str, str]:
    """Add a sentence to labels and text; the headline stands in the front matter already."""
    if not gold["sentences"]:
        start = text.index(words)
        kept = lead
    else:
        if lead.strip() not in {"", "-"}:
            gold["ignore"].append([len(text), len(text) + len(lead.strip())])
        start = len(text) + len(lead)
        text += f"{lead}{words}\n\n"
        kept = ""
    span = [start, start + len(words)]
    claim = {
        "span": span,
        "text": words,
        "where": [],
        "when": None,
        "numbers": [],
        "equipment": [],
        "source": {"text": "", "span": None, "kind": "none"},
        "hedge": 0,
        "negated": False,
        "testable_from_footage": None,
        "measurement": None,
    }
    gold["sentences"].append(
        {
            "i": len(gold["sentences"]),
            "start": span[0],
            "end": span[1],
            "checkable": True,
            "claims": [claim],
            "words": words,
        }
    )
    return text, kept


def _add_labels(sentence: dict[str, Any], labels: list[str]) -> None:
    (claim,) = sentence["claims"]
    after: dict[str, int] = {}
    for label in labels:
        key, _, rest = label.partition(" ")
        if key == "X":
            sentence["checkable"], sentence["claims"] = False, []
            return
        if key in {"H", "NEG"}:
            claim["hedge" if key == "H" else "negated"] = int(rest) if key == "H" else True
            continue
        words, *values = rest.split("|")
        # "he" stands not in "the".
        whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        found = whole.search(sentence["words"], after.get(words, 0))
        at = found.start() if found else sentence["words"].index(words, after.get(words, 0))
        after[words] = at + 1
        span = [sentence["start"] + at, sentence["start"] + at + len(words)]
        _put(claim, key, {"text": words, "span": span}, values)


def _put(claim: dict[str, Any], key: str, mention: dict[str, Any], values: list[str]) -> None:
    if key == "N":
        low, high = (None if side == "-" else float(side) for side in values[:2])
        of = {"min": low, "max": high, "comparator": values[2], "unit_or_category": values[3]}
        claim["numbers"].append(mention | of)
    elif key in {"W", "SW"}:
        days = [None if value == "-" else value for value in values]
        when = mention | dict(zip(("date_from", "date_to", "time"), days, strict=True))
        target, name = (claim, "when") if key == "W" else (claim["source"], "said_when")
        target[name] = when
    elif key == "Q":
        claim["source"].update(mention, kind=values[0])
    else:
        claim["where" if key == "P" else "equipment"].append(mention)

"""A case as a test needs it to be handed out, and its package as a folder to be tampered with."""

import hashlib
import zipfile
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

from verify import settings
from verify.domain.checkpoints import SigningKey
from verify.domain.custody import Actor
from verify.domain.packages import Edition
from verify.domain.store_faults import Fault
from verify.domain.verdicts import VerdictWord
from verify.storage.key_file import KeyFile
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases import giving_evidence as giving
from verify.workbench.cases import writing
from verify.workbench.cases.exporting import export_package
from verify.workbench.cases.opening import cases, open_case
from verify.workbench.cases.packages import PackageCheck, faults_of_package

ARTICLE = "# Strike at night\n\nAt least 12 people were killed in Idlib, officials said.\n"
CLIP = "ab" * 32
AUTHOR = Actor(untrusted_name="Leyla", known_by="own_word")
REPORTER = Actor(untrusted_name="samira", known_by="system_account")
SECRETS = ("samira", "Abu Omar", "phone", "telegram")
"""Words that are for nobody outside the house; none is among those that a head is read out in."""


def shelf_in(home: Path, actor: Actor = REPORTER, of: Shelf | None = None) -> Shelf:
    """Return an archive without a database, with a folder for its checkpoints."""
    home.mkdir(exist_ok=True)
    store = memory_store() if of is None else of.store
    return Shelf(home, store, objects_of(store, home), actor)


def case_in(shelf: Shelf, folder: Path) -> str:
    """Write a case of each kind of record; return its id."""
    article = folder / "strike.md"
    article.write_text(ARTICLE)
    telegram = folder / "telegram of Abu Omar.txt"
    telegram.write_text("a telegram")
    opening = open_case(shelf, "Night strike").opening
    writing.add_article(shelf, opening, article)
    writing.add_clip(shelf, opening, CLIP)
    writing.note(shelf, opening, "Abu Omar says 36, by phone", claim=5)
    claim = writing.word_claims(shelf, opening, ["Two bombs fell <b>بسرعة</b>"])
    assert claim.payload is not None
    number = claim.payload["first_claim"]
    for stance, item in (
        (giving.Stance.SUPPORTS, giving.observation("Abu Omar saw it")),
        (giving.Stance.CONTEXT, giving.file(telegram)),
        (giving.Stance.CONTEXT, giving.link("https://example.org/p/1")),
        (giving.Stance.CONTRADICTS, giving.moment(CLIP, Fraction(1), Fraction(5, 2), (1, 2, 3, 4))),
        (giving.Stance.CONTEXT, giving.moment(CLIP, Fraction(7, 2))),
    ):
        giving.give_evidence(shelf, opening, number, stance, item, note="by phone")
    editor = shelf_in(shelf.home, AUTHOR, of=shelf)
    reason = "Two sides, two counts"
    writing.give_verdict(editor, opening, VerdictWord.DISPUTED, reason, claim=number)
    writing.give_verdict(editor, opening, VerdictWord.MISCAPTIONED, "Filmed in 2018", clip=CLIP)
    return opening.case_id


def packed(shelf: Shelf, case_id: str, place: Path, edition: Edition = Edition.INTERNAL) -> Path:
    """Export a case; return where."""
    (opening,) = [one for one in cases(shelf) if one.case_id == case_id]
    export_package(shelf, opening, place, edition)
    return place


def mend_lists(package: Path, key: SigningKey | None = None) -> None:
    """Make the lists of a package anew, and sign them if there is a key."""
    for algorithm in ("sha256", "sha512"):
        for prefix, is_payload in (("", True), ("tag", False)):
            lines = [
                f"{hashlib.new(algorithm, file.read_bytes()).hexdigest()}  {name}\n"
                for file in sorted(package.rglob("*"))
                if file.is_file()
                for name in [file.relative_to(package).as_posix()]
                if name.startswith("data/") == is_payload
                and not name.startswith(("tagmanifest", "signature"))
            ]
            (package / f"{prefix}manifest-{algorithm}.txt").write_text("".join(lines))
    if key is not None:
        (package / "public-key.txt").write_text(f"{key.public}\n")
        (package / "key.pem").write_text(key.public.pem())
        mend_lists(package)
        signed = (package / "tagmanifest-sha256.txt").read_bytes()
        (package / "signature.ed25519").write_bytes(key.signature_of(signed))


def zipped(place: Path, write: Callable[[zipfile.ZipFile], None]) -> Path:
    """Write a zip by hand."""
    with zipfile.ZipFile(place, "w") as file:
        write(file)
    return place


def faults_in(path: Path, keys: Sequence[SigningKey] | None = None) -> list[Fault]:
    """Check a package by the keys of this account, or by others."""
    known = KeyFile(settings.key_folder()).known() if keys is None else [k.public for k in keys]
    return list(faults_of_package(path, PackageCheck(), known))

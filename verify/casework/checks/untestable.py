"""What no clip can tell: tolls, culprits, types of weapon and aircraft, acts on paper, motives."""

from collections.abc import Iterator

from verify.casework.checks.draft import Draft
from verify.casework.checks.lengths import is_length
from verify.casework.checks.seen_before import is_of_age
from verify.casework.claims.nouns import THINGS, singular
from verify.domain.claims import Claim, FromFootage, Measurement
from verify.domain.proposals import Check, Outcome, Subject

NOT_FROM_THIS_CLIP = "cannot be checked from this clip"
_TOLLS = {
    "killed",
    "injured",
    "missing",
    "rescued",
    "evacuated",
    "detained",
    "money",
}


def silent_parts(claim: Claim) -> Iterator[Draft]:
    """Yield what of a claim no footage can tell, and for the whole of it if all of it is such."""
    tolls = [one.text for one in claim.numbers if one.unit_or_category in _TOLLS]
    types = [one.text for one in claim.equipment if not _is_seen(one.text)]
    if tolls:
        yield _silent(f"The figure ({', '.join(tolls)})", "it does not count casualties or sums")
    if types:
        yield _silent(f"The type ({', '.join(types)})", "light and sound do not tell types apart")
    is_untestable = claim.testable_from_footage is FromFootage.NO
    if claim.who is not None and is_untestable:
        yield _silent(f"Who it was ({claim.who.text})", "a clip does not name who acted")
    is_told = tolls or types or claim.who or is_of_age(claim)
    if is_untestable and not (is_told or any(is_length(claim, one) for one in claim.numbers)):
        yield _silent("This", "it is said, meant or written, not filmed")


def _is_seen(equipment: str) -> bool:
    """Return whether a person can see in a picture what it is: a car, a tanker, a train."""
    return THINGS.get(singular(equipment.split()[-1])) in {"vehicles", "ships"}


def left_to_the_eye(claim: Claim, about: Subject) -> Draft | None:
    """Return what a person may see and nothing here measures; None if there is nothing such."""
    if claim.testable_from_footage is FromFootage.NO or is_of_age(claim):
        return None
    if claim.measurement in {Measurement.PLACE, Measurement.NONE}:
        return _by_eye("What is seen, and where it is,")
    if claim.where and about is not Subject.EVENT:
        return _by_eye(f"The place ({', '.join(one.text for one in claim.where)})")
    return None


def _by_eye(what: str) -> Draft:
    return Draft(
        check=Check.BY_EYE,
        outcome=Outcome.CANNOT_TELL,
        why=f"{what} no measurement here tells; compare landmarks and details by eye.",
        would_mislead=("places that look alike", "a picture that is mirrored"),
    )


def _silent(what: str, reason: str) -> Draft:
    return Draft(
        check=Check.UNTESTABLE,
        outcome=Outcome.SILENT,
        why=f"{what} {NOT_FROM_THIS_CLIP}: {reason}.",
        is_of_clip=False,
    )

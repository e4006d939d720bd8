"""What people write into a case: articles, clips, notes, claims, verdicts.

Each is written from the case as it was read. If somebody else was quicker it is read again: what
touches the same claim is refused with what they wrote, all else is written after it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from verify.casework.checks.proposing import likely_subject
from verify.casework.claims.reading import read_article
from verify.domain.articles import Article
from verify.domain.case_errors import (
    ClaimReplacedError,
    ClipNotInCaseError,
    UnknownClaimError,
    VerdictStandsError,
)
from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import (
    LONGEST_ADDRESS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    CaseOpening,
    WordedClaim,
)
from verify.domain.custody import Action, Event, Payload
from verify.domain.errors import BadParameterError
from verify.domain.linking import link_verdict
from verify.domain.proposals import Subject
from verify.domain.store_errors import OvertakenError
from verify.domain.verdicts import OF_A_CLAIM, OF_FOOTAGE, VerdictWord
from verify.storage.case_records import words_of
from verify.workbench.archive.holdings import LEAST_KEY_DIGITS
from verify.workbench.archive.judging import sha256_meant
from verify.workbench.archive.shelf import Shelf
from verify.workbench.articles import claims_of_file
from verify.workbench.cases.opening import read_case
from verify.workbench.cases.texts import held_to

WordsOf = Callable[[CaseFile], Payload]


def write(shelf: Shelf, opening: CaseOpening, action: Action, words: WordsOf) -> Event:
    """Record what `words` makes of a case as it stands, and of no other state of it."""
    while True:
        case = read_case(shelf, opening)
        try:
            return shelf.store.record(
                action, case.case_id, words(case), shelf.actor, after=case.last_event
            )
        except OvertakenError:
            # Whoever was quicker has written, so this ends.
            continue


def add_article(
    shelf: Shelf,
    opening: CaseOpening,
    path: Path,
    *,
    published_at: datetime | None = None,
    language: str | None = None,
    publisher: str = "",
    address: str = "",
) -> Event:
    """Take an article into a case: its text, and all that is read in it, as claims.

    Raises
    ------
    ArticleError
        If it cannot be read as one.
    TextLengthError
        If publisher or address are too long.
    """
    text, read = claims_of_file(path, published_at=published_at, language=language)
    article: Article = read_article(text, published_at=published_at)
    by = publisher.strip() or article.publisher
    words = words_of(
        untrusted_name=path.name,
        untrusted_text=text,
        untrusted_publisher=by and held_to("publisher", by, LONGEST_TITLE),
        untrusted_address=address and held_to("address", address, LONGEST_ADDRESS),
        read=read,
        about=[likely_subject(one) for sentence in read.sentences for one in sentence.claims],
        claim_count=sum(len(sentence.claims) for sentence in read.sentences),
    )
    return write(
        shelf,
        opening,
        Action.ARTICLE_READ,
        lambda case: words | {"first_claim": case.next_claim},
    )


def add_clip(
    shelf: Shelf, opening: CaseOpening, text: str, *, untrusted_name: str | None = None
) -> Event | None:
    """Name footage in a case: a file, which is hashed and not decoded, an entry, or a SHA-256.

    None if the case has it.

    Parameters
    ----------
    untrusted_name : str, optional
        What the sender called it; else the name of the file, if `text` is one.

    Raises
    ------
    NothingOfThatNameError, SeveralEntriesError, InputError
        See `judging.sha256_meant`.
    """
    sha256 = sha256_meant(shelf, text)
    is_file = not sha256.startswith(text.lower())
    name = untrusted_name or (Path(text).name if is_file else None)
    if any(clip.clip_sha256 == sha256 for clip in read_case(shelf, opening).clips):
        return None
    words = words_of(clip_sha256=sha256, untrusted_name=name)
    return write(shelf, opening, Action.CLIP_ATTACHED, lambda _: words)


def note(shelf: Shelf, opening: CaseOpening, text: str, *, claim: int | None = None) -> Event:
    """Write a note on a case, or on a claim of it, which may have been worded anew since.

    Raises
    ------
    TextLengthError
        If it is empty or too long.
    UnknownClaimError
        If the case has no such claim.
    """
    said = held_to("note", text, LONGEST_TEXT)

    def words(case: CaseFile) -> Payload:
        if claim is not None:
            _claim(case, claim)
        return words_of(claim=claim, untrusted_text=said)

    return write(shelf, opening, Action.NOTED, words)


def word_claims(
    shelf: Shelf,
    opening: CaseOpening,
    texts: Sequence[str],
    *,
    instead_of: Sequence[int] = (),
    about: Subject | None = None,
) -> Event:
    """Write claims: added, or in the place of others: edited, split (several texts) or merged.

    Parameters
    ----------
    texts : sequence of str
        None keeps the words of one claim that is replaced, and says what else it is about.
    about : Subject, optional
        That of the claims replaced, else the event.

    Raises
    ------
    TextLengthError, UnknownClaimError
        If a text is empty or too long; if a claim to be replaced is none of the case.
    ClaimReplacedError
        If somebody worded one of those anew meanwhile.
    """
    said = [held_to("claim", text, LONGEST_TEXT) for text in texts]
    places = sorted(set(instead_of))

    def words(case: CaseFile) -> Payload:
        replaced = [standing(case, number, " / ".join(said)) for number in places]
        concern = about or (replaced[0].about if replaced else Subject.EVENT)
        worded = said or [
            held_to("claim", one.untrusted_text or "", LONGEST_TEXT) for one in replaced
        ]
        return words_of(
            first_claim=case.next_claim,
            claim_count=len(worded),
            claims=[WordedClaim(untrusted_text=text, about=concern) for text in worded],
            replaces=places,
        )

    return write(shelf, opening, Action.CLAIM_WRITTEN, words)


def give_verdict(
    shelf: Shelf,
    opening: CaseOpening,
    word: VerdictWord,
    reason: str,
    *,
    claim: int | None = None,
    clip: str | None = None,
    instead_of: int | None = None,
) -> Event:
    """Conclude on a claim or a clip; what was concluded before stays readable.

    A claim on what ties a clip to an event may name the clip, and has to where there are several.

    Parameters
    ----------
    clip : str
        Its name in the case, or the beginning of its SHA-256.
    instead_of : int, optional
        Event of the verdict that the author knows of and replaces.

    Raises
    ------
    TextLengthError, UnknownClaimError, ClipNotInCaseError, BadParameterError
        If there is no reason, or it is too long; if there is no such claim or clip; if the word is
        none for it.
    ClaimReplacedError, VerdictStandsError
        If the claim was worded anew, or there is a verdict that was not named.
    """
    said = held_to("reason", reason, LONGEST_TEXT)
    fitting = OF_FOOTAGE if claim is None else OF_A_CLAIM
    if word not in fitting:
        of_what = "a clip" if claim is None else "a claim"
        raise BadParameterError(
            f"the verdict on {of_what}", word.value, f"one of {', '.join(fitting)}"
        )

    def words(case: CaseFile) -> Payload:
        sha256 = None if clip is None else clip_of(case, clip)
        if claim is not None:
            concern = standing(case, claim, said).about
            if sha256 is not None and concern is not Subject.LINK:
                raise BadParameterError("--clip", clip, "none: the claim is not about the link")
        stands = (
            case.verdict_on(claim=claim, clip_sha256=sha256)
            if claim is None or sha256 is None
            else link_verdict(case, claim, sha256)
        )
        if stands is not None and stands.event != instead_of:
            raise VerdictStandsError(stands, f"{word.replace('_', ' ')}, because: {said}")
        if stands is None and instead_of is not None:
            raise BadParameterError("--instead-of", instead_of, "the event of a verdict on this")
        return words_of(
            claim=claim,
            clip_sha256=sha256,
            verdict=word,
            untrusted_reason=said,
            instead_of=stands and stands.event,
        )

    return write(shelf, opening, Action.VERDICT_GIVEN, words)


def close_case(shelf: Shelf, opening: CaseOpening, reason: str, *, is_closed: bool = True) -> Event:
    """Say that work on a case has ended, or goes on; nothing is locked by that.

    Raises
    ------
    TextLengthError
        If there is no reason, or it is too long.
    BadParameterError
        If somebody said so already.
    """
    said = held_to("reason", reason, LONGEST_TEXT)

    def words(case: CaseFile) -> Payload:
        if (case.closing is not None) == is_closed:
            stands = "closed" if is_closed else "open"
            raise BadParameterError("The case", stands, "open" if is_closed else "closed")
        return words_of(is_closed=is_closed, untrusted_reason=said)

    return write(shelf, opening, Action.CASE_CLOSED, words)


def clip_of(case: CaseFile, text: str) -> str:
    """Return the SHA-256 of the clip of a case that is meant by name or first digits.

    Raises
    ------
    ClipNotInCaseError
        If there is none, or more than one.
    """
    digits = text.lower()
    meant = {
        clip.clip_sha256
        for clip in case.clips
        if text == clip.untrusted_name
        or (len(digits) >= LEAST_KEY_DIGITS and clip.clip_sha256.startswith(digits))
    }
    if len(meant) != 1:
        raise ClipNotInCaseError(case.case_id, text)
    return meant.pop()


def _claim(case: CaseFile, number: int) -> CaseClaim:
    claim = case.claim(number)
    if claim is None:
        raise UnknownClaimError(case.case_id, number)
    return claim


def standing(case: CaseFile, number: int, yours: str) -> CaseClaim:
    """Return a claim that no other has taken the place of; `yours` is given back if one has.

    Raises
    ------
    UnknownClaimError, ClaimReplacedError
        If there is none of this number, or it was worded anew.
    """
    claim = _claim(case, number)
    if not claim.stands:
        raise ClaimReplacedError(number, case.standing_for(number), yours)
    return claim

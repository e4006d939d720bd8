"""The standing claims of a case in typed parts, as checks take them.

What was read in an article is taken as it was read then. What a person worded goes through the same
reader, with the article's date for "yesterday"; its parts may be none, which is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from verify.casework.checks.darkness import said_light
from verify.casework.checks.seen_before import is_of_age
from verify.casework.claims.article import read_claims
from verify.casework.claims.reading import read_article
from verify.domain.articles import ArticleError
from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import CaseArticle, LinkQuestion
from verify.domain.claims import NO_SOURCE, Claim, FromFootage, Measurement, Mention
from verify.domain.proposals import Subject

_ENGLISH = "en"
_QUESTIONS = {
    LinkQuestion.COPY: (Measurement.DUPLICATE, FromFootage.PARTLY),
    LinkQuestion.FILMED_BY: (Measurement.NONE, FromFootage.NO),
    LinkQuestion.PLACE: (Measurement.PLACE, FromFootage.PARTLY),
    LinkQuestion.TIME: (Measurement.NIGHT, FromFootage.PARTLY),
}
"""What bears on a question that nobody has answered in words yet."""


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim of a case with what was read in its words: one claim, several, or none.

    A question that the case opened with says nothing that could fit; see `checking`.
    """

    number: int
    about: Subject
    parts: Sequence[Claim]
    is_question: bool = False


def standing_claims(case: CaseFile) -> list[ReadClaim]:
    """Return the claims that stand, in their order; those whose words were erased are left out."""
    return [
        ReadClaim(claim.number, claim.about, _parts(case, claim), claim.question is not None)
        for claim in case.claims
        if claim.stands and claim.untrusted_text is not None
    ]


def wording(text: str, published_at: datetime | None = None) -> list[Claim]:
    """Return the claims in a sentence or two of a person, none if the rules read none.

    A line may be too short for its language to be told; then it is read as English, of which little
    is understood in any other language.
    """
    try:
        article = read_article(text, published_at=published_at)
    except ArticleError:
        return []
    read = read_claims(article)
    if read.language is None:
        read = read_claims(article, language=_ENGLISH)
    found = [claim for sentence in read.sentences for claim in sentence.claims]
    whole = bare(text, Measurement.NONE)
    # Too short a line to be read as a claim may still say what the checks look for.
    return found or ([whole] if is_of_age(whole) or said_light(whole) else [])


def _parts(case: CaseFile, claim: CaseClaim) -> list[Claim]:
    if claim.question is not None:
        return [bare(claim.untrusted_text or "", *_QUESTIONS[claim.question])]
    article = next((one for one in case.articles if one.event == claim.event), None)
    if article is not None and article.read is not None:
        read = [one for sentence in article.read.sentences for one in sentence.claims]
        return [read[claim.number - article.first_claim]]
    return wording(claim.untrusted_text or "", _published_at(case, claim))


def bare(text: str, measurement: Measurement, testable: FromFootage = FromFootage.PARTLY) -> Claim:
    """Return words as a claim of which no part was read; `measurement` says what bears on it."""
    whole = Mention(text=text, span=(0, len(text)))
    return Claim(
        span=whole.span,
        text=text,
        who=None,
        what=whole,
        where=[],
        when=None,
        numbers=[],
        equipment=[],
        source=NO_SOURCE,
        hedge=0,
        hedged_by=None,
        negated=False,
        testable_from_footage=testable,
        measurement=measurement,
    )


def _published_at(case: CaseFile, claim: CaseClaim) -> datetime | None:
    """Return when the article came out whose claim was worded anew, or the only one of the case."""
    earlier = case.earlier(claim.number)
    of_it = [one for one in case.articles if earlier & set(_numbers(one))]
    found = {
        one.read.published_at
        for one in (of_it or case.articles)
        if one.read is not None and one.read.published_at is not None
    }
    return found.pop() if len(found) == 1 else None


def _numbers(article: CaseArticle) -> range:
    return range(article.first_claim, article.first_claim + article.claim_count)

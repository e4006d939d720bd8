"""Verdicts as ClaimReview and MediaReview of schema.org, for search engines and other desks.

Only what a person concluded is written, with their name or that of who publishes it. A rating has a
number only where the verdict lies between true and not; a category only where schema.org's means
the same. What has none says its verdict in words.
"""

from dataclasses import dataclass
from typing import Any

from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import CaseArticle, ClaimFrom, Verdict
from verify.domain.verdicts import VerdictWord
from verify.presentation.interchange.json_ld import address_in, iri_of, json_ld
from verify.presentation.wording import counted

_WORST, _BEST = 1, 5
_RATINGS = {
    VerdictWord.VERIFIED: 5,
    VerdictWord.LIKELY: 4,
    VerdictWord.MISLEADING_CONTEXT: 2,
    VerdictWord.FALSE: 1,
}
# schema.org, MediaManipulationRatingEnumeration. It has two terms where "staged or synthetic" is
# one verdict, and none for "unknown".
_CATEGORIES = {
    VerdictWord.AUTHENTIC_IN_CONTEXT: "OriginalMediaContent",
    VerdictWord.MISCAPTIONED: "DecontextualizedContent",
    VerdictWord.EDITED: "EditedOrCroppedContent",
}


@dataclass(frozen=True, slots=True)
class Reviews:
    """Reviews that were written.

    Attributes
    ----------
    content : bytes
        JSON-LD; empty if there is none.
    count : int
    left_out : list of str
        What was not written, or not all of it, and why; sentences' parts.
    """

    content: bytes
    count: int
    left_out: list[str]


@dataclass(frozen=True, slots=True)
class Publication:
    """Where and by whom reviews are published; what is None is not said.

    Attributes
    ----------
    untrusted_address : str or None
        Of the page that they belong to.
    untrusted_publisher : str or None
        Stands in the place of the verdict's author.
    """

    untrusted_address: str | None = None
    untrusted_publisher: str | None = None


def claim_reviews(case: CaseFile, publication: Publication) -> Reviews:
    """Return a ClaimReview for each standing claim with a verdict.

    References
    ----------
    schema.org, ClaimReview, Claim, Rating.
    """
    found, undecided, wordless, unrated = [], 0, 0, 0
    for claim in case.claims:
        if not claim.stands or claim.question is not None:
            continue
        verdict = case.verdict_on(claim=claim.number)
        if verdict is None:
            undecided += 1
        elif claim.untrusted_text is None:
            wordless += 1
        else:
            unrated += verdict.verdict not in _RATINGS
            found.append(_claim_review(case, claim, verdict, publication))
    left_out = []
    if undecided:
        left_out.append(f"{counted(undecided, 'claim')} without a verdict")
    if wordless:
        left_out.append(f"{counted(wordless, 'claim')} whose words were erased")
    if unrated:
        left_out.append(f"a number for {counted(unrated, 'verdict')} that none fits")
    return _reviews(found, left_out)


def media_reviews(case: CaseFile, publication: Publication) -> Reviews:
    """Return a MediaReview for each clip with a verdict.

    References
    ----------
    schema.org, MediaReview, MediaReviewItem, MediaManipulationRatingEnumeration.
    """
    found, undecided, uncategorised = [], 0, []
    for clip in dict.fromkeys(clip.clip_sha256 for clip in case.clips):
        verdict = case.verdict_on(clip_sha256=clip)
        if verdict is None:
            undecided += 1
            continue
        if verdict.verdict not in _CATEGORIES:
            uncategorised.append(_words(verdict))
        found.append(_media_review(clip, verdict, publication))
    left_out = []
    if undecided:
        left_out.append(f"{counted(undecided, 'clip')} without a verdict")
    left_out += [
        f"the category for {word}, which schema.org has no word for"
        for word in dict.fromkeys(uncategorised)
    ]
    return _reviews(found, left_out)


def _reviews(found: list[dict[str, Any]], left_out: list[str]) -> Reviews:
    document = {"@context": "https://schema.org", "@graph": found}
    return Reviews(json_ld(document) if found else b"", len(found), left_out)


def _claim_review(
    case: CaseFile, claim: CaseClaim, verdict: Verdict, publication: Publication
) -> dict[str, Any]:
    rating = _RATINGS.get(verdict.verdict)
    return {
        "@type": "ClaimReview",
        **_review(verdict, publication),
        "claimReviewed": claim.untrusted_text,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": rating,
            "worstRating": None if rating is None else _WORST,
            "bestRating": None if rating is None else _BEST,
            "alternateName": _words(verdict),
        },
        "itemReviewed": {"@type": "Claim", "appearance": _appearance(case, claim)},
    }


def _media_review(clip: str, verdict: Verdict, publication: Publication) -> dict[str, Any]:
    return {
        "@type": "MediaReview",
        **_review(verdict, publication),
        "mediaAuthenticityCategory": _CATEGORIES.get(verdict.verdict),
        "itemReviewed": {
            "@type": "MediaReviewItem",
            "mediaItemAppearance": [
                {"@type": "VideoObjectSnapshot", "identifier": iri_of(clip), "sha256": clip}
            ],
        },
    }


def _review(verdict: Verdict, publication: Publication) -> dict[str, Any]:
    publisher = publication.untrusted_publisher
    author = {"@type": "Person", "name": verdict.actor.untrusted_name}
    return {
        "datePublished": f"{verdict.recorded_utc:%Y-%m-%d}",
        "url": address_in(publication.untrusted_address),
        "author": {"@type": "Organization", "name": publisher} if publisher else author,
        "reviewBody": verdict.untrusted_reason,
    }


def _appearance(case: CaseFile, claim: CaseClaim) -> dict[str, Any] | None:
    article = _article_of(case, claim)
    if article is None:
        return None
    publisher = article.untrusted_publisher
    published = article.read and article.read.published_at
    return {
        "@type": "CreativeWork",
        "url": address_in(article.untrusted_address),
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        "datePublished": published and published.isoformat(),
    }


def _article_of(case: CaseFile, claim: CaseClaim) -> CaseArticle | None:
    """Return the article that a claim, or one that it took the place of, was read in."""
    earlier = case.earlier(claim.number)
    read_in = {
        one.event
        for one in case.claims
        if one.number in earlier and one.origin is ClaimFrom.MACHINE
    }
    return next((article for article in case.articles if article.event in read_in), None)


def _words(verdict: Verdict) -> str:
    return verdict.verdict.replace("_", " ")

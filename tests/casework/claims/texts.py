"""Short invented articles, and what is read of them in a form that is easy to compare."""

from datetime import datetime

from verify.casework.claims.article import read_claims
from verify.casework.claims.reading import read_article
from verify.domain.claims import ArticleClaims, Claim

FRIDAY = "2024-05-10T12:00:00+02:00"


def read(*sentences: str, published_at: str | None = FRIDAY) -> ArticleClaims:
    """Read sentences, each a paragraph below a headline without claims."""
    moment = datetime.fromisoformat(published_at) if published_at else None
    text = "\n\n".join(("About this", *sentences))
    return read_claims(read_article(text, published_at=moment), language="en")


def claims(sentence: str, published_at: str | None = FRIDAY) -> list[Claim]:
    """Return the claims of one sentence."""
    return read(sentence, published_at=published_at).sentences[1].claims


def only(sentence: str, published_at: str | None = FRIDAY) -> Claim:
    """Return the one claim of a sentence."""
    (claim,) = claims(sentence, published_at)
    return claim


def conflicts(*sentences: str) -> list[tuple[str, tuple[int, int]]]:
    """Return kind and sentences of each conflict; the first sentence is number 1."""
    return [(one.kind.value, one.sentences) for one in read(*sentences).conflicts or []]

"""An article as a messenger brings it: no date, no front matter, points first, odd spellings."""

from verify.casework.claims.article import read_claims
from verify.casework.claims.reading import read_article

_TEXT = """Strikes near Doma, what is known

- at least 6 killed, 20+ wounded
- SU 24 and MIG29 heard over the town

Residents of Doma (also spelled Duma) said on Friday that a Sukhoi-24 had dropped two barrel-bombs.
A Mi8 helicopter was seen near Sarakeb, also written Saraqib, on 3 May 2024.
"""


def test_an_article_without_a_date_goes_through() -> None:
    found = read_claims(read_article(_TEXT))

    claims = [claim for sentence in found.sentences for claim in sentence.claims]
    things = {mention.text for claim in claims for mention in claim.equipment}
    places = {mention.text for claim in claims for mention in claim.where}
    assert found.language == "en"
    assert {"SU 24", "MIG29", "Sukhoi-24", "Mi8 helicopter"} <= things
    assert {"Doma", "Sarakeb", "Saraqib"} <= places
    assert [(one.text, one.reason) for one in found.cannot_tell] == [
        ("on Friday", "cannot tell: publication date missing")
    ]
    assert found.conflicts == []

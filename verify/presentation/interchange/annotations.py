"""Claims and evidence as W3C Web Annotations: of stretches of the article, and of clips.

A clip is named by its SHA-256, since what a case is about need not have an address; an article by
its address, or else by its name in the case. A stretch of a clip is a media fragment, in seconds
from the first frame shown and pixels of the picture as shown; of an article, code points and the
words themselves.

References
----------
W3C, Web Annotation Data Model (2017); Media Fragments URI 1.0 (2012).
"""

from typing import Any

import msgspec

from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import CaseArticle, Recorded
from verify.domain.evidence import Evidence, LinkItem
from verify.domain.packages import LEFT_OUT
from verify.presentation.interchange.json_ld import address_in, iri_of, json_ld
from verify.presentation.interchange.stretches import Stretch, stretch_of

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
_QUOTED_AROUND = 32
_PICTURE_S = 0.001


def annotations(case: CaseFile) -> bytes:
    """Return the annotations of a case as one page of a collection; empty if there is none."""
    base = f"urn:x-verify:case:{case.case_id}"
    articles = {article.event: article for article in case.articles}
    items = [
        _of_claim(base, claim, articles[claim.event])
        for claim in case.claims
        if claim.span is not None and claim.untrusted_text is not None
    ]
    for evidence in case.evidence:
        if evidence.event not in case.withdrawn:
            items += _of_evidence(base, case, evidence)
    if not items:
        return b""
    return json_ld(
        {
            "@context": _CONTEXT,
            "id": f"{base}:annotations",
            "type": "AnnotationCollection",
            "label": f"Claims and evidence of case {case.case_id}",
            "total": len(items),
            "first": {
                "id": f"{base}:annotations:1",
                "type": "AnnotationPage",
                "startIndex": 0,
                "items": items,
            },
        }
    )


def _of_claim(base: str, claim: CaseClaim, article: CaseArticle) -> dict[str, Any]:
    start, end = claim.span or (0, 0)
    text = article.untrusted_text
    quote: dict[str, Any] = {"type": "TextQuoteSelector", "exact": claim.untrusted_text}
    if text is not None:
        quote |= {
            "exact": text[start:end],
            "prefix": text[max(0, start - _QUOTED_AROUND) : start],
            "suffix": text[end : end + _QUOTED_AROUND],
        }
    return {
        **_head(f"{base}:claim:{claim.number}", "identifying", claim),
        "body": _text(f"Claim {claim.number}", "identifying"),
        "target": {
            "source": address_in(article.untrusted_address) or f"{base}:event:{article.event}",
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                quote,
            ],
        },
    }


def _of_evidence(base: str, case: CaseFile, evidence: Evidence) -> list[dict[str, Any]]:
    """Return an annotation for each stretch of a clip that evidence holds up."""
    said = f"{evidence.stance} claim {evidence.claim}"
    claim = case.claim(evidence.claim)
    if claim is not None and claim.untrusted_text is not None:
        said += f": {claim.untrusted_text}"
    bodies = [_text(said, "assessing")]
    if evidence.untrusted_note:
        bodies.append(_text(evidence.untrusted_note, "commenting"))
    for item in evidence.items:
        address = address_in(item.untrusted_address) if isinstance(item, LinkItem) else None
        if address is not None:
            bodies.append({"type": "SpecificResource", "source": address, "purpose": "linking"})
    stretches = [one for item in evidence.items if (one := stretch_of(item)) is not None]
    return [
        {
            **_head(f"{base}:event:{evidence.event}:{number}", "assessing", evidence),
            "body": bodies,
            "target": {
                "type": "SpecificResource",
                "source": iri_of(stretch.clip_sha256),
                "selector": {
                    "type": "FragmentSelector",
                    "conformsTo": _FRAGMENTS,
                    "value": fragment_of(stretch),
                },
            },
        }
        for number, stretch in enumerate(stretches, start=1)
    ]


def fragment_of(stretch: Stretch) -> str:
    """Return a picture or a stretch of a clip as a media fragment.

    A picture is given a millisecond, as a fragment without an end would be all that follows.
    """
    end_s = stretch.start_s + _PICTURE_S if stretch.end_s is None else stretch.end_s
    value = f"t={_seconds(stretch.start_s)},{_seconds(end_s)}"
    if stretch.box_px is not None:
        value += f"&xywh=pixel:{','.join(map(str, stretch.box_px))}"
    return value


def _seconds(time_s: float) -> str:
    return f"{time_s:.6f}".rstrip("0").rstrip(".")


def _head(identifier: str, motivation: str, record: Recorded) -> dict[str, Any]:
    is_named = record.actor != LEFT_OUT
    return {
        "id": identifier,
        "type": "Annotation",
        "motivation": motivation,
        "created": msgspec.to_builtins(record.recorded_utc),
        "creator": {"type": "Person", "name": record.actor.untrusted_name} if is_named else None,
    }


def _text(value: str, purpose: str) -> dict[str, Any]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}

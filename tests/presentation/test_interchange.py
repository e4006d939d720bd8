"""Forms of other programs, held to shapes written down here from their specifications."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests import analyses
from tests.workbench.packed import ARTICLE, CLIP, case_in, shelf_in
from verify.casework.public_edition import public_case
from verify.domain.case_file import CaseFile
from verify.domain.evidence import OffsetItem
from verify.domain.packages import LEFT_OUT
from verify.domain.sync import SharedBy
from verify.presentation.interchange.annotations import annotations
from verify.presentation.interchange.json_ld import iri_of
from verify.presentation.interchange.provenance import prov_json
from verify.presentation.interchange.reviews import Publication, claim_reviews, media_reviews
from verify.presentation.interchange.timeline import markers, markers_csv, markers_vtt
from verify.workbench.cases.opening import cases, read_case

# schema.org: properties of each type that may stand here, and those that must.
ALLOWED = {
    "ClaimReview": {
        *("datePublished", "url", "author", "reviewBody", "claimReviewed", "reviewRating"),
        "itemReviewed",
    },
    "MediaReview": {
        *("datePublished", "url", "author", "reviewBody", "mediaAuthenticityCategory"),
        "itemReviewed",
    },
    "Rating": {"ratingValue", "bestRating", "worstRating", "alternateName"},
    "Claim": {"appearance"},
    "CreativeWork": {"url", "publisher", "datePublished"},
    "MediaReviewItem": {"mediaItemAppearance"},
    "VideoObjectSnapshot": {"identifier", "sha256"},
    "Person": {"name"},
    "Organization": {"name"},
}
NEEDED = {
    "ClaimReview": {"author", "claimReviewed", "datePublished", "itemReviewed", "reviewRating"},
    "MediaReview": {"author", "datePublished", "itemReviewed"},
    "Rating": {"alternateName"},
    "Person": {"name"},
    "Organization": {"name"},
}
CATEGORIES = {
    *("DecontextualizedContent", "EditedOrCroppedContent", "OriginalMediaContent"),
    *("SatireOrParodyContent", "StagedContent", "TransformedContent"),
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> CaseFile:
    folder = tmp_path_factory.mktemp("desk")
    shelf = shelf_in(folder / "home")
    case_in(shelf, folder)
    return read_case(shelf, cases(shelf)[0])


def _assert_of_schema_org(value: Any) -> None:
    if isinstance(value, list):
        for one in value:
            _assert_of_schema_org(one)
    if isinstance(value, dict):
        names = set(value) - {"@type", "@context"}
        assert names <= ALLOWED[value["@type"]]
        assert NEEDED.get(value["@type"], set()) <= names
        for one in value.values():
            _assert_of_schema_org(one)


def test_reviews_have_the_shapes_of_schema_org(case: CaseFile) -> None:
    publication = Publication("https://example.org/check", None)
    for reviews, kind in (
        (claim_reviews(case, publication), "ClaimReview"),
        (media_reviews(case, publication), "MediaReview"),
    ):
        document = json.loads(reviews.content)
        assert document["@context"] == "https://schema.org"
        assert [one["@type"] for one in document["@graph"]] == [kind]
        _assert_of_schema_org(document["@graph"])
        for review in document["@graph"]:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", review["datePublished"])
            assert review["author"] == {"@type": "Person", "name": "Leyla"}
            assert review["url"] == "https://example.org/check"
            assert review.get("mediaAuthenticityCategory", "StagedContent") in CATEGORIES
    claims = json.loads(claim_reviews(case, publication).content)["@graph"]
    # Disputed lies on no scale from false to true.
    assert "ratingValue" not in claims[0]["reviewRating"]
    assert claim_reviews(case, publication).left_out == [
        "2 claims without a verdict",
        "a number for 1 verdict that none fits",
    ]


def test_reviews_use_no_property_that_its_examples_do_not_know(
    case: CaseFile, shared_data: Path
) -> None:
    examples = (shared_data / "claims" / "schemaorg-all-examples.txt").read_text("utf-8")
    publication = Publication("https://example.org/check", "The Desk")
    for reviews in (claim_reviews(case, publication), media_reviews(case, publication)):
        for name in re.findall(r'"([a-zA-Z0-9]+)":', reviews.content.decode()):
            if name not in ("sha256", "worstRating"):
                assert re.search(rf'\b{name}\b"?\s*[:=]', examples), name


def test_an_address_that_is_none_is_left_out(case: CaseFile) -> None:
    publication = Publication('javascript:alert(1)"<', None)

    assert "url" not in json.loads(claim_reviews(case, publication).content)["@graph"][0]


def test_cues_are_webvtt(case: CaseFile) -> None:
    analysis = analyses.an_analysis()
    marked = markers(case, CLIP, analysis)
    text = markers_vtt(marked, case.case_id, CLIP).decode()

    head, note, *cues = text.rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    assert note.startswith("NOTE ")
    assert "-->" not in note
    kinds = {cue.split("\n")[2].split(":")[0] for cue in cues}
    assert {"moment", "flash"} <= kinds
    starts = []
    for number, cue in enumerate(cues, start=1):
        name, timing, payload = cue.split("\n")
        assert name == str(number)
        found = re.fullmatch(
            r"(\d\d):([0-5]\d):([0-5]\d\.\d{3}) --> (\d\d):([0-5]\d):([0-5]\d\.\d{3})", timing
        )
        assert found is not None
        hours, minutes, seconds, *end = map(float, found.groups())
        starts.append(hours * 3600 + minutes * 60 + seconds)
        assert end[0] * 3600 + end[1] * 60 + end[2] > starts[-1]
        assert not re.search(r"[<>]|&(?!(amp|lt|gt);)", payload)
    assert starts == sorted(starts)


def test_the_table_says_the_same_and_runs_nothing(case: CaseFile) -> None:
    rows = list(csv.DictReader(io.StringIO(markers_csv(markers(case, CLIP, None)).decode())))

    assert [(row["start_s"], row["end_s"], row["stance"]) for row in rows] == [
        ("1.000000", "2.500000", "contradicts"),
        ("3.500000", "", "context"),
    ]
    assert [rows[0][f"{side}_px"] for side in ("left", "top", "width", "height")] == list("1234")
    assert all(cell[:1] not in tuple("=+-@\t\r") for row in rows for cell in row.values())


PROV = {
    "wasGeneratedBy": {"prov:entity": "entity", "prov:activity": "activity"},
    "used": {"prov:activity": "activity", "prov:entity": "entity"},
    "wasAssociatedWith": {"prov:activity": "activity", "prov:agent": "agent"},
    "wasDerivedFrom": {"prov:generatedEntity": "entity", "prov:usedEntity": "entity"},
}


@pytest.mark.parametrize("is_public", [False, True])
def test_provenance_is_prov_json_and_names_only_what_is_there(
    case: CaseFile, is_public: bool
) -> None:
    content = prov_json(public_case(case) if is_public else case)
    document = json.loads(content)

    assert set(document) <= {"prefix", "entity", "activity", "agent", *PROV}
    for part in ("entity", "activity", "agent"):
        for name, said in document[part].items():
            assert name.partition(":")[0] in document["prefix"]
            assert said["prov:type"]["type"] == "prov:QUALIFIED_NAME"
    for relation, ends in PROV.items():
        for name, said in document.get(relation, {}).items():
            assert name.startswith("_:")
            for end, part in ends.items():
                assert said[end] in document[part], (relation, said)
    agents = {agent["prov:label"] for agent in document["agent"].values()}
    assert agents == ({"Leyla"} if is_public else {"Leyla", "samira"})
    assert LEFT_OUT.untrusted_name not in content.decode()


def test_annotations_select_what_they_say(case: CaseFile) -> None:
    document = json.loads(annotations(case))

    assert document["@context"] == "http://www.w3.org/ns/anno.jsonld"
    items = document["first"]["items"]
    assert document["total"] == len(items)
    assert len({item["id"] for item in items}) == len(items)
    fragments = []
    for item in items:
        assert item["type"] == "Annotation"
        assert re.match(r"[a-z]+:", item["id"])
        selector = item["target"]["selector"]
        if isinstance(selector, list):
            position, quote = selector
            assert (position["type"], quote["type"]) == (
                "TextPositionSelector",
                "TextQuoteSelector",
            )
            start, end = position["start"], position["end"]
            assert ARTICLE[start:end] == quote["exact"] != ""
            assert ARTICLE[:start].endswith(quote["prefix"])
            assert ARTICLE[end:].startswith(quote["suffix"])
        else:
            assert selector["type"] == "FragmentSelector"
            assert selector["conformsTo"] == "http://www.w3.org/TR/media-frags/"
            fragments.append(selector["value"])
            assert item["target"]["source"] == iri_of(CLIP)
    assert fragments == ["t=1,2.5&xywh=pixel:1,2,3,4", "t=3.5,3.501"]
    # RFC 6920, section 8.1.
    hello = hashlib.sha256(b"Hello World!").hexdigest()
    assert iri_of(hello) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"


def test_public_annotations_name_nobody_and_quote_no_note(case: CaseFile) -> None:
    content = annotations(public_case(case)).decode()

    assert "samira" not in content
    assert "phone" not in content
    assert "creator" not in content
    assert "Two bombs fell" in content


def test_an_offset_is_told_to_anybody_and_rests_on_both_clips(case: CaseFile) -> None:
    item = OffsetItem(
        clip_sha256=CLIP,
        other_sha256="ef" * 32,
        by=SharedBy.SOUND,
        offset_s=-2.5,
        error_s=0.0005,
        confidence=39.7,
        tool=analyses.an_analysis().tool,
    )
    held = msgspec.structs.replace(case.evidence[0], item=item, further=None)

    told = public_case(msgspec.structs.replace(case, evidence=[held]))

    (evidence,) = told.evidence
    assert evidence.item == item
    derived = json.loads(prov_json(told))["wasDerivedFrom"].values()
    name = f"case:event-{held.event}"
    sources = {one["prov:usedEntity"] for one in derived if one["prov:generatedEntity"] == name}
    assert sources >= {f"sha256:{CLIP}", f"sha256:{'ef' * 32}"}
    assert markers(told, CLIP, None) == []

"""XMP packets are read for a few fields, and never followed anywhere."""

from pathlib import Path

import pytest

from verify.media.xmp import read_xmp

_NAMES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" '
    'xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#" '
    'xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#"'
)


def _packet(inside: str, before: str = "") -> bytes:
    return f"noise\0{before}<rdf:RDF {_NAMES}>{inside}</rdf:RDF>noise".encode()


def test_properties_are_read_as_attributes_and_as_elements() -> None:
    as_attribute = '<rdf:Description xmp:CreatorTool="Editor 1"/>'
    as_element = "<rdf:Description><xmp:ModifyDate>2020-02-28</xmp:ModifyDate></rdf:Description>"

    found, doubts = read_xmp(_packet(as_attribute + as_element))

    assert found is not None
    assert found.untrusted_fields == {"CreatorTool": "Editor 1", "ModifyDate": "2020-02-28"}
    assert doubts == []


def test_steps_of_editing_are_read_in_order() -> None:
    steps = "".join(
        f'<rdf:li stEvt:action="{action}" stEvt:softwareAgent="Editor" stEvt:when="2020"/>'
        for action in ("created", "converted", "saved")
    )
    packet = _packet(
        "<rdf:Description><xmpMM:History><rdf:Seq>"
        f"{steps}</rdf:Seq></xmpMM:History>"
        '<xmpMM:DerivedFrom stRef:documentID="xmp.did:1"/></rdf:Description>'
    )

    found, _doubts = read_xmp(packet)

    assert found is not None
    assert [s.untrusted_action for s in found.history] == ["created", "converted", "saved"]
    assert found.untrusted_fields["DerivedFrom"] == "xmp.did:1"


@pytest.mark.parametrize(
    "inside",
    [
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rdf:Description/>",
        "<rdf:Description>&unknown;</rdf:Description>",
        "<rdf:Description>",
        "<rdf:Description xmp:CreatorTool='\x00'/>",
        "<a:b/>",
    ],
)
def test_a_packet_with_entities_or_faults_is_refused(inside: str) -> None:
    found, doubts = read_xmp(_packet(inside))

    assert found is None
    assert "damaged, or asks for more than is read" in doubts[0]


def test_an_entity_is_not_expanded_and_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    whole = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
        f"<rdf:RDF {_NAMES}><rdf:Description><xmp:CreatorTool>&e;</xmp:CreatorTool>"
        "</rdf:Description></rdf:RDF>"
    )

    found, doubts = read_xmp(whole.encode())

    assert found is None
    assert len(doubts) == 1


def test_a_packet_larger_than_any_program_writes_is_left_alone() -> None:
    found, doubts = read_xmp(_packet("<rdf:Description/>" * 100_000))

    assert found is None
    assert "larger than any program writes" in doubts[0]


def test_a_thousand_steps_and_deep_nesting_stay_bounded() -> None:
    steps = '<rdf:li stEvt:action="saved"/>' * 1_000
    history = f"<xmpMM:History><rdf:Seq>{steps}</rdf:Seq></xmpMM:History>"
    deep = "<rdf:Bag>" * 20_000 + "</rdf:Bag>" * 20_000

    found, _doubts = read_xmp(_packet(f"<rdf:Description>{history}{deep}</rdf:Description>"))

    assert found is not None
    assert len(found.history) == 50


def test_a_file_without_a_packet_has_none() -> None:
    assert read_xmp(b"\xff\xd8\xff" + bytes(1_000)) == (None, [])

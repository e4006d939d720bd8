"""JSON-LD as bytes, and names for what has no address: what is known by its SHA-256."""

import base64
import json
import re
from typing import Any

_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def json_ld(document: dict[str, Any]) -> bytes:
    """Return a document as ASCII that can also stand within a script of a page.

    What is None is left out: to these vocabularies that is not to say.
    """
    text = json.dumps(_said(document), ensure_ascii=True, indent=2)
    return text.replace("<", "\\u003c").encode("ascii") + b"\n"


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _said(said) for name, said in value.items() if said is not None}
    return [_said(one) for one in value] if isinstance(value, list) else value


def iri_of(sha256: str) -> str:
    """Return the name of bytes that are known by their SHA-256 (RFC 6920).

    Examples
    --------
    >>> iri_of("00" * 32)
    'ni:///sha-256;AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    coded = base64.urlsafe_b64encode(bytes.fromhex(sha256)).rstrip(b"=").decode("ascii")
    return f"ni:///sha-256;{coded}"


def address_in(untrusted_text: str | None) -> str | None:
    """Return a text if it is an address of the web, else None."""
    is_one = untrusted_text is not None and _ADDRESS.fullmatch(untrusted_text) is not None
    return untrusted_text if is_one else None

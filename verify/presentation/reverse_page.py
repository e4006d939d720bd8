"""The page from which a person sends a still to a search engine: nothing leaves until a button.

It needs nothing else and asks for nothing: its own content security policy lets it send forms to
the engines on it, and forbids all other traffic. A page cannot fill in a file field by markup, so
a script of its own does; without scripts a person chooses the file.
"""

import base64
import hashlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from verify.domain.engines import Engine
from verify.domain.reverse_search import Asked, Packet, SearchStill, StillPicture
from verify.presentation import reverse_wording as words
from verify.presentation.pages import template_environment

PICTURE_BYTES = 32 << 20
"""Pictures that the page carries, at most; the others are chosen in its folder."""

_TEMPLATES = "verify.presentation"


@dataclass(frozen=True, slots=True)
class _ShownPicture:
    """A picture as the page shows it; `source` is None if the page does not carry it."""

    picture: StillPicture
    source: str | None
    title: str
    how: str
    size: str
    record_command: str


@dataclass(frozen=True, slots=True)
class _ShownStill:
    still: SearchStill
    pictures: list[_ShownPicture]


def render_reverse_page(
    packet: Packet,
    pictures: Mapping[str, bytes],
    engines: Sequence[Engine],
    asked: Sequence[Asked] = (),
    *,
    picture_bytes: int = PICTURE_BYTES,
    is_veiled: bool = False,
) -> str:
    """Return the page as HTML text.

    Parameters
    ----------
    packet : Packet
        What the stills are.
    pictures : mapping from `StillPicture.file` to JPEG bytes
    engines : sequence of Engine
        Where a still can be sent.
    asked : sequence of Asked
        What was recorded before, the oldest first.
    picture_bytes : int
        Most bytes of pictures that the page carries, frames as they are first.
    is_veiled : bool
        Whether a picture is blurred until it is pointed at; what is sent is not.
    """
    carried = _carried(packet, picture_bytes)
    script = _text("reverse.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return (
        _environment()
        .get_template("reverse.html.j2")
        .render(
            packet=packet,
            name=packet.footage.untrusted_name,
            stills=[_shown(still, packet, pictures, carried) for still in packet.stills],
            engines=engines,
            asked=[words.asked_words(one) for one in asked],
            policy=_policy(engines, digest),
            script=Markup(script),  # noqa: S704 - our own
            words=words,
            is_veiled=is_veiled,
        )
    )


def _policy(engines: Sequence[Engine], script_digest: str) -> str:
    """Return the content security policy: forms to the engines on the page, and nothing else.

    A browser follows an answer that leads elsewhere only if that place is named too.
    """
    goals = sorted(
        {
            origin
            for engine in engines
            if engine.method == "form"
            for origin in (engine.origin, *engine.answers_from)
        }
    )
    return "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            "style-src 'unsafe-inline'",
            f"script-src 'sha256-{script_digest}'",
            "base-uri 'none'",
            " ".join(["form-action", *(goals or ["'none'"])]),
        )
    )


def _carried(packet: Packet, most_bytes: int) -> frozenset[str]:
    listed = [picture for still in packet.stills for picture in still.pictures]
    room = most_bytes
    carried = set()
    for picture in sorted(listed, key=lambda picture: picture.made_of is not None):
        if picture.size_bytes <= room:
            room -= picture.size_bytes
            carried.add(picture.file)
    return frozenset(carried)


def _shown(
    still: SearchStill, packet: Packet, pictures: Mapping[str, bytes], carried: frozenset[str]
) -> _ShownStill:
    return _ShownStill(
        still,
        [
            _ShownPicture(
                picture=picture,
                source=_data_uri(pictures[picture.file]) if picture.file in carried else None,
                title=f"Still {still.number}, {words.VARIANT_WORDS[picture.variant]}",
                how=words.derived_words(picture),
                size=words.size_words(picture.size_bytes),
                record_command=_record_command(packet, picture),
            )
            for picture in still.pictures
        ],
    )


def _record_command(packet: Packet, picture: StillPicture) -> str:
    clip, still = packet.footage.sha256, picture.sha256
    return shlex.join(["verify", "reverse", "record", clip, "--still", still, "--engine"])


def _data_uri(picture: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(picture).decode("ascii")


@cache
def _text(name: str) -> str:
    return files(_TEMPLATES).joinpath("templates", name).read_text("utf-8")


@cache
def _environment() -> Environment:
    return template_environment()

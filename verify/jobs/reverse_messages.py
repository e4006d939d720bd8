"""What the caller asks of the worker that makes stills to search by, and what it answers.

Light to import: the caller loads none of what decodes.
"""

from msgspec import Struct

from verify.domain.limits import DecodeLimits
from verify.domain.reverse_search import SearchStill

ANSWER_FILE = "answer.json"
JPEG_QUALITY = 95
PACKET_FILE, PACKET_PAGE = "packet.json", "reverse.html"
"""In a folder of its own: what the stills are, and the page that they are sent from."""


class StillsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One job for the worker.

    Attributes
    ----------
    pts : list of int
        Of the frames that a person chose; none if the worker is to choose.
    """

    untrusted_name: str
    limits: DecodeLimits
    threads: int
    pts: list[int]


class StillsAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the worker chose; its pictures lie beside it."""

    looked_at: int
    time_base: tuple[int, int]
    ffmpeg: str
    opencv: str
    stills: list[SearchStill]
    notes: list[str]

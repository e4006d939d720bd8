"""GeoJSON (RFC 7946) as we write it: it says that we made it, and what it shows.

Section 6.1 lets a file hold members of its own; by ours a file is known as one that we may replace.
"""

import json
from collections.abc import Sequence
from typing import Any


def collection(features: Sequence[dict[str, Any]], shows: str) -> str:
    """Return features as a FeatureCollection that says who made it.

    Examples
    --------
    >>> collection([], "places").encode().startswith(beginning("places"))
    True
    """
    return json.dumps(_head(shows) | {"features": features}, indent=2) + "\n"


def beginning(shows: str) -> bytes:
    """Return how a file of ours that shows this begins."""
    return json.dumps(_head(shows), indent=2).removesuffix("\n}").encode()


def _head(shows: str) -> dict[str, Any]:
    return {"type": "FeatureCollection", "made_by": f"Verify: {shows}"}

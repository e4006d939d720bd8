"""What a search for a clip needs of it, out of one decoding."""

import msgspec

from verify.jobs.messages import InspectionOptions

SEARCH = InspectionOptions(
    analyses=frozenset(
        (
            *("hashes", "timebase", "shots", "brightness", "stills", "local_features"),
            *("windows", "audio_fingerprint"),
        )
    ),
    still_interval="1/4",
)
"""For a clip that is searched for and nothing else."""


def asking(options: InspectionOptions) -> InspectionOptions:
    """Return options by which an analysis gives, besides, what a search needs, and stills.

    A first look asks by hashes of whole frames and by sound alone: points and windows take longer.
    """
    analyses = options.analyses | SEARCH.analyses
    if options.is_first_look:
        analyses -= {"local_features", "windows"}
    return msgspec.structs.replace(options, analyses=analyses, still_interval=SEARCH.still_interval)

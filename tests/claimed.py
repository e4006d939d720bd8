"""What a file could say of itself, every field filled, for tests of form and of wording."""

from typing import Any

from verify.domain import claimed as c


def near_place(**changes: Any) -> c.NearPlace:
    facts: dict[str, Any] = {
        "name": "Idlib",
        "country": "Syria",
        "population": 128_840,
        "latitude_deg": 35.93062,
        "longitude_deg": 36.63393,
        "distance_km": 5.24,
        "distance_error_km": 2.89,
        "bearing_deg": 222.0,
    }
    return c.NearPlace(**(facts | changes))


def position(**changes: Any) -> c.ClaimedPosition:
    facts: dict[str, Any] = {
        "latitude_deg": 35.8956,
        "longitude_deg": 36.5951,
        "altitude_m": 446.0,
        "resolution_m": 11.1,
        "source": "location",
        "doubts": ["The receiver marked it as not measured at that moment."],
        "nearest": [near_place()],
    }
    return c.ClaimedPosition(**(facts | changes))


def track_point(**changes: Any) -> c.TrackPoint:
    facts: dict[str, Any] = {
        "time_s": 0.5,
        "latitude_deg": 35.8956,
        "longitude_deg": 36.5951,
        "altitude_m": None,
        "untrusted_clock": "2020-02-27 17:05:00.000",
    }
    return c.TrackPoint(**(facts | changes))


def track(**changes: Any) -> c.PositionTrack:
    facts: dict[str, Any] = {
        "sha256": "cd" * 32,
        "points": 2,
        "first": track_point(),
        "last": track_point(time_s=1.0),
        "south_deg": 35.8956,
        "west_deg": 36.5951,
        "north_deg": 35.8956,
        "east_deg": 36.5951,
        "samples": [track_point()],
        "doubts": ["It lies beside the clip."],
    }
    return c.PositionTrack(**(facts | changes))


def writer(**changes: Any) -> c.WriterMatch:
    facts: dict[str, Any] = {
        "name": "FFmpeg's libraries",
        "kind": c.WriterKind.LIBRARY,
        "confidence": c.WriterConfidence.NAMED,
        "evidence": ["The tag encoder says: Lavf60"],
        "caution": "Many use them.",
        "known_from": "own files",
    }
    return c.WriterMatch(**(facts | changes))


def credentials(**changes: Any) -> c.ContentCredentials:
    facts: dict[str, Any] = {
        "state": c.CredentialState.INVALID,
        "meaning": "The file is not what was signed.",
        "faults": [
            c.CredentialFault(
                kind=c.CredentialFaultKind.CONTENT,
                code="assertion.dataHash.mismatch",
                where="this file",
                untrusted_explanation="hashes do not match",
            )
        ],
        "untrusted_remote_url": None,
        "untrusted_signer": "Somebody, Some Authority",
        "untrusted_signed_at": "2024-08-06T21:53:37+00:00",
        "untrusted_claim_generator": "Some Editor 1.0",
        "actions": [
            c.CredentialAction(
                untrusted_action="c2pa.created",
                untrusted_software="Some Editor",
                untrusted_when=None,
                untrusted_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/composite",
            )
        ],
        "ingredients": [
            c.CredentialIngredient(
                untrusted_title="A.jpg", untrusted_relationship="parentOf", has_credentials=False
            )
        ],
    }
    return c.ContentCredentials(**(facts | changes))


def metadata(**changes: Any) -> c.Metadata:
    facts: dict[str, Any] = {
        "untrusted_created": "2020-02-27T17:41:09Z",
        "times": [c.StatedTime(source="movie header, created", untrusted_text="0 (not set)")],
        "positions": [position()],
        "track": track(),
        "untrusted_device": "Maker Model 1",
        "writers": [writer()],
        "encoders": [
            c.EncoderMark(
                program="x264",
                untrusted_version="core 164",
                untrusted_options="cabac=1",
                found_in="stream 0",
            )
        ],
        "untrusted_container_tags": {"encoder": "Lavf60"},
        "streams": [
            c.StreamTags(index=0, kind="video", codec="h264", untrusted_tags={"language": "und"})
        ],
        "container": c.ContainerTree(
            untrusted_major_brand="isom",
            minor_version=512,
            untrusted_compatible_brands=["isom", "iso2"],
            handlers=[c.Handler(kind="vide", untrusted_name="VideoHandler")],
            movie_timescale_hz=1000,
            track_timescales_hz=[90_000],
            index_first=True,
            boxes=[c.ContainerBox(path="ftyp", offset=0, size_bytes=32)],
            boxes_left_out=0,
            faults=["A box ends beyond the file."],
        ),
        "untrusted_exif": {"Image Make": "Maker"},
        "xmp": c.XmpClaims(
            untrusted_fields={"CreatorTool": "Some Editor"},
            history=[
                c.HistoryStep(
                    untrusted_action="saved",
                    untrusted_software="Some Editor",
                    untrusted_when="2020-02-28T10:00:00Z",
                )
            ],
        ),
        "untrusted_timecode": "10:20:30:12",
        "doubts": ["A clock was wrong."],
    }
    return c.Metadata(**(facts | changes))

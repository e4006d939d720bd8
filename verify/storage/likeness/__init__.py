"""Search for what is alike, in RAM: points by what lies around each, sounds by pairs of peaks."""

from verify.storage.likeness.index import FeatureHits, FeatureIndex, open_feature_index
from verify.storage.likeness.sounds import SoundHits, SoundIndex, open_sound_index

__all__ = [
    "FeatureHits",
    "FeatureIndex",
    "SoundHits",
    "SoundIndex",
    "open_feature_index",
    "open_sound_index",
]

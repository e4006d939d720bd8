"""Search for points that look alike, in RAM: local features by what lies around each point."""

from verify.storage.likeness.index import FeatureHits, FeatureIndex, open_feature_index

__all__ = ["FeatureHits", "FeatureIndex", "open_feature_index"]

"""Verify: what a clip shows, measured, for people who must defend what they publish."""

__version__ = "0.1.0"

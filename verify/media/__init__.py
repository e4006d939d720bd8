"""Pixels, samples and tags out of untrusted files; starts ffmpeg and the jail."""

"""Traces of editing: what times, packets and pictures show of what was done to a clip."""

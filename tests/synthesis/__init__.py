"""Makers of small clips and pictures whose truth is known because we drew it."""

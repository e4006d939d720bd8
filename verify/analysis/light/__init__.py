"""Brightness, flashes and darkness."""

"""Exact search for hashes within a radius, in RAM; see docs/search.md for why it is built so."""

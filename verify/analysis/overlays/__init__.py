"""What was laid over footage: marks, captions, tickers; found by what stays while the rest changes.

`edges` tells where edges are and since when, `patterns` what a region looks like in edges, `tracks`
follows regions from their first to their last moment, `grouping` makes overlays of them, `watch`
is the analysis of the pass.
"""

"""What was laid over footage: marks, captions, tickers; found by what stays while the rest changes.

`edges` tells where edges are and since when, `patterns` what a region looks like in edges, `tracks`
follows regions from their first to their last moment, `plates` and `surround` find what they stand
on, `steadiness` what keeps its brightness in a still picture. `tickers` finds what runs, `clocks`
what changes evenly; both list `changes`. `grouping` makes overlays of them, `judging` the findings,
`watch` is the analysis of the pass.
"""

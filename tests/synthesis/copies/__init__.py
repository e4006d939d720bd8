"""Copies of real clips with a known truth: what was taken from where, and what was done to it.

`sources` lists the clips, `reels` reads and writes, `edits` and `frames_around` change pictures,
`drawn` makes footage that is of nothing, `plan` says what is asked for and `sets` writes it.
"""

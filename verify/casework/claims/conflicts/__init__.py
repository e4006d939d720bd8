"""An article against itself: one module for each kind of conflict, `comparing` calls them all.

At least one side of a conflict is told in the article's own voice. Two sources that differ are
listed apart, and so are a later figure for an earlier one and numbers of different things.
"""

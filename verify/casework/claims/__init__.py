"""From an article to its claims, by rules and tables of words; nothing is learned or fetched.

`article` is the way in: one module for each part of a claim, tables of words in `words`.
"""

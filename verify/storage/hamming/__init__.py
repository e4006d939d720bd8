"""Exact search for hashes within a radius, in RAM; see docs/search.md for why it is built so."""

from verify.storage.hamming.column_file import forget_columns, keep_columns, open_index
from verify.storage.hamming.columns import HashKind
from verify.storage.hamming.compiled import keeps_code
from verify.storage.hamming.hits import Hits
from verify.storage.hamming.index import Answer, HammingIndex

__all__ = [
    "Answer",
    "HammingIndex",
    "HashKind",
    "Hits",
    "forget_columns",
    "keep_columns",
    "keeps_code",
    "open_index",
]

"""A set of hostile files, made here, and what becomes of each of them."""

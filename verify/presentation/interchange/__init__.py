"""A case in forms that others' programs read: reviews, markers, provenance, annotations."""

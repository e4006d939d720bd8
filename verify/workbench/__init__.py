"""The service layer: one short method per thing that a journalist does."""

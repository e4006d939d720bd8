"""What a journalist does with the archive of one home; see `shelf` for how it is opened."""

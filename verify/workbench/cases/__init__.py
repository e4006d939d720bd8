"""What a journalist does with a case: open it, write into it, read it."""

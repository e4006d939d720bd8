"""Which stretches of one clip look like stretches of another, from frames whose hashes are near."""

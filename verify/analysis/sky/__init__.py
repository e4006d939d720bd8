"""Sun and Moon over a place and a time, and what a clip shows against them; no file is read."""

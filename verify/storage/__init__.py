"""Where footage, its hashes and the custody log are kept and searched."""

"""Packages of a case: BagIt 1.0 (RFC 8493) out and in, and what shows that one was altered."""

"""Pure functions from frames and samples to findings; reads no file, no clock, no storage."""

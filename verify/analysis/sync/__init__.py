"""Several recordings of one event: how their clocks lie against each other, if it can be told."""

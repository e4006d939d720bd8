"""A password for people of tests, and a cost at which it is looked at in no time."""

from verify.workbench.people import Cost

CHEAP = Cost(blocks=2, block_size=1, passes=1)
WORDS = "correct horse battery staple"

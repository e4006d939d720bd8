"""The command line: parse, call the workbench, print."""

import os

# Before anything loads NumPy, whose linear algebra would keep threads ready, spinning for a quarter
# of a second: there is nothing here for more than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from verify.cli.commands import main

__all__ = ["main"]

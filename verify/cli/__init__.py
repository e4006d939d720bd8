"""The command line: parse, call the workbench, print."""

import gc
import os

# Before anything loads NumPy, whose linear algebra would keep threads ready, spinning for a quarter
# of a second: there is nothing here for more than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What is loaded stays. To look through it for garbage again and again takes a fifth of loading.
gc.disable()
from verify.cli.commands import main  # noqa: E402 - loaded under the line before

gc.freeze()
gc.enable()

__all__ = ["main"]

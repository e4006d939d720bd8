"""The command line: parse, call the workbench, print."""

from verify.cli.commands import main

__all__ = ["main"]

"""Where footage of strangers is opened: a process that can do little harm, and says how little.

Every byte of a sender's footage is parsed in such a process. What it is denied is not assumed from
a mechanism but seen: `probe` runs the same runner with attempts to break out.
"""

from verify.media.jail.runner import Ending, probe, run, run_program

__all__ = ["Ending", "probe", "run", "run_program"]

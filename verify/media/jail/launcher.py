"""Seal this process, then become the worker.

Run as a script, before any byte of footage is opened: `launcher.py LIMITS CALLER RULES FILTER TRIAL
KIND TARGET [ARGUMENT...]`. LIMITS is `memory:cpu_s:file_bytes:open_files`; CALLER the process whose
end is to end this one; RULES the handle of a Landlock rule set; FILTER a seccomp filter in hex;
TRIAL what `attempts` is to try to reach once this is sealed, after which a byte on standard input
has to let it go on; each `-` where there is none. KIND says what TARGET is: a `module` or a
`script` of Python, run in this very process and allowed to start no program, or a `program`,
executed.

What the system does not let be sealed ends the process: it never goes on half sealed. A limit that
the system does not know is left out; `levels` sees what is denied, and that is what gets reported.
Every call of `verify` waits for this: it loads little, and nothing that takes long to load.
"""

import _thread
import ctypes
import os
import resource
import sys
from importlib.machinery import SourceFileLoader

_SET_PARENT_DEATH_SIGNAL, _SET_SECCOMP, _SET_NO_NEW_PRIVILEGES = 1, 22, 38
_KILL_SIGNAL = 9
_FILTER_MODE = 2
_RESTRICT_SELF = 446
# linux/capability.h: third version, two 32-bit words of each set.
_CAPABILITY_VERSION = 0x20080522
_READ_EVERYWHERE = 1 << 2  # CAP_DAC_READ_SEARCH
# Libraries and thread pools map addresses that they never fill: 0.4 GiB with two cores, more with
# many. Only what can be filled counts as memory; this bounds the rest.
_RESERVED_BYTES = 3 << 30
_GRACE_S = 2
_ATTEMPTS = os.path.join(os.path.dirname(__file__), "attempts.py")  # noqa: PTH118, PTH120 - loads less


def main(arguments: list[str]) -> None:
    """Seal this process and go on as what is asked for."""
    limits, caller, rules, seccomp_filter, trial, kind, *target = arguments
    if kind == "module":
        # An editable install is found by listing the checkout, which a sealed process may not do.
        __import__(target[0].partition(".")[0])
    _set_limits(limits)
    if sys.platform == "linux":
        if kind == "program":
            _tie_to_the_caller()
        _seal(caller, rules, seccomp_filter)
    if trial != "-":
        _stand_trial(trial)
    sys.argv = target
    if kind == "program":
        os.execve(target[0], target, dict(os.environ))  # noqa: S606 - that is its job
    _thread.start_new_thread(_end_with_the_caller, ())
    if kind == "module":
        import runpy

        runpy.run_module(target[0], run_name="__main__", alter_sys=True)
    else:
        _run_script(target[0])


def _stand_trial(trial: str) -> None:
    """Try to break out, say what was denied, and wait to be let go on."""
    sys.argv = [_ATTEMPTS, *trial.split(":", 2)]
    _run_script(_ATTEMPTS)
    sys.stdout.write("sealed\n")
    sys.stdout.flush()
    if not os.read(0, 1):
        os._exit(1)


def _run_script(file: str) -> None:
    # By way of its bytecode, where there is one.
    code = SourceFileLoader("__main__", file).get_code("__main__")
    exec(code or "", {"__name__": "__main__"})  # noqa: S102 - a script of ours


def _end_with_the_caller() -> None:
    """Wait until nobody holds the other end of standard input any more.

    The parent's death signal misses a caller that is killed while bubblewrap starts, and macOS has
    no such signal.
    """
    while os.read(0, 1):
        pass
    os._exit(1)


def _tie_to_the_caller() -> None:
    """Let the kernel do the same for what this process becomes, which has no such thread."""
    import fcntl
    import select

    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETSIG, _KILL_SIGNAL)
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    # Of what ended before that it sends no signal.
    held = select.poll()
    held.register(0, 0)
    if held.poll(0):
        sys.exit("the caller has ended")


def _set_limits(limits: str) -> None:
    """Set limits for this process and for what it becomes."""
    memory_bytes, cpu_time_s, file_bytes, open_files = map(int, limits.split(":"))
    for kind, bound in (
        (resource.RLIMIT_DATA, memory_bytes),
        (resource.RLIMIT_AS, memory_bytes + _RESERVED_BYTES),
        (resource.RLIMIT_CPU, cpu_time_s),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, open_files),
        # 1, not 0: only then a crash is not handed to a program of the system's either.
        (resource.RLIMIT_CORE, 1),
    ):
        # The signal of a soft limit on processor time says why; that of a hard one does not.
        grace = _GRACE_S if kind == resource.RLIMIT_CPU else 0
        try:
            resource.setrlimit(kind, (bound, bound + grace))
        except (ValueError, OSError):
            # A bound above the hard limit that is already in force is met by that one.
            continue


def _seal(caller: str, rules: str, seccomp_filter: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    _give_up_rights(libc)
    _set(libc, _SET_PARENT_DEATH_SIGNAL, _KILL_SIGNAL)
    if caller != "-" and os.getppid() != int(caller):
        sys.exit("the caller has ended")
    _set(libc, _SET_NO_NEW_PRIVILEGES, 1)
    if rules != "-":
        _demand(libc.syscall(_RESTRICT_SELF, int(rules), 0))
        os.close(int(rules))
    if seccomp_filter != "-":
        code = bytes.fromhex(seccomp_filter)
        program = _Program(len(code) // 8, code)
        _set(libc, _SET_SECCOMP, _FILTER_MODE, ctypes.byref(program))


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h: how many instructions, and where."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def _give_up_rights(libc: ctypes.CDLL) -> None:
    """Give up root's rights but that of reading, which files of other users need."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; then their high halves
    _demand(libc.capget(header, held))
    kept = held[1] & _READ_EVERYWHERE
    _demand(libc.capset(header, (ctypes.c_uint32 * 6)(kept, kept)))


def _set(libc: ctypes.CDLL, option: int, value: int, pointer: object = None) -> None:
    nothing = ctypes.c_ulong(0)
    _demand(libc.prctl(option, ctypes.c_ulong(value), pointer, nothing, nothing))


def _demand(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    main(sys.argv[1:])

"""What the filter of system calls decides, worked out by a machine of our own for both processors.

The kernel runs the filter of this machine in the tests of escapes; here the other one is run too.
"""

import errno
import struct

import pytest

from verify.media.jail import seccomp

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSED, _UNKNOWN = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS


def _table(text: str) -> dict[str, int]:
    return {name: int(number) for name, number in (word.split(":") for word in text.split())}


# Written off the kernel's tables apart from the filter's own.
_CALLS = {
    "x86_64": _table(
        """
        read:0 write:1 open:2 mmap:9 ioctl:16 socket:41 clone:56 fork:57 execve:59
        kill:62 fcntl:72 truncate:76 chmod:90 ptrace:101 prctl:157 futex:202 openat:257
        unshare:272 prlimit64:302 getrandom:318 io_uring_setup:425 clone3:435
        openat2:437 landlock_restrict_self:446
        """
    ),
    "aarch64": _table(
        """
        fcntl:25 ioctl:29 truncate:45 openat:56 read:63 write:64 unshare:97 futex:98
        ptrace:117 kill:129 prctl:167 socket:198 clone:220 execve:221 mmap:222
        prlimit64:261 getrandom:278 io_uring_setup:425 clone3:435 openat2:437
        landlock_restrict_self:446
        """
    ),
}
_MACHINES = pytest.mark.parametrize("machine", ["x86_64", "aarch64"])


def _decide(
    code: bytes, machine: str, call: int, *arguments: int, architecture: int | None = None
) -> int:
    """Run classic BPF over the facts of one call, as linux/seccomp.h lays them out."""
    arch = _AUDIT[machine] if architecture is None else architecture
    facts = struct.pack("<iIQ6Q", call, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    steps = list(struct.iter_unpack("<HBBI", code))
    accumulator, at = 0, 0
    while True:
        operation, jump_true, jump_false, value = steps[at]
        at += 1
        match operation:
            case 0x20:
                (accumulator,) = struct.unpack_from("<I", facts, value)
            case 0x54:
                accumulator &= value
            case 0x15:
                at += jump_true if accumulator == value else jump_false
            case 0x25:
                at += jump_true if accumulator > value else jump_false
            case 0x45:
                at += jump_true if accumulator & value else jump_false
            case 0x06:
                return value
            case _:
                raise AssertionError(f"no such operation: {operation:#x}")


@_MACHINES
def test_what_decoding_needs_is_allowed(machine: str) -> None:
    code = seccomp.filter_of(programs=False, machine=machine)
    for name in ("read", "write", "mmap", "futex", "getrandom", "landlock_restrict_self"):
        assert _decide(code, machine, _CALLS[machine][name]) == _ALLOW, name


@_MACHINES
def test_ways_out_are_refused(machine: str) -> None:
    code = seccomp.filter_of(programs=False, machine=machine)
    calls = _CALLS[machine]
    ways = {"socket", "fork", "execve", "kill", "truncate", "chmod", "ptrace", "unshare"}
    for name in (ways & set(calls)) | {"io_uring_setup"}:
        assert _decide(code, machine, calls[name]) == _REFUSED, name


@_MACHINES
def test_threads_are_allowed_and_processes_are_not(machine: str) -> None:
    code = seccomp.filter_of(programs=False, machine=machine)
    clone = _CALLS[machine]["clone"]

    assert _decide(code, machine, clone, 0x3D0F00) == _ALLOW
    assert _decide(code, machine, clone, 17) == _REFUSED
    assert _decide(code, machine, clone, 0x4111) == _REFUSED  # as vfork does
    assert _decide(code, machine, _CALLS[machine]["clone3"], 1) == _UNKNOWN


@_MACHINES
def test_a_program_is_started_only_where_one_is_to_run(machine: str) -> None:
    execve = _CALLS[machine]["execve"]

    assert _decide(seccomp.filter_of(programs=True, machine=machine), machine, execve) == _ALLOW
    assert _decide(seccomp.filter_of(programs=False, machine=machine), machine, execve) == _REFUSED


@_MACHINES
@pytest.mark.parametrize(
    ("flags", "decision"),
    [(0, _ALLOW), (0o1101, _ALLOW), (0o1002, _ALLOW), (0o1000, _REFUSED), (0o1003, _REFUSED)],
)
def test_a_file_is_not_cut_by_opening_it_to_read(machine: str, flags: int, decision: int) -> None:
    code = seccomp.filter_of(programs=False, machine=machine)

    assert _decide(code, machine, _CALLS[machine]["openat"], 0, 0, flags) == decision
    if machine == "x86_64":
        assert _decide(code, machine, _CALLS[machine]["open"], 0, flags) == decision
    assert _decide(code, machine, _CALLS[machine]["openat2"]) == _UNKNOWN


@_MACHINES
def test_memory_that_no_limit_counts_is_refused(machine: str) -> None:
    code = seccomp.filter_of(programs=False, machine=machine)
    private, shared, anonymous, grows_down = 0x02, 0x01, 0x20, 0x100

    def asked(flags: int) -> int:
        return _decide(code, machine, _CALLS[machine]["mmap"], 0, 4096, 3, flags)

    assert asked(private) == asked(private | anonymous) == asked(shared) == _ALLOW
    assert asked(shared | anonymous) == _REFUSED
    assert asked(private | anonymous | grows_down) == _REFUSED


@_MACHINES
def test_limits_may_be_asked_for_but_not_set(machine: str) -> None:
    code = seccomp.filter_of(programs=False, machine=machine)
    prlimit = _CALLS[machine]["prlimit64"]

    assert _decide(code, machine, prlimit, 0, 9, 0, 0x7FFF00001000) == _ALLOW
    assert _decide(code, machine, prlimit, 0, 9, 0x1000, 0) == _REFUSED
    assert _decide(code, machine, prlimit, 0, 9, 0x7FFF00000000, 0) == _REFUSED


@_MACHINES
def test_the_tie_to_the_caller_is_not_cut_and_no_file_sends_signals(machine: str) -> None:
    code = seccomp.filter_of(programs=False, machine=machine)
    calls = _CALLS[machine]

    assert _decide(code, machine, calls["prctl"], 1, 0) == _REFUSED
    assert _decide(code, machine, calls["prctl"], 15, 0) == _ALLOW  # a thread's name
    assert _decide(code, machine, calls["fcntl"], 3, 8, 99) == _REFUSED
    assert _decide(code, machine, calls["fcntl"], 3, 3) == _ALLOW
    assert _decide(code, machine, calls["ioctl"], 0, 0x5412) == _REFUSED
    assert _decide(code, machine, calls["ioctl"], 0, 0x5401) == _ALLOW


@_MACHINES
def test_calls_that_are_newer_than_the_filter_are_unknown(machine: str) -> None:
    code = seccomp.filter_of(programs=False, machine=machine)

    assert _decide(code, machine, 463) == _UNKNOWN
    assert _decide(code, machine, 0x40000000) == _UNKNOWN  # x32


@_MACHINES
def test_calls_of_another_architecture_end_the_process(machine: str) -> None:
    code = seccomp.filter_of(programs=False, machine=machine)

    assert _decide(code, machine, 0, architecture=0x40000003) == _KILL  # 32-bit x86

"""The system calls that a sealed process is refused, as a filter that the kernel runs.

Landlock guards files by path and, only as far as its version goes, a few other things; limits count
bytes and seconds. This filter closes the rest: sockets of every family, other processes, other
programs, namespaces, tracing, signals, and changes to files that need no writing (mode, owner,
times, attributes, truncation by path). Calls newer than this list are refused as unknown, which C
libraries expect and work around. A filter cannot look behind pointers: where that would be needed
(`clone3`, `openat2`) the call is refused as unknown too.

Numbers: Linux `asm/unistd_64.h` (x86-64) and `asm-generic/unistd.h` (arm64); the filter's machine
is described in the kernel's `networking/filter` and `userspace-api/seccomp_filter` pages.
"""

import errno
import os
import platform
import struct
from collections.abc import Iterable

# Classic BPF, from linux/bpf_common.h.
_LOAD_WORD = 0x20
_AND = 0x54
_JUMP_IF_EQUAL = 0x15
_JUMP_IF_GREATER = 0x25
_JUMP_IF_ANY_BIT = 0x45
_RETURN = 0x06

# linux/seccomp.h: where a call's facts lie, and what to do with it.
_CALL, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000

# linux/audit.h
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_COLUMN = {"x86_64": 0, "aarch64": 1}

# The last call that this list was drawn up against, `mseal` of Linux 6.10.
_NEWEST_CALL = 462

_CLONE_THREAD = 0x10000
_SET_PARENT_DEATH_SIGNAL = 1
_FCNTL_OWNERS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: signals to others by way of a file
# FS_IOC_SETFLAGS and its 32-bit form, FS_IOC_FSSETXATTR, TIOCSTI, TIOCLINUX.
_IOCTLS = (0x40086602, 0x40046602, 0x401C5820, 0x5412, 0x541C)

_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # the network and local services
    "socket": (41, 198),
    "socketpair": (53, 199),
    # other processes
    "fork": (57, None),
    "vfork": (58, None),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # files, other than by opening them
    "truncate": (76, 45),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    # memory that no limit counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "setrlimit": (160, 164),
    # the kernel's wider surface
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "iopl": (172, None),
    "ioperm": (173, None),
    "syslog": (103, 116),
    "acct": (163, 89),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "vhangup": (153, 58),
}
_PROGRAMS: dict[str, tuple[int | None, int | None]] = {
    "execve": (59, 221),
    "execveat": (322, 281),
}
_UNKNOWN: dict[str, tuple[int | None, int | None]] = {
    "clone3": (435, 435),
    "openat2": (437, 437),
}
_CLONE, _PRCTL, _FCNTL, _IOCTL, _PRLIMIT = (56, 220), (157, 167), (72, 25), (16, 29), (302, 261)
_OPEN, _OPENAT, _MMAP = (2, None), (257, 56), (9, 222)
# Memory that the limit on data leaves out: MAP_SHARED with MAP_ANONYMOUS, and MAP_GROWSDOWN.
_SHARED_ANONYMOUS, _GROWS_DOWN = 0x21, 0x100


def is_known(machine: str | None = None) -> bool:
    """Whether there is a filter for this kind of processor."""
    return (machine or platform.machine()) in _AUDIT


def filter_of(*, programs: bool, machine: str | None = None) -> bytes:
    """Return the filter, 8 bytes an instruction.

    Parameters
    ----------
    programs : bool
        Whether the process may still become another program; needed where one is to be started
        after the filter is in force.
    machine : str, optional
        "x86_64" or "aarch64"; by default this machine's.
    """
    machine = machine or platform.machine()
    column = _COLUMN[machine]
    refused = _REFUSED if programs else _REFUSED | _PROGRAMS
    code = [
        _load(_ARCHITECTURE),
        _step(_JUMP_IF_EQUAL, _AUDIT[machine], skip_if_true=1),
        _step(_RETURN, _KILL),
        # Also catches x32, whose calls have bit 30 set.
        _load(_CALL),
        *_when(_JUMP_IF_GREATER, _NEWEST_CALL, [_refusal(errno.ENOSYS)]),
    ]
    for numbers in _UNKNOWN.values():
        code += _on_call(numbers[column], [_refusal(errno.ENOSYS)])
    for numbers in refused.values():
        code += _on_call(numbers[column], [_refusal(errno.EPERM)])
    # Threads are welcome, processes are not.
    threads_only = [
        _load(_argument(0)),
        *_when(_JUMP_IF_ANY_BIT, _CLONE_THREAD, [_step(_RETURN, _ALLOW)]),
        _refusal(errno.EPERM),
    ]
    code += _on_call(_CLONE[column], threads_only)
    code += _on_call(_PRCTL[column], _refuse_values(0, (_SET_PARENT_DEATH_SIGNAL,)))
    code += _on_call(_FCNTL[column], _refuse_values(1, _FCNTL_OWNERS))
    code += _on_call(_IOCTL[column], _refuse_values(1, _IOCTLS))
    # Limits may be asked for, not set: the pointer to new ones must be null in both halves.
    only_asking = [
        _load(_argument(2)),
        _step(_JUMP_IF_EQUAL, 0, skip_if_false=2),
        _load(_argument(2) + 4),
        _step(_JUMP_IF_EQUAL, 0, skip_if_true=1),
        _refusal(errno.EPERM),
        _step(_RETURN, _ALLOW),
    ]
    code += _on_call(_PRLIMIT[column], only_asking)
    counted_memory_only = [
        _load(_argument(3)),
        *_when(_JUMP_IF_ANY_BIT, _GROWS_DOWN, [_refusal(errno.EPERM)]),
        _step(_AND, _SHARED_ANONYMOUS),
        *_when(_JUMP_IF_EQUAL, _SHARED_ANONYMOUS, [_refusal(errno.EPERM)]),
        _step(_RETURN, _ALLOW),
    ]
    code += _on_call(_MMAP[column], counted_memory_only)
    code += _on_call(_OPEN[column], _refuse_truncation_without_writing(1))
    code += _on_call(_OPENAT[column], _refuse_truncation_without_writing(2))
    code.append(_step(_RETURN, _ALLOW))
    return b"".join(code)


def _step(operation: int, value: int, *, skip_if_true: int = 0, skip_if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", operation, skip_if_true, skip_if_false, value)


def _load(offset: int) -> bytes:
    return _step(_LOAD_WORD, offset)


def _argument(index: int) -> int:
    # Both architectures keep the low half of a 64-bit argument first.
    return _ARGUMENTS + 8 * index


def _refusal(number: int) -> bytes:
    return _step(_RETURN, _REFUSE | number)


def _when(condition: int, value: int, then: list[bytes]) -> list[bytes]:
    return [_step(condition, value, skip_if_false=len(then)), *then]


def _on_call(number: int | None, then: list[bytes]) -> list[bytes]:
    """Do `then`, which ends in a return, if the call is this one; it may not exist here."""
    return [] if number is None else _when(_JUMP_IF_EQUAL, number, then)


def _refuse_values(index: int, values: Iterable[int]) -> list[bytes]:
    code = [_load(_argument(index))]
    for value in values:
        code += _when(_JUMP_IF_EQUAL, value, [_refusal(errno.EPERM)])
    return [*code, _step(_RETURN, _ALLOW)]


def _refuse_truncation_without_writing(index: int) -> list[bytes]:
    """Refuse to open with O_TRUNC for reading, or for neither: older Landlock lets that cut files.

    Access mode 3 is neither reading nor writing; Linux cuts the file all the same.
    """
    neither = 3
    code = [_load(_argument(index)), _step(_AND, os.O_TRUNC | neither)]
    for flags in (os.O_TRUNC, os.O_TRUNC | neither):
        code += _when(_JUMP_IF_EQUAL, flags, [_refusal(errno.EPERM)])
    return [*code, _step(_RETURN, _ALLOW)]

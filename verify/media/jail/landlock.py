"""Landlock: a process gives up, for good, all files but those that a rule set names.

Needs no rights and no helper program, only Linux 5.13 or later. What it guards depends on its
version (ABI): truncation by path from 3, tcp from 4, device commands from 5, signals and abstract
sockets from 6; files of mode, owner and times it never guards. `seccomp` closes what is open. It
does not hide that a file exists.

Source: the kernel's `userspace-api/landlock` page and linux/landlock.h.
"""

import ctypes
import functools
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

# The same numbers on all architectures.
_CREATE_RULESET, _ADD_RULE = 444, 445
_ASK_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FIRST_RIGHTS = (1 << 13) - 1
_TCP_RIGHTS = 0b11
_SCOPES = 0b11

_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READING = _READ_FILE | _READ_DIR
# No links, devices or sockets, and nothing to execute.
_WORKING = _READING | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG
_WORKING |= _REFER | _TRUNCATE


def abi() -> int | None:
    """Return the version of Landlock that this kernel offers, or None."""
    version: int = _libc().syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    return version if version > 0 else None


def ruleset(
    abi: int, readable: Iterable[Path], executable: Iterable[Path], writable: Iterable[Path]
) -> int:
    """Return the file handle of a rule set, for a process to put in force on itself.

    Parameters
    ----------
    abi : int
        The version to use; at most the kernel's.
    readable, executable, writable : iterable of Path
        Folders with all beneath them, or files. What is executable is readable, what is writable is
        readable; those that do not exist are left out.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    handled = _FIRST_RIGHTS
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV)):
        handled |= right if abi >= since else 0
    attributes = struct.pack("=Q", handled)
    if abi >= 4:
        attributes += struct.pack("=Q", _TCP_RIGHTS)
    if abi >= 6:
        attributes += struct.pack("=Q", _SCOPES)
    rules = _checked(_libc().syscall(_CREATE_RULESET, attributes, len(attributes), 0))
    try:
        for paths, rights in (
            (readable, _READING),
            (executable, _READING | _EXECUTE),
            (writable, _WORKING),
        ):
            for path in paths:
                _allow(rules, path, rights & handled)
    except OSError:
        os.close(rules)
        raise
    return rules


def _allow(rules: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights, place)
        _checked(_libc().syscall(_ADD_RULE, rules, _PATH_BENEATH, rule, 0))
    finally:
        os.close(place)


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"Landlock: {os.strerror(number)}")
    return result

"""What hostile code in a worker would try, for real; run inside the jail. Standard library only.

Written apart from the attempts that Verify's own probe makes. Takes a JSON object of targets as its
argument, prints one of attempt -> "denied", or what it achieved.
"""

import ctypes
import json
import mmap
import os
import resource
import socket
import sys
import threading
from pathlib import Path

TARGETS = {}
LIBC = ctypes.CDLL(None, use_errno=True)
X86 = os.uname().machine == "x86_64"


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def connect(family, kind, address):
    with socket.socket(family, kind) as one:
        one.settimeout(1)
        if kind == socket.SOCK_DGRAM:
            return one.sendto(b"home", address)
        return one.connect(address)


def environment_of(pid):
    content = Path(f"/proc/{pid}/environ").read_bytes()
    if b"SECRET" not in content:
        raise PermissionError
    return content


def any_secret():
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                return environment_of(entry.name)
            except OSError:
                continue
    raise PermissionError


def fork():
    if (child := os.fork()) == 0:
        os._exit(0)
    return os.waitpid(child, 0)


def clone_process():
    child = checked(LIBC.syscall(56 if X86 else 220, 17, 0, 0, 0, 0))
    if child == 0:
        os._exit(0)
    return os.waitpid(child, 0)


def clone3_process():
    arguments = (ctypes.c_uint64 * 11)(0, 0, 0, 0, 17)
    child = checked(LIBC.syscall(435, arguments, ctypes.sizeof(arguments)))
    if child == 0:
        os._exit(0)
    return os.waitpid(child, 0)


def seize(pid):
    return checked(LIBC.ptrace(0x4206, pid, None, None))


def read_memory_of(pid):
    return Path(f"/proc/{pid}/mem").open("rb")


def allocate(kind=mmap.MAP_PRIVATE):
    return len(mmap.mmap(-1, TARGETS["memory_bytes"] + 1, kind | mmap.MAP_ANONYMOUS))


def lift_limits():
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        resource.setrlimit(limit, (resource.RLIM_INFINITY,) * 2)
    return allocate()


def memory_off_the_books():
    handle = checked(LIBC.memfd_create(b"x", 0))
    os.close(handle)


def own_a_file():
    import fcntl

    with Path("own").open("w") as own:
        fcntl.fcntl(own, fcntl.F_SETOWN, TARGETS["victim"])


def work_in_scratch():
    Path("deep").mkdir()
    Path("deep/file").write_bytes(b"x" * 1000)
    Path("deep/file").rename("deep/other")
    seen = []
    thread = threading.Thread(target=lambda: seen.append(1))
    thread.start()
    thread.join()
    return [len(Path("deep/other").read_bytes()), seen, Path("media").read_bytes().decode()]


def tried(attempt):
    try:
        return repr(attempt())
    except (OSError, ValueError, MemoryError):
        return "denied"


def outside(name=""):
    return Path(TARGETS["outside"], name)


ATTEMPTS = {
    "read /etc/passwd": lambda: Path("/etc/passwd").read_text(),
    "read another case": lambda: outside("case.txt").read_text(),
    "list another case": lambda: list(outside().iterdir()),
    "read the environment of the caller": lambda: Path(
        f"/proc/{TARGETS['caller']}/environ"
    ).read_bytes(),
    "read a secret of a neighbour": lambda: environment_of(TARGETS["victim"]),
    "find a secret": any_secret,
    "write beside": lambda: outside("new").write_text("x"),
    "overwrite a case": lambda: outside("case.txt").write_text("x"),
    "delete a case": lambda: outside("case.txt").unlink(),
    "move a case": lambda: outside("case.txt").rename("case.txt"),
    "link a case": lambda: os.link(outside("case.txt"), "linked"),
    "truncate a case": lambda: os.truncate(outside("case.txt"), 0),
    "truncate the footage": lambda: os.truncate("media", 0),
    "cut the footage off": lambda: os.open("media", os.O_RDONLY | os.O_TRUNC),
    "cut it off in neither mode": lambda: os.open("media", 3 | os.O_TRUNC),
    "write to the footage": lambda: os.open("media", os.O_WRONLY),
    "change its mode": lambda: Path("media").chmod(0o777),
    "change its times": lambda: os.utime("media", (0, 0)),
    "change its attributes": lambda: os.setxattr("media", "user.x", b"x"),
    "change our code": lambda: os.open(TARGETS["code"], os.O_WRONLY),
    "tcp": lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", TARGETS["tcp"])),
    "udp": lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", TARGETS["udp"])),
    "tcp over IPv6": lambda: connect(socket.AF_INET6, socket.SOCK_STREAM, ("::1", TARGETS["tcp"])),
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "a local service": lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, str(outside("service"))),
    "an abstract service": lambda: connect(
        socket.AF_UNIX, socket.SOCK_STREAM, "\0" + TARGETS["abstract"]
    ),
    "an abstract service by a pair": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[
        0
    ].sendto(b"x", "\0" + TARGETS["abstract"]),
    "fork": fork,
    "clone": clone_process,
    "clone3": clone3_process,
    "spawn": lambda: os.posix_spawn("/usr/bin/true", ["true"], {}),
    "kill the caller": lambda: os.kill(TARGETS["caller"], 0),
    "kill a neighbour": lambda: os.kill(TARGETS["victim"], 15),
    "kill every process": lambda: os.kill(-1, 0),
    "signal by way of a file": own_a_file,
    "trace the caller": lambda: seize(TARGETS["caller"]),
    "trace a neighbour": lambda: seize(TARGETS["victim"]),
    "read a neighbour's memory": lambda: read_memory_of(TARGETS["victim"]),
    "a name space": lambda: checked(LIBC.unshare(0x10000000)),
    "io_uring": lambda: checked(LIBC.syscall(425, 8, (ctypes.c_uint64 * 32)())),
    "bpf": lambda: checked(LIBC.syscall(321 if X86 else 280, 0, None, 0)),
    "outlive the caller": lambda: checked(LIBC.prctl(1, ctypes.c_ulong(0), 0, 0, 0)),
    "allocate": allocate,
    "allocate shared": lambda: allocate(mmap.MAP_SHARED),
    "allocate as a stack": lambda: allocate(mmap.MAP_PRIVATE | 0x100),
    "lift limits and allocate": lift_limits,
    "memory off the books": memory_off_the_books,
    "run a program": lambda: os.execv("/usr/bin/true", ["true"]),
}

if __name__ == "__main__":
    TARGETS = json.loads(sys.argv[1])
    print(json.dumps({"work": tried(work_in_scratch)}), flush=True)
    for name, attempt in ATTEMPTS.items():
        print(json.dumps({name: tried(attempt)}), flush=True)
    print(json.dumps({"end": "reached"}), flush=True)

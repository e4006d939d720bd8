"""The kernels as machine code: numba compiles them once for a processor, llvmlite loads them.

Numba takes a second to come up, in every process, only to find what it compiled before; the loader
that it rests on takes 0.1 s. So the code is kept here, in a file named by all that it depends on:
the source, the compilers, the processor and what it can do. A file is written beside its place and
moved there, and holds its own hash: processes may share the folder, and a torn file is made anew.

What lies in the folder is run. One that another user could write to is not used.
"""

import contextlib
import ctypes
import hashlib
import inspect
import os
import stat
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.storage.hamming import kernels

Kernel = Callable[..., int]
_ELEMENTS = {
    kernels.Words: "uint64",
    kernels.Rows: "uint32",
    kernels.Counts: "int64",
    kernels.Distances: "uint8",
}
_DIGEST_BYTES = hashlib.sha256().digest_size
# LLVM and numba are asked by one thread at a time.
_LOCK = threading.RLock()
_LOADED: dict[Kernel, Kernel] = {}


def machine_code(kernel: Kernel, folder: Path | None) -> Kernel:
    """Return a kernel compiled, to be called as the one that is given; threads run it at once.

    Compiles the first time on a processor, which takes seconds, and keeps the code.

    Parameters
    ----------
    kernel : callable
        One of `kernels`, or of another module that is written alike.
    folder : Path or None
        Where code is kept, made if need be; None to compile in every process anew.
    """
    with _LOCK:
        if kernel not in _LOADED:
            _LOADED[kernel] = _Loaded(kernel, _code(kernel, folder))
        return _LOADED[kernel]


class _Loaded:
    """A function in memory; calling it lets other threads run."""

    def __init__(self, kernel: Kernel, code: bytes) -> None:
        llvm = _llvm()
        # The engine owns the memory of the code.
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())
        self._engine.add_object_file(llvm.object_file.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        self._elements = _elements(kernel)
        kinds = (ctypes.c_void_p if element else ctypes.c_int64 for element in self._elements)
        address = self._engine.get_function_address(kernel.__name__)
        self._call = ctypes.CFUNCTYPE(ctypes.c_int64, *kinds)(address)

    def __call__(self, *arguments: int | npt.NDArray[np.generic]) -> int:
        plain = []
        for argument, element in zip(arguments, self._elements, strict=True):
            if not isinstance(argument, np.ndarray):
                plain.append(argument)
            elif argument.dtype == element and argument.flags.c_contiguous:
                plain.append(argument.ctypes.data)
            else:
                raise TypeError(f"{argument.dtype} where a whole array of {element} is needed")
        return int(self._call(*plain))


def _elements(kernel: Kernel) -> list[str | None]:
    """Return, for each parameter, what an array holds, or None for a whole number."""
    annotations = inspect.get_annotations(kernel)
    del annotations["return"]
    return [_ELEMENTS.get(annotation) for annotation in annotations.values()]


def _code(kernel: Kernel, folder: Path | None) -> bytes:
    if folder is None or not keeps_code(folder):
        return _compiled(kernel)
    place = folder / f"{kernel.__name__}-{_key(kernel)}.o"
    with contextlib.suppress(OSError):
        kept = place.read_bytes()
        digest, code = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
        if hashlib.sha256(code).digest() == digest:
            return code
    code = _compiled(kernel)
    # Where it cannot be kept, the next process takes longer, and that is all.
    with contextlib.suppress(OSError):
        handle, beside = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(code).digest() + code)
            Path(beside).replace(place)
        finally:
            Path(beside).unlink(missing_ok=True)
    return code


def keeps_code(folder: Path) -> bool:
    """Return whether compiled code is kept in a folder: one that is made, and ours alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return False
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


@cache
def _llvm() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


@cache
def _processor() -> tuple[str, str, str]:
    llvm = _llvm()
    features = llvm.get_host_cpu_features().flatten()
    return llvm.get_process_triple(), llvm.get_host_cpu_name(), features


def _target() -> Any:
    triple, name, features = _processor()
    # As numba has it for code in memory.
    return (
        _llvm()
        .Target.from_triple(triple)
        .create_target_machine(
            cpu=name,
            features=features,
            opt=3,
            reloc="static" if triple.startswith("x86") else "default",
            codemodel="jitdefault",
            jit=True,
        )
    )


@cache
def _key(kernel: Kernel) -> str:
    places = {kernels.__file__, inspect.getfile(kernel)}
    sources = [Path(place).read_text(encoding="utf-8") for place in sorted(places)]
    made_from = [*sources, version("numba"), version("llvmlite"), *_processor()]
    return hashlib.sha256("\0".join(made_from).encode()).hexdigest()[:24]


@cache
def _numba() -> Any:
    import numba
    import numba.extending

    def bits_set(_typing: object, word: object) -> tuple[Any, Any]:  # noqa: ARG001
        def code(_context: object, builder: Any, _signature: object, given: Any) -> Any:
            return builder.ctpop(given[0])

        return numba.types.int64(numba.types.uint64), code

    instruction: Any = numba.extending.intrinsic(bits_set)

    popcount = numba.extending.overload(kernels.popcount)
    popcount(lambda word: lambda word: instruction(word))  # noqa: ARG005
    numba.extending.register_jitable(kernels.band_of)
    return numba


def _compiled(kernel: Kernel) -> bytes:
    """Return an object file with one function, named as the kernel is, that needs no other.

    Numba's entry calls the kernel and has a branch for Python errors. The kernel raises none; once
    LLVM is told that nobody else calls it, the branch goes, and with it every need of Python.
    """
    llvm, types, target = _llvm(), _numba().types, _target()
    arguments = [
        types.CPointer(getattr(types, element)) if element else types.int64
        for element in _elements(kernel)
    ]
    entry = _numba().cfunc(types.int64(*arguments), _nrt=False)(kernel)
    module = llvm.parse_assembly(entry.inspect_llvm())
    for function in module.functions:
        if not function.is_declaration and function.name != entry.native_name:
            function.linkage = "internal"
    module.get_function(entry.native_name).name = kernel.__name__
    builder = llvm.create_pass_builder(target, llvm.create_pipeline_tuning_options(speed_level=3))
    builder.getModulePassManager().run(module, builder)
    needed = [one.name for one in module.functions if one.is_declaration]
    if foreign := [name for name in needed if not name.startswith("llvm.")]:
        raise RuntimeError(f"{kernel.__name__} compiled needs {', '.join(foreign)}")
    return bytes(target.emit_object(module))

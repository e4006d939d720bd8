"""Versions of the methods behind findings, and which of them a finding rests on.

A version is raised whenever a method's results change, by its code or by a parameter, so that what
was found by an older one is seen to be stale; a new version of the program alone makes nothing
stale. It stands in an analysis as `method_version` beside the parameters of its method.
"""

from collections.abc import Mapping, Set

from verify.domain.findings import Tool

METHOD_VERSION = "method_version"
"""The parameter of every method that says which version of it was used."""

VERSIONS: Mapping[str, int] = {
    "timebase": 1,
    "shots": 2,
    "darkness": 3,
    "brightness": 1,
    "flashes": 4,
    "lights": 4,
    "mains": 8,
    "sounds": 2,
    "flash_to_bang": 2,
    "overlays": 1,
    "traces": 1,
    "coding": 1,
    "hashes": 1,
    "keyframes": 2,
    "viewer_safety": 1,
    "metadata": 1,
    "c2pa": 1,
    "archive": 1,
    "sky": 2,
    "calendar": 1,
    "claims": 2,
    "checks": 2,
    "sync": 3,
}
"""Of this program, by the names in `Tool.parameters`; the last six are of no analysis."""

Parameters = dict[str, dict[str, str | int | float | bool | None]]
"""As they stand in `Tool`."""

_WITHOUT_PARAMETERS = {"flash_to_bang", "metadata", "c2pa"}
_LIGHT = ("timebase", "shots", "darkness", "brightness")
_RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "timebase": ("timebase",),
    "shots": _LIGHT,
    "brightness": _LIGHT,
    "flashes": ("timebase", "shots", "flashes"),
    "lights": (*_LIGHT, "lights"),
    "mains": ("timebase", "mains"),
    "sounds": ("timebase", "sounds"),
    "flash_to_bang": ("timebase", "shots", "flashes", "sounds", "flash_to_bang"),
    "overlays": ("timebase", "shots", "overlays"),
    "traces": ("timebase", "shots", "traces"),
    "coding": ("coding",),
    "keyframes": ("timebase", "shots", "flashes", "hashes", "keyframes"),
    "viewer_safety": ("timebase", "viewer_safety"),
    "metadata": ("metadata",),
    "c2pa": ("c2pa",),
    "archive": ("hashes", "archive"),
    "sync_by_light": (*_LIGHT, "sync"),
    "sync_by_sound": ("timebase", "sync"),
}


def stamped(parameters: Parameters, asked: Set[str]) -> Parameters:
    """Return the parameters of the methods of an analysis, each with its version.

    Those without any parameter are there if they were `asked` for.
    """
    named = (*parameters, *sorted(asked & _WITHOUT_PARAMETERS))
    versions = {name: {METHOD_VERSION: VERSIONS[name]} for name in named if name in VERSIONS}
    return {name: {**versions.get(name, {}), **parameters.get(name, {})} for name in named}


def methods_of(pointer: str) -> tuple[str, ...]:
    """Return the methods that a finding rests on, by its place in `analysis.json` (RFC 6901).

    Examples
    --------
    >>> methods_of("/flashes/0")
    ('timebase', 'shots', 'flashes')
    """
    return _RESTS_ON.get(pointer[1:].partition("/")[0], ())


def superseded(tool: Tool, pointer: str) -> list[str]:
    """Return the methods behind a finding that this program has in another version.

    An analysis that names no version of its methods was made by the first ones.
    """
    return [name for name in methods_of(pointer) if _version(tool, name) != VERSIONS[name]]


def differing(tool: Tool, other: Tool, pointer: str) -> list[str]:
    """Return the methods behind a finding whose versions or parameters differ between two tools."""
    return [
        name
        for name in methods_of(pointer)
        if _version(tool, name) != _version(other, name) or _said(tool, name) != _said(other, name)
    ]


def _version(tool: Tool, name: str) -> object:
    return tool.parameters.get(name, {}).get(METHOD_VERSION, 1)


def _said(tool: Tool, name: str) -> dict[str, object]:
    return {
        key: value for key, value in tool.parameters.get(name, {}).items() if key != METHOD_VERSION
    }

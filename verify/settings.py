"""Where things are kept on this machine: read once by the shells, passed down as values."""

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "VERIFY_HOME"
STORAGE_VARIABLE = "VERIFY_STORAGE"
WEIGHTS_VARIABLE = "VERIFY_DESCRIPTOR_WEIGHTS"
KEYS_VARIABLE = "VERIFY_KEYS"
CACHE_VARIABLE = "VERIFY_CACHE"
CLUSTER_VARIABLE = "VERIFY_CLUSTER"
ORIGINALS_VARIABLE = "VERIFY_ORIGINALS"
LOG_VARIABLE = "VERIFY_LOG"
METRICS_VARIABLE = "VERIFY_METRICS_TOKEN"


def home_folder(given: Path | None = None) -> Path:
    """Return the folder that holds received clips: as given, else VERIFY_HOME, else the platform's.

    The folder is not created here.
    """
    if given is not None:
        return given.expanduser().resolve()
    if named := os.environ.get(HOME_VARIABLE):
        return Path(named).expanduser().resolve()
    return platformdirs.user_data_path("verify", appauthor=False)


def storage_address(home: Path, given: str | None = None) -> str:
    """Return where entries and log are kept: as given, else VERIFY_STORAGE, else in the home."""
    return given or os.environ.get(STORAGE_VARIABLE) or f"sqlite:///{home / 'verify.db'}"


def originals_place() -> str | None:
    """Return where files as received are kept: as VERIFY_ORIGINALS says, None for in the home.

    A folder by its whole path, or `s3://bucket/prefix`.
    """
    return os.environ.get(ORIGINALS_VARIABLE) or None


def cluster_address(given: str | None = None) -> str | None:
    """Return whose workers search the archive: as given, else VERIFY_CLUSTER, None for nobody's."""
    return given or os.environ.get(CLUSTER_VARIABLE) or None


def writes_log() -> bool:
    """Return whether the app writes down each request: if VERIFY_LOG is json, else it does not."""
    return os.environ.get(LOG_VARIABLE) == "json"


def metrics_token() -> str | None:
    """Return what VERIFY_METRICS_TOKEN says: who sends it sees the app's figures from anywhere."""
    return os.environ.get(METRICS_VARIABLE) or None


def key_folder() -> Path:
    """Return where this account's sealing key lies: VERIFY_KEYS, else the platform's folder.

    Apart from any home, so that who has a copy of an archive, or may write to it, has no key.
    """
    if named := os.environ.get(KEYS_VARIABLE):
        return Path(named).expanduser().resolve()
    # A name of its own: on macOS settings lie in the folder of the default home, "verify".
    return platformdirs.user_config_path("verify-keys", appauthor=False)


def cache_folder() -> Path:
    """Return where is kept what can be made anew: VERIFY_CACHE, else the platform's folder."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named).expanduser().resolve()
    return platformdirs.user_cache_path("verify", appauthor=False)


def code_folder() -> Path:
    """Return where compiled code is kept: the same for all homes, since it is the machine's."""
    return cache_folder() / "code"


def descriptor_weights() -> Path | None:
    """Return the file of weights that VERIFY_DESCRIPTOR_WEIGHTS names, None if it names none."""
    named = os.environ.get(WEIGHTS_VARIABLE)
    return Path(named).expanduser().resolve() if named else None


def zone_names_of_this_machine() -> list[str]:
    """Return what this machine may call its time zone, the user's word first; each may be wrong."""
    by_user = os.environ.get("TZ", "").removeprefix(":")
    _, folder, by_system = os.path.realpath("/etc/localtime").partition("zoneinfo/")
    return [name for name in (by_user, by_system if folder else "") if name]

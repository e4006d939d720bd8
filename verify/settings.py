"""Where things are kept on this machine: read once by the shells, passed down as values."""

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "VERIFY_HOME"


def home_folder(given: Path | None = None) -> Path:
    """Return the folder that holds received clips: as given, else VERIFY_HOME, else the platform's.

    The folder is not created here.
    """
    if given is not None:
        return given.expanduser().resolve()
    if named := os.environ.get(HOME_VARIABLE):
        return Path(named).expanduser().resolve()
    return platformdirs.user_data_path("verify", appauthor=False)

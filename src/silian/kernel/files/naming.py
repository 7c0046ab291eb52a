"""A name under which an upload may be shown and saved, whatever it was called."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_STEM = 150
# Signs with which paths, shells, headers and Windows do something of their own.
_STEERING = re.compile(r'[\\/:*?"<>|%;`$]+')
# Names of devices: Windows opens none of them as a file, whatever their ending.
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(given: str) -> str:
    """The last part of a name, without control, direction and path signs; never empty.

    The ending is kept in small letters; a stem longer than 150 characters is cut.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rstrip("/").rpartition("/")[2]
    # Cc, Cf (also the marks that turn the direction), Cs, Co, Cn, and both line separators.
    shows = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    shows = re.sub(r"\s+", " ", _STEERING.sub("_", shows))
    path = PurePosixPath(shows.strip(" ."))
    stem, suffix = path.stem.strip(" ."), path.suffix.lower()[:10]
    if _DEVICES.match(path.name) or stem.startswith("-"):
        stem = f"_{stem}"
    return f"{stem[:LONGEST_STEM] or '_'}{suffix}"

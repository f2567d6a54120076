"""The password file of PostgreSQL (adgangskodefil): what ``psql`` and QGIS read, so that no password is typed."""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path

_LINE = re.compile(":".join([r"((?:[^:\\]|\\.)*)"] * 5))


def kept_password(host: str, port: int, database: str, user: str) -> str | None:
    r"""Return the password of the first line that fits; None where there is none.

    The file is that of the environment variable ``PGPASSFILE``, or ``~/.pgpass``, in Windows
    ``%APPDATA%\postgresql\pgpass.conf``, with lines ``host:port:database:user:password`` in which ``*`` is any and
    ``\`` stands before ``:`` and ``\``. As PostgreSQL does it, a file that others may read is left unread, but in
    Windows.
    """
    file = _file()
    try:
        if sys.platform != "win32" and stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            return None
        text = file.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    asked = (host, str(port), database, user)
    for line in text.splitlines():
        found = None if line.startswith("#") else _LINE.match(line)
        if found is None:
            continue
        *raw, password = found.groups()
        if all(known == "*" or _plain(known) == one for known, one in zip(raw, asked, strict=True)):
            return _plain(password)
    return None


def _plain(field: str) -> str:
    return re.sub(r"\\(.)", r"\1", field)


def _file() -> Path:
    named = os.environ.get("PGPASSFILE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "")) / "postgresql" / "pgpass.conf"
    return Path("~/.pgpass").expanduser()

"""Builds the QGIS plugin: freezes the catalogue into it and makes the zip that QGIS installs.

``python qgis_plugin/build_plugin.py`` writes ``gistools_qgis/catalogue.json`` and the version in ``metadata.txt``, then
``dist/gistools_qgis-VERSION.zip``. The same sources give the same bytes. ``--check`` writes nothing and exits with 1
when the frozen files are not those of the sources; ``--frozen-only`` makes no zip. Needs gistools, run from source or
installed.
"""

import argparse
import json
import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLUGIN = HERE / "gistools_qgis"
ENDINGS = {".py", ".json", ".txt", ".svg", ".qm"}


def frozen():
    """Return the text of each file of the plugin that is made from gistools."""
    sys.path.insert(0, str(HERE.parent))
    from gistools.catalogue import catalogue  # noqa: PLC0415 - found only once the checkout is on the path

    tools = catalogue()
    metadata = (PLUGIN / "metadata.txt").read_text(encoding="utf-8")
    return {
        PLUGIN / "catalogue.json": json.dumps(tools, ensure_ascii=False, indent=1) + "\n",
        PLUGIN / "metadata.txt": re.sub(r"(?m)^version=.*$", f"version={tools['version']}", metadata, count=1),
    }


def stale():
    """Return the names of the files that the sources would make otherwise."""
    return [
        path.name for path, text in frozen().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def write_frozen():
    """Write the files that are made from gistools."""
    for path, text in frozen().items():
        path.write_text(text, encoding="utf-8", newline="\n")


def members():
    """Return the files that go into the zip, sorted by name."""
    files = (path for path in PLUGIN.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path for path in files if path.suffix in ENDINGS or path.name == "LICENSE")


def write_zip(folder):
    """Make the zip in ``folder``, byte for byte the same from the same files, and return its path."""
    version = json.loads((PLUGIN / "catalogue.json").read_text(encoding="utf-8"))["version"]
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"gistools_qgis-{version}.zip"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in members():
            info = zipfile.ZipInfo(path.relative_to(HERE).as_posix(), date_time=(1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o100644 << 16
            info.create_system = 3  # the same on Windows, where zipfile would write another number
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return made


def main(arguments=None):
    """Run the script; return its exit code."""
    parser = argparse.ArgumentParser(description="Build the QGIS plugin of gistools.")
    parser.add_argument("--check", action="store_true", help="only tell whether the frozen files are up to date")
    parser.add_argument("--frozen-only", action="store_true", help="write the frozen files and make no zip")
    parser.add_argument("--out", type=Path, default=HERE.parent / "dist", help="folder of the zip")
    given = parser.parse_args(arguments)
    if given.check:
        wrong = stale()
        if wrong:
            print(f"Stale, run qgis_plugin/build_plugin.py: {', '.join(wrong)}")
        return 1 if wrong else 0
    write_frozen()
    if not given.frozen_only:
        print(write_zip(given.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())

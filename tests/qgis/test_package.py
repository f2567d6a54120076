"""The plugin as files: frozen from the sources, the same bytes each time, thin, and fit for old QGIS."""

from __future__ import annotations

import ast
import configparser
import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from gistools import catalogue
from gistools._version import __version__

PLUGIN = Path(__file__).resolve().parents[2] / "qgis_plugin" / "gistools_qgis"
SOURCES = sorted(PLUGIN.glob("*.py"))


def test_the_frozen_catalogue_and_version_are_those_of_the_sources(builder):
    assert builder.stale() == [], "run: python qgis_plugin/build_plugin.py --frozen-only"
    assert builder.main(["--check"]) == 0


def test_a_change_in_the_sources_is_noticed(builder, monkeypatch, tmp_path, capsys):
    copy = tmp_path / "gistools_qgis"
    shutil.copytree(PLUGIN, copy)
    monkeypatch.setattr(builder, "PLUGIN", copy)
    frozen = json.loads((copy / "catalogue.json").read_text(encoding="utf-8"))
    frozen["tools"][0]["params"][0]["label"]["da"] = "noget andet"
    (copy / "catalogue.json").write_text(json.dumps(frozen), encoding="utf-8")
    metadata = (copy / "metadata.txt").read_text(encoding="utf-8")
    (copy / "metadata.txt").write_text(metadata.replace(f"version={__version__}", "version=0.0.1"), encoding="utf-8")
    assert builder.main(["--check"]) == 1
    assert "catalogue.json, metadata.txt" in capsys.readouterr().out
    assert builder.main(["--frozen-only"]) == 0
    assert json.loads((copy / "catalogue.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(catalogue.catalogue())
    )
    assert (copy / "metadata.txt").read_text(encoding="utf-8") == metadata


def test_two_builds_give_the_same_bytes_whatever_the_clock_and_modes(builder, monkeypatch, tmp_path):
    copy = tmp_path / "elsewhere" / "gistools_qgis"
    first = builder.write_zip(tmp_path / "one")
    shutil.copytree(PLUGIN, copy, copy_function=shutil.copyfile)
    (copy / "__pycache__").mkdir(exist_ok=True)
    (copy / "__pycache__" / "left.cpython-311.pyc").write_bytes(b"x")
    (copy / "algorithm.py").chmod(0o755)
    monkeypatch.setattr(builder, "PLUGIN", copy)
    monkeypatch.setattr(builder, "HERE", copy.parent)
    second = builder.write_zip(tmp_path / "two")
    assert first.name == f"gistools_qgis-{__version__}.zip"
    assert first.read_bytes() == second.read_bytes()


def test_the_zip_holds_what_qgis_asks_for_and_nothing_else(builder, tmp_path):
    with zipfile.ZipFile(builder.write_zip(tmp_path)) as archive:
        names = archive.namelist()
        modes = {info.external_attr >> 16 for info in archive.infolist()}
        dates = {info.date_time for info in archive.infolist()}
        metadata = configparser.ConfigParser()
        metadata.read_string(archive.read("gistools_qgis/metadata.txt").decode("utf-8"))
    assert names == sorted(names)
    assert {Path(name).suffix for name in names} == {".py", ".json", ".txt", ".svg", ""}
    assert {"gistools_qgis/LICENSE", "gistools_qgis/__init__.py", "gistools_qgis/icon.svg"} <= set(names)
    assert (modes, dates) == ({0o100644}, {(1980, 1, 1, 0, 0, 0)})
    general = metadata["general"]
    assert general["version"] == __version__
    assert (general["qgisMinimumVersion"], general["qgisMaximumVersion"]) == ("3.22", "4.99")
    assert (general["hasProcessingProvider"], general["license"]) == ("yes", "MIT")
    assert "Python environment" in general["about"]
    for key in ("name", "description", "author", "email", "repository", "tracker", "homepage", "icon"):
        assert general[key]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_a_module_imports_the_standard_library_and_qgis_only_and_is_python_39(path):
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            modules.add(node.module)
        assert not isinstance(node, ast.Match)
    outside = {m.split(".")[0] for m in modules} - set(sys.stdlib_module_names) - {"qgis", "processing"}
    assert outside == set()
    assert not {m for m in modules if m.startswith(("PyQt5", "PyQt6"))}
    assert not {m for m in modules if m in {"subprocess", "pickle", "ctypes"}}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_enumerations_of_qt_are_named_in_full(path):
    """Qt 6 knows no short names: QProcess.NotRunning must be QProcess.ProcessState.NotRunning."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    short = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id.startswith(("Q", "Qgs"))
        and node.attr[0].isupper()
        and node.attr not in ENUMERATIONS
    ]
    assert short == []


ENUMERATIONS = {  # the classes of members, and nested classes, that the plugin names
    "AlignmentFlag",
    "AtlasScalingMode",
    "DistanceUnit",
    "ExitStatus",
    "ExportResult",
    "Flag",
    "ItemDataRole",
    "LayerDetails",
    "LayerType",
    "NorthMode",
    "PdfExportSettings",
    "Orientation",
    "ProcessState",
    "QGIS_VERSION",
    "Rule",
    "SaveVectorOptions",
    "ScaleBarSegmentSizeMode",
    "SegmentSizeMode",
    "Side",
    "SourceType",
    "Style",
    "StyleHint",
    "TextRenderFormat",
    "Type",
    "WriterError",
}

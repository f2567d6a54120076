"""The public names of the room: each is what it says, also after the modules that it lies in were imported."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from gistools import pathnet

MODULES = {one.name for one in pkgutil.iter_modules(pathnet.__path__)}


def test_no_public_name_is_that_of_a_module() -> None:
    # importing a module sets its name on the package, so a function of that name would be the module from then on
    assert not set(pathnet.__all__) & MODULES
    assert set(dir(pathnet)) == set(pathnet.__all__)


@pytest.mark.parametrize("name", pathnet.__all__)
def test_public_names_are_there_after_all_modules_were_imported(name: str) -> None:
    for one in MODULES:
        importlib.import_module(f"gistools.pathnet.{one}")
    assert getattr(pathnet, name).__name__ == name

"""The command line: ``gistools TOOL INPUT... --option``, rendered from the catalogue."""

from gistools.cli.app import build_app, main

__all__ = ["build_app", "main"]

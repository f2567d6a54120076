"""Where Denmark is (Danmarks udstrækning): within which a position in EPSG:25832 can be right."""

from __future__ import annotations

from gistools.grid import DENMARK

__all__ = ["DENMARK"]

"""Where Denmark is (Danmarks udstrækning): within which a position in EPSG:25832 can be right."""

from __future__ import annotations

DENMARK = (400_000.0, 6_000_000.0, 950_000.0, 6_450_000.0)
"""West, south, east and north in metres of EPSG:25832, Bornholm too."""

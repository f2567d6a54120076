"""Green dispersal corridors (grønne spredningskorridorer): patches, resistance, links, connectivity, plan check."""

from __future__ import annotations

from gistools._lazy import attach

__all__: list[str] = []

__getattr__, __dir__ = attach(__name__, {})

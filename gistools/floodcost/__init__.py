"""Flood cost (skadesomkostninger): exposure, damage, annual risk, economics of service levels and measures."""

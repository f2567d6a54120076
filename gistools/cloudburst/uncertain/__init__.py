"""Uncertainty of the terrain (usikkerhed i terrænet): rain to flood over many draws of the height error."""

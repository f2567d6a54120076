"""Kernels: pure numpy and numba on arrays; no files, no coordinate systems, no other room of gistools."""

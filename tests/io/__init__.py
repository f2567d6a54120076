"""Tests of gistools.io."""

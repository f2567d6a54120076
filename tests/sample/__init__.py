"""Tests of the sample town."""

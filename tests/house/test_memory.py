"""Freed arrays go back to the system where a program of our own has asked for it."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

SCRIPT = """
import sys
import numpy as np
if sys.argv[1] == "asked":
    from gistools._memory import give_back
    assert give_back()

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

for _ in range(4):  # freed blocks raise the limit below which the C library keeps them
    np.ones(3 << 20)
    before = resident()
kept = [np.ones(3 << 20), *(np.ones(10) for _ in range(1000))]
held = [np.ones(2 << 20) for _ in range(12)]
last = np.ones(10)
full = resident()
del held
print((full - resident()) / (12 * (16 << 20)))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not that of most Linux systems")
def test_freed_arrays_go_back_when_asked_for():
    def share(word):
        done = subprocess.run([sys.executable, "-c", SCRIPT, word], capture_output=True, text=True, check=True)
        return float(done.stdout)

    assert share("asked") > 0.95

"""The tools of addresses and buildings, joined; loads no numeric library."""

from __future__ import annotations

from gistools.addresses.check_tools import CHECK_TOOLS
from gistools.addresses.letters_tools import LETTER_TOOLS

ADDRESS_TOOLS = (*CHECK_TOOLS, *LETTER_TOOLS)

"""The tools of addresses and buildings, joined; loads no numeric library."""

from __future__ import annotations

from gistools.addresses.check_tools import CHECK_TOOLS
from gistools.addresses.keying_tools import KEYING_TOOLS
from gistools.addresses.letters_tools import LETTER_TOOLS
from gistools.addresses.numbering_tools import NUMBERING_TOOLS
from gistools.addresses.readiness_tools import READINESS_TOOLS
from gistools.addresses.store_tools import STORE_TOOLS

ADDRESS_TOOLS = (*CHECK_TOOLS, *NUMBERING_TOOLS, *STORE_TOOLS, *KEYING_TOOLS, *LETTER_TOOLS, *READINESS_TOOLS)

"""The catalogue of tools that was frozen into the plugin when it was built."""

import json
import os

_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "catalogue.json")


def read_catalogue():
    """Return the catalogue."""
    with open(_FILE, encoding="utf-8") as file:
        return json.load(file)

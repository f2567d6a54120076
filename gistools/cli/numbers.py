"""Numbers as Danes and others type them: with a decimal comma or a decimal point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools._checks import plain_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cyclopts import Token

__all__ = ["number", "numbers", "whole_number"]


def number(_hint: Any, tokens: Sequence[Token]) -> float:  # noqa: ANN401 - the type of the option
    """Convert the value of an option that is one number."""
    return plain_number(tokens[0].value)


def whole_number(_hint: Any, tokens: Sequence[Token]) -> int:  # noqa: ANN401 - the type of the option
    """Convert the value of an option that is a whole number; ``1.5`` is refused and not rounded."""
    return int(tokens[0].value)


def numbers(_hint: Any, tokens: Sequence[Token]) -> tuple[float, ...]:  # noqa: ANN401 - the type of the option
    """Convert the values of an option that is several numbers."""
    return tuple(plain_number(token.value) for token in tokens)

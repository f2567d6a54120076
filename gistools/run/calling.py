"""Handing values over to a function so that nobody else holds them while it runs."""

from __future__ import annotations

import ast
import functools
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["call_releasing"]


def call_releasing(function: Callable[..., Any], values: dict[str, Any]) -> Any:  # noqa: ANN401 - what the function returns
    """Return ``function(**values)``, taking each value out of ``values`` as it is handed over.

    A map of 100 million cells that its tool has turned into something else is then free for the rest of the run. A
    call with ``**values`` would hold all of them until it is over (before Python 3.12), so the call is made with each
    keyword written out.

    >>> given = {"base": 16}
    >>> call_releasing(lambda *, base: int("ff", base), given), given
    (255, {})
    """
    return _caller(tuple(values))(function, values.pop)


@functools.cache
def _caller(names: tuple[str, ...]) -> Callable[..., Any]:
    """Return ``lambda function, take: function(a=take("a"), b=take("b"))`` for some names."""
    given = [ast.keyword(one, ast.Call(ast.Name("take", ast.Load()), [ast.Constant(one)], [])) for one in names]
    arguments = ast.arguments([], [ast.arg("function"), ast.arg("take")], None, [], [], None, [])
    written = ast.Lambda(arguments, ast.Call(ast.Name("function", ast.Load()), [], given))
    code = compile(ast.fix_missing_locations(ast.Expression(written)), "<hand over>", "eval")
    return types.FunctionType(next(c for c in code.co_consts if isinstance(c, types.CodeType)), {})

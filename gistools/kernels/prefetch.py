"""Asking the memory for what will be needed soon, without waiting for it."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


def _prefetch(_typing: Any, _array: Any, _index: Any) -> Any:
    def made(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        place = builder.bitcast(builder.gep(data, [args[1]]), cgutils.voidptr_t)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        builder.call(ask, [place, number(0), number(3), number(1)])  # to read, keep close, data
        return context.get_dummy_value()

    return types.void(_array, _index), made


prefetch: Any = intrinsic(_prefetch)
"""``prefetch(array, index)`` in a kernel asks for the memory of a place in a flat array; nothing is read."""

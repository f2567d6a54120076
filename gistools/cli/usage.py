"""What is wrong with a command line, told as all other errors are: found, expected, fix, in both languages."""

from __future__ import annotations

import difflib
import itertools
from typing import TYPE_CHECKING, Any, get_args, get_origin

from cyclopts import CoercionError, MissingArgumentError, RepeatArgumentError, UnknownCommandError, UnknownOptionError
from cyclopts.exceptions import UnusedCliTokensError

from gistools.errors import GistoolsError, InputError, ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from cyclopts import CycloptsError

__all__ = ["usage_error"]

_HELP = Text("se gistools --help", "see gistools --help")
_FORMS = {
    float: Text("et tal, fx 12,5", "a number, such as 12.5"),
    int: Text("et helt tal", "a whole number"),
    bool: Text("ingen værdi, eller true eller false", "no value, or true or false"),
    list: Text("én eller flere filer, i rækkefølge", "one or more files, in order"),
}


def usage_error(error: CycloptsError) -> GistoolsError:
    """Return the error of gistools that tells what the parser of the command line met."""
    match error:
        case UnknownCommandError():
            made: GistoolsError = _unknown_command(error)
        case UnknownOptionError():
            made = _unknown_option(error)
        case MissingArgumentError():
            made = _missing(error)
        case CoercionError():
            made = _value(error)
        case RepeatArgumentError():
            made = _repeated(error)
        case UnusedCliTokensError():
            made = _too_many(error)
        case _:
            said = str(error)
            made = InputError(Text(said, said), Text("en gyldig kommando", "a valid command"), _help_of(error))
    return made


def _repeated(error: RepeatArgumentError) -> ParamError:
    name = error.token.keyword or ""
    return ParamError(
        Text(f"{name} er angivet flere gange", f"{name} is given several times"),
        Text("hver mulighed én gang", "each option once"),
        Text("behold den ene", "keep one of them"),
    )


def _too_many(error: UnusedCliTokensError) -> InputError:
    rest = " ".join(error.unused_tokens or ())
    return InputError(
        Text(f"mere end kommandoen kan bruge: {rest}", f"more than the command can use: {rest}"),
        Text("kun det, kommandoen tager imod", "only what the command takes"),
        _help_of(error),
    )


def _unknown_command(error: UnknownCommandError) -> InputError:
    given = (error.unused_tokens or [""])[0]
    known = [name for name in error.app or () if not name.startswith("-")]
    near = difflib.get_close_matches(given, known, n=1)
    listed = ", ".join(known)
    return InputError(
        Text(f"en ukendt kommando ({given})", f"an unknown command ({given})"),
        Text(f"én af: {listed}", f"one of: {listed}"),
        Text(f"prøv {near[0]}", f"try {near[0]}") if near else _HELP,
    )


def _unknown_option(error: UnknownOptionError) -> ParamError:
    given = (error.token.keyword or error.token.value).split("=", maxsplit=1)[0]
    known = list(itertools.chain.from_iterable(one.names for one in error.argument_collection if one.parse))
    near = difflib.get_close_matches(given, known, n=1)
    return ParamError(
        Text(f"en ukendt mulighed ({given})", f"an unknown option ({given})"),
        Text("en af kommandoens muligheder", "one of the options of the command"),
        Text(f"prøv {near[0]}", f"try {near[0]}") if near else _help_of(error),
    )


def _missing(error: MissingArgumentError) -> InputError:
    argument: Any = error.argument
    name = error.keyword or _name(argument)
    count = argument.token_count()[0]
    got = len(error.tokens_so_far)
    if count > 1:
        return ParamError(
            Text(f"{name} med {got} værdier", f"{name} with {got} values"),
            Text(f"{count} værdier", f"{count} values"),
            Text(f"giv {count} tal med mellemrum efter {name}", f"give {count} numbers, spaced, after {name}"),
        )
    if argument.tokens or error.keyword:
        return ParamError(
            Text(f"{name} uden værdi", f"{name} without a value"),
            _form(argument.hint),
            Text(f"giv en værdi efter {name}", f"give a value after {name}"),
        )
    shown = Text(name, name)
    if not name.startswith("-"):  # an option of several files would take it for one of them
        shown = Text(f"{name} før mulighederne", f"{name} before the options")
    return InputError(
        Text(f"{name} mangler", f"{name} is missing"),
        Text(f"en værdi til {name}", f"a value for {name}"),
        Text(f"tilføj {shown.da}; {_help_of(error).da}", f"add {shown.en}; {_help_of(error).en}"),
    )


def _value(error: CoercionError) -> ParamError:
    argument: Any = error.argument
    tokens = [error.token] if error.token is not None else list(argument.tokens)
    name = next((token.keyword for token in tokens if token.keyword), None) or _name(argument)
    value = " ".join(token.value for token in tokens)
    choices = _choices(argument.hint if argument is not None else error.target_type)
    if choices:
        listed = ", ".join(choices)
        near = difflib.get_close_matches(value, choices, n=1)
        fix = Text("vælg en af dem", "choose one of those")
        return ParamError(
            Text(f"{name} = {value}", f"{name} = {value}"),
            Text(f"én af: {listed}", f"one of: {listed}"),
            Text(f"prøv {near[0]}", f"try {near[0]}") if near else fix,
        )
    return ParamError(
        Text(f"{name} = {value}", f"{name} = {value}"),
        _form(argument.hint if argument is not None else error.target_type),
        Text(f"ret værdien af {name}", f"correct the value of {name}"),
    )


def _name(argument: Any) -> str:  # noqa: ANN401 - an argument of cyclopts
    name = str(argument.name)
    return name if name.startswith("-") else name.upper()


def _parts(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type
    return tuple(itertools.chain.from_iterable(_parts(one) for one in get_args(hint))) if get_origin(hint) else (hint,)


def _choices(hint: Any) -> list[str]:  # noqa: ANN401 - a type
    return [one for one in _parts(hint) if isinstance(one, str)]


def _form(hint: Any) -> Text:  # noqa: ANN401 - a type
    choices = ", ".join(_choices(hint))
    if choices:
        return Text(f"én af: {choices}", f"one of: {choices}")
    if list in {get_origin(one) for one in (hint, *get_args(hint))}:
        return _FORMS[list]
    parts = [one for one in _parts(hint) if one is not type(None)] if get_origin(hint) else [hint]
    if len(parts) > 1 and set(parts) == {float}:
        return Text(f"{len(parts)} tal, fx 12,5", f"{len(parts)} numbers, such as 12.5")
    return _FORMS.get(parts[0] if parts else str, Text("en værdi", "a value"))


def _help_of(error: CycloptsError) -> Text:
    chain = " ".join(["gistools", *(error.command_chain or ())])
    return Text(f"se {chain} --help", f"see {chain} --help")

"""A register at a moment as tables (registertabeller): one version of each object, and which of them stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from gistools.addresses.register_form import ObjectForm
    from gistools.addresses.versions import Versions

    Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Held:
    """The versions of a moment, one of each object; what the address register and the building register share.

    Parameters
    ----------
    register:
        As its ``at`` returns it.

    Raises
    ------
    ParamError
        When an object has several versions: the register was not asked for a moment.
    """

    register: Versions

    FORMS: ClassVar[Mapping[str, ObjectForm]] = {}
    CALLED: ClassVar[Text] = Text("registret", "the register")

    def __post_init__(self) -> None:
        """Check that there is one version of each object."""
        several = [name for name, table in self.register.tables.items() if table["object_id"].duplicated().any()]
        if several:
            told = ", ".join(self.FORMS[name].title.da for name in several), ", ".join(several)
            raise ParamError(
                Text(f"flere versioner af {told[0]}", f"several versions of {told[1]}"),
                Text("registret på ét tidspunkt", "the register at one moment"),
                Text("brug register.at('2026-11-28')", "use register.at('2026-11-28')"),
            )

    @classmethod
    def read_empty(cls, name: str) -> pd.DataFrame:
        """Return the table of an object that has no rows."""
        raise NotImplementedError

    def codes(self, name: str) -> frozenset[int]:
        """Return the statuses in which an object stands."""
        raise NotImplementedError

    def has(self, *objects: str) -> bool:
        """Return whether the register holds these objects."""
        return all(name in self.register.tables for name in objects)

    def lacks(self, *objects: str) -> Text:
        """Return what of some objects the register does not hold, as a sentence without an end."""
        away = [name for name in objects if name not in self.register.tables]
        da, en = (", ".join(self.FORMS[name].title.say(language) for name in away) for language in ("da", "en"))
        return Text(f"{self.CALLED.da} har ingen {da}", f"{self.CALLED.en} has no {en}")

    def tells(self, name: str, *columns: str) -> bool:
        """Return whether the source has all of some columns of an object: an empty cell is an answer then."""
        return self.register.absent.get(name, frozenset()).isdisjoint(columns)

    def untold(self, name: str, *columns: str) -> Text:
        """Return which of some columns of an object the source does not have, as a sentence without an end."""
        away = self.register.absent.get(name, frozenset()) & set(columns)
        called = ", ".join(one.aliases[0] for one in self.FORMS[name].columns if one.name in away)
        title = self.FORMS[name].title
        return Text(f"udtrækket har ikke kolonnen {called} ({title.da})",
                    f"the extract has no column {called} ({title.en})")  # fmt: skip

    def table(self, name: str) -> pd.DataFrame:
        """Return the versions of an object; an empty table of its columns where there are none."""
        held = self.register.tables.get(name)
        if held is None or held.empty:
            return _empty(type(self), name)  # type: ignore[arg-type]  # a class is hashable
        return held

    def counts(self, name: str) -> Mask:
        """Return which versions stand."""
        made: Mask = self.table(name)["status"].isin(list(self.codes(name))).to_numpy(np.bool_)
        return made

    def standing(self, name: str) -> pd.DataFrame:
        """Return the versions that stand."""
        return self.table(name)[self.counts(name)]

    def looked_up(self, ids: pd.Series, name: str, column: str) -> pd.Series:
        """Return a column of other objects by their ids; missing where the register has no such object."""
        other = self.table(name)
        known = pd.Series(other[column].to_numpy(), index=other["object_id"].to_numpy(), dtype=object)
        return ids.map(known).astype(object)  # without a hit it would be of numbers


@cache
def _empty(kind: type[Held], name: str) -> pd.DataFrame:
    texts = dict.fromkeys(("object_id", *(column.name for column in kind.FORMS[name].columns)), object)
    return kind.read_empty(name).astype(texts)

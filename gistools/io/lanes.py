"""Pieces of work done by a few threads and handed back in order, so that reading, packing and comparing overlap."""

from __future__ import annotations

import queue
import threading
from collections import deque
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from gistools.progress import POLL_SECONDS, check

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from gistools.progress import Progress

T = TypeVar("T")
_Queue: TypeAlias = "queue.SimpleQueue[tuple[Future[T], Callable[[], T]] | None]"

LANES = 2
_AHEAD = 1  # finished pieces that wait for their turn


def in_order(
    progress: Progress,
    jobs: Iterable[Callable[[], T]],
    *,
    lanes: int = LANES,
    leave: Callable[[], None] | None = None,
    abandon: bool = False,
) -> Generator[T, None, None]:
    """Run jobs in ``lanes`` threads and yield their results in the order of the jobs; few are ever held.

    Parameters
    ----------
    progress:
        Asked all the time whether to stop.
    jobs:
        Asked for one by one, in the thread of the caller.
    leave:
        Called by each thread when it has done its last job, such as to close what it opened.
    abandon:
        Whether jobs that run at a cancel or error are left to end by themselves. They must then only touch memory of
        their own. Else they are waited for.

    Raises
    ------
    Cancelled
        When the user wants to stop; no further job is begun.
    """
    todo: _Queue[T] = queue.SimpleQueue()
    threads: list[threading.Thread] = []
    waiting: deque[Future[T]] = deque()
    try:
        for job in jobs:
            if len(threads) < lanes:
                threads.append(threading.Thread(target=_lane, args=(todo, leave), name="gistools-lane", daemon=True))
                threads[-1].start()
            waiting.append(Future())
            todo.put((waiting[-1], job))
            if len(waiting) >= lanes + _AHEAD:
                yield _result(waiting.popleft(), progress)
        while waiting:
            yield _result(waiting.popleft(), progress)
    finally:
        for future in waiting:
            future.cancel()
        for _ in threads:
            todo.put(None)
        for thread in () if abandon else threads:
            thread.join()


def _lane(todo: _Queue[T], leave: Callable[[], None] | None) -> None:
    try:
        while (item := todo.get()) is not None:
            _run(*item)
    finally:
        if leave is not None:
            leave()


def _run(future: Future[T], job: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = job()
    except BaseException as error:  # noqa: BLE001 - handed to the caller's thread and raised there
        future.set_exception(error)
    else:
        future.set_result(result)


def _result(future: Future[T], progress: Progress) -> T:
    check(progress)
    while not wait((future,), timeout=POLL_SECONDS).done:
        check(progress)
    return future.result()

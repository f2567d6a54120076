"""That kernels are compiled is told: once in each run, while it is waited for, and where no one is told, to the log."""

from __future__ import annotations

import gc
import logging
import threading
import time

import pytest

from gistools import progress as module
from gistools.cli.console import ConsoleProgress
from gistools.kernels import compilation
from gistools.progress import COMPILING, COMPILING_EACH_TIME, NoProgress, Stage, run_cancellable
from gistools.text import Text

WORK = Text("Regner", "Computing")


class Log:
    def __init__(self):
        self.told = []
        self.threads = set()

    def update(self, fraction, message):
        self.told.append((round(fraction, 3), message))
        self.threads.add(threading.current_thread().name)

    def cancelled(self):
        return False


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(module, "_runs", module._Runs())
    monkeypatch.setattr(compilation, "notes", compilation._Notes())


def wait_until(seen):
    for _ in range(3000):
        if seen():
            return
        time.sleep(0.01)


def compiles(begun=None, ended=None):
    """Return work that looks as if it waited for a kernel to be compiled, each time until something is seen."""

    def work():
        compilation.notes.begin("room.kernel", "int64", threading.current_thread().name)
        wait_until(begun) if begun else time.sleep(0.3)
        compilation.notes.end()
        wait_until(ended) if ended else time.sleep(0.3)

    return work


def test_it_is_told_once_in_a_run_where_the_work_is_and_then_what_is_done_is_said_again():
    log = Log()
    stage = Stage(Stage(log, 0.0, 0.5), 0.5, 1.0)
    stage.update(0.5, WORK)
    run_cancellable(stage, compiles(lambda: len(log.told) == 2, lambda: len(log.told) == 3))
    assert log.told == [(0.375, WORK), (0.375, COMPILING), (0.375, WORK)]
    run_cancellable(Stage(log, 0.5, 1.0), compiles())
    assert len(log.told) == 3
    assert log.threads == {threading.current_thread().name}  # not from within the work
    other = Log()
    run_cancellable(other, compiles(lambda: other.told))
    assert other.told == [(0.0, COMPILING)]


def test_nothing_is_told_where_nothing_is_compiled(caplog):
    log = Log()
    run_cancellable(log, lambda: time.sleep(0.2))
    run_cancellable(NoProgress(), lambda: time.sleep(0.2))
    assert log.told == []
    assert caplog.records == []


def test_it_is_said_that_it_happens_each_time_where_it_cannot_be_kept():
    compilation.notes.kept = False
    log = Log()
    run_cancellable(log, compiles(lambda: log.told))
    assert log.told == [(0.0, COMPILING_EACH_TIME)]
    assert "NUMBA_CACHE_DIR" in COMPILING_EACH_TIME.da
    assert "NUMBA_CACHE_DIR" in COMPILING_EACH_TIME.en


def test_the_log_is_told_once_where_there_is_no_progress(caplog):
    for _ in range(2):
        run_cancellable(NoProgress(), compiles(lambda: caplog.records))
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [(logging.WARNING, str(COMPILING))]


def test_a_step_without_progress_inside_one_with_it_adds_nothing(caplog):
    log = Log()
    run_cancellable(log, lambda: run_cancellable(NoProgress(), compiles(lambda: log.told)))
    assert log.told == [(0.0, COMPILING)]
    assert caplog.records == []


def test_a_run_that_has_ended_is_forgotten():
    def run():
        log = Log()
        run_cancellable(log, compiles(lambda: log.told))
        assert len(module._runs._told) == 1

    run()
    gc.collect()
    assert module._runs._told == {}


def test_work_that_fails_while_it_is_compiled_is_an_error_and_nothing_hangs():
    def work():
        compilation.notes.begin("room.kernel", "int64", "")
        time.sleep(0.2)
        compilation.notes.end()
        msg = "failed"
        raise ValueError(msg)

    log = Log()
    with pytest.raises(ValueError, match="failed"):
        run_cancellable(log, work)
    assert not compilation.is_running()


def test_time_of_a_kernel_is_without_the_kernels_that_it_calls(monkeypatch):
    clock = iter([10.0, 12.0, 15.0, 19.0])
    monkeypatch.setattr(compilation.time, "perf_counter", lambda: next(clock))
    compilation.notes.begin("room.outer", "", "")
    compilation.notes.begin("room.inner", "", "")
    compilation.notes.end()
    compilation.notes.end()
    assert [(one.kernel, one.seconds) for one in compilation.compiled()] == [("room.inner", 3.0), ("room.outer", 6.0)]


def test_the_console_shows_it_on_a_line_at_once(capsys):
    with ConsoleProgress() as shown:
        shown.update(0.1, WORK)
        shown.update(0.1, COMPILING)  # within the second in which no other line is printed
    assert capsys.readouterr().err.splitlines() == [f" 10% {WORK}", str(COMPILING)]


def test_the_console_shows_it_above_the_bar(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    with ConsoleProgress() as shown:
        shown.update(0.1, COMPILING)
    assert str(COMPILING) in capsys.readouterr().err

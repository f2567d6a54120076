"""The worker: runs jobs for QGIS and any other program, spoken with in lines of JSON.

``python -I -m gistools.worker`` reads requests from standard input, one on each line, and writes events to standard
output, one on each line, until it is told to quit or standard input is closed:

===================================================  ==================================================================
request                                              events
===================================================  ==================================================================
(start)                                              ``{"type": "hello", "protocol": 1, "version", "pid"}``
``{"cmd": "run", "id": 1, "job": {...}}``            ``progress`` and ``note``, then one of ``result``, ``error``,
                                                     ``cancelled``; each with the same ``id``
``{"cmd": "build", "id": 6, "project": "plan.toml"   ``progress`` and ``note``, then ``built`` with ``contents``,
(, "out", "again", "overwrite")}``                   ``steps`` and ``stamps``, or ``error``, ``cancelled``
``{"cmd": "open", "id": 2, "desk": "a", "job"}``     ``progress`` and ``note``, then ``opened`` with ``grid`` and
                                                     ``seconds``, or ``error``, ``cancelled``
``{"cmd": "edit", "id": 3, "desk": "a",              ``progress`` and ``note``, then ``edited`` with ``by_rain``,
"measures": {GeoJSON}, "job": {...}}``               ``measures``, ``reach``, ``outputs``, ``seconds``, or ``error``
``{"cmd": "query", "id": 4, "desk": "a", "x", "y",   ``answer`` with what is known of a place, see
"rain_mm"}``                                         `gistools.cloudburst.whatif.desk.Desk.at`
``{"cmd": "close", "id": 5, "desk": "a"}``           ``closed``
``{"cmd": "cancel"}`` or ``{"cmd": "cancel", "id"}`` ``cancelled`` for the job that runs and those that wait, or one
``{"cmd": "catalogue"}``                             ``{"type": "catalogue", "protocol", "version", "tools"}``
``{"cmd": "version"}``                               ``{"type": "version", "protocol", "version"}``
``{"cmd": "quit"}``                                  none; what runs is cancelled
===================================================  ==================================================================

A *desk* holds one terrain in memory between edits, so that each edit is answered as soon as what it can reach is
worked out again. Requests are dealt with one by one in the order they come. An edit gives all measures as they are now.

``python -I -m gistools.worker request.json`` runs the one job in the file and ends with 0 (done), 1 (error) or
3 (cancelled). Closing standard input (not with a file), SIGTERM and Ctrl-C stop the work and remove what was half made.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import queue
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gistools._memory import give_back
from gistools._version import __version__
from gistools.catalogue import PROTOCOL, TOOLS, catalogue
from gistools.errors import Cancelled, GistoolsError, UnexpectedError, WorkerError
from gistools.progress import check
from gistools.run.environment import clean_environment
from gistools.run.job import Job
from gistools.run.outputs import remove_all_staged
from gistools.run.session import RunResult, Session
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.run.building import Built
    from gistools.run.desks import OpenDesk
    from gistools.tool import Tool

__all__ = ["main"]

DONE, FAILED, CANCELLED = 0, 1, 3
SMALL_TABLE_ROWS = 500
_TICK_SECONDS = 0.1  # between two progress events with the same message
_GRACE_SECONDS = 1.0  # for a stopped job to end by itself before the process is ended
_LAST_WORDS_SECONDS = 0.3  # for the reader to take the last events of a process that is ended
_LONGEST_LINE = 32 * 1024 * 1024


class Channel:
    """Where events go: one line of ASCII JSON each, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self.closed = threading.Event()

    def send(self, kind: str, content: Mapping[str, object], job_id: object = None) -> None:
        """Send one event; a reader that has gone is noted in ``closed``."""
        event = {"type": kind, **({"id": job_id} if job_id is not None else {}), **content}
        data = json.dumps(plain_json(event), allow_nan=False).encode("ascii") + b"\n"
        with self._lock:
            try:
                while data:
                    data = data[os.write(self._descriptor, data) :]
            except OSError:
                self.closed.set()


@dataclass(eq=False)
class Ticket:
    """A job that waits or runs; told how far it is, and asked whether to stop: a `gistools.progress.Progress`."""

    channel: Channel
    job: Mapping[str, object]
    id: object = None
    act: str = "run"
    request: Mapping[str, object] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    _last: tuple[float, str] = (-math.inf, "")

    def update(self, fraction: float, message: Text) -> None:
        """Send the news on, but not more often than anyone can read."""
        now = time.monotonic()
        if now - self._last[0] < _TICK_SECONDS and message.en == self._last[1]:
            return
        self._last = (now, message.en)
        self.channel.send("progress", {"fraction": round(fraction, 4), "message": message.to_dict()}, self.id)

    def cancelled(self) -> bool:
        """Return True when the job shall stop, or when no one listens any more."""
        return self.stop.is_set() or self.channel.closed.is_set()


class Worker:
    """Runs tickets one by one in the main thread while other threads listen for requests and signals."""

    def __init__(self, channel: Channel, tools: Sequence[Tool]) -> None:
        self.channel = channel
        self.tools = tools
        self._queue: queue.SimpleQueue[Ticket | None] = queue.SimpleQueue()
        self._open: dict[Ticket, None] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._stopped = False  # whether the end stopped a job
        self._session: Session | None = None
        self._desks: dict[str, OpenDesk] = {}

    def serve(self) -> int:
        """Run what is requested until there is no more; return the exit code: 3 when the end stopped a job."""
        while not self.channel.closed.is_set() and (ticket := self._queue.get()) is not None:
            self.run(ticket)
        return CANCELLED if self._stopped else DONE

    def add(self, ticket: Ticket) -> None:
        """Let a job wait for its turn."""
        with self._lock:
            self._open[ticket] = None
        self._queue.put(ticket)

    def cancel(self, job_id: object = None) -> None:
        """Stop the job of that id, or all that run and wait."""
        with self._lock:
            for ticket in self._open:
                if job_id is None or ticket.id == job_id:
                    ticket.stop.set()

    def end(self) -> None:
        """Stop all jobs and then the worker, by force when a job does not stop by itself."""
        with self._lock:
            if self._ending.is_set():  # a signal, and then standard input is closed
                return
            self._ending.set()
        self.cancel()
        self._queue.put(None)
        threading.Thread(target=self._force, name="gistools-force", daemon=True).start()

    def run(self, ticket: Ticket) -> int:
        """Run one job, tell how it ended, and return the exit code that fits."""
        try:
            check(ticket)
            if self._session is None:
                self._session = Session(tools=self.tools)
            kind, notes, content = self._do(ticket, self._session)
        except Cancelled:
            return self._finish(ticket, "cancelled", {}, CANCELLED)
        except GistoolsError as error:
            return self._finish(ticket, "error", error.to_dict(), FAILED)
        except Exception as error:  # noqa: BLE001 - whatever it is, the user is told in a sentence
            content = {**UnexpectedError.of(error).to_dict(), "traceback": traceback.format_exc()}
            return self._finish(ticket, "error", content, FAILED)
        for note in notes:
            self.channel.send("note", {"message": note.to_dict()}, ticket.id)
        return self._finish(ticket, kind, content, DONE)

    def _do(self, ticket: Ticket, session: Session) -> tuple[str, Sequence[Text], Mapping[str, object]]:
        """Do what a ticket asks for; return the kind of event that tells it, notes, and what the event says."""
        if ticket.act == "run":
            result = session.run(Job.from_mapping(ticket.job), progress=ticket)
            return "result", result.notes, result_content(result)
        if ticket.act == "build":
            return self._build(ticket)
        from gistools.run import desks  # noqa: PLC0415 - most workers never open one

        name = ticket.request.get("desk")
        if not isinstance(name, str) or (ticket.act != "open" and name not in self._desks):
            raise WorkerError(
                Text(f"skrivebordet {name!r}", f"the desk {name!r}"),
                Text('"desk": navnet på et åbent skrivebord', '"desk": the name of a desk that is open'),
                Text("åbn det først med open", "open it first with open"),
            )
        if ticket.act == "close":
            del self._desks[name]
            return "closed", (), {"desk": name}
        if ticket.act == "open":
            job = Job.from_mapping(ticket.job)
            desks.check_opening(session, job)
            self._desks.pop(name, None)  # its memory is free before the next is opened
            made = desks.open_desk(session, job, progress=ticket)
            self._desks[name] = made
            return "opened", made.inputs.notes, {"desk": name, **desks.open_content(made)}
        desk = self._desks[name]
        if ticket.act == "query":
            return "answer", (), {"desk": name, **desks.query(desk, ticket.request)}
        given = ticket.request.get("measures")
        drawn = None if given is None else desks.drawn_measures(given, desk.desk.grid.crs)
        job = Job.from_mapping({"tool": desks.WHAT_IF, **ticket.job})
        edited = desks.edit_desk(session, desk, job, drawn, progress=ticket)
        return "edited", edited.notes, {"desk": name, **desks.edit_content(edited)}

    def _build(self, ticket: Ticket) -> tuple[str, Sequence[Text], Mapping[str, object]]:
        """Build the project that a ticket names; its path and ``out`` count from the worker's folder."""
        from gistools.run.building import build_project  # noqa: PLC0415 - most workers never build one
        from gistools.run.project import Project  # noqa: PLC0415 - the same

        request = ticket.request
        file, out = request.get("project"), request.get("out")
        if not isinstance(file, str) or not (out is None or isinstance(out, str)):
            raise WorkerError(
                Text("`build` uden `project`", "`build` without `project`"),
                Text('"project": en projektfil, og "out": en mappe', '"project": a project file, and "out": a folder'),
                Text("send begge som tekst", "send both as text"),
            )
        built = build_project(
            Project.from_file(file, out=out),
            again=request.get("again") is True,
            overwrite=request.get("overwrite") is True,
            tools=self.tools,
            progress=ticket,
        )
        notes = tuple(dict.fromkeys(note for one in built.steps if not one.kept for note in one.notes))
        return "built", notes, built_content(built, self.tools)

    def _finish(self, ticket: Ticket, kind: str, content: Mapping[str, object], code: int) -> int:
        with self._lock:
            open_still = self._open.pop(ticket, ...) is None
            self._stopped = code == CANCELLED and (self._ending.is_set() or self.channel.closed.is_set())
        if open_still:
            self.channel.send(kind, content, ticket.id)
        return code

    def _force(self) -> None:
        """End the process when the job that runs is in a call that cannot be interrupted."""
        time.sleep(_GRACE_SECONDS)
        remove_all_staged()
        time.sleep(0.1)  # a job that was just being placed ends by itself
        with self._lock:
            left = list(self._open)
            self._open.clear()
        teller = threading.Thread(target=self._tell_cancelled, args=(left,), name="gistools-last-words", daemon=True)
        teller.start()
        teller.join(_LAST_WORDS_SECONDS)  # a reader that does not read must not hold the process back
        os._exit(CANCELLED if left or self._stopped else DONE)

    def _tell_cancelled(self, tickets: Sequence[Ticket]) -> None:
        for ticket in tickets:
            self.channel.send("cancelled", {}, ticket.id)

    def handle(self, line: bytes) -> bool:
        """Obey one request; return False when it asks to quit."""
        try:
            request = json.loads(line)
            command = request.get("cmd") if isinstance(request, dict) else None
        except (ValueError, RecursionError) as error:
            self._refuse(Text(f"en linje, der ikke er JSON ({error})", f"a line that is no JSON ({error})"))
            return True
        job_id = request.get("id") if isinstance(request, dict) else None
        match command:
            case "run" if isinstance(request.get("job"), dict):
                self.add(Ticket(self.channel, request["job"], job_id))
            case "run":
                self._refuse(Text("`run` uden `job`", "`run` without `job`"), job_id)
            case "build" | "open" | "edit" | "query" | "close":
                job = request.get("job")
                self.add(Ticket(self.channel, job if isinstance(job, dict) else {}, job_id, command, request))
            case "cancel":
                self.cancel(job_id)
            case "catalogue":
                self.channel.send("catalogue", catalogue(tools=self.tools), job_id)
            case "version":
                self.channel.send("version", {"protocol": PROTOCOL, "version": __version__}, job_id)
            case "quit":
                return False
            case _:
                self._refuse(Text(f"ordren {command!r}", f"the command {command!r}"), job_id)
        return True

    def _refuse(self, found: Text, job_id: object = None) -> None:
        error = WorkerError(
            found,
            Text(
                'én linje JSON med "cmd": run, build, open, edit, query, close, cancel, catalogue, version eller quit',
                'one line of JSON with "cmd": run, build, open, edit, query, close, cancel, catalogue, version or quit',
            ),
            Text("send en gyldig ordre", "send a valid command"),
        )
        self.channel.send("error", error.to_dict(), job_id)

    def listen(self, descriptor: int, *, until_closed: bool) -> None:
        """Obey the requests that come in; ``until_closed`` ends the worker when no more can come."""
        rest = b""
        skipping = False
        while chunk := _read(descriptor):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                if skipping:
                    skipping = False
                elif line.strip() and not self.handle(line):
                    self.end()
                    return
            if len(rest) > _LONGEST_LINE:
                if not skipping:
                    self._refuse(Text("en alt for lang linje", "a line that is far too long"))
                rest, skipping = b"", True
        if until_closed:
            if rest.strip() and not skipping:
                self.handle(rest)
            self.end()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def result_content(result: RunResult) -> dict[str, object]:
    """Return what the result event says: files, small tables as rows, scalars, and the time it took."""
    return {
        "tool": result.tool,
        "outputs": {name: str(path) for name, path in result.outputs.items()},
        "tables": {
            name: table.to_dict(orient="records")
            for name, table in result.tables.items()
            if len(table) <= SMALL_TABLE_ROWS
        },
        "scalars": dict(result.scalars),
        "map_file": str(result.map_file) if result.map_file else None,
        "figure_file": str(result.figure_file) if result.figure_file else None,
        "stamps": [stamp.to_dict() for stamp in result.provenance.stamps],
        "seconds": round(result.seconds, 3),
    }


def built_content(built: Built, tools: Sequence[Tool]) -> dict[str, object]:
    """Return what the event of a finished build says: each step with its files, their names and kinds."""
    declared = {tool.id: tool for tool in tools}
    steps = []
    for step in built.steps:
        tool = declared[step.tool]
        files = [
            {
                "path": str(step.outputs[one.name]),
                "label": one.label.to_dict(),
                "kind": one.kind.value,
                "style": one.style,
            }
            for one in tool.outputs
            if one.name in step.outputs
        ]
        steps.append(
            {"name": step.name, "tool": step.tool, "title": tool.title.to_dict(), "kept": step.kept, "files": files}
        )
    return {
        "title": built.title,
        "contents": str(built.contents),
        "steps": steps,
        "stamps": [stamp.to_dict() for stamp in built.stamps],
    }


def plain_json(value: Any) -> Any:  # noqa: ANN401 - any kind of value, told apart inside
    """Return ``value`` as JSON can hold it: unknown numbers become null, numbers of numpy plain ones."""
    if isinstance(value, Mapping):
        return {str(key): plain_json(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_json(one) for one in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "item"):
        return plain_json(value.item())
    return str(value)


def _watch_signals(act: Callable[[], None]) -> None:
    """Call ``act`` in a thread of its own at SIGTERM or Ctrl-C, also while the main thread is deep in a library."""
    receiver, sender = socket.socketpair()
    sender.setblocking(False)  # noqa: FBT003 - named so by the standard library
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(sender.fileno(), warn_on_full_buffer=False)

    def watch() -> None:
        with sender:  # for as long as the process: every later signal is written to it too
            receiver.recv(1)
            act()
            while receiver.recv(64):
                pass

    threading.Thread(target=watch, name="gistools-signals", daemon=True).start()


def _own_streams() -> tuple[int, int]:
    """Return private descriptors of standard input and output; whatever libraries print goes to standard error."""
    requests, events = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a stray print must not be lost when the process is ended
        sys.stdout.reconfigure(line_buffering=True)
    return requests, events


def main(arguments: Sequence[str] | None = None, *, tools: Sequence[Tool] = TOOLS) -> int:
    """Run the worker; return its exit code.

    Parameters
    ----------
    arguments:
        Nothing, or the file of one job; those of the process when left out.
    tools:
        The tools that jobs may name.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    clean_environment()
    give_back()
    requests, events = _own_streams()
    channel = Channel(events)
    worker = Worker(channel, tools)
    _watch_signals(worker.end)
    channel.send("hello", {"protocol": PROTOCOL, "version": __version__, "pid": os.getpid()})
    listener = threading.Thread(
        target=worker.listen,
        args=(requests,),
        kwargs={"until_closed": not given},
        name="gistools-requests",
        daemon=True,
    )
    if not given:
        listener.start()
        return worker.serve()
    try:
        job = _job_in(given[0])
    except GistoolsError as error:
        channel.send("error", error.to_dict())
        return FAILED
    ticket = Ticket(channel, job)
    worker.add(ticket)
    listener.start()
    return worker.run(ticket)


def _job_in(path: str) -> Mapping[str, object]:
    """Return the job in a file: the job itself, or a whole ``run`` request."""
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        values = None
    if isinstance(values, dict) and isinstance(values.get("job"), dict) and values.get("cmd", "run") == "run":
        return dict(values["job"])
    return Job.from_file(path).to_mapping()


def _main() -> None:
    code = main()
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)  # listening threads and abandoned kernels must not hold the process back


if __name__ == "__main__":
    _main()

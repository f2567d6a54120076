"""Talks with a gistools worker: another process with a Python of its own, one JSON message on each line.

The wheels of rasterio, shapely and pyproj do not work inside the QGIS process on Linux, where QGIS's own GDAL, GEOS and
PROJ are already loaded. Their own process also makes Cancel real.
"""

import contextlib
import json
import os
import shutil
import time

from qgis.core import QgsProcessingException
from qgis.PyQt.QtCore import QProcess, QProcessEnvironment

from . import settings, texts

PROTOCOL = 1
HELLO_SECONDS = 120.0  # the first start after an installation compiles and reads from a cold disk
CANCEL_SECONDS = 1.0
TERMINATE_SECONDS = 0.5
_PART = ".gistools-part-{pid}-"  # how the worker with this number names folders of files that are not finished
_FOREIGN = (
    *("PYTHON", "VIRTUAL_ENV", "CONDA_", "PROJ_", "GDAL_", "OGR_", "QT_", "QGIS_"),
    *("LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_"),
)
_POLL_MS = 50
_TAIL_LINES = 12


def clean_environment():
    """Return the environment without what QGIS's launcher sets for its own libraries and a worker must not see."""
    environment = QProcessEnvironment.systemEnvironment()
    for name in environment.keys():  # noqa: SIM118 - not a mapping of Python
        if name.upper().startswith(_FOREIGN):
            environment.remove(name)
    return environment


def problem(sentence, **values):
    """Return the error that QGIS shows, in both languages."""
    return QgsProcessingException(texts.both(texts.fill(sentence, **values)))


def _parts(folder, pid):
    """Return the files and folders in a folder that the worker with this number left unfinished."""
    if not os.path.isdir(folder):
        return []
    return [os.path.join(folder, name) for name in os.listdir(folder) if name.startswith(_PART.format(pid=pid))]


def _version(words):
    return tuple(int(part) if part.isdigit() else 0 for part in str(words).split(".")[:3])


class Worker:
    """One worker process, from start to end.

    Use as a context manager; leaving it ends the process whatever happened.

    Parameters
    ----------
    python:
        The interpreter that has gistools.
    needed_version:
        The least version of gistools that knows all tools of the frozen catalogue.
    """

    def __init__(self, python, needed_version):
        self._python = python
        self._needed = needed_version
        self._process = QProcess()
        self._process.setProcessEnvironment(clean_environment())
        self._errors = []
        self._folders = set()
        self._pid = 0

    def __enter__(self):
        """Start the process."""
        self._process.start(self._python, ["-I", "-m", "gistools.worker"])
        if not self._process.waitForStarted(10000):
            raise problem(
                texts.NOT_STARTED, python=self._python, reason=self._process.errorString(), fix=texts.FIX_PYTHON
            )
        return self

    def __exit__(self, *_):
        """End the process."""
        self.close()

    def hello(self, feedback=None):
        """Wait for the worker's greeting, and check that it can do what the plugin offers."""
        limit = time.monotonic() + HELLO_SECONDS
        message = None
        while message is None:
            message = self._read()
            if message is None and not self._running():
                raise self._no_hello(texts.fill(texts.EXIT_CODE, code=self._process.exitCode()))
            if time.monotonic() > limit:
                raise self._no_hello(texts.fill(texts.NO_HELLO_TIME, seconds=int(HELLO_SECONDS)))
            if feedback is not None and feedback.isCanceled():
                self._cancelled(feedback)
        if message.get("type") != "hello":
            raise self._no_hello(texts.text("", ""))
        self._pid = message.get("pid", self._process.processId())  # on Windows python.exe may only start the real one
        found, protocol = str(message.get("version", "?")), message.get("protocol")
        values = {
            "python": self._python,
            "found": found,
            "protocol": protocol,
            "needed": self._needed,
            "needed_protocol": PROTOCOL,
        }
        if isinstance(protocol, int) and protocol > PROTOCOL:
            raise problem(texts.NEWER_PROTOCOL, **values)
        if protocol != PROTOCOL or _version(found) < _version(self._needed):
            raise problem(texts.WRONG_VERSION, **values)
        return found

    def run(self, job, feedback):
        """Run one job and return the worker's result message; raise QgsProcessingException for all else."""
        self._folders = {os.path.dirname(path) for path in job["outputs"].values()}
        return self._ask({"cmd": "run", "id": 1, "job": job}, "result", feedback)

    def build(self, request, feedback):
        """Build a project and return the message that tells what was built; else as `run`."""
        self._folders = set()  # the project names them: the next build takes away what is left there
        return self._ask({"cmd": "build", "id": 1, **request}, "built", feedback)

    def _ask(self, request, answer, feedback):
        self._send(request)
        while True:
            message = self._read()
            if feedback.isCanceled():
                self._cancelled(feedback)
            if message is None:
                if not self._running():
                    raise self._died()
                continue
            kind = message.get("type")
            if kind == "progress":
                feedback.setProgress(100.0 * float(message["fraction"]))
                feedback.setProgressText(texts.say(message["message"]))
            elif kind == "note":
                feedback.pushInfo(texts.both(message["message"]))
            elif kind == answer:
                return message
            elif kind == "error":
                raise QgsProcessingException(texts.both(message["message"]))
            elif kind == "cancelled":
                self._cancelled(feedback)

    def close(self):
        """End the process: ask, then terminate, then kill."""
        if self._running():
            self._send({"cmd": "quit"})
            self._process.closeWriteChannel()
            self._end(CANCEL_SECONDS)

    def _cancelled(self, feedback):
        """Stop the worker within two seconds and raise, so that no model or batch goes on with missing results."""
        self._send({"cmd": "cancel"})
        limit = time.monotonic() + CANCEL_SECONDS
        while self._running() and time.monotonic() < limit:
            message = self._read()
            if message is not None and message.get("type") in {"cancelled", "error", "result", "built"}:
                break
        self._send({"cmd": "quit"})
        self._process.closeWriteChannel()
        self._end(max(0.2, limit - time.monotonic()))
        feedback.pushInfo(texts.both(texts.CANCELLED))
        raise problem(texts.CANCELLED)

    def _end(self, seconds):
        """Wait for the process to end by itself, and make it when it does not."""
        if self._running() and not self._process.waitForFinished(int(1000 * seconds)):
            self._process.terminate()  # does nothing to a console program on Windows, so kill follows
            if not self._process.waitForFinished(int(1000 * TERMINATE_SECONDS)):
                self._process.kill()
                self._process.waitForFinished(2000)
            self._sweep()

    def _sweep(self):
        """Remove what this worker could not clean up after itself; other jobs may write to the same folder."""
        for folder in self._folders:
            for path in _parts(folder, self._pid):
                if os.path.isdir(path):
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    with contextlib.suppress(OSError):
                        os.remove(path)

    def _send(self, message):
        if self._running():
            self._process.write(json.dumps(message, ensure_ascii=True).encode("ascii") + b"\n")
            self._process.waitForBytesWritten(1000)

    def _running(self):
        return self._process.state() != QProcess.ProcessState.NotRunning

    def _read(self):
        """Return the next message, or None when none came within a moment."""
        if not self._process.canReadLine() and self._running():
            self._process.waitForReadyRead(_POLL_MS)
        self._keep_errors()
        if not self._process.canReadLine():
            return None
        line = self._process.readLine().data().decode("utf-8", "replace").strip()
        if not line:
            return None
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise problem(texts.NOT_PROTOCOL, line=line[:200])
        return message

    def _keep_errors(self):
        written = self._process.readAllStandardError().data().decode("utf-8", "replace")
        self._errors = [*self._errors, *written.splitlines()][-_TAIL_LINES:]

    def _last_words(self):
        self._keep_errors()
        words = "\n".join(self._errors).strip()
        return texts.fill(texts.LAST_WORDS, words=words) if words else texts.text("", "")

    def _no_hello(self, reason):
        self._keep_errors()
        if any("No module named" in line and "gistools" in line for line in self._errors):
            return problem(texts.NO_GISTOOLS, python=self._python, fix=texts.FIX_PYTHON)
        tail = self._last_words()
        reason = texts.text(*(f"{reason[name]} {tail[name]}".strip() for name in ("da", "en")))
        return problem(texts.NO_HELLO, python=self._python, reason=reason, fix=texts.FIX_PYTHON)

    def _died(self):
        self._sweep()
        crashed = self._process.exitStatus() == QProcess.ExitStatus.CrashExit
        reason = texts.CRASHED if crashed else texts.fill(texts.EXIT_CODE, code=self._process.exitCode())
        return problem(texts.WORKER_DIED, reason=reason, tail=self._last_words())


def run_job(job, needed_version, feedback):
    """Start a worker, run one job in it, and return its result message.

    Raises
    ------
    QgsProcessingException
        When there is no usable interpreter, the worker is too old, dies, reports an error, or the user cancels. The
        text is in both languages and says what to do.
    """
    with _worker(needed_version, feedback) as worker:
        return worker.run(job, feedback)


def build_project(request, needed_version, feedback):
    """Start a worker, build a project in it, and return the message that tells what was built; raises as `run_job`."""
    with _worker(needed_version, feedback) as worker:
        return worker.build(request, feedback)


@contextlib.contextmanager
def _worker(needed_version, feedback):
    """Yield a worker that has greeted; end it whatever happens."""
    wrong = settings.problem()
    if wrong is not None:
        raise QgsProcessingException(texts.both(wrong))
    with Worker(settings.python(), needed_version) as worker:
        worker.hello(feedback)
        yield worker

"""Where compiled code is kept, and that it is never stale, mixed up or in the way.

Each test runs processes of its own on a copy of gistools with two small kernels in two files, since what is tested lies
between processes.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import pkgutil
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import gistools
from gistools import kernels
from gistools.kernels.compiled import KernelCache

PACKAGE = Path(gistools.__file__).parent
NOBODY = 65534

HELPER = """
from gistools.kernels.compiled import njit
@njit(cache=True, nogil=True)
def step(x):
    return x + 1
"""
USER = """
from gistools.kernels.compiled import njit
from gistools.kernels.helper import step
@njit(cache=True, nogil=True)
def twice(x):
    return step(step(x))
"""
SCRIPT = """
import json, os, sys, tempfile
sys.path.insert(0, sys.argv[1])
settings = json.loads(sys.argv[2])
if settings["as_nobody"]:  # the interpreter may lie where only its owner can read: all that is needed is loaded before
    import numba
    numba.njit(lambda x: x)(1)
    import llvmlite, numba.misc.appdirs, importlib.resources, importlib.resources.readers, zipimport
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
if settings["no_temporary"]:
    tempfile.tempdir = "/nonexistent/nowhere"
from gistools.kernels import compilation, compiled
if settings["value"] is None:
    print(json.dumps(str(compiled.home())))
    sys.exit()
from gistools.kernels.user import twice
if settings["cannot_write"]:
    def fail(*_): raise OSError(28, "No space left on device")
    compiled._write = fail
found = twice(settings["value"])
home = compiled.home()
print(json.dumps({
    "found": found,
    "compiled": [one.kernel for one in compilation.compiled()],
    "loaded": list(compilation.loaded()),
    "home": str(home) if home else None,
    "kept": compilation.is_kept(),
    "package": compiled.__file__,
}))
"""


@dataclass
class Install:
    """A copy of the kernels' room with two kernels of its own, and a user of it."""

    site: Path
    home: Path
    temporary: Path
    env: dict[str, str] = field(default_factory=dict)
    script: str = SCRIPT

    @property
    def room(self) -> Path:
        return self.site / "gistools" / "kernels"

    def run(self, value: object = 1, **settings: bool) -> dict[str, object]:
        """Call the kernel in a new process; return what it says of itself."""
        told = self._start(value, **settings)
        assert told["package"].startswith(str(self.site)), "not the copy was run"
        return told

    def command(self, value: object, script: str = SCRIPT, **settings: bool) -> list[str]:
        chosen = {"as_nobody": False, "no_temporary": False, "cannot_write": False, "value": value} | settings
        return [sys.executable, "-B", "-c", script, str(self.site), json.dumps(chosen)]

    @property
    def environment(self) -> dict[str, str]:
        usual = {"PATH": os.environ["PATH"], "HOME": str(self.home), "TMPDIR": str(self.temporary)}
        return {name: value for name, value in (usual | self.env).items() if value}

    def _start(self, value: object, **settings: bool):
        command = self.command(value, self.script, **settings)
        done = subprocess.run(
            command, env=self.environment, cwd=self.temporary, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def place(self) -> Path:
        """Return where a new process would keep its code."""
        return Path(self._start(None)).parent

    def forbid_writing(self) -> None:
        """Lay a file where the folder for compiled code would be: it binds the superuser too."""
        (self.room / "__pycache__").touch()

    def forbid_home(self) -> None:
        self.home.rmdir()
        self.home.touch()


BOTH = ["user.twice", "helper.step"]


@pytest.fixture
def install(tmp_path):
    site = tmp_path / "site"
    room = site / "gistools" / "kernels"
    room.mkdir(parents=True)
    (site / "gistools" / "__init__.py").touch()
    for name in ("__init__.py", "compilation.py", "compiled.py"):
        shutil.copy(PACKAGE / "kernels" / name, room / name)
    (room / "helper.py").write_text(HELPER)
    (room / "user.py").write_text(USER)
    made = Install(site, tmp_path / "home", tmp_path / "temporary")
    made.home.mkdir()
    made.temporary.mkdir()
    return made


def compiled_nothing(told: dict[str, object]) -> bool:
    assert told["compiled"] == [] or told["loaded"] == []
    return told["compiled"] == [] and told["loaded"] == ["user.twice"]


def test_code_is_kept_beside_the_kernels_and_used_by_the_next_process(install):
    first = install.run()
    assert (first["found"], sorted(first["compiled"]), first["kept"]) == (3, sorted(BOTH), True)
    assert Path(first["home"]).parent == install.room / "__pycache__" == install.place()
    second = install.run()
    assert second["found"] == 3
    assert compiled_nothing(second)
    other = install.run(1.5)
    assert (other["found"], sorted(other["compiled"])) == (3.5, sorted(BOTH))
    assert compiled_nothing(install.run(1.5))
    assert compiled_nothing(install.run(1))
    assert not list(install.home.iterdir())
    assert not list(install.temporary.iterdir())


def test_a_read_only_installation_keeps_code_in_the_users_cache_folder(install):
    install.forbid_writing()
    assert install.place() == install.home / ".cache" / "gistools" / "kernels"
    install.env["GISTOOLS_CACHE_DIR"] = str(install.temporary / "valgt")
    assert install.place() == install.temporary / "valgt" / "kernels"


def test_the_folder_that_the_user_chose_for_numba_is_used_alone(install):
    install.run()
    install.env["NUMBA_CACHE_DIR"] = str(install.temporary / "numba")
    told = install.run()
    assert Path(told["home"]).parent == install.temporary / "numba"
    assert sorted(told["compiled"]) == sorted(BOTH)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="the temporary files of Windows are the user's own")
def test_without_a_home_code_is_kept_in_a_folder_that_no_one_else_can_write_to(install):
    install.forbid_writing()
    install.forbid_home()
    made = install.temporary / f"gistools-kernels-{os.getuid()}"
    assert install.place() == made
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert install.place() == made
    shutil.rmtree(made)
    made.symlink_to(install.site, target_is_directory=True)  # laid there by someone else
    assert (install.run()["home"], install.run()["kept"]) == (None, False)
    made.unlink()
    made.mkdir()
    made.chmod(0o777)  # open to all
    assert (install.run()["home"], install.run()["kept"]) == (None, False)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows knows the home otherwise")
def test_no_folder_named_tilde_is_made_where_the_home_is_not_known(install):
    """Without HOME and without a user of that number, the path of the cache folder begins with ``~``."""
    install.forbid_writing()
    install.env["HOME"] = ""
    install.script = "import pwd\ndef unknown(number): raise KeyError(number)\npwd.getpwuid = unknown\n" + SCRIPT
    assert install.place().parent == install.temporary
    assert [path.name for path in install.temporary.iterdir() if path.name.startswith("~")] == []


def test_kernels_run_where_nothing_can_be_written(install):
    install.forbid_writing()
    install.forbid_home()
    for _ in range(2):
        told = install.run(no_temporary=True)
        assert (told["found"], told["home"], told["kept"]) == (3, None, False)
        assert sorted(told["compiled"]) == sorted(BOTH)


def test_kernels_run_where_the_disk_is_full(install):
    told = install.run(cannot_write=True)
    assert (told["found"], told["kept"]) == (3, False)
    assert not [path for path in install.room.rglob("*") if path.suffix == ".nbc" or path.name.startswith(".")]


def test_a_damaged_file_is_compiled_anew(install):
    home = Path(install.run()["home"])
    for path in home.glob("*.nbc"):
        path.write_bytes(path.read_bytes()[:-7])
    told = install.run()
    assert told["found"] == 3
    assert sorted(told["compiled"]) == sorted(BOTH)
    assert compiled_nothing(install.run())


def test_code_of_a_helper_in_another_file_is_never_stale(install):
    """numba's own cache would go on adding 1: the file of the kernel that was called has not changed."""
    assert install.run()["found"] == 3
    (install.room / "helper.py").write_text(HELPER.replace("x + 1", "x + 5"))
    told = install.run()
    assert told["found"] == 11
    assert sorted(told["compiled"]) == sorted(BOTH)
    (install.room / "helper.py").write_text(HELPER)
    assert compiled_nothing(install.run())


@pytest.mark.parametrize("setting", [{"NUMBA_CPU_NAME": "generic"}, {"NUMBA_BOUNDSCHECK": "1"}])
def test_another_cpu_or_setting_has_code_of_its_own(install, setting):
    """A home on a network drive may be used from two kinds of CPU."""
    homes = [install._start(None)]
    install.env |= setting
    homes.append(install._start(None))
    assert Path(homes[0]).parent == Path(homes[1]).parent
    assert homes[0] != homes[1] == install._start(None)


def test_code_that_no_one_has_used_for_long_is_removed(install):
    place = install.room / "__pycache__"
    for name, days in (
        ("gistools-" + "0a" * 10, 40),
        ("gistools-" + "0b" * 10, 10),
        ("gistools-data", 400),
        ("other", 400),
    ):
        (place / name).mkdir(parents=True)
        (place / name / "x.nbc").touch()
        then = time.time() - days * 86400
        os.utime(place / name, (then, then))
    mine = Path(install._start(None))
    assert {path.name for path in place.iterdir()} == {"gistools-" + "0b" * 10, "gistools-data", "other", mine.name}


def test_gistools_in_a_zip_keeps_code_in_the_users_cache_folder(install):
    archive = shutil.make_archive(str(install.site.parent / "packed"), "zip", install.site)
    install.site = Path(archive)
    told = install.run()
    assert Path(told["home"]).parent == install.home / ".cache" / "gistools" / "kernels"
    assert compiled_nothing(install.run())


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has other permissions")
def test_whoever_installs_can_compile_for_users_who_cannot_write_there(install, request):
    """One installation, read-only to its users: what its owner compiled is used, the rest lies in each user's home."""
    superuser = os.getuid() == 0
    if superuser:  # pytest's own folders are closed to others
        root = Path(tempfile.mkdtemp(prefix="gistools-test-"))
        request.addfinalizer(lambda: shutil.rmtree(root))
        root.chmod(0o755)
        shutil.copytree(install.site, root / "site")
        install = Install(root / "site", root / "home", root / "temporary")
        for folder in (install.home, install.temporary):
            folder.mkdir()
            os.chown(folder, NOBODY, NOBODY)
    install.run()
    files = [install.site, *install.site.rglob("*")]
    for path in files:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        told = install.run(as_nobody=superuser)
        assert told["found"] == 3
        assert compiled_nothing(told)
        other = install.run(1.5, as_nobody=superuser)
        assert sorted(other["compiled"]) == sorted(BOTH)
        assert Path(other["home"]).parent == install.home / ".cache" / "gistools" / "kernels"
        assert compiled_nothing(install.run(1.5, as_nobody=superuser))
    finally:
        for path in files:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_processes_that_compile_at_once_do_not_mix_up_their_code(install):
    """The same kernel for two kinds of number, in two processes: numba's own cache may give both one file name."""
    values = [1, 1.5]
    started = [
        subprocess.Popen(
            install.command(value), env=install.environment, cwd=install.temporary, stdout=subprocess.PIPE, text=True
        )
        for value in values
    ]
    for value, process in zip(values, started, strict=True):
        out, _ = process.communicate(timeout=300)
        assert json.loads(out)["found"] == value + 2
    names = sorted(path.name.split("-")[0] for path in (install.room / "__pycache__").glob("*/*"))
    assert names == ["helper.step", "helper.step", "user.twice", "user.twice"]
    for value in values:
        told = install.run(value)
        assert told["found"] == value + 2
        assert compiled_nothing(told)


def test_every_kernel_keeps_its_code_so():
    """Found by looking at all modules, so that a kernel with a decorator of its own is seen."""
    seen = 0
    for info in pkgutil.iter_modules(kernels.__path__):
        module = importlib.import_module(f"gistools.kernels.{info.name}")
        for name, value in vars(module).items():
            if hasattr(value, "py_func"):
                seen += 1
                where = f"{module.__name__}.{name}"
                assert isinstance(value._cache, KernelCache), f"{where}: use gistools.kernels.compiled.njit"
                assert value.targetoptions.get("nogil"), f"{where} holds all other threads back"
    assert seen > 20


def test_only_the_kernels_know_numba():
    """The code of a kernel elsewhere would not be kept under what it depends on."""
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
        names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in imports if isinstance(node, ast.ImportFrom)}
        if path not in {PACKAGE / "kernels" / "compiled.py", PACKAGE / "kernels" / "prefetch.py"}:
            assert not {name for name in names if name.split(".")[0] == "numba"}, path


def test_kernels_use_nothing_whose_change_would_leave_their_code_stale():
    """Beyond numpy, numba and the kernels, nothing is part of the name under which code is kept."""
    allowed = {"numpy", "numba", "llvmlite", "gistools", *sys.stdlib_module_names}
    for path in (PACKAGE / "kernels").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= allowed, path
            for name in names:
                if name.startswith("gistools"):
                    assert name.startswith("gistools.kernels"), f"{path} imports {name}"


def test_processes_number_their_functions_apart():
    """numba names code by number: what two processes compile must never bear one name in a third that loads both."""
    script = (
        "from gistools.kernels import compiled\n"
        "from numba.core.bytecode import FunctionIdentity\n"
        "print(next(FunctionIdentity._unique_ids))"
    )
    command = [sys.executable, "-c", script]
    first, second = (int(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(2))
    assert abs(first - second) > 10**6  # by chance once in a hundred million runs

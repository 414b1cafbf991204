"""A server of this machine, started on request and gone with whoever asked for it.

Three things end it: the `with` block or `stop`, the end of the program (atexit), and the end of the pipe that is its
standard input, which comes even where the program is killed.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from types import TracebackType
from typing import Dict, List, Optional, Sequence, Type, Union

import grpc

from telaplan._client import Client
from telaplan._errors import LocalServerError

#: Seconds that a server has to get ready. The first `npx telaplan` may have to fetch the package.
READY_SECONDS = 120.0

#: Seconds that it has to end when its input does, and again when it is told to, before it is killed.
STOP_SECONDS = 3.0

#: Characters of its output that an error shows.
TAIL = 4_000


class LocalServer:
    """`telaplan serve` on a Unix socket in a private temporary folder. It is ready when this is made.

    Args:
        command: what is run, to which `serve` and its options are added: a list, or text as for a shell. None:
            $TELAPLAN_COMMAND, else `telaplan` where there is one on the PATH, else `npx --yes telaplan`.
        workers: searches at one time; None: as many as there are cores.
        args: more options of `telaplan serve`.
        ready_seconds: how long to wait until it answers.

    Raises:
        LocalServerError: where there is no such command, and where it ends or says nothing in time.
    """

    def __init__(
        self,
        command: Union[str, Sequence[str], None] = None,
        *,
        workers: Optional[int] = None,
        args: Sequence[str] = (),
        ready_seconds: float = READY_SECONDS,
    ) -> None:
        if os.name != "posix":
            raise LocalServerError("telaplan.local() needs Unix sockets; start `telaplan serve` and name its address")
        words = command_of(command)
        # Paths of sockets are short: not below a long $TMPDIR.
        parent = None if len(tempfile.gettempdir()) < 60 else "/tmp"
        self._folder = tempfile.mkdtemp(prefix="telaplan-", dir=parent)
        self.address = f"unix:{self._folder}/socket"
        self._log = os.path.join(self._folder, "log")
        options = ["--listen", self.address, "--metrics", "none", "--log-level", "warn", "--until-eof"]
        if workers is not None:
            options += ["--workers", str(workers)]
        self.command: List[str] = [*words, "serve", *options, *args]
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._client: Optional[Client] = None
        self._process: Optional[subprocess.Popen[bytes]] = None
        # From here on an error, Ctrl-C included, leaves nothing behind.
        try:
            self._process = self._start()
            atexit.register(self.stop)
            self._wait(ready_seconds)
        except BaseException:
            self.stop()
            raise

    @property
    def client(self) -> Client:
        """A client of it."""
        with self._lock:
            if self._process is None:
                raise LocalServerError("the local server was stopped", self.command)
            if self._client is None:
                self._client = Client(self.address)
            return self._client

    @property
    def pid(self) -> Optional[int]:
        """The process that was started; None once it is stopped."""
        return None if self._process is None else self._process.pid

    def stop(self) -> None:
        """Ends the server, which may take some seconds where calls are under way, and removes its folder.

        It may be called more than once. In a process that was forked from the one that started the server it does
        nothing.
        """
        if os.getpid() != self._pid:
            return
        with self._lock:
            process, self._process = self._process, None
            client, self._client = self._client, None
        atexit.unregister(self.stop)
        if client is not None:
            client.close()
        if process is not None:
            try:
                # The end of its input asks the server to stop, and whatever stands between, such as npx, ends with it.
                if process.stdin is not None:
                    with contextlib.suppress(OSError):
                        process.stdin.close()
                if not _ends(process):
                    _signal_group(process, signal.SIGTERM)
                    _ends(process)
            finally:
                # The group, as npx starts a shell and that the server.
                _signal_group(process, signal.SIGKILL)
                process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> LocalServer:
        _open.append(self)
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        if self in _open:
            _open.remove(self)
        self.stop()

    def _start(self) -> subprocess.Popen[bytes]:
        with open(self._log, "wb") as log:
            try:
                return subprocess.Popen(
                    self.command,
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=_environment(),
                    # Ctrl-C in a terminal is for the program, which then stops the server.
                    start_new_session=True,
                )
            except OSError as error:
                message = f"cannot run {self.command[0]}: {error.strerror}; {_HELP}"
                raise LocalServerError(message, self.command) from None

    def _wait(self, seconds: float) -> None:
        """Waits until it answers."""
        until = time.monotonic() + seconds
        process = self._process
        assert process is not None
        with grpc.insecure_channel(self.address, [("grpc.max_reconnect_backoff_ms", 100)]) as channel:
            while True:
                if os.path.exists(self.address[len("unix:") :]):
                    try:
                        grpc.channel_ready_future(channel).result(timeout=0.5)
                        return
                    except grpc.FutureTimeoutError:
                        pass
                code = process.poll()
                if code is not None:
                    output = self._output()
                    message = f"the local server ended with {code}: {output or 'it printed nothing'}"
                    raise LocalServerError(f"{message}\n{_HELP}", self.command, code, output)
                if time.monotonic() > until:
                    output = self._output()
                    message = f"the local server was not ready within {seconds:g} s: {output or 'it printed nothing'}"
                    raise LocalServerError(message, self.command, None, output)
                time.sleep(0.02)

    def _output(self) -> str:
        try:
            with open(self._log, "rb") as log:
                log.seek(max(0, os.path.getsize(self._log) - TAIL))
                return log.read().decode(errors="replace").strip()
        except OSError:
            return ""


_HELP = (
    "telaplan needs Node 20 or newer and its package (npm install -g telaplan); "
    "TELAPLAN_COMMAND, or local(command=…), says how it is run"
)

#: Servers whose `with` block is open, the innermost last.
_open: List[LocalServer] = []

#: The one for `server="local"`, by process.
_shared: Dict[int, LocalServer] = {}
_shared_lock = threading.Lock()


def innermost() -> Optional[LocalServer]:
    """The server of the innermost open `with telaplan.local()` block of this process."""
    return _open[-1] if _open and _open[-1]._pid == os.getpid() else None


def shared() -> LocalServer:
    """One server for the whole program, started when it is first asked for."""
    with _shared_lock:
        server = _shared.get(os.getpid())
        if server is None or server.pid is None:
            server = _shared[os.getpid()] = LocalServer()
        return server


def command_of(command: Union[str, Sequence[str], None]) -> List[str]:
    """The words of the command to which `serve` is added. Raises LocalServerError where there is none."""
    given = os.environ.get("TELAPLAN_COMMAND") if command is None else command
    if given:
        words = shlex.split(given) if isinstance(given, str) else [str(word) for word in given]
        if words:
            return words
    if shutil.which("telaplan") is not None:
        return ["telaplan"]
    if shutil.which("npx") is not None:
        return ["npx", "--yes", "telaplan"]
    raise LocalServerError(f"neither telaplan nor npx is on the PATH; {_HELP}")


def _environment() -> Dict[str, str]:
    """Without the settings of another server, which may ask for certificates, tokens or ports."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TELAPLAN_")}


def _ends(process: subprocess.Popen[bytes]) -> bool:
    """Whether it ends by itself in some seconds."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    return process.returncode is not None


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)

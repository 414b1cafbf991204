"""Servers that are started on request. $TELAPLAN_COMMAND says how telaplan is run."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
import unittest.mock

import telaplan
from telaplan import _local

ROWS = [(0, 2, 256), (1, 4, 512), (1, 6, 128)]


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(pid):
    """Whether a process ends within some seconds."""
    until = time.monotonic() + 20
    while is_running(pid):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def states_of(group):
    """The states of the processes of a group. Whose parent is gone is a zombie until init looks after it."""
    listed = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    pairs = [line.split()[:2] for line in listed.splitlines()]
    return [state for pgid, state in pairs if pgid == str(group) and not state.startswith("Z")]


def command():
    found = os.environ.get("TELAPLAN_COMMAND")
    if not found:
        raise RuntimeError("TELAPLAN_COMMAND must say how telaplan is run, as in `node dist/cli/main.js`")
    return found


class Local(unittest.TestCase):
    def test_it_serves_on_a_socket_of_this_user_and_leaves_nothing(self):
        with telaplan.local(command(), workers=1) as server:
            path = server.address[len("unix:") :]
            folder = os.path.dirname(path)
            self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700)
            self.assertEqual(telaplan.plan(ROWS, server=server).peak, 896)
            self.assertEqual(telaplan.plan(ROWS).peak, 896, "the open block is the default")
            self.assertEqual(telaplan.plan(ROWS, server=server.address).peak, 896)
            self.assertEqual(server.client.capabilities().workers, 1)
            pid = server.pid
        self.assertTrue(ends(pid))
        self.assertFalse(os.path.exists(folder))
        self.assertIsNone(server.pid)
        server.stop()
        with self.assertRaisesRegex(telaplan.LocalServerError, "was stopped"):
            telaplan.plan(ROWS, server=server)
        self.assertIsNone(_local.innermost())

    def test_settings_of_another_server_do_not_count(self):
        others = {"TELAPLAN_LISTEN": "0.0.0.0:1", "TELAPLAN_TOKENS": "/nowhere", "TELAPLAN_WORKERS": "none"}
        with unittest.mock.patch.dict(os.environ, others), telaplan.local(command()):
            self.assertEqual(telaplan.plan(ROWS).peak, 896)

    def test_a_shell_between_is_ended_with_it(self):
        # As npx does: a process that starts a shell, which starts the server.
        script = f'{command()} "$@"; exit 3'
        with telaplan.local(["sh", "-c", script, "sh"]) as server:
            self.assertEqual(telaplan.plan(ROWS).peak, 896)
            group = os.getpgid(server.pid)
        self.assertEqual(states_of(group), [])

    def test_one_that_does_not_listen_is_killed(self):
        script = f'trap "" TERM; {command()} "$@" < /dev/zero & wait; while :; do sleep 1; done'
        with unittest.mock.patch.object(_local, "STOP_SECONDS", 0.3):
            with telaplan.local(["sh", "-c", script, "sh"]) as server:
                group = os.getpgid(server.pid)
            until = time.monotonic() + 20
            while states_of(group) and time.monotonic() < until:
                time.sleep(0.05)
            self.assertEqual(states_of(group), [])

    def test_the_shared_one_is_started_once(self):
        found = [telaplan.plan(ROWS, server="local").peak for _ in range(3)]
        self.assertEqual(found, [896] * 3)
        self.assertEqual(len(_local._shared), 1)
        _local.shared().stop()
        self.assertEqual(telaplan.plan(ROWS, server="local").peak, 896, "and again where it was stopped")
        _local.shared().stop()

    def run_python(self, code, kill=None):
        """Runs a program that prints its server's process, and returns that number and the exit code."""
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
        )
        pid = int(child.stdout.readline())
        if kill is not None:
            child.send_signal(kill)
        child.stdout.read()
        child.stdout.close()
        return pid, child.wait()

    def test_it_ends_with_the_program(self):
        pid, code = self.run_python("import telaplan; server = telaplan.local(); print(server.pid, flush=True)")
        self.assertEqual(code, 0)
        self.assertFalse(is_running(pid))

    def test_it_ends_where_the_program_is_killed(self):
        code = "import telaplan, time; s = telaplan.local(); print(s.pid, flush=True); time.sleep(60)"
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
            pid, _ = self.run_python(code, number)
            self.assertTrue(ends(pid), number)

    def test_a_fork_does_not_end_it(self):
        code = """
            import os, telaplan
            server = telaplan.local()
            print(server.pid, flush=True)
            child = os.fork()
            if child == 0:
                server.stop()
                os._exit(0)
            os.waitpid(child, 0)
            assert telaplan.plan([(0, 1, 8)], server=server).peak == 8
        """
        pid, code = self.run_python(code)
        self.assertEqual(code, 0)
        self.assertFalse(is_running(pid))


class Refused(unittest.TestCase):
    def error(self, *args, **options):
        with self.assertRaises(telaplan.LocalServerError) as caught:
            telaplan.local(*args, **options)
        return caught.exception

    def setUp(self):
        # A place of its own: others make folders beside those of `local` in the machine's.
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        moved = unittest.mock.patch.object(tempfile, "tempdir", self.place.name)
        moved.start()
        self.addCleanup(moved.stop)

    def folders(self):
        return [name for name in os.listdir(self.place.name) if name.startswith("telaplan-")]

    def test_a_command_that_there_is_not_says_what_is_needed(self):
        error = self.error(["no-such-telaplan"])
        self.assertIn("cannot run no-such-telaplan: No such file or directory", str(error))
        self.assertIn("Node 20", str(error))
        self.assertEqual(self.folders(), [])

    def test_neither_telaplan_nor_npx_says_so(self):
        with unittest.mock.patch.dict(os.environ, {"PATH": "/nowhere", "TELAPLAN_COMMAND": ""}):
            self.assertIn("neither telaplan nor npx is on the PATH", str(self.error()))

    def test_telaplan_on_the_path_goes_before_npx(self):
        with (
            tempfile.TemporaryDirectory() as folder,
            unittest.mock.patch.dict(os.environ, {"PATH": folder, "TELAPLAN_COMMAND": ""}),
        ):
            for name, words in (("npx", ["npx", "--yes", "telaplan"]), ("telaplan", ["telaplan"])):
                path = os.path.join(folder, name)
                with open(path, "w") as file:
                    file.write("#!/bin/sh\n")
                os.chmod(path, 0o755)
                self.assertEqual(_local.command_of(None), words)
            with unittest.mock.patch.dict(os.environ, {"TELAPLAN_COMMAND": "node 'my main.js'"}):
                self.assertEqual(_local.command_of(None), ["node", "my main.js"])
            self.assertEqual(_local.command_of(["a b"]), ["a b"])

    def test_a_server_that_ends_shows_what_it_said(self):
        error = self.error(command(), args=["--workers", "many"])
        self.assertEqual(error.exit_code, 2)
        self.assertIn("--workers: must be", error.output)
        self.assertIn("--workers: must be", str(error))

    def test_a_server_that_is_never_ready_is_ended(self):
        error = self.error(["sh", "-c", "echo starting; exec sleep 60"], ready_seconds=0.5)
        self.assertIn("not ready within 0.5 s: starting", str(error))
        self.assertIsNone(error.exit_code)
        self.assertEqual(self.folders(), [])


if __name__ == "__main__":
    unittest.main()

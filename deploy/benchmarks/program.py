"""Programs, each on a core that is said, and what they take."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = os.path.join(ROOT, ".build", "release")
SERVER_CORE, CLIENT_CORE = "0", "1"
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Program:
    """A program on the servers' core, which ends with this one."""

    def __init__(self, arguments, environment=None, cores=SERVER_CORE):
        base = {"PATH": os.environ["PATH"] + ":/usr/sbin", "SWIFT_BACKTRACE": "enable=no"}
        self.log = tempfile.TemporaryFile()
        self.start = time.monotonic()
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", "taskset", "-c", cores] + arguments,
            env={**base, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
        )

    def answers(self, port, path="/", host="127.0.0.1"):
        """Waits for the first answer; tells how many milliseconds after the start it came."""
        end = self.start + 20
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1) as s:
                s.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                if s.recv(64).startswith(b"HTTP/1.1 200"):
                    return (time.monotonic() - self.start) * 1000
            time.sleep(0.0005)
        self.log.seek(0)
        sys.exit(f"{self.process.args[6]} does not answer:\n{self.log.read().decode()}")

    def listens(self, port):
        end = self.start + 20
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return
            time.sleep(0.001)
        self.log.seek(0)
        sys.exit(f"{self.process.args[6]} does not listen:\n{self.log.read().decode()}")

    @property
    def family(self):
        """Its process ids: nginx works in a child."""
        pid = self.process.pid
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [pid] + [int(child) for child in file.read().split()]

    def processor_seconds(self):
        total = 0
        for pid in self.family:
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory(self, name="VmRSS"):
        total = 0
        for pid in self.family:
            with open(f"/proc/{pid}/status") as file:
                total += next(int(line.split()[1]) for line in file if line.startswith(name)) * 1024
        return total

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            sys.exit(f"{self.process.args[6]} did not stop")

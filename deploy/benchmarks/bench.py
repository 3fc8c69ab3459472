"""What every measurement stands on."""

import os
import subprocess
import tempfile

from benchmarks.program import PROGRAMS, Program, SERVER_CORE, free_port

GIB = 1 << 30
MIB = 1 << 20


class Bench:
    """Programs that end with it, a folder of its own, and the rows of the table."""

    def __init__(self, rounds, seconds):
        self.rounds, self.seconds = rounds, seconds
        self.folder = tempfile.mkdtemp(prefix="apus-bench-")
        self.rows = []
        self.programs = []

    def run(self, arguments, environment=None, cores=SERVER_CORE):
        program = Program(arguments, environment, cores)
        self.programs.append(program)
        return program

    def stop(self):
        """Ends what was started, the last first: it may need those before it."""
        for program in reversed(self.programs):
            if program.process.poll() is None:
                program.stop()
        self.programs = []

    def server(self, environment=None, cores=SERVER_CORE, name="apus-server", arguments=()):
        port = free_port()
        own = {
            "APUS_LISTEN": f"127.0.0.1:{port}",
            "APUS_DATA": os.path.join(self.folder, "data"),
            "APUS_HTTP_LOOPS": "1",
        }
        program = self.run([os.path.join(PROGRAMS, name), *arguments], {**own, **(environment or {})}, cores)
        return program, port

    def certificate(self):
        key, certificate = os.path.join(self.folder, "key.pem"), os.path.join(self.folder, "certificate.pem")
        if not os.path.exists(key):
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
                + ["-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate],
                check=True,
                capture_output=True,
            )
        return key, certificate

    def big(self):
        path = os.path.join(self.folder, "files", "big")
        if not os.path.exists(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                block = os.urandom(MIB)
                for _ in range(GIB // MIB):
                    file.write(block)
        return path

    def row(self, what, ours, peer, goal, note="", reached=None):
        verdict = "" if reached is None else "reached" if reached else "NOT reached"
        self.rows.append((what, ours, peer, goal, note, verdict))
        print(f"  {what}: {ours} | {peer} | goal {goal} | {note} {verdict}", flush=True)

    def print_table(self):
        head = ("what", "Apus", "peer", "goal", "figures", "")
        rows = [head, *self.rows]
        widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
        print()
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())

"""Databases."""

import os
import shutil
import statistics
import subprocess

from benchmarks.bench import Bench
from benchmarks.program import PROGRAMS, ROOT


class Databases(Bench):
    def sqlite(self):
        """Writing with every commit on the disk and reading by key, against plain C with nobody to answer."""
        peer = os.path.join(self.folder, "sqlite-peer")
        compiler = os.path.join(os.path.dirname(os.path.realpath(shutil.which("swift"))), "clang")
        subprocess.run([compiler, "-O2", os.path.join(ROOT, "deploy/peers/sqlite.c"), "-lsqlite3", "-o", peer],
                       check=True)
        # What is asked of each: rows a second, or a share of the peer's; and the 99th of a hundred waits in ms.
        goals = {
            "bulk": ("bulk 1000", 600_000, None),
            "commit-1": ("commit 1", None, None),
            "commit-16": ("commit 16", 40_000, 1),
            "commit-64": ("commit 64", 83_000, 2),
            "commit-256": ("commit 256", 112_000, 5),
            "read": ("read 1", None, None),
        }
        ours, theirs = {name: [] for name in goals}, {name: [] for name in goals}
        for _ in range(self.rounds):
            command = [os.path.join(PROGRAMS, "Benchmarks"), "sqlite"]
            text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300, cwd=self.folder)
            for line in text.stdout.splitlines():
                name, *figures = line.split()
                ours[name].append([float(figure) for figure in figures])
            for name, (words, _, _) in goals.items():
                command = [peer, os.path.join(self.folder, "peer.db"), *words.split(), "2"]
                text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
                theirs[name].append([float(figure) for figure in text.stdout.split()])
        for name, (_, rate, late) in goals.items():
            mine, other = (
                [statistics.median(values) for values in zip(*figures)] for figures in (ours[name], theirs[name])
            )
            goal = " ".join(
                [*([f"{rate:,}/s"] if rate else []), *([f"p99 {late} ms"] if late else [])]
            )
            reached = (not rate or mine[0] >= rate) and (not late or mine[2] <= late * 1000) if goal else None
            self.row(
                f"SQLite, {name}",
                f"{mine[0]:,.0f}/s",
                f"C {other[0]:,.0f}/s",
                goal,
                f"{mine[0] / other[0]:.2f} ×; p50 {mine[1]:,.0f} p99 {mine[2]:,.0f} µs; "
                f"{mine[3]:.1f} / {other[1]:.1f} µs CPU each",
                reached,
            )

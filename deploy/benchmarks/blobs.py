"""Stores of blobs."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time

from benchmarks.bench import Bench, GIB
from benchmarks.program import CLIENT_CORE, PROGRAMS, ROOT, free_port


# What boto3 does with a file by itself: parts of 8 MiB, ten threads.
BOTO = """
import boto3, io, os, sys, time

class Nowhere(io.RawIOBase):
    def writable(self): return True
    def seekable(self): return False
    def write(self, data): return len(data)

store, size = boto3.client("s3", endpoint_url=sys.argv[1]), os.path.getsize(sys.argv[2])
start = time.monotonic()
store.upload_file(sys.argv[2], "bench", "boto")
middle = time.monotonic()
store.download_fileobj("bench", "boto", Nowhere())
end = time.monotonic()
store.delete_object(Bucket="bench", Key="boto")
print(size / 1e6 / (middle - start), size / 1e6 / (end - middle))
"""


class Blobs(Bench):
    def blobs(self):
        """10,000 durable blobs of 1 KiB from 16 callers, against plain C; and 1 GiB in and out."""
        peer = os.path.join(self.folder, "durable")
        compiler = os.path.join(os.path.dirname(os.path.realpath(shutil.which("swift"))), "clang")
        subprocess.run([compiler, "-O2", "-pthread", os.path.join(ROOT, "deploy/peers/durable.c"), "-o", peer],
                       check=True)
        place = os.path.join(self.folder, "blobs")

        def figures(command):
            shutil.rmtree(place, ignore_errors=True)
            os.mkdir(place)
            text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout
            return [float(figure) for figure in re.findall(r"[\d.]+", text)]

        own = [os.path.join(PROGRAMS, "Benchmarks"), "blobs"]
        pairs = [
            (figures([*own, "objects", place, "10000", "16"])[0], figures([peer, place, "16", "10000"])[0])
            for _ in range(max(5, self.rounds))
        ]
        mine, theirs = (statistics.median(values) for values in zip(*pairs))
        ratio = statistics.median(ours / other for ours, other in pairs)
        self.row("10,000 durable blobs", f"{mine:,.0f}/s", f"C {theirs:,.0f}/s", "0.8 ×", f"{ratio:.2f} ×",
                 ratio >= 0.8)
        runs = [figures([*own, "stream", place, str(GIB)]) for _ in range(self.rounds)]
        into, out, growth = (statistics.median(values) for values in zip(*runs))
        self.row("1 GiB into a folder and out", f"{into:,.0f} / {out:,.0f} MB/s", "", "+32 MiB", f"{growth:+.1f} MiB",
                 growth < 32)

    def s3(self):
        """1 GiB up into a store and down again, beside boto3 on the same server, which is rclone."""
        port = free_port()
        folder = os.path.join(self.folder, "store")
        os.makedirs(os.path.join(folder, "bench"), exist_ok=True)
        bin = os.path.join(ROOT, ".deploy", "python", "bin")
        store = self.run(
            [os.path.join(bin, "rclone"), "serve", "s3", folder, "--addr", f"127.0.0.1:{port}"]
            + ["--config", os.path.join(self.folder, "none"), "--auth-key", "bench,bench-secret"]
        )
        store.listens(port)
        environment = {
            "PATH": os.environ["PATH"],
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench-secret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        sides = {
            "apus": [os.path.join(PROGRAMS, "Benchmarks"), "s3", f"s3://bench?endpoint=http://127.0.0.1:{port}"],
            "boto3": [os.path.join(bin, "python"), "-c", BOTO, f"http://127.0.0.1:{port}"],
        }
        results = {name: [] for name in sides}
        for _ in range(self.rounds):
            for name, command in sides.items():
                text = subprocess.run(
                    ["taskset", "-c", CLIENT_CORE, *command, self.big()],
                    check=True, capture_output=True, text=True, timeout=300, env=environment,
                ).stdout
                results[name].append([float(word) for word in text.split()])
        mine, theirs = ([statistics.median(column) for column in zip(*results[name])] for name in ("apus", "boto3"))
        for index, what in enumerate(("1 GiB up into S3", "1 GiB down from S3")):
            self.row(
                what,
                f"{mine[index]:,.0f} MB/s",
                f"boto3 {theirs[index]:,.0f} MB/s",
                "0.8 ×, < 32 MiB",
                f"{mine[index] / theirs[index]:.2f} ×; {mine[2]:+.1f} MiB; SHA-256 {mine[3]:,.0f} MB/s",
                mine[index] >= 0.8 * theirs[index] and mine[2] < 32,
            )

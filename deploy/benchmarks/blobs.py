"""Stores of blobs."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time

from benchmarks.bench import GIB, MIB
from benchmarks.loads import Loads
from benchmarks.program import CLIENT_CORE, PROGRAMS, ROOT, free_port


PYTHON = os.path.join(ROOT, ".deploy", "python", "bin")

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


class Blobs(Loads):
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

    def through(self):
        """1 GiB up through the whole server into a folder and into S3, and down again."""
        nginx, peer, _ = self.nginx()
        apus, port = self.serving({"APUS_DATA": os.path.join(self.folder, "data")})
        there = f"http://localhost:{peer}/dav/big"
        for up in (True, False):
            words = ["-T", self.big()] if up else []
            self.beside("a folder", up, apus, port, lambda: self.curl([*words, there]), "nginx")
        self.stop()
        # The server stands where boto3 stands, beside the client, and the store has the other core to itself.
        place, key = self.store()
        settings = {"APUS_BLOBS": f"s3://bench?endpoint={place}", **key}
        apus, port = self.serving(settings, CLIENT_CORE)
        rates = [[], []]

        def direct(index):
            if not rates[index]:
                for rate, kept in zip(self.boto(place, key), rates):
                    kept.append(rate)
            return rates[index].pop()

        for up in (True, False):
            self.beside("S3", up, apus, port, lambda: direct(0 if up else 1), "boto3, directly")

    def beside(self, what, up, apus, port, peer, name):
        """One direction through the server, beside what `peer` reaches, in turn."""
        words = [*(["-T", self.big()] if up else []), f"http://localhost:{port}/blobs/big"]
        self.curl(words)
        peer()
        before = apus.memory()
        figures = [(self.curl(words), peer()) for _ in range(self.rounds)]
        growth = (apus.memory("VmHWM") - before) / MIB
        mine, theirs = (statistics.median(values) for values in zip(*figures))
        ratio = statistics.median(own / other for own, other in figures)
        self.row(
            f"1 GiB {'up into' if up else 'down from'} {what}, through the server",
            f"{mine:,.0f} MB/s",
            f"{name} {theirs:,.0f} MB/s",
            "0.8 ×, < 32 MiB",
            f"{ratio:.2f} ×; {growth:+.1f} MiB",
            ratio >= 0.8 and growth < 32,
        )

    def boto(self, place, key):
        """What boto3 reaches by itself, up and down; MB/s."""
        command = ["taskset", "-c", CLIENT_CORE, os.path.join(PYTHON, "python"), "-c", BOTO, place, self.big()]
        environment = {"PATH": os.environ["PATH"], **key}
        text = subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=300, env=environment
        ).stdout
        return [float(word) for word in text.split()]

    def store(self):
        """rclone, which serves a folder by S3; its address, and the key as the environment has it."""
        port = free_port()
        folder = os.path.join(self.folder, "store")
        os.makedirs(os.path.join(folder, "bench"), exist_ok=True)
        store = self.run(
            [os.path.join(PYTHON, "rclone"), "serve", "s3", folder, "--addr", f"127.0.0.1:{port}"]
            + ["--config", os.path.join(self.folder, "none"), "--auth-key", "bench,bench-secret"]
        )
        store.listens(port)
        key = {
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench-secret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        return f"http://127.0.0.1:{port}", key

    def s3(self):
        """1 GiB up into a store and down again, beside boto3 on the same store, which is rclone."""
        place, key = self.store()
        command = ["taskset", "-c", CLIENT_CORE, os.path.join(PROGRAMS, "Benchmarks"), "s3"]
        results = [[], []]
        for _ in range(self.rounds):
            text = subprocess.run(
                [*command, f"s3://bench?endpoint={place}", self.big()],
                check=True, capture_output=True, text=True, timeout=300, env={"PATH": os.environ["PATH"], **key},
            ).stdout
            results[0].append([float(word) for word in text.split()])
            results[1].append(self.boto(place, key))
        mine, theirs = ([statistics.median(column) for column in zip(*side)] for side in results)
        for index, what in enumerate(("1 GiB up into S3", "1 GiB down from S3")):
            self.row(
                what,
                f"{mine[index]:,.0f} MB/s",
                f"boto3 {theirs[index]:,.0f} MB/s",
                "0.8 ×, < 32 MiB",
                f"{mine[index] / theirs[index]:.2f} ×; {mine[2]:+.1f} MiB; SHA-256 {mine[3]:,.0f} MB/s",
                mine[index] >= 0.8 * theirs[index] and mine[2] < 32,
            )

"""The fork server of one box: each request gets a cell, in which a supervisor is the first process.

The server itself never reads a request, so that the memory a candidate inherits holds nothing of other samples, and nothing
of its own tests. It waits until the request stream is readable and forks the supervisor, which reads, runs, answers, and ends;
with it ends its cell, whatever was left in it. A candidate with tests has an inner cell, from which the tests cannot be seen.
"""

import gc
import json
import os
import select
import signal
import socket
import struct
import sys
import time

# What solutions import most: read once here, not once a run.
import array, bisect, collections, copy, datetime, decimal, fractions, functools, heapq, itertools, math  # noqa
import operator, random, re, statistics, string, threading, typing  # noqa

import gradus_candidate
import gradus_examiner
import gradus_jail as jail
import gradus_remote  # noqa
import gradus_tenants
import gradus_usage

END = 17  # a supervisor's exit code when the request stream has ended
TICK = 0.05
LINGER = 1.0  # seconds for a candidate to end after its tests did: on a crowded machine it takes a while
PATIENCE = 4  # how many times longer a run may last on a machine that does not let it run
TRUSTED = 6  # processes of the box besides a candidate's: its init, the server, the supervisor, an inner init, the tests


def read_exactly(fd, size):
    parts = []
    while size:
        part = os.read(fd, min(size, 1 << 20))
        if not part:
            os._exit(END)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


def answer(result, *blobs):
    result["blobs"] = [len(b) for b in blobs]
    head = json.dumps(result).encode()
    write_all(1, struct.pack(">I", len(head)) + head + b"".join(blobs))


class Tenant:
    """An untrusted process, in a cell of its own or in the supervisor's, and what is known about it."""

    def __init__(self, tenant, fds, limits, own_cell=False, own_files=True):
        if own_cell:
            self.process, self.report = jail.cell(tenant, fds, limits, own_files)
            self.trusted = [self.process]
        else:
            self.report, alarm = os.pipe()
            self.process = jail.fork_tenant(tenant, fds, limits, alarm)
            os.close(alarm)
            self.trusted = []
        self.ended = os.pidfd_open(self.process)
        self.cpu = 0.0
        self.status = None

    def reap(self):
        """Waits for its end, and learns how it came."""
        _, self.status, usage = os.wait4(self.process, 0)
        self.cpu = usage.ru_utime + usage.ru_stime
        data = os.read(self.report, 1000)
        if data.startswith(jail.UNBUILT):
            raise OSError("a cell could not be built: %s" % data[len(jail.UNBUILT):].decode("utf-8", "replace"))
        if self.trusted:
            self.status = struct.unpack("<i", data)[0] if len(data) == 4 else None


def supervise(limits, tenants, streams, until):
    """Reads the streams within their limits until the tenant `until` ends or a limit is passed, then ends every process of the cell.

    streams: descriptor -> [list of parts, bytes left]. Returns the name of the limit passed, or "".
    """
    started = time.monotonic()
    deadline = started + limits["wall"]
    meter = gradus_usage.Meter([1] + [p for t in tenants for p in t.trusted], limits)
    poll = select.poll()
    for fd in streams:
        os.set_blocking(fd, False)
        poll.register(fd, select.POLLIN)
    poll.register(until.ended, select.POLLIN)
    over, tick = "", time.monotonic() + TICK

    def drain(fd):
        nonlocal over
        parts = streams[fd]
        while parts[1] >= 0:
            try:
                data = os.read(fd, 1 << 16)
            except BlockingIOError:
                return True
            if not data:
                return False
            parts[0].append(data[: max(parts[1], 0)])
            parts[1] -= len(data)
        over = over or "output"
        return False

    running = True
    while running and not over:
        now = time.monotonic()
        if now >= deadline:
            deadline = started + min(limits["wall"] + gradus_usage.starved(meter), PATIENCE * limits["wall"])
            if now >= deadline:
                over = "wall"
                break
        if now >= tick:
            if meter.out_of_time():
                over = "cpu"
                break
            tick = now + TICK
        for fd, _ in poll.poll(max(1, int(1000 * min(tick - now, deadline - now)))):
            if fd == until.ended:
                running = False
            elif not drain(fd):
                poll.unregister(fd)
    if not over:  # what waits for the tenant that has ended goes by itself, and then tells how
        for tenant in tenants:
            select.select([tenant.ended], [], [], LINGER)
        over = "memory" if meter.out_of_memory() else "cpu" if meter.out_of_time() else ""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass
    for tenant in tenants:
        tenant.reap()
    try:
        while True:  # whatever they left behind has come to us
            os.wait()
    except ChildProcessError:
        pass
    for fd in streams:
        if not over and streams[fd][1] >= 0:
            drain(fd)
    return over


def ending(over, tenant, note, limits):
    """What became of the tenant, as fields of the answer."""
    out = {"over": over, "cpu": tenant.cpu, "note": note, "exit": None, "signal": None}
    if tenant.status is not None:
        if os.WIFSIGNALED(tenant.status):
            out["signal"] = os.WTERMSIG(tenant.status)
        else:
            out["exit"] = os.WEXITSTATUS(tenant.status)
    if out["signal"] == signal.SIGXCPU or (out["signal"] == signal.SIGKILL and tenant.cpu >= limits["cpu"]):
        out["over"] = out["over"] or "cpu"
    return out


def text_of(stream):
    return b"".join(stream[0])


def program(header, limits):
    """One program with its standard input: Python in this interpreter, or a command."""
    blobs = [read_exactly(0, size) for size in header["blobs"]]
    stdin = os.memfd_create("stdin", os.MFD_CLOEXEC)
    write_all(stdin, blobs[0])
    readable = os.open("/proc/self/fd/%d" % stdin, os.O_RDONLY | os.O_CLOEXEC)
    out, out_w = os.pipe()
    err, err_w = os.pipe()
    note, note_w = os.pipe()
    del blobs[0]
    if header["kind"] == "python":
        run = lambda: gradus_tenants.python_program(blobs[0], 3)
    else:
        run = lambda: gradus_tenants.command(header["argv"], header["names"], blobs)
    started = time.monotonic()
    tenant = Tenant(run, [readable, out_w, err_w, note_w], limits)
    for fd in (stdin, readable, out_w, err_w, note_w):
        os.close(fd)
    streams = {out: [[], header["stdout"]], err: [[], header["stderr"]], note: [[], 4096]}
    over = supervise(limits, [tenant], streams, tenant)
    result = ending(over, tenant, text_of(streams[note]).decode("utf-8", "replace"), limits)
    result["wall"] = time.monotonic() - started
    answer(result, text_of(streams[out]), text_of(streams[err])[-2000:])


def function(header, limits):
    """A candidate and, in another cell, its tests: the tests are read after the candidate's process was made."""
    candidate_source = read_exactly(0, header["blobs"][0])
    near, far = socket.socketpair()
    nothing = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
    note, note_w = os.pipe()
    result_r, result_w = os.pipe()
    started = time.monotonic()
    candidate = Tenant(
        lambda: gradus_candidate.candidate(candidate_source, 3, 4),
        [nothing, nothing, nothing, far.fileno(), note_w],
        limits,
        own_cell=True,
        own_files=not header.get("shared"),
    )
    far.close()
    os.close(note_w)
    # All of it, before anything can end this run: what stayed in the stream would be taken for the next request.
    paper = read_exactly(0, header["blobs"][1])
    tests = Tenant(lambda: gradus_examiner.tests(paper, 3, 4), [nothing, nothing, nothing, near.fileno(), result_w], limits)
    near.close()
    os.close(result_w)
    streams = {note: [[], 4096], result_r: [[], 1 << 16]}
    over = supervise(limits, [candidate, tests], streams, tests)
    result = ending(over, candidate, text_of(streams[note]).decode("utf-8", "replace"), limits)
    result["wall"] = time.monotonic() - started
    result["tests"] = text_of(streams[result_r]).decode("utf-8", "replace")
    if not result["tests"] and not over:  # the process of the tests died: of what?
        own = ending(over, tests, "", limits)
        result["over"] = own["over"]
        result["signal"] = own["signal"]
    answer(result)


def supervisor():
    size = struct.unpack(">I", read_exactly(0, 4))[0]
    header = json.loads(read_exactly(0, size))
    limits = header["limits"]
    limits["processes"] += TRUSTED
    jail.furnish()
    (function if header["kind"] == "function" else program)(header, limits)


def serve():
    """Answers requests until the stream ends or one of them cannot be answered."""
    jail.checked(jail.libc.prctl(jail.PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable")
    # A signal with a handler reaches even the init of a cell, from within it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gradus_usage.open_groups()
    gc.collect()
    gc.freeze()
    gc.disable()
    poll = select.poll()
    poll.register(0, select.POLLIN)
    while True:
        poll.poll()
        pid = jail.fork_init()
        if pid == 0:
            try:
                supervisor()
                os._exit(0)
            except BaseException as failure:
                os.write(2, ("supervisor: %r\n" % failure).encode())
                os._exit(1)
        _, status = os.waitpid(pid, 0)
        if status != 0:
            sys.exit(0 if os.WIFEXITED(status) and os.WEXITSTATUS(status) == END else 1)


def become(argv, files, limits):
    """Turns the box itself into one confined command, which talks on the box's own streams."""
    gradus_usage.open_groups()
    os.makedirs("/tmp/home", exist_ok=True)
    gradus_tenants.write_files(files)
    jail.confine(limits)
    os.execve(argv[0], argv, gradus_tenants.ENVIRONMENT)

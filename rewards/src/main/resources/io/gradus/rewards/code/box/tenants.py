"""What a cell's tenant does first, and the plain tenants: a Python program, a command."""

import builtins
import gc
import io
import json
import os
import random
import signal
import sys
import threading
import types

ENVIRONMENT = {"PATH": "/usr/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "TMPDIR": "/tmp", "PYTHONHASHSEED": "0"}
PRIVATE = tuple(
    "gradus_" + n for n in "jail usage heap peer remote tenants scene candidate reflection examiner binding running server".split()
)

SOLUTION = "/tmp/solution.py"

# A program that has none of these words writes nothing after its end.
LAST_WORDS = (b"__del__", b"yield", b"open", b"weakref", b"Wrapper", b"Writer", b"async")


def write_files(files):
    for name, data in files.items():
        path = "/tmp/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)


def command(argv, names, blobs):
    """Replaces the process by a command, its files written below /tmp."""
    write_files(dict(zip(names, blobs)))
    os.close(3)
    os.execve(argv[0], argv, ENVIRONMENT)


def move_in(path=()):
    """Makes the interpreter what a script would find: own streams, own environment, a fixed seed, nothing of the server's."""
    gc.enable()
    getattr(sys, "set_int_max_str_digits", int)(0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    random.seed(0)
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, "r", False)), "utf-8", "surrogateescape")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", False)), "utf-8", "strict")
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", False), "utf-8", "backslashreplace", line_buffering=True, write_through=True)
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
    sys.argv = ["solution.py"]
    sys.path[:] = list(path) + [p for p in sys.path if p]
    # What the site module adds, which is not read here.
    builtins.exit = builtins.quit = sys.exit
    for name in PRIVATE:
        sys.modules.pop(name, None)


def own_module(name, file=None):
    """Registers a new module and returns its namespace."""
    module = types.ModuleType(name)
    module.__dict__["__builtins__"] = builtins
    if file:
        module.__file__ = file
    sys.modules[name] = module
    return module.__dict__


def source_file(source):
    """Writes the source where `__file__`, tracebacks and spawned processes look for it."""
    with open(SOLUTION, "wb") as file:
        file.write(source)


def note(fd, kind, text):
    try:
        os.write(fd, json.dumps([kind, text[:1000]]).encode())
    except (OSError, ValueError):
        pass


def describe(failure):
    try:
        return "%s: %s" % (type(failure).__name__, failure)
    except BaseException:
        return type(failure).__name__


def traceback_of(failure):
    import traceback

    try:
        return "".join(traceback.format_exception(type(failure), failure, failure.__traceback__.tb_next, limit=-8))
    except BaseException:
        return describe(failure)


def exit_code(failure):
    code = failure.code
    if code is None:
        return 0
    return code & 0xFF if type(code) in (int, bool) else 1


def leave(code, source=b""):
    """Ends as an interpreter does: waits for threads, runs atexit, flushes, and frees what the program made."""
    import atexit

    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        flush()
        if any(word in source for word in LAST_WORDS):
            sys.modules.pop("__main__", None)
            gc.collect()
    except BaseException as failure:
        sys.stderr.write(traceback_of(failure))
    try:
        flush()
    except BaseException:
        code = code or 120
    os._exit(code)


def flush():
    for stream in {id(s): s for s in (sys.stdout, sys.__stdout__) if s is not None}.values():
        if not getattr(stream, "closed", False):
            stream.flush()


def run_main(code):
    exec(code, own_module("__main__", SOLUTION))


def python_program(source, note_fd):
    move_in(["/tmp"])
    os.set_inheritable(note_fd, False)
    try:
        source_file(source)
        code = compile(source, SOLUTION, "exec", dont_inherit=True)
    except MemoryError:
        note(note_fd, "memory", "MemoryError")
        os._exit(1)
    except BaseException as failure:
        note(note_fd, "compile", describe(failure))
        os._exit(1)
    ended = 0
    try:
        run_main(code)
    except SystemExit as failure:
        if failure.code is not None and type(failure.code) not in (int, bool):
            sys.stderr.write(str(failure.code))
        ended = exit_code(failure)
    except BaseException as failure:
        note(note_fd, "memory" if isinstance(failure, MemoryError) else "raised", describe(failure))
        try:
            sys.stdout.flush()
            sys.stderr.write(traceback_of(failure))
        finally:
            os._exit(1)
    leave(ended, source)

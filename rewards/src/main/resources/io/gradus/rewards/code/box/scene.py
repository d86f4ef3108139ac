"""What tests set up around a call: redirected output, mocked functions, a seed, the environment. The candidate then finds the same.

Tests say by their text which of it they may change, and only that is looked at. One class for each side.
"""

import builtins
import importlib
import io
import os
import random
import re
import sys

import gradus_peer as peer

WATCHED = ("builtins", "time", "random", "os", "os.path", "math", "datetime", "sys", "uuid", "secrets", "getpass", "json")
STREAMS = ("stdin", "stdout", "stderr")

# Compiled in the server, so that no run compiles them again.
OUTPUT = re.compile(r"stdout|stderr|StringIO")
INPUT = re.compile(r"stdin|input")
RANDOM = re.compile(r"seed|setstate|random\.")
ENVIRONMENT = re.compile(r"environ|putenv")
PATCHED = re.compile(r"patch|mock|setattr|(?m:^\s*\w+(\.\w+)+\s*=[^=])|input")


class Director:
    """The side of the tests: tells what has changed since the last call."""

    def __init__(self, text, line):
        self.line = line
        self.streams = {"stdout": sys.stdout, "stderr": sys.stderr, "stdin": sys.stdin}
        self.output = bool(OUTPUT.search(text))
        self.input = bool(INPUT.search(text))
        self.random = random.getstate() if RANDOM.search(text) else None
        self.seeded = False
        if self.random:
            for name in ("seed", "setstate"):
                setattr(random, name, self.seeding(getattr(random, name)))
        self.environment = {} if ENVIRONMENT.search(text) else None
        self.folder = os.getcwd() if "chdir" in text else None
        patched = PATCHED.search(text)
        self.modules = {n: sys.modules[n] for n in WATCHED if n in sys.modules} if patched else {}
        self.originals = {name: dict(vars(module)) for name, module in self.modules.items()}
        self.active = bool(
            self.output or self.input or self.random or self.environment is not None or self.folder or self.modules
        )

    def seeding(self, original):
        def seed(*args, **kwargs):
            self.seeded = True
            return original(*args, **kwargs)

        return seed

    def changes(self):
        """The scene of the next call."""
        scene = {}
        if self.output:
            scene["out"] = [n for n in ("stdout", "stderr") if getattr(sys, n) is not self.streams[n]]
        if self.input and sys.stdin is not self.streams["stdin"]:
            scene["stdin"] = self.line.opaque(sys.stdin)["h"]
        if self.random and (self.seeded or random.getstate() != self.random):
            self.random, self.seeded = random.getstate(), False
            scene["random"] = self.line.heap.pack([self.random])
        if self.environment is not None and dict(os.environ) != self.environment:
            self.environment = dict(os.environ)
            scene["environment"] = self.environment
        if self.folder and os.getcwd() != self.folder:
            self.folder = scene["folder"] = os.getcwd()
        patches = []
        for name, module in self.modules.items():
            original = self.originals[name]
            for key, value in vars(module).items():
                if value is not original.get(key, self) and key not in STREAMS and not key.startswith("_"):
                    if key == "open":
                        raise peer.CannotCross("the tests replace open, and their files cannot cross to the candidate's process")
                    patches.append([name, key, self.line.heap.pack([value])])
        if patches:
            scene["patches"] = patches
        return scene

    def told(self, message):
        """Takes over what the candidate did to the scene."""
        for name, text in message.get("told", ()):
            if name in ("stdout", "stderr") and type(text) is str and getattr(sys, name) is not self.streams[name]:
                getattr(sys, name).write(text)
        environment = message.get("environment")
        if environment is not None and self.environment is not None:
            os.environ.clear()
            os.environ.update(environment)
            self.environment = dict(os.environ)


class Input(io.TextIOBase):
    """Standard input that the tests have replaced."""

    def __init__(self, ask, number):
        self._ask = lambda name, *args: ask(["stdin", number, [name, *args], {}])

    def readable(self):
        return True

    def read(self, size=-1):
        return self._ask("read", size)

    def readline(self, size=-1):
        return self._ask("readline", size)

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line


class Stage:
    """The side of the candidate: sets the scene for one call, and clears it after."""

    def __init__(self, server):
        self.server = server
        self.written = {}
        self.environment = None
        self.undo = []

    def set(self, scene):
        for name in scene.get("out", ()):
            self.written[name] = io.StringIO()
            self.replace(sys, name, self.written[name])
        if "stdin" in scene:
            self.replace(sys, "stdin", Input(self.server.ask, scene["stdin"]))
        if "random" in scene:
            random.setstate(self.server.heap.unpack(scene["random"])[0])
        if "environment" in scene:
            os.environ.clear()
            os.environ.update(scene["environment"])
            self.environment = dict(os.environ)
        if "folder" in scene:
            os.chdir(scene["folder"])
        for module, name, value in scene.get("patches", ()):
            self.replace(importlib.import_module(module), name, self.server.heap.unpack(value)[0])

    def replace(self, owner, name, value):
        missing = object()
        before = getattr(owner, name, missing)
        setattr(owner, name, value)
        self.undo.append(lambda: delattr(owner, name) if before is missing else setattr(owner, name, before))

    def clear(self):
        while self.undo:
            self.undo.pop()()

    def tell(self):
        """What has happened since it was last asked, as fields of a message."""
        fields = {}
        told = [[name, stream.getvalue()] for name, stream in self.written.items() if stream.tell()]
        if told:
            fields["told"] = told
            for stream in self.written.values():
                stream.seek(0)
                stream.truncate()
        if self.environment is not None and dict(os.environ) != self.environment:
            self.environment = fields["environment"] = dict(os.environ)
        return fields

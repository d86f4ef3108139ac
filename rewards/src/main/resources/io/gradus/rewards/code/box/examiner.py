"""The tenant that runs the tests of a function, which is in another process and untrusted."""

import ast
import builtins
import importlib
import json
import os
import sys

import gradus_candidate
import gradus_peer as peer
import gradus_tenants as tenants

UNRAISED = (SystemExit, KeyboardInterrupt, GeneratorExit)


class Mistake(Exception):
    """The tests themselves are at fault."""


class Undefined(Exception):
    """The candidate does not define what the tests call."""


class Remote:
    """An object of the candidate's process. What it says about itself is data, never a comparison with a value of ours."""

    __slots__ = ("_line", "_number", "_name")

    def __init__(self, line, number, name):
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_name", name)

    def __call__(self, *args, **kwargs):
        return self._line.call(self._number, args, kwargs)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._line.request("get", self._number, [name])

    def __setattr__(self, name, value):
        self._line.request("set", self._number, [name, value])

    def __getitem__(self, key):
        return self._line.request("item", self._number, [key])

    def __setitem__(self, key, value):
        self._line.request("put", self._number, [key, value])

    def __iter__(self):
        return self._line.request("iter", self._number, [])

    def __next__(self):
        return self._line.request("next", self._number, [])

    def __len__(self):
        return self._line.plain("len", self._number, int)

    def __bool__(self):
        return self._line.plain("bool", self._number, bool)

    def __str__(self):
        return self._line.plain("str", self._number, str)

    def __repr__(self):
        return self._line.plain("repr", self._number, str)

    def __eq__(self, other):
        if self is other:
            return True
        return type(other) is Remote and bool(self._line.plain("same", self._number, bool, [other]))

    def __hash__(self):
        return self._number


class Line:
    """The connection to the candidate."""

    def __init__(self, fd):
        self.wire = peer.Wire(fd)
        self.objects = []
        self.remotes = {}
        self.calls = 0
        self.last = None

    def handle(self, value):
        if type(value) is Remote:
            return -1 - value._number
        if not isinstance(value, peer.FUNCTIONS):
            raise peer.CannotCross("the tests pass a %s, which cannot cross to the candidate's process" % type(value).__name__)
        self.objects.append(value)
        return len(self.objects) - 1

    def remote(self, number, name):
        if number < 0:
            return self.objects[-1 - number]
        if type(number) is not int or type(name) is not str:
            raise ValueError("handle")
        if number not in self.remotes:
            self.remotes[number] = Remote(self, number, name)
        return self.remotes[number]

    def decode(self, tree):
        try:
            return peer.decode(tree, self.remote)
        except MemoryError:
            raise
        except Exception as failure:
            raise peer.Broken("not a value: %s" % failure) from None

    def exchange(self, op, of, encoded):
        self.calls += 1
        self.wire.send({"op": op, "of": of, "args": encoded})
        while True:
            message = self.wire.receive()
            if type(message) is not dict:
                raise peer.Broken("not a message")
            if "ask" in message:
                self.wire.send(self.respond(message["ask"]))
            elif "raise" in message:
                raise self.failure(message["raise"])
            elif "large" in message:
                raise peer.TooLarge(str(message["large"]))
            elif "value" in message:
                return message
            else:
                raise peer.Broken("not a message")

    def failure(self, told):
        if type(told) is not list or len(told) != 3 or any(type(part) is not str for part in told):
            return peer.Broken("not an exception")
        kind = getattr(builtins, told[0], None)
        if not (isinstance(kind, type) and issubclass(kind, BaseException)) or issubclass(kind, UNRAISED):
            kind = RuntimeError
        try:
            failure = kind(told[1])
        except Exception:
            failure = RuntimeError(told[1])
        failure.__dict__["_candidate"] = "%s: %s" % (told[2], told[1])
        return failure

    def respond(self, asked):
        """The candidate calls a function that the tests handed to it."""
        tree = self.decode(asked)
        try:
            op, number, args, kwargs = tree
            function = self.objects[number]
            if op != "call" or number < 0:
                raise ValueError(op)
        except (TypeError, ValueError, IndexError):
            raise peer.Broken("not a question") from None
        try:
            return {"answer": peer.encode(function(*args, **kwargs), self.handle)}
        except (peer.Broken, peer.TooLarge, peer.CannotCross):
            raise
        except Exception as failure:
            return {"raise": peer.builtin_error(failure)}

    def request(self, op, number, args):
        message = self.exchange(op, number, [peer.encode(a, self.handle) for a in args])
        self.last = self.decode(message["value"])
        return self.last

    def plain(self, op, number, kind, args=()):
        value = self.request(op, number, args)
        if type(value) is not kind:
            raise peer.Broken("%s gave no %s" % (op, kind.__name__))
        return value

    def call(self, number, args, kwargs):
        encode = lambda value: peer.encode(value, self.handle)
        message = self.exchange("call", number, [[encode(a) for a in args], {"d": [[k, encode(v)] for k, v in kwargs.items()]}])
        if "args" in message:
            for own, changed in zip(args, self.decode(message["args"])):
                self.replay(own, changed)
        self.last = self.decode(message["value"])
        return self.last

    @staticmethod
    def replay(own, changed):
        """Does to our copy of an argument what the candidate did to its own."""
        if type(own) is not type(changed):
            return
        if type(own) in (list, bytearray):
            own[:] = changed
        elif type(own) in (dict, set):
            own.clear()
            own.update(changed)


def names_in(trees):
    """Names that are read, called, and bound, and those whose attributes are read."""
    read, called, bound, owners = set(), set(), set(), set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                bound.add(node.name)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                bound.update((a.asname or a.name).split(".")[0] for a in node.names)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                called.add(node.func.id)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                owners.add(node.value.id)
    return read, called, bound, owners


class Exam:
    """One candidate's tests: `setup`, then each of `tests`, then `check(candidate)` where HumanEval's form asks for it."""

    def __init__(self, paper, line):
        self.paper, self.line = paper, line
        self.entry = paper["entry"]
        self.space = tenants.own_module("tests")
        self.passed = 0
        self.bound = False
        self.text = ""
        self.first = None

    def compiled(self, text, what):
        try:
            return compile(ast.parse(text), what, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError) as failure:
            raise Mistake("%s does not compile: %s" % (what, failure)) from None

    def bind(self, names, trees):
        """Gives the tests the candidate's objects for the names that nothing trusted defines."""
        read, called, bound, owners = names_in(trees)
        own = set(self.space) | bound
        free = {n for n in read if n not in own and not hasattr(builtins, n)}
        wanted = set()
        for name in sorted(free):
            if name in sys.stdlib_module_names and name in owners and name != self.entry:
                self.space[name] = importlib.import_module(name)
            else:
                wanted.add(name)
        if self.entry:
            wanted.add(self.entry)
        elif not wanted & called:
            # The tests call nothing but names of built-ins: then it is one of those that the candidate was to define.
            shadowed = {n for n in called if hasattr(builtins, n)}
            wanted |= shadowed & set(names)
            if shadowed and not wanted:
                raise Undefined("the code defines none of %s" % ", ".join(sorted(shadowed)))
        missing = sorted(n for n in wanted if n not in names and (n == self.entry or n in called))
        if missing:
            raise Undefined("the code defines no %s" % ", ".join(missing))
        for name in sorted(wanted & set(names)):
            value = self.line.decode(self.line.exchange("global", name, [])["value"])
            if type(value) is not Remote and (name == self.entry or name in called):
                raise Undefined("%s is a %s, not a function" % (name, type(value).__name__))
            self.space[name] = value
        self.bound = bool(wanted)
        self.line.calls = 0

    def take(self, names):
        paper = self.paper
        if paper["prompt"].strip():
            exec(self.compiled(gradus_candidate.standing_alone(paper["prompt"]), "prompt"), self.space)
            self.space.pop(self.entry, None)
        trees = []
        for text in [paper["setup"]] + paper["tests"]:
            self.compiled(text, "the tests" if len(text) > 100 else repr(text))
            trees.append(ast.parse(text))
        self.bind(names, trees)
        exec(self.compiled(paper["setup"], "setup"), self.space)
        for number, text in enumerate(paper["tests"]):
            self.text = text.strip()
            try:
                self.sit(text, number == len(paper["tests"]) - 1)
                self.passed += 1
            except (Mistake, ImportError, peer.CannotCross, peer.Broken, peer.TooLarge, MemoryError):
                raise
            except Exception as failure:
                if not paper["all"]:
                    raise
                self.first = self.first or outcome_of(failure, self)
        if not self.line.calls:
            raise Mistake("the tests never call the candidate")

    def sit(self, text, last):
        exec(self.compiled(text, "test"), self.space)
        check = self.space.get("check")
        if last and self.entry and callable(check) and type(check) is not Remote and not self.line.calls:
            check(self.space[self.entry])


def shown(value):
    try:
        text = repr(value)
    except BaseException:
        return "?"
    return text if len(text) <= 200 else text[:200] + "..."


def outcome_of(failure, exam):
    """What an exception says about the candidate: the outcome's name, and why."""
    if isinstance(failure, Undefined):
        return "undefined", str(failure)
    if isinstance(failure, (Mistake, peer.CannotCross)):
        return "tests", str(failure)
    if isinstance(failure, peer.TooLarge):
        return "large", str(failure)
    if isinstance(failure, peer.Broken):
        return "ended", str(failure)
    told = getattr(failure, "_candidate", None)
    if isinstance(failure, MemoryError):
        return "memory", told or "MemoryError"
    if told is not None:
        return "raised", told
    if not exam.bound or isinstance(failure, ImportError):
        return "tests", tenants.describe(failure)
    test = exam.text + "; " if len(exam.text) <= 200 else ""
    what = "" if isinstance(failure, AssertionError) and not failure.args else tenants.describe(failure) + "; "
    return "wrong", "%s%sthe last answer was %s" % (what, test, shown(exam.line.last))


def examine(paper, line, names):
    exam = Exam(paper, line)
    outcome, why = "pass", ""
    try:
        exam.take(names)
        outcome, why = exam.first or (outcome, why)
    except BaseException as failure:
        outcome, why = outcome_of(failure, exam)
    return outcome, why, exam.passed


def tests(size, fd, result_fd):
    """Reads the tests from the request stream, which is descriptor 0, examines the candidate, and writes the result."""
    parts = []
    while size:
        part = os.read(0, size)
        if not part:
            os._exit(1)
        parts.append(part)
        size -= len(part)
    os.dup2(1, 0)
    paper = json.loads(b"".join(parts))
    tenants.move_in()
    line = peer.Wire(fd)
    try:
        names = line.receive()["names"]
        if type(names) is not list or any(type(n) is not str for n in names):
            raise peer.Broken("names")
        line = Line(fd)
        outcome, why, passed = examine(paper, line, names)
    except (peer.Broken, peer.TooLarge, KeyError, TypeError) as failure:
        outcome, why, passed = "ended", tenants.describe(failure), 0
    result = {"outcome": outcome, "why": why[:1000], "passed": passed, "total": len(paper["tests"])}
    os.write(result_fd, json.dumps(result).encode())
    os._exit(0)

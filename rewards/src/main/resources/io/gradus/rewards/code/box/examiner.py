"""The tenant that runs the tests of a function, which is in another process and untrusted."""

import ast
import builtins
import collections.abc
import importlib
import itertools
import json
import os
import sys

import gradus_candidate
import gradus_peer as peer
import gradus_remote as remote
import gradus_tenants as tenants

# StopIteration would end a loop of the tests before its assertions.
UNRAISED = (SystemExit, KeyboardInterrupt, GeneratorExit, StopIteration, StopAsyncIteration)

# Not in the box: tests that use them without an import mean the real ones, never what a candidate calls so.
ABSENT = frozenset("np numpy pd pandas scipy sp torch sympy pytest sklearn nx plt".split())
MOST_ITEMS = 1 << 20


class Mistake(Exception):
    """The tests themselves are at fault."""


class Undefined(Exception):
    """The candidate does not define what the tests call."""


class Line:
    """The connection to the candidate."""

    def __init__(self, fd):
        self.wire = peer.Wire(fd)
        self.objects = []
        self.remotes = {}
        self.calls = 0
        self.last = None

    def handle(self, value, plain=None):
        number = remote.number_of(value)
        if number is not None:
            return {"h": -1 - number, "n": ""}
        if plain is not None:
            return plain
        if isinstance(value, collections.abc.Iterator):
            items = list(itertools.islice(value, MOST_ITEMS))
            if len(items) < MOST_ITEMS:
                return {"it": peer.encode(items, self.handle)}
        elif callable(value):
            return self.opaque(value)
        raise peer.CannotCross("the tests pass a %s, which cannot cross to the candidate's process" % type(value).__name__)

    def opaque(self, value):
        """An object of the tests that the candidate can hand back, and call if it is a function."""
        self.objects.append(value)
        return {"h": len(self.objects) - 1, "n": ""}

    def remote(self, number, name, plain):
        if type(number) is not int or type(name) is not str:
            raise ValueError("handle")
        if number < 0:
            return self.objects[-1 - number]
        if type(plain) in remote.VALUES:
            return remote.place(self, number, name, plain)
        if number not in self.remotes:
            self.remotes[number] = remote.place(self, number, name, plain)
        return self.remotes[number]

    def decode(self, tree):
        try:
            return peer.decode(tree, self.remote)
        except MemoryError:
            raise
        except Exception as failure:
            raise peer.Broken("not a value: %s" % failure) from None

    def exchange(self, op, of, encoded, ends=False):
        self.calls += 1
        self.wire.send({"op": op, "of": of, "args": encoded})
        while True:
            message = self.wire.receive()
            if type(message) is not dict:
                raise peer.Broken("not a message")
            if "ask" in message:
                self.wire.send(self.respond(message["ask"]))
            elif "raise" in message:
                raise self.failure(message["raise"], ends)
            elif "large" in message:
                raise peer.TooLarge(str(message["large"]))
            elif "value" in message:
                return message
            else:
                raise peer.Broken("not a message")

    def failure(self, told, ends=False):
        if type(told) is not list or len(told) != 3 or any(type(part) is not str for part in told):
            return peer.Broken("not an exception")
        kind = getattr(builtins, told[0], None)
        if ends and kind is StopIteration:
            return StopIteration()
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
            result = function(*args, **kwargs)
            try:
                return {"answer": peer.encode(result, self.handle)}
            except peer.CannotCross:  # the candidate chose the arguments: no fault of the tests
                return {"answer": self.opaque(result)}
        except (peer.Broken, peer.TooLarge, peer.CannotCross):
            raise
        except Exception as failure:
            return {"raise": peer.builtin_error(failure)}

    def request(self, op, number, args, ends=False):
        message = self.exchange(op, number, [peer.encode(a, self.handle) for a in args], ends)
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
            if name in ABSENT and name in owners and name != self.entry:
                raise Mistake("the tests use %s, which they do not import and the box does not have" % name)
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
            if not isinstance(value, remote.Remote) and (name == self.entry or name in called):
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
        if last and self.entry and callable(check) and not isinstance(check, remote.Remote) and not self.line.calls:
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


def tests(paper, fd, result_fd):
    """Examines the candidate on the other end of fd, and writes the result."""
    paper = json.loads(paper)
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

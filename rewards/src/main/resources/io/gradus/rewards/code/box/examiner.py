"""The tenant that runs the tests of a function, which is in another process and untrusted."""

import builtins
import collections.abc
import json
import os
import types

import gradus_binding as binding
import gradus_heap as heap
import gradus_peer as peer
import gradus_reflection as reflection
import gradus_remote as remote
import gradus_running as running
import gradus_scene
import gradus_tenants as tenants

# StopIteration would end a loop of the tests before its assertions.
UNRAISED = (SystemExit, KeyboardInterrupt, GeneratorExit, StopIteration, StopAsyncIteration)

# Special methods that even a class of the tests has from elsewhere.
FOREIGN = ("__new__", "__class_getitem__", "__init_subclass__", "__subclasshook__", "__reduce__", "__reduce_ex__")


def trusted(value):
    """Whether nothing that the candidate gave decides for an object of the tests what it equals."""
    kinds = type(value).__mro__ + (value.__mro__ if isinstance(value, type) else ())
    for kind in kinds:
        for name, attribute in vars(kind).items() if kind.__flags__ & (1 << 9) else ():
            foreign = isinstance(attribute, (type, types.BuiltinFunctionType)) or type(attribute) is remote.Derived
            foreign = foreign or remote.Remote in type(attribute).__mro__
            if foreign and name.startswith("__") and name not in FOREIGN:
                return False
    return True


class Line:
    """The connection to the candidate."""

    def __init__(self, fd):
        self.wire = peer.Wire(fd)
        self.heap = heap.Heap(0, self.handle, self.remote)
        self.scene = None
        self.objects = []
        self.numbers = {}
        self.remotes = {}
        self.failures = {}
        self.calls = 0
        self.heard = False
        self.depth = 0
        self.last = None

    def handle(self, value, tree):
        number = remote.number_of(value)
        if number is not None:
            return {"h": -1 - number, "n": ""}
        for base in peer.BASES:
            if issubclass(type(value), base):
                return tree(peer.exact(base, value))
        names = peer.names_of(value)
        if names is not None:
            return {"h": 0, "n": names}
        if isinstance(value, collections.abc.Iterator):
            return self.opaque(value, "iterator")
        if callable(value):
            return self.opaque(value)
        raise peer.CannotCross("the tests pass a %s, which cannot cross to the candidate's process" % type(value).__name__)

    def opaque(self, value, name=""):
        """An object of the tests that the candidate can hand back, and call if it is a function."""
        if not trusted(value):
            raise peer.Broken("the candidate decides what an object of the tests equals")
        if id(value) not in self.numbers:
            self.numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        return {"h": self.numbers[id(value)], "n": name}

    def remote(self, number, name, plain):
        if type(number) is not int or type(name) is not str:
            raise ValueError("handle")
        if number < 0:
            return self.objects[-1 - number]
        if number not in self.remotes or type(plain) in remote.VALUES:
            value = remote.place(self, number, name, plain)
            if type(plain) in remote.VALUES and self.remotes.get(number) == value:
                return self.remotes[number]
            self.remotes[number] = value
        return self.remotes[number]

    def unpack(self, packed):
        try:
            return self.heap.unpack(packed)
        except (MemoryError, peer.Broken):
            raise
        except Exception as failure:
            raise peer.Broken("not a value: %s" % failure) from None

    def exchange(self, op, of, args, ends=False, names=()):
        self.calls += 1
        drop = self.heap.shrink() if not self.depth and self.heap.items > heap.MOST_ITEMS else []
        message = {"op": op, "of": of, "args": self.heap.pack(args), "names": names, "drop": drop}
        if self.scene and self.scene.active:
            message["scene"] = self.scene.changes()
        self.wire.send(message)
        while True:
            message = self.wire.receive()
            self.heard = True
            if type(message) is not dict:
                raise peer.Broken("not a message")
            if self.scene and self.scene.active:
                self.tell(message)
            if "ask" in message:
                self.wire.send(self.respond(message["ask"]))
            elif "raise" in message:
                raise self.failure(message, ends)
            elif "large" in message:
                raise peer.TooLarge(str(message["large"]))
            elif "value" in message:
                return self.unpack(message["value"])[0]
            else:
                raise peer.Broken("not a message")

    def tell(self, message):
        try:
            self.scene.told(message)
        except (TypeError, ValueError, OSError) as failure:
            raise peer.Broken("not a message: %s" % failure) from None

    def failure(self, message, ends=False):
        told = message["raise"]
        if type(told) is not list or len(told) != 3 or any(type(part) is not str for part in told):
            return peer.Broken("not an exception")
        values = self.unpack(message.get("value") or {"v": [None, None, []], "n": []})
        if len(values) != 3 or type(values[0]) not in (list, type(None)) or type(values[2]) is not list:
            return peer.Broken("not an exception")
        kind = heap.ERRORS.get(told[0])
        if ends and kind is StopIteration:
            return StopIteration(*values[0] or ())
        if kind is None or issubclass(kind, UNRAISED):
            kind = RuntimeError
        for own in values[2]:
            if isinstance(own, remote.Remote) and own._number in self.failures:
                kind = self.failures[own._number]
                break
        try:
            failure = kind(*(values[0] if values[0] is not None else [told[1]]))
        except Exception:
            failure = RuntimeError(told[1])
        failure.__dict__["_candidate"] = "%s: %s" % (told[2], told[1])
        failure.__dict__["_object"] = values[1]
        return failure

    def failure_class(self, number, name, base):
        """A class of the tests' own for a class of exceptions of the candidate's."""
        attributes = {"__getattr__": lambda failure, attribute: getattr(failure.__dict__.get("_object"), attribute)}
        kind = heap.ERRORS.get(base, Exception)
        kind = Exception if issubclass(kind, UNRAISED) else kind
        self.failures[number] = type(str(name), (kind,), attributes)
        return self.failures[number]

    def respond(self, asked):
        """The candidate calls a function that the tests handed to it, or reads an iterator of theirs."""
        try:
            op, number, args, kwargs = self.unpack(asked)
            if op not in ("call", "next", "stdin") or number < 0:
                raise ValueError(op)
            target = self.objects[number]
            args, kwargs = list(args), dict(kwargs)
        except (TypeError, ValueError, IndexError):
            raise peer.Broken("not a question") from None
        self.depth += 1
        try:
            if op == "next":
                result = [item for _, item in zip(range(int(args[0])), target)]
            elif op == "stdin":
                result = {"read": target.read, "readline": target.readline}[args[0]](*args[1:])
            else:
                result = target(*args, **kwargs)
            try:
                return {"answer": self.heap.pack([result])}
            except peer.CannotCross:  # the candidate chose the arguments: no fault of the tests
                return {"answer": {"v": [self.opaque(result)], "n": []}}
        except (peer.Broken, peer.TooLarge):
            raise
        except Exception as failure:
            return {"raise": peer.builtin_error(failure)}
        finally:
            self.depth -= 1

    def request(self, op, number, args, ends=False, names=()):
        self.last = self.exchange(op, number, args, ends, names)
        return self.last

    def plain(self, op, number, kind, args=()):
        value = self.request(op, number, args)
        if type(value) is not kind:
            raise peer.Broken("%s gave no %s" % (op, kind.__name__))
        return value

    def call(self, number, args, kwargs):
        return self.request("call", number, [*args, *kwargs.values()], names=list(kwargs))

    def signature(self, number):
        try:
            return reflection.rebuilt(self.exchange("signature", number, []))
        except peer.Broken:
            raise
        except Exception as failure:
            raise AttributeError("__signature__: %s" % failure) from None


def shown(value):
    try:
        text = repr(value)
    except BaseException:
        return "?"
    return text if len(text) <= 200 else text[:200] + "..."


def outcome_of(failure, exam):
    """What an exception says about the candidate: the outcome's name, and why."""
    if isinstance(failure, running.Refused):
        return "wrong", str(failure)
    if isinstance(failure, binding.Undefined):
        return "undefined", str(failure)
    if isinstance(failure, (binding.Mistake, peer.CannotCross)):
        return "tests", str(failure)
    if isinstance(failure, peer.TooLarge):
        return "large", str(failure)
    if isinstance(failure, peer.Broken):
        return "ended", str(failure)
    told = failure.__dict__.get("_candidate") if hasattr(failure, "__dict__") else None
    if isinstance(failure, MemoryError):
        return "memory", told or "MemoryError"
    if told is not None:
        return "raised", told
    if not exam.bound or exam.imports(failure):
        return "tests", tenants.describe(failure)
    test = exam.text + "; " if len(exam.text) <= 200 else ""
    what = "" if isinstance(failure, AssertionError) and not failure.args else tenants.describe(failure) + "; "
    return "wrong", "%s%sthe last answer was %s" % (what, test, shown(exam.line.last))


def examine(paper, line, names, guard):
    exam = binding.Exam(paper, line)
    outcome, why = "pass", ""
    try:
        exam.take(names, lambda failure: outcome_of(failure, exam))
        outcome, why = exam.first or (outcome, why)
    except BaseException as failure:
        outcome, why = outcome_of(failure, exam)
    if guard.refused:
        outcome, why = "wrong", guard.refused
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
        text = "\n".join([paper["setup"]] + paper["tests"])
        line.scene = gradus_scene.Director(text, line)
        reflection.redirect(text, line)
        guard = running.guard([paper["setup"], paper["prompt"]] + paper["tests"], line)
        outcome, why, passed = examine(paper, line, names, guard)
    except (peer.Broken, peer.TooLarge, KeyError, TypeError) as failure:
        outcome, why, passed = "ended", tenants.describe(failure), 0
    result = {"outcome": outcome, "why": why[:1000], "passed": passed, "total": len(paper["tests"])}
    os.write(result_fd, json.dumps(result).encode())
    os._exit(0)

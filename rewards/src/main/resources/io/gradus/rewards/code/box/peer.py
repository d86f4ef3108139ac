"""Plain values and messages between the process of the tests and the process of the candidate.

Only plain values cross, and the receiver builds them anew from exact built-in types: what the candidate's side says about
its objects is never executed, compared or trusted. Any other object crosses as a handle.
"""

import builtins
import collections
import datetime
import decimal
import fractions
import importlib
import json
import os
import struct
import sys

LARGEST = 16 << 20
PLAIN = (type(None), bool, str, float)

# Classes that both sides have: each side means its own. All are compared by identity.
TYPES = {
    t.__name__: t
    for t in [t for t in vars(builtins).values() if type(t) is type]
    + [collections.deque, collections.Counter, collections.OrderedDict, collections.defaultdict]
    + [fractions.Fraction, decimal.Decimal, datetime.date, datetime.datetime, datetime.time, datetime.timedelta]
}
TYPES["NoneType"] = type(None)


class Broken(Exception):
    """The other side is gone, or does not speak the protocol."""


class TooLarge(Exception):
    """A message over LARGEST."""


class CannotCross(Exception):
    """An object of the tests that has no plain form."""


BASES = (int, float, str, tuple, list, dict, set)


def exact(kind, value):
    """A value of a subclass of a built-in type, as the built-in type itself, whatever the subclass overrides."""
    if kind is int:
        return int.__pos__(value)
    if kind is float:
        return float.__float__(value)
    if kind is str:
        return str.__str__(value)
    if kind is dict:
        return dict(dict.items(value))
    return kind(kind.__iter__(value))


_extending = {}


def extended(value):
    """Whether a class adds something to read or to call to the type it extends: a named tuple, a cache that is a dict."""
    kind = type(value)
    if kind not in _extending:
        base = next(base for base in BASES if issubclass(kind, base))
        _extending[kind] = any(not name.startswith("_") for name in set(dir(kind)) - set(dir(base)))
    return _extending[kind] or bool(getattr(value, "__dict__", None))


def scalar(value, kind):
    """The tree of a plain value that holds no others, or None."""
    if kind is complex:
        return {"c": [value.real, value.imag]}
    if kind is bytes:
        return {"b": value.hex()}
    if kind is range:
        return {"r": [hex(v) for v in (value.start, value.stop, value.step)]}
    if kind is fractions.Fraction:
        return {"F": [hex(value.numerator), hex(value.denominator)]}
    if kind is decimal.Decimal:
        return {"M": str(value)}
    if kind in (datetime.datetime, datetime.time) and type(value.tzinfo) in (type(None), datetime.timezone):
        return {"dt" if kind is datetime.datetime else "ti": value.isoformat()}
    if kind is datetime.date:
        return {"da": value.isoformat()}
    if kind is datetime.timedelta:
        return {"td": [value.days, value.seconds, value.microseconds]}
    if kind is datetime.timezone and value.tzname(None).startswith("UTC"):
        offset = value.utcoffset(None)
        return {"tz": [offset.days, offset.seconds, offset.microseconds]}
    if kind.__module__ == "pathlib" and kind.__name__ in ("PosixPath", "PurePosixPath"):
        return {"pa": [kind.__name__, str(value)]}
    if kind.__module__ == "uuid" and kind.__name__ == "UUID":
        return {"u": value.hex}
    if value is Ellipsis:
        return {"E": 0}
    if value is NotImplemented:
        return {"E": 1}
    if kind is type and TYPES.get(value.__name__) is value:
        return {"y": value.__name__}
    return None


def scalar_of(tree):
    """The value of a tree that scalar made. Raises whatever the constructors raise on any other."""
    ((tag, body),) = tree.items()
    if tag == "i":
        return int(body, 16)
    if tag == "c":
        return complex(float(body[0]), float(body[1]))
    if tag == "b":
        return bytes.fromhex(body)
    if tag == "r":
        return range(*(int(v, 16) for v in body))
    if tag == "F":
        return fractions.Fraction(*(int(v, 16) for v in body))
    if tag == "M":
        return decimal.Decimal(str(body))
    if tag == "dt":
        return datetime.datetime.fromisoformat(body)
    if tag == "ti":
        return datetime.time.fromisoformat(body)
    if tag == "da":
        return datetime.date.fromisoformat(body)
    if tag == "td":
        return datetime.timedelta(*body)
    if tag == "tz":
        return datetime.timezone(datetime.timedelta(*body))
    if tag == "pa":
        import pathlib

        return {"PosixPath": pathlib.PosixPath, "PurePosixPath": pathlib.PurePosixPath}[body[0]](body[1])
    if tag == "u":
        import uuid

        return uuid.UUID(body)
    if tag == "E":
        return NotImplemented if body else Ellipsis
    if tag == "y":
        return TYPES[body]
    raise ValueError("tag %r" % tag)


class Wire:
    """Messages of JSON behind their length, on one socket."""

    # Bound once: a candidate that replaces os.read or json.dumps breaks only what it sees itself.
    _dumps = staticmethod(json.JSONEncoder(check_circular=False).encode)
    _loads = staticmethod(json.JSONDecoder().decode)
    _read, _write = staticmethod(os.read), staticmethod(os.write)

    def __init__(self, fd):
        self.fd = fd

    def send(self, message):
        body = self._dumps(message).encode()
        if len(body) > LARGEST:
            raise TooLarge("a value of %d bytes" % len(body))
        view = memoryview(struct.pack("<I", len(body)) + body)
        while view:
            try:
                view = view[self._write(self.fd, view):]
            except OSError as failure:
                raise Broken(str(failure)) from None

    def _exactly(self, size):
        parts = []
        while size:
            try:
                part = self._read(self.fd, min(size, 1 << 20))
            except OSError as failure:
                raise Broken(str(failure)) from None
            if not part:
                raise Broken("closed")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def receive(self):
        size = struct.unpack("<I", self._exactly(4))[0]
        if size > LARGEST + (1 << 16):
            raise TooLarge("a message of %d bytes" % size)
        try:
            return self._loads(self._exactly(size).decode())
        except (ValueError, RecursionError) as failure:
            raise Broken("not a message: %s" % failure) from None


def builtin_error(failure):
    """The nearest built-in class of an exception, its text, and its own class's name."""
    name = next((k.__name__ for k in type(failure).__mro__ if k.__module__ == "builtins"), "Exception")
    try:
        text = str(failure)[:500]
    except BaseException:
        text = "?"
    return [name, text, type(failure).__name__[:100]]


def names_of(value):
    """Where both sides find a function or class of the standard library: its module and name; or None."""
    owner = getattr(value, "__objclass__", value)
    module, name = getattr(owner, "__module__", None), getattr(value, "__qualname__", None)
    if type(module) is not str or type(name) is not str or module.partition(".")[0] not in sys.stdlib_module_names:
        return None
    try:
        return [module, name] if named([module, name]) is value else None
    except (ImportError, AttributeError):
        return None


def named(names):
    found = importlib.import_module(names[0])
    for part in names[1].split("."):
        found = getattr(found, part)
    return found

"""Calls between the process of the tests and the process of the candidate.

Only plain values cross, and the receiver builds them anew from exact built-in types: what the candidate's side says about
its objects is never executed, compared or trusted. Any other object crosses as a handle. A handle can be called, read,
indexed and iterated; it takes no part in arithmetic, and equals no plain value.
"""

import collections
import datetime
import decimal
import fractions
import json
import os
import struct

LARGEST = 16 << 20
PLAIN = (type(None), bool, str, float)

SIZED = (list, tuple, dict, set, frozenset, bytes, bytearray, collections.deque)

# Types that tests pass to a function, as in isinstance(x, kind): the other side has the same ones.
TYPES = {t.__name__: t for t in (bool, int, float, complex, str, bytes, bytearray, list, tuple, set, frozenset, dict)}


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


def encode(value, handle):
    """The value as a tree of JSON. handle makes the tree of what has no plain form, or has one that does not say all of it."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is int:
        return value if value.bit_length() < 4096 else {"i": hex(value)}
    if isinstance(value, SIZED) and len(value) > LARGEST // 2:
        raise TooLarge("a %s of %d items" % (kind.__name__, len(value)))
    if kind is list:
        return [encode(v, handle) for v in value]
    items = lambda v: [encode(x, handle) for x in v]
    pairs = lambda v: [[encode(k, handle), encode(x, handle)] for k, x in v]
    if kind is tuple:
        return {"t": items(value)}
    if kind is set:
        return {"s": items(value)}
    if kind is frozenset:
        return {"f": items(value)}
    if kind is dict:
        return {"d": pairs(value.items())}
    if kind is complex:
        return {"c": [value.real, value.imag]}
    if kind is bytes:
        return {"b": value.hex()}
    if kind is bytearray:
        return {"B": value.hex()}
    if kind is range:
        return {"r": [encode(v, handle) for v in (value.start, value.stop, value.step)]}
    if kind is collections.Counter:
        return {"C": pairs(value.items())}
    if kind is collections.OrderedDict:
        return {"O": pairs(value.items())}
    if kind is collections.defaultdict:
        return {"D": pairs(value.items())}
    if kind is collections.deque:
        return {"q": [items(value), value.maxlen]}
    if kind is fractions.Fraction:
        return {"F": items((value.numerator, value.denominator))}
    if kind is decimal.Decimal:
        return {"M": str(value)}
    if kind is datetime.datetime and value.tzinfo is None:
        return {"dt": value.isoformat()}
    if kind is datetime.date:
        return {"da": value.isoformat()}
    if kind is datetime.time and value.tzinfo is None:
        return {"ti": value.isoformat()}
    if kind is datetime.timedelta:
        return {"td": [value.days, value.seconds, value.microseconds]}
    if kind is type({}.keys()):
        return {"dk": items(value)}
    if kind is type({}.items()):
        return {"di": pairs(value)}
    if kind is type({}.values()):
        return {"dv": items(value)}
    if kind is slice:
        return {"sl": items((value.start, value.stop, value.step))}
    if value is Ellipsis:
        return {"E": 0}
    if kind is type and TYPES.get(value.__name__) is value:
        return {"y": value.__name__}
    for base in BASES:
        if issubclass(kind, base):
            return handle(value, encode(exact(base, value), handle))
    return handle(value)


def decode(tree, remote):
    """Builds the value anew. Raises whatever the constructors raise on a tree that no encode made."""
    kind = type(tree)
    if kind in PLAIN or kind is int:
        return tree
    if kind is list:
        return [decode(v, remote) for v in tree]
    items = lambda v: [decode(x, remote) for x in v]
    pairs = lambda v: [(decode(k, remote), decode(x, remote)) for k, x in v]
    if "h" in tree:
        return remote(tree["h"], tree["n"], decode(tree.get("p"), remote))
    ((tag, body),) = tree.items()
    if tag == "i":
        return int(body, 16)
    if tag == "t":
        return tuple(items(body))
    if tag == "s":
        return set(items(body))
    if tag == "f":
        return frozenset(items(body))
    if tag == "d":
        return dict(pairs(body))
    if tag == "c":
        return complex(float(body[0]), float(body[1]))
    if tag == "b":
        return bytes.fromhex(body)
    if tag == "B":
        return bytearray.fromhex(body)
    if tag == "r":
        return range(*items(body))
    if tag == "C":
        return collections.Counter(dict(pairs(body)))
    if tag == "O":
        return collections.OrderedDict(pairs(body))
    if tag == "D":
        return collections.defaultdict(None, pairs(body))
    if tag == "q":
        return collections.deque(items(body[0]), body[1])
    if tag == "F":
        return fractions.Fraction(*items(body))
    if tag == "M":
        return decimal.Decimal(str(body))
    if tag in ("dt", "ti"):
        value = (datetime.datetime if tag == "dt" else datetime.time).fromisoformat(body)
        return value.replace(tzinfo=None)
    if tag == "da":
        return datetime.date.fromisoformat(body)
    if tag == "td":
        return datetime.timedelta(*body)
    if tag == "dk":
        return dict.fromkeys(items(body)).keys()
    if tag == "di":
        return dict(pairs(body)).items()
    if tag == "dv":
        return dict(enumerate(items(body))).values()
    if tag == "sl":
        return slice(*items(body))
    if tag == "it":
        return iter(items(body))
    if tag == "E":
        return Ellipsis
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
        if size > LARGEST:
            raise TooLarge("a message of %d bytes" % size)
        try:
            return self._loads(self._exactly(size).decode())
        except (ValueError, RecursionError) as failure:
            raise Broken("not a message: %s" % failure) from None


def builtin_error(failure):
    """The nearest built-in class of an exception, and its text."""
    for kind in type(failure).__mro__:
        if kind.__module__ == "builtins":
            name = kind.__name__
            break
    try:
        text = str(failure)[:500]
    except BaseException:
        text = "?"
    return [name, text, type(failure).__name__[:100]]


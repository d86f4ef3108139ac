"""Objects of the candidate's process, as the tests see them.

What such an object says about itself is data of the candidate's. It is never a comparison with a value of the tests: otherwise
an object that equals everything, or whose difference to everything is 0, would pass.
"""

import operator

import gradus_peer as peer

READABLE = ("__name__", "__qualname__", "__wrapped__")
BINARY = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift".split()
UNARY = "neg pos invert abs".split()
ORDER = "lt le gt ge".split()


class Remote:
    """An object: called, read, indexed and iterated there. Equal to another such object if their class says so."""

    __slots__ = ("_line", "_number", "_name")

    def __init__(self, line, number, name):
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_name", name)

    def __call__(self, *args, **kwargs):
        return self._line.call(self._number, args, kwargs)

    def __getattr__(self, name):
        if name.startswith("__") and name not in READABLE:
            raise AttributeError(name)
        return self._line.request("get", self._number, [name])

    def __setattr__(self, name, value):
        self._line.request("set", self._number, [name, value])

    def __getitem__(self, key):
        return self._line.request("item", self._number, [key])

    def __setitem__(self, key, value):
        self._line.request("put", self._number, [key, value])

    def __delitem__(self, key):
        self._line.request("del", self._number, [key])

    def __iter__(self):
        return self._line.request("iter", self._number, [])

    def __next__(self):
        return self._line.request("next", self._number, [], ends=True)

    def __len__(self):
        return self._line.plain("len", self._number, int)

    def __bool__(self):
        return self._line.plain("bool", self._number, bool)

    def __str__(self):
        return self._line.plain("str", self._number, str)

    def __repr__(self):
        return self._line.plain("repr", self._number, str)

    def __hash__(self):
        return self._line.plain("hash", self._number, int)

    def __enter__(self):
        return self._line.request("enter", self._number, [])

    def __exit__(self, kind, failure, trace):
        self._line.request("exit", self._number, [])  # it cannot swallow an assertion: what it answers is not asked

    def __eq__(self, other):
        if self is other:
            return True
        return isinstance(other, Remote) and bool(self._line.plain("same", self._number, bool, [other]))


class Derived(Remote):
    """What an operator made of an object and a value of the tests: it may equal an object, and is neither true, empty nor near 0."""

    __slots__ = ()

    def _untrusted(self, *args):
        raise TypeError("an operator of the candidate's decides about a value of the tests")

    __bool__ = __len__ = __iter__ = __next__ = _untrusted


def _binary(name, swapped):
    def operate(self, other):
        both = isinstance(other, Remote)
        value = self._line.request("op", self._number, [name, swapped, other])
        if both and type(self) is not Derived and type(other) is not Derived:
            return value
        if not isinstance(value, Remote):
            raise TypeError("unsupported operand types for %s: an object of the candidate's and %s" % (name, type(other).__name__))
        return Derived(self._line, value._number, value._name)

    return operate


def _unary(name):
    def operate(self):
        value = self._line.request("op", self._number, [name])
        if not isinstance(value, Remote):
            raise TypeError("bad operand type for %s: an object of the candidate's" % name)
        return Derived(self._line, value._number, value._name)

    return operate


def _order(name):
    def compare(self, other):
        if type(self) is Derived or not isinstance(other, Remote) or type(other) is Derived:
            return NotImplemented
        return self._line.plain("op", self._number, bool, [name, False, other])

    return compare


for _name in BINARY:
    setattr(Remote, "__%s__" % _name.strip("_"), _binary(_name, False))
    setattr(Remote, "__r%s__" % _name.strip("_"), _binary(_name, True))
for _name in UNARY:
    setattr(Remote, "__%s__" % _name, _unary(_name))
for _name in ORDER:
    setattr(Remote, "__%s__" % _name, _order(_name))


class Container(Remote):
    """A list, dict or set of a class of the candidate's, with methods of its own: compared by what it holds, as the plain type."""

    __slots__ = ("_kind",)

    def __init__(self, line, number, name, kind):
        super().__init__(line, number, name)
        object.__setattr__(self, "_kind", kind)

    @property
    def __class__(self):
        return self._kind

    def __eq__(self, other):
        if isinstance(other, Remote):
            return Remote.__eq__(self, other)
        return self._line.plain("plain", self._number, self._kind) == other

    __hash__ = None


def _with_attributes(base):
    """An immutable value of a class of the candidate's: the plain value, whose other attributes are read there."""

    def read(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        line, number = self.__dict__["_origin"]
        return line.request("get", number, [name])

    return type(base.__name__, (base,), {"__getattr__": read})


VALUES = {base: _with_attributes(base) for base in (int, float, str, tuple)}


def place(line, number, name, plain):
    """The tests' view of an object; plain is what it holds, for one whose class extends a plain type."""
    kind = type(plain)
    if kind in VALUES:
        value = VALUES[kind](plain)
        value.__dict__["_origin"] = (line, number)
        return value
    if kind in (list, dict, set):
        return Container(line, number, name, kind)
    return Remote(line, number, name)


def number_of(value):
    """The candidate's number of an object that is its own, or None."""
    if isinstance(value, Remote):
        return value._number
    if type(value) in VALUES.values():
        return value.__dict__["_origin"][1]
    return None


def operate(target, args):
    """An operator, in the candidate's process."""
    name = args[0]
    if name in UNARY:
        return getattr(operator, name)(target)
    if name not in BINARY and name not in ORDER:
        raise ValueError(name)
    left, right = (args[2], target) if args[1] else (target, args[2])
    return getattr(operator, name)(left, right)

"""Containers that both processes know by number, so that identity, aliases and changes cross as they are.

A message holds its values and, flat, each container that is new or has changed. So depth and cycles cost nothing, and nothing is
recursive. The receiver builds exact built-in types, whatever the sender says.
"""

import builtins
import collections
import operator

import gradus_peer as peer

# Containers of so many items together stay known after a call; larger ones only during it.
MOST_ITEMS = 4096

DICTS = {"d": dict, "C": collections.Counter, "O": collections.OrderedDict, "D": collections.defaultdict}
MUTABLE = {list: "l", set: "s", bytearray: "B", collections.deque: "q", **{kind: tag for tag, kind in DICTS.items()}}
FROZEN = {
    tuple: "t", frozenset: "f", slice: "sl", type({}.keys()): "dk", type({}.items()): "di", type({}.values()): "dv",
}
KINDS = {**MUTABLE, **FROZEN}
ERRORS = {e.__name__: e for e in vars(builtins).values() if isinstance(e, type) and issubclass(e, BaseException)}


def contents(kind, value):
    """What a container holds, as a new list."""
    if kind in ("d", "C", "O", "D"):
        return [x for pair in value.items() for x in pair]
    if kind == "di":
        return [x for pair in value for x in pair]
    if kind == "sl":
        return [value.start, value.stop, value.step]
    if kind == "x":
        return [type(value).__name__, *value.args]
    return list(value)


def pairs(items):
    return list(zip(items[::2], items[1::2]))


def frozen(kind, items):
    if kind == "t":
        return tuple(items)
    if kind == "f":
        return frozenset(items)
    if kind == "sl":
        return slice(*items)
    if kind == "dk":
        return dict.fromkeys(items).keys()
    if kind == "di":
        return dict(pairs(items)).items()
    if kind == "dv":
        return dict(enumerate(items)).values()
    if kind == "x":
        return ERRORS[items[0]](*items[1:])
    raise ValueError("kind %r" % kind)


def empty(kind, more):
    if kind == "q":
        return collections.deque((), more)
    if kind == "D":
        return collections.defaultdict(None)
    return {"l": list, "s": set, "B": bytearray, **DICTS}[kind]()


def fill(kind, container, items):
    if kind in ("l", "B"):
        container[:] = items
        return
    container.clear()
    if kind in DICTS:
        (dict if kind == "C" else type(container)).update(container, pairs(items))
    elif kind == "s":
        container.update(items)
    else:
        container.extend(items)


class Heap:
    """One side's view of the containers that have crossed.

    handle makes the tree of a value without a plain form, and remote the value of such a tree. first is 0 or 1: the two sides
    number their containers with even and odd numbers.
    """

    def __init__(self, first, handle, remote):
        self.next = first
        self.handle, self.remote = handle, remote
        self.objects, self.numbers, self.kinds, self.snapshots = {}, {}, {}, {}
        self.items = 0
        self.busy = False

    def know(self, number, kind, value):
        self.objects[number], self.kinds[number] = value, kind
        self.numbers[id(value)] = number

    def forget(self, numbers):
        for number in numbers:
            if number in self.objects:
                if number in self.snapshots:
                    self.items -= 1 + len(self.snapshots.pop(number))
                value = self.objects.pop(number)
                del self.kinds[number]
                if self.numbers.get(id(value)) == number:  # there is only one empty tuple, under many numbers
                    del self.numbers[id(value)]

    def remember(self, number, items):
        self.items += (len(items) - len(self.snapshots[number])) if number in self.snapshots else 1 + len(items)
        self.snapshots[number] = items

    def shrink(self):
        """Forgets the oldest containers beyond MOST_ITEMS. Returns their numbers, for the other side."""
        gone, items = [], self.items
        for number, snapshot in self.snapshots.items():
            if items <= MOST_ITEMS:
                break
            gone.append(number)
            items -= 1 + len(snapshot)
        self.forget(gone)
        return gone

    def changed(self):
        """The numbers of the containers that this side has changed since the other side last saw them."""
        found = []
        for number, before in self.snapshots.items():
            kind = self.kinds[number]
            if kind in FROZEN.values() or kind == "x":
                continue
            now = contents(kind, self.objects[number])
            if len(now) != len(before) or not all(map(operator.is_, now, before)):
                found.append(number)
        return found

    def pack(self, values):
        """The values as a tree of JSON."""
        added = []
        try:
            pending = [] if self.busy else self.changed()

            def tree(value):
                kind = type(value)
                if kind in peer.PLAIN:
                    return value
                if kind is int:
                    return value if value.bit_length() < 4096 else {"i": hex(value)}
                number = self.numbers.get(id(value))
                if number is not None:
                    return {"@": number}
                tag = KINDS.get(kind) or ("x" if ERRORS.get(kind.__name__) is kind else None)
                if tag is None:
                    return peer.scalar(value, kind) or self.handle(value, tree)
                if len(getattr(value, "args", ()) if tag in ("x", "sl") else value) > peer.LARGEST // 2:
                    raise peer.TooLarge("a %s of %d items" % (kind.__name__, len(value)))
                number, self.next = self.next, self.next + 2
                self.know(number, tag, value)
                added.append(number)
                pending.append(number)
                return {"@": number}

            values = [tree(value) for value in values]
            entries = []
            while pending:
                number = pending.pop()
                kind, value = self.kinds[number], self.objects[number]
                items = contents(kind, value)
                self.remember(number, items)
                entry = [number, kind, value.hex() if kind == "B" else [tree(item) for item in items]]
                entries.append(entry + [value.maxlen] if kind == "q" else entry)
            return {"v": values, "n": entries}
        except BaseException:
            self.forget(added)
            raise

    def unpack(self, packed):
        """The values of a tree that the other side packed. Raises whatever the constructors raise on any other tree."""
        outer, self.busy = self.busy, True
        try:
            entries = {}
            for entry in packed["n"]:
                number, kind, body = entry[:3]
                if type(number) is not int or (number in self.kinds and self.kinds[number] != kind):
                    raise ValueError("container")
                items = list(bytes.fromhex(body)) if kind == "B" else body
                entries[number] = kind, items
                if kind in MUTABLE.values() and number not in self.objects:
                    self.know(number, kind, empty(kind, *entry[3:] or [None]))
            self.freeze({n: e for n, e in entries.items() if e[0] not in MUTABLE.values()})
            for number, (kind, items) in entries.items():
                if kind in MUTABLE.values():
                    fill(kind, self.objects[number], [self.value(item) for item in items])
                    self.remember(number, contents(kind, self.objects[number]))
            return [self.value(tree) for tree in packed["v"]]
        finally:
            self.busy = outer

    def freeze(self, entries):
        """Builds what cannot be changed later, the inner ones first."""
        open_ones = set()
        for first in entries:
            stack = [first]
            while stack:
                number = stack[-1]
                if number in self.objects:
                    stack.pop()
                    continue
                kind, items = entries[number]
                missing = [n for n in map(inner, items) if n is not None and n not in self.objects]
                if missing and number in open_ones:
                    raise ValueError("a tuple in itself")
                if missing:
                    open_ones.add(number)
                    stack.extend(missing)
                    continue
                values = [self.value(item) for item in items]
                self.know(number, kind, frozen(kind, values))
                self.remember(number, values)
                stack.pop()

    def value(self, tree):
        kind = type(tree)
        if kind in peer.PLAIN or kind is int:
            return tree
        if "@" in tree:
            return self.objects[tree["@"]]
        if "h" in tree:
            return self.remote(tree["h"], tree["n"], self.value(tree.get("p")))
        return peer.scalar_of(tree)


def inner(tree):
    """The number of the container that a tree needs first."""
    if type(tree) is dict:
        return inner(tree["p"]) if "p" in tree else tree.get("@")
    return None

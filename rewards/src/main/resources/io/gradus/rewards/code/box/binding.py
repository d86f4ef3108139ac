"""The tests of a function: which names of theirs are the candidate's, and how they are run to their end."""

import ast
import builtins
import importlib
import sys

import gradus_candidate
import gradus_peer as peer
import gradus_remote as remote
import gradus_tenants as tenants

# Not in the box: tests that use them without an import mean the real ones, never what a candidate calls so.
ABSENT = frozenset("np numpy pd pandas scipy sp torch sympy pytest sklearn nx plt".split())


class Mistake(Exception):
    """The tests themselves are at fault."""


class Undefined(Exception):
    """The candidate does not define what the tests call."""


def public_names(module):
    """What `from module import *` binds."""
    try:
        found = importlib.import_module(module)
    except ImportError:  # the tests will fail there themselves
        return []
    return getattr(found, "__all__", None) or [n for n in vars(found) if not n.startswith("_")]


def names_in(trees):
    """Names that are read, called, and bound, and those whose attributes are read."""
    read, called, bound, owners = set(), set(), set(), set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                bound.add(node.name)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                bound.update((a.asname or a.name).split(".")[0] for a in node.names)
                if isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and not node.level:
                    bound.update(public_names(node.module))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                called.add(node.func.id)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                owners.add(node.value.id)
    return read, called, bound, owners


class Watched(ast.NodeTransformer):
    """Notes that `check` ran to its end, and calls an operator that is a statement of its own."""

    def visit_Expr(self, node):
        if isinstance(node.value, (ast.BinOp, ast.UnaryOp)):
            node.value = ast.Call(ast.Name("__forced__", ast.Load()), [node.value], [])
        return self.generic_visit(node)

    def visit_Module(self, node):
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef) and statement.name == "check":
                statement.decorator_list.append(ast.Name("__watched__", ast.Load()))
        return self.generic_visit(node)


class Exam:
    """One candidate's tests: `setup`, then each of `tests`, with `check(candidate)` where HumanEval's form asks for it."""

    def __init__(self, paper, line):
        self.paper, self.line = paper, line
        self.entry = paper["entry"]
        self.space = tenants.own_module("tests")
        self.space.update(__forced__=remote.forced, __watched__=self.watched)
        self.passed = 0
        self.bound = False
        self.values = False
        self.text = ""
        self.first = None
        self.finished = 0

    def watched(self, check):
        def watch(*args, **kwargs):
            result = check(*args, **kwargs)
            self.finished += 1
            return result

        watch.parameters = check.__code__.co_argcount
        return watch

    def imports(self, failure):
        """Whether an import of the tests failed, of a module that they name themselves."""
        name = (failure.name or "").rpartition(".")[2] if isinstance(failure, ImportError) else ""
        return bool(name) and any(name in text for text in [self.paper["setup"]] + self.paper["tests"])

    def compiled(self, text, what):
        try:
            tree = ast.fix_missing_locations(Watched().visit(ast.parse(text)))
            return compile(tree, what, "exec", dont_inherit=True)
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
            value = self.line.exchange("global", name, [])
            if not isinstance(value, (remote.Remote, type)) and (name == self.entry or name in called):
                raise Undefined("%s is a %s, not a function" % (name, type(value).__name__))
            if isinstance(value, remote.Remote) and value._name == "type":
                base = self.line.exchange("failure", value._number, [])
                value = value if base is None else self.line.failure_class(value._number, name, base)
            self.values = self.values or not isinstance(value, remote.Remote)
            self.space[name] = value
        self.bound = bool(wanted)
        self.line.calls = 0
        self.line.heard = self.values

    def take(self, names, outcome_of):
        paper = self.paper
        if paper["prompt"].strip():
            exec(self.compiled(gradus_candidate.standing_alone(paper["prompt"]), "prompt"), self.space)
            self.space.pop(self.entry, None)
        codes, trees = [], []
        for text in [paper["setup"]] + paper["tests"]:
            codes.append(self.compiled(text, "the tests" if len(text) > 100 else repr(text)))
            trees.append(ast.parse(text))
        self.reject(trees)
        self.bind(names, trees)
        exec(codes[0], self.space)
        for number, text in enumerate(paper["tests"]):
            self.text = text.strip()
            try:
                self.sit(codes[number + 1], trees[number + 1])
                if number == len(paper["tests"]) - 1 and defines(trees[0], "check") and not self.finished:
                    self.check()
                self.passed += 1
            except (Mistake, peer.CannotCross, peer.Broken, peer.TooLarge, MemoryError):
                raise
            except Exception as failure:
                if not paper["all"] or self.imports(failure):
                    raise
                self.first = self.first or outcome_of(failure)
        if not self.line.calls:
            self.passed = 0
            if self.values:
                raise AssertionError("the tests ended without a call")
            raise Mistake("the tests never call the candidate")

    def reject(self, trees):
        """Refuses tests whose check nobody would call."""
        uses = {n.id for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        checks = [s for tree in trees for s in tree.body if isinstance(s, ast.FunctionDef) and s.name == "check"]
        if checks and not self.entry and "check" not in uses and any(c.args.args for c in checks):
            raise Mistake("the tests define check(candidate) and never call it: set entry_point to the function")

    @staticmethod
    def is_test_case(value):
        unittest = sys.modules.get("unittest")
        return unittest is not None and isinstance(value, type) and issubclass(value, unittest.TestCase)

    def sit(self, code, tree):
        """Runs one test. What it defines to be run, and does not run itself, is run after it."""
        before, calls = self.finished, self.line.calls
        exec(code, self.space)
        if defines(tree, "check") and self.finished == before:
            self.check()
        if self.line.calls == calls:
            for statement in tree.body:
                value = self.space.get(getattr(statement, "name", None))
                if isinstance(statement, ast.FunctionDef) and statement.name.startswith("test"):
                    if callable(value) and not statement.args.args:
                        value()
                elif self.is_test_case(value):
                    sys.modules["unittest"].defaultTestLoader.loadTestsFromTestCase(value).debug()

    def check(self):
        before, check = self.finished, self.space.get("check")
        if not callable(check) or isinstance(check, remote.Remote):
            raise AssertionError("check is gone")
        if getattr(check, "parameters", 1) and self.entry:
            check(self.space[self.entry])
        elif not getattr(check, "parameters", 1):
            check()
        if self.finished == before:
            raise AssertionError("check did not run to its end")


def defines(tree, name):
    return any(isinstance(s, ast.FunctionDef) and s.name == name for s in tree.body)

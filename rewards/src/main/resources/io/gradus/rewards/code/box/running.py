"""What text the tests may run. Text that the candidate gave must not act in their process.

Tests may run their own text at any time. Once the candidate has answered, any other text must be a plain expression: literals,
operators, lambdas, and names that show nothing of the tests. Pickles must hold plain values. All else ends the run.
"""

import ast
import builtins
import re
import symtable
import sys
import textwrap

import gradus_remote as remote

# Tests that name none of these run no text. The hook below costs time at each call of id.
NAMED = re.compile(
    r"\b(eval|exec\w*|compile\w*|pickle|\w*Unpickler|marshal|shelve|importlib|__import__|runpy|doctest|timeit|c?[Pp]rofile|code"
    r"|codeop|trace|get_type_hints|subprocess|system|popen|posix_spawn|spawn\w*|pty|ctypes|run_path|run_module|CodeType)\b"
)

PLAIN = (
    ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Store, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp,
    ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Subscript, ast.Slice, ast.Starred, ast.Call, ast.keyword, ast.Lambda,
    ast.arguments, ast.arg, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension, ast.JoinedStr,
    ast.FormattedValue, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip
FUNCTIONS = frozenset(
    "abs all any bool complex dict divmod enumerate float frozenset int len list max min pow range reversed round set sorted str sum"
    " tuple zip".split()
)
PICKLED = {
    "builtins": "set frozenset bytearray complex range slice",
    "collections": "deque Counter OrderedDict defaultdict",
    "datetime": "date datetime time timedelta timezone",
    "decimal": "Decimal",
    "fractions": "Fraction",
}
ACTING = ("subprocess.Popen", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "pty.spawn", "code.__new__")

_eval, _parse, _frame = builtins.eval, ast.parse, sys._getframe


class Refused(BaseException):
    """Tests would run what the candidate gave. No `except Exception` of theirs may swallow this."""


def literals(texts):
    """The texts that the tests themselves hold."""
    found = set()
    for text in texts:
        try:
            nodes = list(ast.walk(_parse(text)))
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
                value = node.value if isinstance(node.value, str) else node.value.decode("utf-8", "replace")
                found.update((value.strip(), textwrap.dedent(value).strip()))
    return found


def outer_names(table):
    """The names that a text reads and does not bind itself."""
    found = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
    return found.union(*map(outer_names, table.get_children()))


def is_plain(text, own, given):
    """Whether a text is an expression that can neither act nor see more than it was given, now or later.

    own: what the caller's own names mean, and given: what the tests handed over under names of their choice.
    """
    try:
        if not all(isinstance(node, PLAIN) for node in ast.walk(_parse(text.strip(), mode="eval"))):
            return False
        names = outer_names(symtable.symtable(text.strip(), "answer", "eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return all(
        name in given or (isinstance(own[name], remote.Remote) if name in own else name in FUNCTIONS) for name in names
    )


class Guard:
    """Watches what the process of the tests runs."""

    def __init__(self, line):
        self.line = line
        self.literals = frozenset()
        self.names = None
        self.busy = False
        self.refused = ""

    def install(self, texts):
        self.literals = literals(texts)
        builtins.eval = self.evaluate
        sys.addaudithook(self.hook)

    def evaluate(self, source, globals=None, locals=None, /):
        """The built-in eval. It notes which names the text would see."""
        frame = _frame(1)
        spaces = frame.f_globals if globals is None else globals, locals
        if locals is None:
            spaces = spaces[0], frame.f_locals if globals is None else spaces[0]
        given = {} if globals is None or globals is frame.f_globals else {**globals}
        if locals is not None and locals is not frame.f_locals:
            given.update(locals)
        own = {**frame.f_globals, **frame.f_locals} if globals is None or globals is frame.f_globals else {}
        given.pop("__builtins__", None)
        before, self.names = self.names, (own, given)
        try:
            return _eval(source, *spaces)
        finally:
            self.names = before

    def refuse(self, what):
        self.refused = self.refused or what
        raise Refused(what)

    def hook(self, event, args):
        if self.busy or not self.line.heard:
            return
        if event == "compile":
            self.busy = True
            try:
                allowed = self.may_compile(args[0], args[1], _frame(1))
            finally:
                self.busy = False
            if not allowed:
                self.refuse("the tests run text that came from the code, and it is more than a plain expression")
        elif event == "pickle.find_class":
            if args[1] not in PICKLED.get(args[0], "").split():
                self.refuse("the tests unpickle what came from the code, and it holds more than plain values")
        elif event in ("marshal.loads", "marshal.load"):
            if _frame(1).f_globals.get("__name__") != "importlib._bootstrap_external":
                self.refuse("the tests load code after the code has answered")
        elif event in ACTING:
            self.refuse("the tests start a program after the code has answered")

    def may_compile(self, source, filename, frame):
        module = frame.f_globals.get("__name__")
        if module in ("ast", "collections", "dataclasses"):  # these parse, or make classes of names that they check
            return True
        if module == "importlib._bootstrap_external":
            return str(filename).startswith(sys.base_prefix)
        if source is None:
            return False
        text = source if isinstance(source, str) else bytes(source).decode("utf-8", "replace")
        own, given = self.names or ({**frame.f_globals, **frame.f_locals}, {})
        return text.strip() in self.literals or is_plain(text, own, given)


def guard(texts, line):
    """Watches the process of the tests from now on, if they could run text at all."""
    watching = Guard(line)
    if any(map(NAMED.search, texts)):
        watching.install(texts)
    return watching

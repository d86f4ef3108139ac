package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import org.jspecify.annotations.Nullable;

/** LaTeX commands, function names and symbols of answers. */
final class Vocabulary {
  /** Functions of one argument (or more, for the last five), by canonical name. */
  static final ImmutableSet<String> FUNCTIONS = ImmutableSet.of(
      "sin",
      "cos",
      "tan",
      "cot",
      "sec",
      "csc",
      "arcsin",
      "arccos",
      "arctan",
      "arccot",
      "arcsec",
      "arccsc",
      "sinh",
      "cosh",
      "tanh",
      "coth",
      "arcsinh",
      "arccosh",
      "arctanh",
      "exp",
      "ln",
      "log",
      "floor",
      "ceil",
      "abs",
      "det",
      "re",
      "im",
      "arg",
      "sgn",
      "gammafn",
      "gcd",
      "lcm",
      "max",
      "min",
      "factorial",
      "lg",
      "cis");

  private static final ImmutableMap<String, String> ALIASES = ImmutableMap.<String, String>builder()
      .put("dfrac", "frac")
      .put("tfrac", "frac")
      .put("cfrac", "frac")
      .put("nicefrac", "frac")
      .put("sfrac", "frac")
      .put("dbinom", "binom")
      .put("tbinom", "binom")
      .put("leq", "le")
      .put("leqslant", "le")
      .put("leqq", "le")
      .put("geq", "ge")
      .put("geqslant", "ge")
      .put("geqq", "ge")
      .put("neq", "ne")
      .put("lt", "<")
      .put("gt", ">")
      .put("times", "*")
      .put("cdot", "*")
      .put("ast", "*")
      .put("bullet", "*")
      .put("div", "/")
      .put("pm", "±")
      .put("mp", "∓")
      .put("asin", "arcsin")
      .put("acos", "arccos")
      .put("atan", "arctan")
      .put("arsinh", "arcsinh")
      .put("arcosh", "arccosh")
      .put("artanh", "arctanh")
      .put("asinh", "arcsinh")
      .put("acosh", "arccosh")
      .put("atanh", "arctanh")
      .put("cosec", "csc")
      .put("tg", "tan")
      .put("ctg", "cot")
      .put("Gamma", "gammafn")
      .put("Re", "re")
      .put("Im", "im")
      .put("sign", "sgn")
      .put("ceiling", "ceil")
      .put("infinity", "infty")
      .put("oo", "infty")
      .put("exponentialE", "e")
      .put("imaginaryI", "i")
      .put("varnothing", "emptyset")
      .put("backslash", "setminus")
      .put("smallsetminus", "setminus")
      .put("isin", "in")
      .put("lvert", "|")
      .put("rvert", "|")
      .put("vert", "|")
      .put("mid", "|")
      .put("lVert", "‖")
      .put("rVert", "‖")
      .put("Vert", "‖")
      .put("lbrace", "\\{")
      .put("rbrace", "\\}")
      .put("lbrack", "[")
      .put("rbrack", "]")
      .put("lgroup", "(")
      .put("rgroup", ")")
      .put("lparen", "(")
      .put("rparen", ")")
      .put("langle", "⟨")
      .put("rangle", "⟩")
      .put("ulcorner", "lceil")
      .put("urcorner", "rceil")
      .put("llcorner", "lfloor")
      .put("lrcorner", "rfloor")
      .put("colon", ":")
      .put("prime", "'")
      .put("degree", "circ")
      .put("approxeq", "approx")
      .put("simeq", "approx")
      .put("cong", "approx")
      .put("bmod", "mod")
      .put("textdegree", "circ")
      .put("percent", "%")
      .put("varepsilon", "epsilon")
      .put("varphi", "phi")
      .put("vartheta", "theta")
      .put("bar", "overline")
      .put("lor", "or")
      .put("vee", "or")
      .put("land", "and")
      .put("wedge", "and")
      .put("ldots", "dots")
      .put("cdots", "dots")
      .put("dotsc", "dots")
      .put("mathrm", "text")
      .put("textbf", "text")
      .put("textit", "text")
      .put("textrm", "text")
      .put("textsf", "text")
      .put("texttt", "text")
      .put("textnormal", "text")
      .put("mathsf", "text")
      .put("mathtt", "text")
      .put("mbox", "text")
      .put("hbox", "text")
      .put("emph", "text")
      .put("mathop", "operatorname")
      .put("bm", "boldsymbol")
      .put("pmb", "boldsymbol")
      .put("bold", "boldsymbol")
      .put("textup", "text")
      .put("textsc", "text")
      .put("textmd", "text")
      .put("textsl", "text")
      .put("Bbb", "mathbb")
      .buildOrThrow();

  /** Commands that do not change the value. */
  static final ImmutableSet<String> IGNORED = ImmutableSet.of(
      "left",
      "right",
      "mleft",
      "mright",
      "middle",
      "big",
      "Big",
      "bigg",
      "Bigg",
      "bigl",
      "bigr",
      "Bigl",
      "Bigr",
      "biggl",
      "biggr",
      "Biggl",
      "Biggr",
      "displaystyle",
      "textstyle",
      "scriptstyle",
      "limits",
      "nolimits",
      "quad",
      "qquad",
      "thinspace",
      "rm",
      "bf",
      "it",
      "cal",
      "mathit",
      "mathcal",
      "mathfrak",
      "mathscr",
      "ensuremath",
      "boxed",
      "fbox",
      "nonumber",
      "hfill",
      "variable",
      "circledast",
      "underline",
      "euro",
      "pounds",
      "yen",
      "hline",
      "relax",
      "mathstrut",
      "strut",
      "dollar",
      "allowbreak",
      "enspace",
      "normalsize",
      "large",
      "Large");

  static final ImmutableSet<String> GREEK = ImmutableSet.of(
      "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
      "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
      "Delta", "Theta", "Lambda", "Xi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "hbar");

  /** Commands that the parser handles itself. */
  static final ImmutableSet<String> STRUCTURE = ImmutableSet.of(
      "frac",
      "sqrt",
      "binom",
      "choose",
      "over",
      "sum",
      "prod",
      "int",
      "lim",
      "pi",
      "infty",
      "e",
      "i",
      "emptyset",
      "mod",
      "pmod",
      "circ",
      "le",
      "ge",
      "ne",
      "approx",
      "equiv",
      "sim",
      "in",
      "cup",
      "cap",
      "setminus",
      "lfloor",
      "rfloor",
      "lceil",
      "rceil",
      "begin",
      "end",
      "overline",
      "vec",
      "hat",
      "tilde",
      "widehat",
      "overrightarrow",
      "overarc",
      "mathbb",
      "text",
      "operatorname",
      "mathbf",
      "boldsymbol",
      "imath",
      "jmath",
      "dots",
      "top",
      "partial",
      "nabla",
      "angle",
      "triangle",
      "or",
      "and",
      "to",
      "rightarrow",
      "Rightarrow",
      "implies",
      "dot",
      "ddot",
      "iint",
      "oint",
      "subset",
      "subseteq",
      "supset",
      "supseteq",
      "notin",
      "not",
      "mapsto",
      "perp",
      "parallel",
      "forall",
      "exists",
      "iff",
      "Leftrightarrow",
      "therefore",
      "because",
      "propto",
      "widetilde",
      "root",
      "of",
      "%");

  /** Names that may be written without a backslash. */
  private static final ImmutableSet<String> PLAIN = ImmutableSet.of(
      "pi", "infinity", "infty", "oo", "sqrt", "mod", "frac", "overline", "bar", "binom", "inf");

  private Vocabulary() {}

  static String canonical(String command) {
    String alias = ALIASES.get(command);
    return alias == null ? command : alias;
  }

  static boolean isKnown(String command) {
    return ALIASES.containsKey(command)
        || IGNORED.contains(command)
        || FUNCTIONS.contains(command)
        || GREEK.contains(command)
        || STRUCTURE.contains(command);
  }

  /** Finds the longest known command at the start of an unknown one ({@code \quadx}), because a space may be missing. */
  static @Nullable String knownPrefix(String command) {
    for (int end = command.length() - 1; end >= 3; end--) {
      String prefix = command.substring(0, end);
      if (isKnown(prefix)) {
        return prefix;
      }
    }
    return null;
  }

  /** Returns the command that bare letters spell; null if there is none. */
  static @Nullable String plain(String letters) {
    if (letters.equals("inf")) {
      return "infty";
    }
    String canonical = canonical(letters);
    boolean function =
        FUNCTIONS.contains(canonical) && !letters.equals("re") && !letters.equals("im");
    if (PLAIN.contains(letters) || GREEK.contains(letters) || (function && letters.length() > 1)) {
      // "gamma" in letters is the Greek one; the function is written \Gamma.
      return letters.equals("gamma") || letters.equals("Gamma") ? letters : canonical;
    }
    return null;
  }
}

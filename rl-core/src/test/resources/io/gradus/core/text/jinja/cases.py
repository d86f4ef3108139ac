# Writes cases.json: small templates and what Jinja2 3.1.6 makes of them in the environment of transformers.
# python3 cases.py > cases.json
import json
import jinja2
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
env.filters["tojson"] = tojson
env.globals["raise_exception"] = raise_exception
VARIABLES = {
    "s": "  Hello wörld 😀\n", "t": "a,b,,c", "n": 7, "f": 2.5, "yes": True, "nothing": None, "l": [3, 1, 2],
    "words": ["b", "A", "c"], "d": {"b": 1, "a": [True, None, 1.5, "x'y\"z\n"], "items": "shadow"},
    "messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a", "tool_calls": []},
                 {"role": "user", "content": "r"}],
}
EXPRESSIONS = r"""
s | s.strip() | s.strip('\n') | s.lstrip() | s.rstrip() | s.split() | t.split(',') | t.split(',', 1) | t.rsplit(',', 1)
s[2] | s[-2] | s[2:7] | s[::-1] | s[5:2:-1] | s[100] | s[-100:3] | l[::2] | l[::-1] | l[-1] | l[1:] | l[:-1] | l[5] | l[-3:]
s.upper() | s.title() | s.strip().capitalize() | t.replace(',', ';') | t.replace(',', ';', 2) | t.replace('', '-') | t.find('b') | t.find('z')
t.startswith('a') | t.endswith(('x', 'c')) | 'a\tb\\n\x41é\u00e9' | "it's" ~ 1 ~ none ~ true | 'x' * 3 | 3 * 'ab' | [1] * 2 | 'a' 'b'
n + 1 | n / 2 | n // 2 | -n // 2 | n % 3 | -n % 3 | n ** 2 | 2 ** -1 | f * 2 | 1 / 3 | 1e20 | 1e-7 | 100.0 | 1_000 | n - 1 - 1 | 2 ** 3 ** 2 | -2 ** 2
1 < 2 < 3 | 3 > 2 > 2 | 1 == 1.0 | true == 1 | 'a' < 'b' | [1, 2] < [1, 3] | 'a' in t | 3 in l | 9 not in l | 'b' in d | none == none | none in [none]
yes and n | nothing or 'x' | not nothing | not n == 7 | n if yes else 0 | n if nothing | (n if nothing else s).strip() | 1 if 2 if 0 else 3 else 4
missing | missing is defined | d.missing is defined | d.b | d['a'] | d.items()|list | d['items'] | d.get('b') | d.get('z') | d.get('z', 5) | d.keys()|list | d.values()|list
d | l | (1, 2) | (1,) | {} | [] | {'x': 1}['x'] | [1, 'a', none, true, 1.0, (2,)] | "a'b" | ["a'b", 'c"d', 'e\'"f', 'é\n\x01']
d|tojson | d|tojson(indent=2) | [] | {}|tojson(indent=2) | d|tojson(sort_keys=true) | 'é"\n<'|tojson | 'é'|tojson(ensure_ascii=true) | [1,2]|tojson(separators=(',', ':')) | 1e5|tojson | []|tojson(indent=4)
s|trim | s|length | l|length | d|length | missing|length | t|upper | words|sort | words|sort(case_sensitive=true) | l|sort(reverse=true) | words|join('-') | l|join(', ') | words|join
l|first | l|last | []|first | l|sum | l|min | l|max | words|map('upper')|list | messages|map(attribute='role')|list | messages|map(attribute='role')|unique|list | messages|map(attribute='z', default='-')|list
messages|selectattr('role', 'equalto', 'user')|list|length | messages|rejectattr('role', 'eq', 'user')|map(attribute='content')|list | messages|selectattr('tool_calls', 'defined')|list|length | l|select('odd')|list | l|reject('gt', 1)|list | words|select|list
missing|default('d') | ''|default('d') | ''|default('d', true) | nothing|default('d') | '3.7'|int | 'x'|int | 'x'|int(9) | '3.7'|float | 3.7|int | 2.5|round | 3.14159|round(2) | 7|abs | -2.5|abs | f|string + 'x'
'a b'|title | 'hELLO'|capitalize | d|dictsort | d|items|list | 'a\nb\n\nc'|indent | 'a\nb'|indent(2, true) | '<a&"\'>'|e | l|batch(2)|list | '%s is %d'|format('x', 3) | '%s-%s' % ('a', 1) | '%.2f' % 2.5 | '{} {x}'.format(1, x=2) | 'one two'|wordcount
n is number | s is string | l is sequence | d is mapping | l is mapping | yes is true | n is true | nothing is none | nothing is not none | n is odd | n is divisibleby 7 | n is divisibleby(2) | 'a' is in 'abc' | n is eq 7 | l is iterable | yes is boolean | n is integer | f is float | yes is integer | range is callable | n is sameas n
range(3)|list | range(1, 7, 2)|list | range(3, 0, -1)|list | dict(a=1) | namespace(a=1).a | [0, 1][yes] | 'abc'[1:][0] | messages[0].role | messages[-1]['content'] | messages[0]['content'].upper() | 'A1'.isalnum() | '12'.isdigit() | 'ab'.isalpha() | '7'.zfill(3) | 'a-b'.partition('-') | 'x.y.z'.rpartition('.') | 'pre-x'.removeprefix('pre-') | 'a\nb\r\nc'.splitlines() | ','.join(words) | 'abcabc'.count('bc') | 'ABC'.lower().index('c') | l.index(1) | l.count(3)
3|round | 3|round(1) | 1250|round(-2) | 3|round(method='ceil') | 3.2|round(0, 'floor') | -0.4|round | 2.675|round(2) | true|round | 1e300|round(5) | 3|round(0, 'x') | words|groupby(0)|list | messages|groupby('role')|map('list')|list|length | messages|groupby('role')|map(attribute='grouper')|list | (messages|groupby('role')|first).list|length | (messages|groupby('role'))[0][0] | ['B','a','b']|groupby(0) | words|max | words|min | 'xxabxx'.strip('yx') | 'abab'.rsplit('b', 1) | ('a'*100 ~ 'b').find('a'*70 ~ 'b') | ('b' ~ 'a'*100).rfind('b' ~ 'a'*70) | ('a'*200).count('a'*66) | ('a'*70 ~ 'x' ~ 'a'*70).replace('a'*70, '-') | 'h\u00e9\U0001F600l'[::-1] | 'h\u00e9\U0001F600l'[1:3] | s[1:] | s[:-1] | s[::2]
1 + missing | missing.x | missing() | l.append(1) | d.update({}) | 'a' + 1 | none + 'a' | 1 < 'a' | raise_exception('no') | [].x.y | 1 in 1 | d['a'].x.y | n() | 1 / 0 | 's' in none | none[0] | 5|length | none|length | {}|join | l|join|length | ''.join([1]) | ''.split('') | -'a'
"""
TEMPLATES = [
    "a\n{% if true %}\nb\n{% endif %}\nc\n", "  {% if true %}  x  {% endif %}  y", "  {{ 1 }}  \n  {# c #}\n  z\n\n", "a \n {%- if true -%} \n b \n {%- endif -%} \n c",
    "a\n  {%+ if true +%}\nb{% endif %}", "x {{- 1 -}} \n y", "{#- c -#}  a", "a {#- c #}\nb", "{% raw %}{{ x }} {% y %}{% endraw %}!", "a\n  {% raw -%}  {{ x }}\n  {%- endraw %}\nb", "{{ '}}' }}{{ {'a': {'b': 1}} }}", "\n\n{% set x = 1 %}\n\n{{ x }}\n\n",
    "{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ x }};{% endfor %}",
    "{% for x in [] %}x{% else %}none{% endfor %}", "{% for k, v in d.items() if k != 'a' %}{{ k }}={{ v }} {{ loop.length }};{% endfor %}", "{% for k in {'q': 1} %}{{ k }}{% endfor %}", "{% for c in 'a😀b' %}{{ c }},{% endfor %}", "{% for k, v in {'x': 1}.items() %}{{ k }}{{ v }}{% endfor %}",
    "{% for x in l %}{% if x == 1 %}{% continue %}{% endif %}{% if loop.last %}{% break %}{% endif %}{{ x }}{% endfor %}", "{% for x in l %}{{ loop.previtem }}|{{ loop.nextitem }}|{{ loop.cycle('a', 'b') }}|{{ loop.changed(x > 1) }};{% endfor %}",
    "{% set x = 1 %}{% for i in l %}{% set x = x + i %}{{ x }},{% endfor %}{{ x }}", "{% set ns = namespace(x=1) %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}", "{% if true %}{% set y = 5 %}{% endif %}{{ y }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set x %}a{{ n }}b{% endset %}[{{ x }}]", "{% set x | upper %}abc{% endset %}{{ x }}", "{% filter upper | trim %} ab {% endfilter %}", "{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% macro m(a, b='x', c=none) %}({{ a }}{{ b }}{{ c }}{{ varargs }}{{ kwargs }}){% endmacro %}{{ m(1) }}{{ m(1, c=2) }}{{ m() }}{{ m(1, 2, 3, 4, z=5) }}", "{% macro m() %}[{{ caller(3) }}]{% endmacro %}{% call(x) m() %}<{{ x }}>{% endcall %}", "{% macro m(x) %}{{ x }}{{ later }}{% endmacro %}{% set later = 'L' %}{{ m(1) }}", "{% macro r(k) %}{{ k }}{% if k > 0 %}{{ r(k - 1) }}{% endif %}{% endmacro %}{{ r(3) }}", "{% macro m(x) -%} {{ x }} {%- endmacro %}{{ m(s) | trim }}",
    "{% for x in [1, [2, [3]]] recursive %}{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}@{{ loop.depth }}{% endif %}{% endfor %}", "{% if nothing %}a{% elif n == 7 %}b{% else %}c{% endif %}", "{% if not (messages[0].role == 'system') and messages|length > 1 %}ok{% endif %}", "{{ 1, 2 }}", "{{ l[0] if l is defined and l else 'none' }}", "{% set l = l + [9] %}{{ l }}", "{% set content = messages[1].content.split('</think>')[-1].lstrip('\\n') %}{{ content }}",
    "{% if messages[5] is defined %}a{% else %}b{% endif %}", "{% for m in messages[::-1] %}{{ m.role[0] }}{% endfor %}", "{%- for m in messages -%}\n  {{ m.role }}\n{%- endfor -%}\n", "{{ '' ~ '{{ x }}' }}", "{{ messages | tojson }}", "a\r\nb\rc", "{{ x }", "{% if %}", "{% endif %}", "{% for x in %}", "{% foo %}", "{{ 1 | nofilter }}", "{{ 1 is notest }}", "{{ 'a }}", "{{ (1 }}", "{% if 1 %}", "{# a", "{% break %}", "{% set d.x = 1 %}", "{{ a b }}", "{% for a, b in [[1]] %}{% endfor %}", "{% include 'x' %}", "{% import 'x' as y %}", "{% extends 'x' %}",
]
rows = []
for template in [("{{ %s }}" % e.strip()) for line in EXPRESSIONS.strip().split("\n") for e in line.split(" | ")] + TEMPLATES:
    try:
        rows.append({"template": template, "rendered": env.from_string(template).render(**VARIABLES)})
    except Exception:
        rows.append({"template": template, "fails": True})
print(json.dumps({"variables": VARIABLES, "rows": rows}, ensure_ascii=False, indent=0))

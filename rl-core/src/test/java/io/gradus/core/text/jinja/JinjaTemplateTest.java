package io.gradus.core.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.text.jinja.value.TemplateError;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JinjaTemplateTest {
  private static final Map<String, Object> CHAT =
      Map.of("messages", List.of(Map.of("role", "user", "content", "hello")), "x", "text");

  private static String render(String template) {
    return JinjaTemplate.parse(template).render(CHAT, format -> "today");
  }

  /** The file beside this class was written by Python's Jinja; the script is beside it too. */
  @Test
  void smallTemplatesRenderAsInPython() throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode cases;
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("cases.json"))) {
      cases = json.readTree(in);
    }
    Map<String, Object> variables =
        json.convertValue(cases.get("variables"), new TypeReference<Map<String, Object>>() {});
    SoftAssertions every = new SoftAssertions();
    for (JsonNode row : cases.get("rows")) {
      String template = row.get("template").asText();
      String rendered;
      try {
        rendered = JinjaTemplate.parse(template).render(variables, format -> "");
      } catch (TemplateError e) {
        rendered = "fails: " + e.getMessage();
      }
      if (row.has("fails")) {
        every.assertThat(rendered).as(template).startsWith("fails: ");
      } else {
        every.assertThat(rendered).as(template).isEqualTo(row.get("rendered").asText());
      }
    }
    every.assertThat(cases.get("rows").size()).isGreaterThan(250);
    every.assertAll();
  }

  @Test
  void theTextOfAMessageIsNeverATemplate() {
    Map<String, Object> hostile = Map.of("x", "{{ 7 * 7 }}{% raw %}{# #}");
    assertThat(JinjaTemplate.parse("{{ x }}{{ x|trim }}").render(hostile, f -> ""))
        .isEqualTo("{{ 7 * 7 }}{% raw %}{# #}{{ 7 * 7 }}{% raw %}{# #}");
  }

  @Test
  void generationTagsOnlyMark() {
    assertThat(render("a{% generation %}b{% endgeneration %}c")).isEqualTo("abc");
  }

  @Test
  void whatATemplateSaysIsTold() {
    assertThatThrownBy(() -> render("\n\n{{ raise_exception('roles must alternate') }}"))
        .isInstanceOf(TemplateError.class)
        .hasMessage("the template says: roles must alternate")
        .satisfies(e -> assertThat(((TemplateError) e).line()).isEqualTo(3));
  }

  @Timeout(120)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(10000000000) %}{% endfor %}",
        "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
        "{{ 'x' * 100000000000 }}",
        "{{ [1] * 9000000000000000000 }}",
        "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{{ ns.s }}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(100) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s == ns.s }}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s|tojson }}",
        "{% set s = 'ab' * 4000000 %}{% for i in range(1000000) %}{% if s == s ~ '' %}{% endif %}{% endfor %}",
        "{% set s = 'ab' * 4000000 %}{% for i in range(1000000) %}{{ s.replace('a', s) }}{% endfor %}",
        "{% set s = 'ab' * 4000000 %}{% for i in range(1000000) %}{% set y = s|trim %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ {}|tojson(indent=99999999999) }}",
        "{{ 'a'|indent(99999999999, true) }}",
        "{{ '7'.zfill(99999999999) }}",
        "{{ 2 ** 99999999999999 }}",
        "{{ 9223372036854775807 + 1 }}",
        "{{ 99999999999999999999 }}"
      })
  void aTemplateWithoutEndIsStopped(String template) {
    assertThatThrownBy(() -> render(template)).isInstanceOf(TemplateError.class);
  }

  /** Each of these once ran for minutes or filled the heap within the budget. */
  @Timeout(60)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ('a' * 1200000).find('a' * 600000 ~ 'b') }}",
        "{{ ('a' * 1200000).rfind('b' ~ 'a' * 600000) }}",
        "{{ ('a' * 1200000).count('a' * 600000 ~ 'b') }}",
        "{{ ('a' * 1200000).replace('a' * 600000 ~ 'b', '') }}",
        "{{ ('a' * 1200000).split('a' * 600000 ~ 'b') }}",
        "{{ ('a' * 1200000).rsplit('b' ~ 'a' * 600000, 3) }}",
        "{{ ('a' * 1200000).partition('a' * 600000 ~ 'b') }}",
        "{{ 'a' * 600000 ~ 'b' in 'a' * 1200000 }}",
        "{{ ('a' * 1000000).strip('b' * 1000000 ~ 'a') }}",
        "{{ ('a' * 4000000)|list|length }}",
        "{{ ('a ' * 2000000).split()|length }}",
        "{{ ('a,' * 2000000).split(',')|length }}",
        "{% set s = ('é' * 1000000) %}{% for i in range(100000) %}{{ s|length }}{{ s[-1] }}{% endfor %}",
        "{% set s = 'é' * 1000000 %}{% for i in range(100000) %}{{ s[0:1] }}{% endfor %}",
        "{{ ([dict(a=1)] * 1000000)|tojson(separators=(',', 'y' * 1000000)) }}",
        "{{ ([1] * 1000000)|tojson(separators=('y' * 1000000, ':')) }}",
        "{{ ('é' * 2000000)|tojson(ensure_ascii=true) }}",
        "{% set x = ([{}] * 1000000)|map(attribute='x' * 1000000)|list %}",
        "{% set x = ([{}] * 1000000)|map(attribute='x' * 1000)|list %}{{ x[0].y }}",
        "{{ ([{}] * 1000000)|selectattr('x.' * 100000)|list }}",
        "{{ ([{}] * 1000000)|groupby('x' * 1000000)|list }}",
        "{{ (['A' * 1000000] * 100 + ['b'])|sort }}",
        "{{ (['A' * 1000000] * 100 + ['b'])|max }}",
        "{{ ([0.1] * 1000000)|join }}",
        "{{ ([0.1] * 1000000)|tojson }}",
        "{% for i in range(1000000) %}{% set x = strftime_now('x' * 1000000) %}{% endfor %}",
        "{% set d = dict(('ab' * 10)|list|map('upper')|groupby(0)) %}{{ d }}",
        "{% set s = 'a' * 1000000 %}{% for i in range(1000000) %}{% if s is lower %}{% endif %}{% endfor %}",
        "{% set s = '9' * 1000000 %}{% for i in range(1000000) %}{% set x = s|float %}{% endfor %}"
      })
  void everyFilterAndMethodIsChargedWhatItCosts(String template) {
    long start = System.nanoTime();
    try {
      render(template);
    } catch (TemplateError e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
  }

  @Test
  void nestingWithoutEndIsRefusedWhenItIsRead() {
    for (String begin : List.of(
        "{{ ((((",
        "{{ [[[[",
        "{{ not not not not ",
        "{{ - - - - ",
        "{% if 1 %}{% if 1 %}",
        "{{ x if x else ")) {
      assertThatThrownBy(() -> render(begin.substring(0, 3) + begin.substring(3).repeat(50_000)))
          .as(begin)
          .isInstanceOf(TemplateError.class);
    }
    assertThatThrownBy(() -> render("{{ 1" + " + 1".repeat(100_000) + " }}"))
        .hasMessageContaining("operators");
    assertThatThrownBy(() -> render("{{ x" + "|trim".repeat(100_000) + " }}"))
        .isInstanceOf(TemplateError.class);
    assertThatThrownBy(() -> render("{{ x" + "[0]".repeat(100_000) + " }}"))
        .isInstanceOf(TemplateError.class);
    assertThatThrownBy(() -> render("{% if 0 %}" + "{% elif 0 %}".repeat(50_000) + "{% endif %}"))
        .isInstanceOf(TemplateError.class);
    assertThatThrownBy(() -> render("x".repeat(2_000_000))).hasMessageContaining("characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ x.getClass().forName('java.lang.Runtime') }}",
        "{{ x.__class__.__mro__ }}",
        "{{ messages.__class__.x }}",
        "{{ messages.getClass().x }}",
        "{{ messages[0].class.classLoader.x }}",
        "{{ messages[0].getClass().x }}",
        "{{ range.getClass().x }}",
        "{{ ''.class.name }}",
        "{{ ''['class']['name'] }}",
        "{{ ''|attr('class')|attr('name') + 'x' }}",
        "{{ raise_exception.__globals__.x }}",
        "{{ namespace().getClass().x }}",
        "{% include '/etc/passwd' %}",
        "{% from '/etc/passwd' import x %}",
        "{{ open('/etc/passwd') }}",
        "{{ self.x.y }}",
        "{{ messages.append(1) }}",
        "{{ messages[0].pop('role') }}",
        "{{ messages[0].update(role='system') }}"
      })
  void nothingOutsideTheTemplateCanBeReached(String template) {
    assertThatThrownBy(() -> render(template)).isInstanceOf(TemplateError.class);
  }
}

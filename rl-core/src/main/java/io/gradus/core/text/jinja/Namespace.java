package io.gradus.core.text.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** The one thing of a template whose attributes can be set: {@code namespace(found=false)}. */
final class Namespace {
  final Map<String, Object> attributes = new LinkedHashMap<>();
}

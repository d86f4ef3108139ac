package io.gradus.experiments.binding;

import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.component.Suggestion;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Binds YAML to records. A record's components are the keys, in kebab-case. A key may be a number, a whole number, a
 * boolean, a text, a path, an enum or another record. It may also be an {@code Optional}, a {@code List} or a {@code
 * Map<String, ...>} of these, or a {@link Node}, which is kept as it is. If a key has a kind of {@link Components},
 * {@code type} chooses one of them: {@code loss: {type: clipped-surrogate, clip-low: 0.1}} or, with its defaults,
 * {@code loss: clipped-surrogate}.
 *
 * <p>If a constructor refuses a value (with {@link IllegalArgumentException} or {@link UserError}), the fault is
 * reported at the value that the message begins with: {@code clip-low: must be in (0, 1), but is -1}, {@code k[1]:
 * ...}, {@code plan.steps: ...}.
 */
public final class RecordBinder {

  private final Components components;
  private final UnknownKeys unknownKeys;
  private final StandIns standIns;

  public RecordBinder(Components components) {
    this(components, StandIns.none());
  }

  /** Binds a component that no table names as a stand-in, where the command permits one. */
  public RecordBinder(Components components, StandIns standIns) {
    this(components, ForeignNames.load(), standIns);
  }

  RecordBinder(Components components, ForeignNames foreignNames, StandIns standIns) {
    this.components = components;
    this.unknownKeys = new UnknownKeys(new Schema(components), foreignNames);
    this.standIns = standIns;
  }

  /**
   * Binds a tree to a record.
   *
   * @throws UserError with every fault of the recipe, a line each, in the order of the file
   */
  public <R extends Record> R bind(Class<R> type, YamlTree tree) {
    Pass pass = new Pass(type, tree.faults());
    Object bound = pass.record(type, tree.root(), "");
    if (bound == null || !pass.faults.isEmpty()) {
      throw Fault.error(pass.faults);
    }
    return type.cast(bound);
  }

  /** One reading of one tree. Its methods return null when they have added a fault. */
  private final class Pass {
    private static final String TYPE = "type";

    private final Class<?> root;
    private final List<Fault> faults;

    Pass(Class<?> root, List<Fault> faults) {
      this.root = root;
      this.faults = new ArrayList<>(faults);
    }

    private @Nullable Object fault(Place place, String path, String message) {
      faults.add(new Fault(place, path.isEmpty() ? message : path + ": " + message));
      return null;
    }

    private @Nullable Object value(Type type, Node node, String path) {
      if (type instanceof ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        if (generic.getRawType() == Optional.class) {
          boolean absent = node instanceof Node.Scalar scalar && scalar.isNull();
          return absent ? Optional.empty() : optional(value(arguments[0], node, path));
        }
        if (generic.getRawType() == List.class) {
          return list(arguments[0], node, path);
        }
        if (generic.getRawType() == Map.class && arguments[0] == String.class) {
          return map(arguments[1], node, path);
        }
      } else if (type == Node.class) {
        return node; // bound later, to another record
      } else if (type instanceof Class<?> plain) {
        if (node instanceof Node.Scalar scalar && scalar.isNull()) {
          return fault(node.place(), path, "expected " + TypeWords.one(type) + ", but is empty");
        }
        if (components.isKind(plain)) {
          return component(plain, node, path);
        }
        if (plain.isRecord() && !Scalars.isScalar(plain)) {
          return node instanceof Node.Mapping mapping
              ? record(plain, mapping, path)
              : fault(
                  node.place(),
                  path,
                  "expected %s, but is %s".formatted(wanted(plain), node.shown()));
        }
        if (Scalars.isScalar(plain)) {
          return scalar(plain, node, path);
        }
      }
      throw new IllegalStateException(
          "%s: a recipe cannot hold a %s".formatted(path, type.getTypeName()));
    }

    private @Nullable Object optional(@Nullable Object value) {
      return value == null ? null : Optional.of(value);
    }

    private @Nullable Object scalar(Class<?> type, Node node, String path) {
      if (!(node instanceof Node.Scalar scalar)) {
        return fault(
            node.place(), path, "expected " + TypeWords.one(type) + ", but is " + node.shown());
      }
      try {
        return Scalars.bind(type, scalar);
      } catch (Scalars.Mismatch e) {
        return fault(node.place(), path, e.reason);
      }
    }

    private @Nullable Object list(Type type, Node node, String path) {
      if (!(node instanceof Node.Sequence sequence)) {
        return fault(
            node.place(),
            path,
            "expected a %s, but is %s. Write it in brackets: [%s]"
                .formatted(
                    TypeWords.listOf(type),
                    node.shown(),
                    node instanceof Node.Scalar one ? one.text() : "..."));
      }
      List<Object> items = new ArrayList<>();
      for (int i = 0; i < sequence.items().size(); i++) {
        Object item = value(type, sequence.items().get(i), path + "[" + i + "]");
        if (item != null) {
          items.add(item);
        }
      }
      return items.size() == sequence.items().size() ? List.copyOf(items) : null;
    }

    private @Nullable Object map(Type type, Node node, String path) {
      if (!(node instanceof Node.Mapping mapping)) {
        return fault(
            node.place(),
            path,
            "expected a %s, but is %s".formatted(TypeWords.mappingTo(type), node.shown()));
      }
      Map<String, Object> values = new LinkedHashMap<>();
      mapping.entries().forEach((key, entry) -> {
        Object value = value(type, entry.value(), Node.join(path, key));
        if (value != null) {
          values.put(key, value);
        }
      });
      return values.size() == mapping.entries().size() ? Collections.unmodifiableMap(values) : null;
    }

    private @Nullable Object component(Class<?> kind, Node node, String path) {
      String known = "Known: " + String.join(", ", components.names(kind));
      Node.Mapping keys;
      Node type;
      String typePath = path;
      if (node instanceof Node.Mapping mapping) {
        keys = mapping.without(TYPE);
        type = mapping.get(TYPE);
        typePath = Node.join(path, TYPE);
        if (type == null) {
          return unknownKeys.reportType(mapping, path, faults)
              ? null
              : fault(
                  node.place(), typePath, "missing: which " + TypeWords.of(kind) + "? " + known);
        }
      } else {
        keys = new Node.Mapping(node.place(), Map.of(), false);
        type = node;
      }
      if (!(type instanceof Node.Scalar name) || name.isNull()) {
        return fault(
            type.place(),
            typePath,
            "expected the name of %s, but is %s. %s"
                .formatted(TypeWords.one(kind), type.shown(), known));
      }
      Optional<Class<? extends Record>> found = components.find(kind, name.text());
      if (found.isEmpty()) {
        String suggestion = Suggestion.didYouMean(name.text(), components.names(kind));
        String remedy = suggestion.isEmpty() ? OwnClasses.given().remedy() : "";
        Fault unknown = new Fault(
            name.place(),
            "%s: unknown %s.%s %s%s".formatted(typePath, name.shown(), suggestion, known, remedy));
        Optional<Object> standIn = standIns.of(kind, name.text(), unknown);
        if (standIn.isEmpty()) {
          faults.add(unknown);
        }
        return standIn.orElse(null);
      }
      return record(found.get(), keys, path);
    }

    private @Nullable Object record(Class<?> type, Node.Mapping mapping, String path) {
      int before = faults.size();
      List<Key> keys = Key.of(type);
      Set<String> meant = unknownKeys.report(root, type, mapping, path, faults);
      Object[] arguments = new Object[keys.size()];
      for (int i = 0; i < arguments.length; i++) {
        Key key = keys.get(i);
        String keyPath = Node.join(path, key.name());
        Node node = given(key, mapping, keyPath);
        if (node != null) {
          arguments[i] = value(key.type(), node, keyPath);
        } else if (key.optional()) {
          arguments[i] = Optional.empty();
        } else if (!meant.contains(key.name())) {
          String about = key.about().isEmpty() ? "" : " (" + key.about() + ")";
          fault(mapping.place(), keyPath, "missing: give " + wanted(key.type()) + about);
        }
      }
      // The constructor runs even after an unknown key, so that its faults are reported too.
      boolean whole = Arrays.stream(arguments).allMatch(a -> a != null);
      Object made = whole ? construct(type, arguments, mapping, path) : null;
      return faults.size() == before ? made : null;
    }

    private String wanted(Type type) {
      if (type instanceof Class<?> plain && plain.isRecord() && !Scalars.isScalar(plain)) {
        return "a mapping with the keys " + String.join(", ", Key.names(plain));
      }
      boolean kind = type instanceof Class<?> plain && components.isKind(plain);
      String known = kind ? ", one of " + String.join(", ", components.names((Class<?>) type)) : "";
      return TypeWords.one(type) + known;
    }

    /**
     * Value of the recipe, else the default, else null. An override of a part of a default is merged into the default.
     */
    private @Nullable Node given(Key key, Node.Mapping mapping, String path) {
      Node node = mapping.get(key.name());
      String defaultText = key.defaultText();
      boolean partial =
          node instanceof Node.Mapping made && made.partial() && made.get(TYPE) == null;
      if (defaultText == null || (node != null && !partial)) {
        return node;
      }
      Node otherwise =
          YamlTree.value(defaultText, Place.outsideAnyFile("the default of " + path), faults);
      if (partial && otherwise instanceof Node.Scalar name && !name.isNull()) {
        otherwise = Node.Mapping.of(TYPE, name);
      }
      return node instanceof Node.Mapping over && otherwise instanceof Node.Mapping under
          ? over.over(under)
          : otherwise;
    }

    private @Nullable Object construct(
        Class<?> type, Object[] arguments, Node.Mapping mapping, String path) {
      try {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof IllegalArgumentException || e.getCause() instanceof UserError) {
          String message = String.valueOf(e.getCause().getMessage());
          message
              .lines()
              .map(line -> Refusal.fault(type, line, mapping, path))
              .forEach(faults::add);
          return null;
        }
        throw new IllegalStateException(
            path + ": " + type.getName() + " could not be made", e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(path + ": " + type.getName() + " could not be made", e);
      }
    }
  }
}

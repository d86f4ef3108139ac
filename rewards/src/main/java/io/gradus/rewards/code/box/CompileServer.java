package io.gradus.rewards.code.box;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A Java compiler in a warm process. It reads sources from standard input, each preceded by its length. For each, it
 * writes the number of classes, then name and class file of each class; or 0 and the errors. It writes no files and
 * runs no annotation processors. The process ends when its input ends, or when it runs out of memory.
 */
public final class CompileServer {
  /** Largest number of classes of a program; a larger program does not compile. */
  public static final int MOST_CLASSES = 1000;

  public static final int MOST_BYTES = 16 << 20;
  private static final int MOST_ERRORS = 5;
  private static final int LONGEST_ERRORS = 100_000;
  private static final List<String> OPTIONS =
      List.of("-proc:none", "-nowarn", "-Xlint:none", "-g:source,lines", "-Xmaxerrs", "20");

  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private final StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8);

  private CompileServer() {}

  /** Returns the classes of this program. */
  public static List<Class<?>> classes() {
    return List.of(
        CompileServer.class, Source.class, ClassFile.class, InMemory.class, ImportOrder.class);
  }

  public static void main(String[] args) throws IOException {
    DataInputStream in = new DataInputStream(System.in);
    DataOutputStream out = new DataOutputStream(System.out);
    CompileServer server = new CompileServer();
    server.compile(
        "public class Warm { public static void main(String[] a) { System.out.println(a.length); } }");
    while (true) {
      String source;
      try {
        source = new String(in.readNBytes(in.readInt()), UTF_8);
      } catch (EOFException e) {
        return;
      }
      server.answer(source, out);
    }
  }

  private void answer(String source, DataOutputStream out) throws IOException {
    Object result;
    boolean last = false;
    try {
      result = compile(source);
      String hoisted = result instanceof String ? ImportOrder.first(source) : source;
      if (!hoisted.equals(source)) {
        result = compile(hoisted);
      }
    } catch (OutOfMemoryError e) {
      result = "the compiler ran out of memory";
      last = true;
    } catch (StackOverflowError e) {
      result = "the code is nested too deeply";
    } catch (RuntimeException | AssertionError e) {
      result = "the compiler failed: " + e;
    }
    if (result instanceof Map<?, ?> classes) {
      out.writeInt(classes.size());
      for (Map.Entry<?, ?> entry : classes.entrySet()) {
        write(out, entry.getKey().toString().getBytes(UTF_8));
        write(out, ((ClassFile) entry.getValue()).bytes.toByteArray());
      }
    } else {
      out.writeInt(0);
      write(out, result.toString().getBytes(UTF_8));
    }
    out.flush();
    if (last) {
      Runtime.getRuntime().halt(3);
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Returns the classes by name, or the errors. */
  private Object compile(String text) {
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    InMemory outputs = new InMemory(files);
    boolean ok = compiler
        .getTask(new StringWriter(), outputs, found, OPTIONS, null, List.of(new Source(text)))
        .call();
    if (ok && !outputs.classes.isEmpty()) {
      long bytes =
          outputs.classes.values().stream().mapToLong(file -> file.bytes.size()).sum();
      return outputs.classes.size() <= MOST_CLASSES && bytes <= MOST_BYTES
          ? outputs.classes
          : "the program has %d classes of %d bytes together, which is too many"
              .formatted(outputs.classes.size(), bytes);
    }
    StringBuilder errors = new StringBuilder();
    int count = 0;
    for (Diagnostic<?> diagnostic : found.getDiagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR && count++ < MOST_ERRORS) {
        errors
            .append("line ")
            .append(diagnostic.getLineNumber())
            .append(": ")
            .append(diagnostic.getMessage(null))
            .append('\n');
      }
    }
    errors.setLength(Math.min(errors.length(), LONGEST_ERRORS));
    return errors.isEmpty() ? "there is no class in it" : errors.toString();
  }

  /** A source with any file name, so that its public class may have any name. */
  static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Solution.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE;
    }
  }

  static final class ClassFile extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassFile(String name) {
      super(URI.create("mem:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ClassFile> classes = new LinkedHashMap<>();

    InMemory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return classes.computeIfAbsent(name, ClassFile::new);
    }
  }
}

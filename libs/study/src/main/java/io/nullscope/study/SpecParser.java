package io.nullscope.study;

import io.nullscope.study.SpecNode.Entry;
import io.nullscope.study.SpecNode.Mapping;
import io.nullscope.study.SpecNode.Scalar;
import io.nullscope.study.SpecNode.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns YAML text into a tree. Works on the event stream with a stack of its own, so that nesting
 * cannot exhaust the thread's stack, and shares aliased nodes instead of copying them, so that
 * aliases cannot exhaust memory.
 */
final class SpecParser {
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_NODES = 10_000;
  private static final int MAX_ALIASES = 50;

  private final SpecProblems problems;
  private final Deque<Frame> open = new ArrayDeque<>();
  private final Map<Anchor, SpecNode> anchors = new HashMap<>();
  private SpecNode root;
  private int documents;
  private int nodes;
  private int aliases;

  private SpecParser(SpecProblems problems) {
    this.problems = problems;
  }

  /**
   * The map that a study file is; empty, with an error in {@code problems}, when it is something
   * else.
   */
  static Optional<Mapping> study(String text, SpecProblems problems) {
    Optional<SpecNode> node = parse(text, "", problems);
    if (node.isPresent() && node.get() instanceof Mapping mapping) {
      return Optional.of(mapping);
    }
    if (!problems.any()) {
      problems.add(
          "",
          1,
          node.map(found -> "a study is a map of settings, but this is " + found.describe())
              .orElse("the study is empty"),
          "start with 'name: my-study', then model, corpus and the rest");
    }
    return Optional.empty();
  }

  /**
   * The value of an override, where no text at all is the value null; empty, with an error, when it
   * is not YAML.
   */
  static Optional<SpecNode> value(String text, String path, SpecProblems problems) {
    SpecProblems found = new SpecProblems();
    Optional<SpecNode> node = parse(text, path, found);
    if (found.any()) {
      found
          .invalid()
          .errors()
          .forEach(error -> problems.add(error.path(), 0, error.problem(), error.fix()));
      return Optional.empty();
    }
    if (node.isEmpty()) {
      return Optional.of(new Scalar(Scalar.Kind.NOTHING, "", 0));
    }
    return node.map(SpecParser::withoutLines);
  }

  private static Optional<SpecNode> parse(String text, String path, SpecProblems problems) {
    if (text.length() > MAX_CHARACTERS) {
      problems.add(
          path,
          0,
          "the text has " + text.length() + " characters; at most " + MAX_CHARACTERS + " are read",
          "a study is a page of settings; check that this is the right file");
      return Optional.empty();
    }
    try {
      // JSON may be indented with tabs, YAML may not; in JSON a tab is never part of a value.
      String readable = text.stripLeading().startsWith("{") ? text.replace('\t', ' ') : text;
      return Optional.ofNullable(new SpecParser(problems).run(readable, path));
    } catch (Refused e) {
      problems.add(path, e.line, e.getMessage(), e.fix);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      problems.add(path, line, "is not valid YAML: " + e.getProblem(), "correct the syntax here");
    } catch (YamlEngineException e) {
      problems.add(path, 0, "is not valid YAML: " + e.getMessage(), "correct the syntax");
    }
    return Optional.empty();
  }

  private SpecNode run(String text, String path) {
    LoadSettings settings = LoadSettings.builder().setLabel("study").build();
    for (Event event : new Parse(settings).parseString(text)) {
      int line = event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
      switch (event.getEventId()) {
        case DocumentStart -> {
          if (++documents > 1) {
            throw new Refused(line, "a second document starts here", "put one study in a file");
          }
        }
        case Scalar, Alias, MappingStart, SequenceStart -> node(event, line, path);
        case MappingEnd, SequenceEnd -> {
          Frame frame = open.pop();
          SpecNode node = frame.finish();
          frame.anchor.ifPresent(anchor -> anchors.put(anchor, node));
          place(node, path);
        }
        case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
      }
    }
    return root;
  }

  private void node(Event event, int line, String path) {
    if (++nodes > MAX_NODES) {
      throw new Refused(
          line,
          "there are more than " + MAX_NODES + " values",
          "a study is a page of settings; check that this is the right file");
    }
    if (event instanceof AliasEvent alias) {
      place(aliased(alias, line), path);
      return;
    }
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    if (event instanceof ScalarEvent scalar) {
      refuseTag(scalar.getTag(), line);
      SpecNode node = scalar(scalar, line);
      anchor.ifPresent(name -> anchors.put(name, node));
      place(node, path);
      return;
    }
    if (open.size() >= SpecNode.MAX_DEPTH) {
      throw new Refused(line, "the nesting is too deep", "a study has at most five levels");
    }
    if (event instanceof MappingStartEvent mapping) {
      refuseTag(mapping.getTag(), line);
      open.push(new Frame(line, anchor, true));
    } else if (event instanceof SequenceStartEvent sequence) {
      refuseTag(sequence.getTag(), line);
      open.push(new Frame(line, anchor, false));
    }
  }

  private SpecNode aliased(AliasEvent alias, int line) {
    if (++aliases > MAX_ALIASES) {
      throw new Refused(
          line, "there are more than " + MAX_ALIASES + " aliases", "write the values out");
    }
    SpecNode node = anchors.get(alias.getAlias());
    if (node == null) {
      throw new Refused(
          line,
          "the alias *" + alias.getAlias() + " has no finished anchor before it",
          "write the value out");
    }
    return node;
  }

  private static void refuseTag(Optional<String> tag, int line) {
    tag.ifPresent(
        name -> {
          throw new Refused(line, "YAML tags such as " + name + " are not read", "remove the tag");
        });
  }

  private static Scalar scalar(ScalarEvent event, int line) {
    String text = event.getValue();
    Scalar.Kind kind =
        event.getScalarStyle() == ScalarStyle.PLAIN ? plainKind(text) : Scalar.Kind.TEXT;
    return new Scalar(kind, text, line);
  }

  private static Scalar.Kind plainKind(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> Scalar.Kind.NOTHING;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> Scalar.Kind.BOOLEAN;
      default -> SpecNumber.isNumber(text) ? Scalar.Kind.NUMBER : Scalar.Kind.TEXT;
    };
  }

  private void place(SpecNode node, String path) {
    Frame frame = open.peek();
    if (frame == null) {
      root = node;
    } else if (!frame.mapping) {
      frame.items.add(node);
    } else if (frame.key == null) {
      if (!(node instanceof Scalar key)) {
        throw new Refused(
            node.line(),
            "a key must be a word, but this is " + node.describe(),
            "name the setting");
      }
      frame.key = key;
    } else {
      String key = frame.key.text();
      Entry first = frame.entries.putIfAbsent(key, new Entry(frame.key.line(), node));
      if (first != null) {
        problems.add(
            SpecProblems.child(pathOf(path), key),
            frame.key.line(),
            "is set twice" + (first.line() > 0 ? ", first on line " + first.line() : ""),
            "keep one of the two");
      }
      frame.key = null;
    }
  }

  /** Path of the innermost open map, which is the first of the stack. */
  private String pathOf(String start) {
    String path = start;
    List<Frame> outermostFirst = new ArrayList<>(open);
    for (int i = outermostFirst.size() - 1; i > 0; i--) {
      Frame frame = outermostFirst.get(i);
      path =
          frame.mapping
              ? SpecProblems.child(path, frame.key.text())
              : path + "[" + frame.items.size() + "]";
    }
    return path;
  }

  private static SpecNode withoutLines(SpecNode node) {
    if (node instanceof Mapping mapping) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach((key, entry) -> entries.put(key, new Entry(0, withoutLines(entry.value()))));
      return new Mapping(entries, 0);
    }
    if (node instanceof Sequence sequence) {
      return new Sequence(sequence.items().stream().map(SpecParser::withoutLines).toList(), 0);
    }
    Scalar scalar = (Scalar) node;
    return new Scalar(scalar.kind(), scalar.text(), 0);
  }

  /** A map or list whose end has not come yet. */
  private static final class Frame {
    private final int line;
    private final Optional<Anchor> anchor;
    private final boolean mapping;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<SpecNode> items = new ArrayList<>();
    private Scalar key;

    private Frame(int line, Optional<Anchor> anchor, boolean mapping) {
      this.line = line;
      this.anchor = anchor;
      this.mapping = mapping;
    }

    private SpecNode finish() {
      return mapping ? new Mapping(entries, line) : new Sequence(items, line);
    }
  }

  /** Text that is YAML, but nothing that a study could be read from. */
  private static final class Refused extends RuntimeException {
    private final int line;
    private final String fix;

    private Refused(int line, String problem, String fix) {
      super(problem);
      this.line = line;
      this.fix = fix;
    }
  }
}

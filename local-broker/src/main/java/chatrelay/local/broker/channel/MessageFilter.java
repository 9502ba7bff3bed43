package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Format;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a filtered channel: fields, literals, comparisons, {@code &&}, {@code ||}, {@code
 * !} and brackets of JMESPath over a message's {@code name}, {@code clientId}, {@code extras} and
 * {@code headers}, which are those in the extras (Ably documentation, "Subscription filters").
 * Functions, indexes and projections are refused with 40010. Immutable.
 */
public final class MessageFilter {

  /** A value read from a message: text, number, boolean, list, map or null. */
  private interface Term {
    @Nullable Object of(Map<?, ?> message);
  }

  private final Term condition;

  private MessageFilter(Term condition) {
    this.condition = condition;
  }

  /** Reads an expression; error 40010 for one that can't be understood. */
  public static MessageFilter parse(String expression) {
    return new MessageFilter(new Parser(expression).whole());
  }

  /** The entry with those of its messages that pass; null when none does. */
  public @Nullable Entry apply(Entry entry) {
    List<Message> passing = entry.messages().stream().filter(this::passes).toList();
    return passing.isEmpty() ? null : entry.with(passing);
  }

  private boolean passes(Message message) {
    Map<String, Object> values = new HashMap<>();
    Map<?, ?> extras = message.extras() == null ? Map.of() : message.extras();
    put(values, "name", message.name());
    put(values, "clientId", message.clientId());
    put(values, "extras", message.extras());
    put(values, "headers", extras.get("headers"));
    return isTrue(condition.of(values));
  }

  private static void put(Map<String, Object> values, String name, @Nullable Object value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  private static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean truth -> truth;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> !value.equals(Fields.NULL);
    };
  }

  private static @Nullable Object compare(
      String operator, @Nullable Object left, @Nullable Object right) {
    if (left instanceof Number one && right instanceof Number other) {
      int order = Double.compare(one.doubleValue(), other.doubleValue());
      return switch (operator) {
        case "==" -> order == 0;
        case "!=" -> order != 0;
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        default -> order >= 0;
      };
    }
    boolean same = Objects.equals(plain(left), plain(right));
    return switch (operator) {
      case "==" -> same;
      case "!=" -> !same;
      default -> null; // Only numbers have an order.
    };
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return Fields.NULL.equals(value) ? null : value;
  }

  /** Recursive descent; from the loosest: {@code ||}, {@code &&}, comparison, {@code !}. */
  private static final class Parser {
    private static final Pattern TOKEN =
        Pattern.compile(
            "\\s*(?<sign>&&|\\|\\||[=!<>]=|[!<>().]|`(?:\\\\`|[^`])*`|'[^']*'|\"[^\"]*\"|\\w+|$)");
    private static final int MAX_LENGTH = 4_096;
    private static final int MAX_DEPTH = 32;

    private final Matcher input;
    private String next = "";
    private int depth;

    Parser(String text) {
      input = TOKEN.matcher(text);
      if (text.length() > MAX_LENGTH) {
        throw invalid();
      }
      take();
    }

    Term whole() {
      Term term = either();
      if (!next.isEmpty()) {
        throw invalid();
      }
      return term;
    }

    /** Returns the token that is next and reads the one after it. */
    private String take() {
      String taken = next;
      if (!input.lookingAt()) {
        throw invalid();
      }
      next = input.group("sign");
      input.region(input.end(), input.regionEnd());
      return taken;
    }

    private boolean takes(String sign) {
      boolean found = next.equals(sign);
      if (found) {
        take();
      }
      return found;
    }

    private Term either() {
      Term term = both();
      while (takes("||")) {
        term = unless(true, term, both());
      }
      return term;
    }

    private Term both() {
      Term term = comparison();
      while (takes("&&")) {
        term = unless(false, term, comparison());
      }
      return term;
    }

    /** The left value where it settles the matter, else the right one; each is asked once. */
    private static Term unless(boolean settling, Term left, Term right) {
      return message -> {
        Object value = left.of(message);
        return isTrue(value) == settling ? value : right.of(message);
      };
    }

    private Term comparison() {
      Term left = operand();
      if (!next.matches("[=!<>]=|[<>]")) {
        return left;
      }
      String operator = take();
      Term right = operand();
      return message -> compare(operator, left.of(message), right.of(message));
    }

    private Term operand() {
      if (++depth > MAX_DEPTH) {
        throw invalid();
      }
      Term term = plainOperand();
      depth--;
      return term;
    }

    private Term plainOperand() {
      if (takes("!")) {
        Term inner = operand();
        return message -> !isTrue(inner.of(message));
      }
      if (takes("(")) {
        Term inner = either();
        if (!takes(")")) {
          throw invalid();
        }
        return inner;
      }
      if (next.startsWith("`") || next.startsWith("'")) {
        Object value = literal(take());
        return message -> value;
      }
      return path();
    }

    private static Object literal(String token) {
      String inner = token.substring(1, token.length() - 1);
      if (token.startsWith("'")) {
        return inner;
      }
      try {
        return Format.JSON.decode(inner.replace("\\`", "`").getBytes(StandardCharsets.UTF_8));
      } catch (ProtocolException noJson) {
        throw invalid();
      }
    }

    private Term path() {
      String first = name();
      Term term = message -> message.get(first);
      while (takes(".")) {
        Term parent = term;
        String field = name();
        term = message -> parent.of(message) instanceof Map<?, ?> map ? map.get(field) : null;
      }
      return term;
    }

    private String name() {
      String token = take();
      if (token.startsWith("\"")) {
        return token.substring(1, token.length() - 1);
      }
      if (!token.matches("[A-Za-z_]\\w*")) {
        throw invalid();
      }
      return token;
    }

    private static ProtocolException invalid() {
      return new ProtocolException(40010, "Invalid channel name: the filter can't be understood");
    }
  }
}

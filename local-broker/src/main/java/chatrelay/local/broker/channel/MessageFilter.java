package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.ProtocolException;
import io.burt.jmespath.Expression;
import io.burt.jmespath.JmesPathException;
import io.burt.jmespath.JmesPathType;
import io.burt.jmespath.RuntimeConfiguration;
import io.burt.jmespath.jcf.JcfRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a filtered channel: a JMESPath expression of at most 1,024 characters and 32
 * brackets over a message's {@code name}, {@code clientId}, {@code extras} and {@code headers},
 * which are those in the extras (Ably documentation, "Subscription filters"). Immutable.
 */
public final class MessageFilter {
  private static final int MAX_LENGTH = 1_024;
  // The library takes seconds for a thousand, on the thread that serves other connections too.
  private static final int MAX_BRACKETS = 32;
  private static final Values VALUES = new Values();

  private final Expression<Object> condition;

  private MessageFilter(Expression<Object> condition) {
    this.condition = condition;
  }

  /** Reads an expression; error 40010 for one that can't be understood. */
  public static MessageFilter parse(String expression) {
    long brackets = expression.chars().filter(sign -> "([{".indexOf(sign) >= 0).count();
    if (expression.length() > MAX_LENGTH || brackets > MAX_BRACKETS) {
      throw new ProtocolException(40010, "Invalid channel name: the filter is too long");
    }
    try {
      return new MessageFilter(VALUES.compile(expression));
    } catch (JmesPathException unreadable) {
      throw new ProtocolException(40010, "Invalid channel name: the filter can't be understood");
    }
  }

  /** The entry with those of its messages that pass; null when none does. */
  public @Nullable LogEntry apply(LogEntry entry) {
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
    return VALUES.isTruthy(condition.search(values));
  }

  private static void put(Map<String, Object> values, String name, @Nullable Object value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  /** What the codecs read, for JMESPath; a function that gets a wrong type yields null. */
  private static final class Values extends JcfRuntime {
    Values() {
      super(RuntimeConfiguration.builder().withSilentTypeErrors(true).build());
    }

    @Override
    public JmesPathType typeOf(@Nullable Object value) {
      return value instanceof byte[] ? JmesPathType.NULL : super.typeOf(value);
    }
  }
}

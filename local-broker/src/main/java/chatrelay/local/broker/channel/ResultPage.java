package chatrelay.local.broker.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages or presence events in the asked order; {@code next} is the cursor of the following page,
 * null on the last one.
 */
public record ResultPage(List<Stored> items, @Nullable String next) {}

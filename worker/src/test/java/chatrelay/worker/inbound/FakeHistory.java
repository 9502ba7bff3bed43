package chatrelay.worker.inbound;

import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.broker.ReceivedMessage;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ErrorInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Channel history in memory that answers after a fixed time, or fails when told to. */
final class FakeHistory implements CatchUp.History {
  private final Duration latency;
  private final Map<String, List<ReceivedMessage>> channels = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> pages = new ConcurrentHashMap<>();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final List<Instant> starts = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean throwsErrors;

  private record Slice(FakeHistory history, String channel, List<ReceivedMessage> all, int limit)
      implements ChannelHistory.Page {
    @Override
    public List<ReceivedMessage> messages() {
      return all.subList(0, Math.min(limit, all.size()));
    }

    @Override
    public boolean hasNext() {
      return all.size() > limit;
    }

    @Override
    public Optional<ChannelHistory.Page> next() throws AblyException {
      return hasNext()
          ? Optional.of(history.answer(channel, all.subList(limit, all.size()), limit))
          : Optional.empty();
    }
  }

  FakeHistory(Duration latency) {
    this.latency = latency;
  }

  /** The next {@code times} requests fail, by an error of the JVM where asked. */
  FakeHistory failing(int times, boolean byError) {
    throwsErrors = byError;
    failures.set(times);
    return this;
  }

  void add(String channel, ReceivedMessage message) {
    List<ReceivedMessage> messages = channels.computeIfAbsent(channel, added -> new ArrayList<>());
    synchronized (messages) {
      messages.add(message);
    }
  }

  int pages(String channel) {
    return pages.getOrDefault(channel, new AtomicInteger()).get();
  }

  /** Channels in the order of their first pages. */
  List<String> order() {
    return List.copyOf(order);
  }

  List<Instant> starts() {
    return List.copyOf(starts);
  }

  @Override
  public ChannelHistory.Page read(String channel, Instant start, int limit) throws AblyException {
    if (failures.getAndDecrement() > 0) {
      if (throwsErrors) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      throw AblyException.fromErrorInfo(new ErrorInfo("unavailable", 503, 50003));
    }
    order.add(channel);
    starts.add(start);
    List<ReceivedMessage> messages = channels.getOrDefault(channel, List.of());
    List<ReceivedMessage> wanted;
    synchronized (messages) {
      wanted =
          messages.stream().filter(message -> message.timestamp() >= start.toEpochMilli()).toList();
    }
    return answer(channel, wanted, limit);
  }

  private Slice answer(String channel, List<ReceivedMessage> messages, int limit) {
    pages.computeIfAbsent(channel, added -> new AtomicInteger()).incrementAndGet();
    long end = System.nanoTime() + latency.toNanos();
    for (long left = latency.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return new Slice(this, channel, messages, limit);
  }
}

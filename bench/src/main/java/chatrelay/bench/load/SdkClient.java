package chatrelay.bench.load;

import chatrelay.schema.settings.AblySettings;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.realtime.CompletionListener;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.ErrorInfo;
import io.ably.lib.types.Message;
import io.ably.lib.util.Log;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client that uses ably-java. */
final class SdkClient implements Client {
  private static final long LIMIT_SECONDS = 30;

  private final AblyRealtime ably;
  private final Semaphore window;
  private final AtomicInteger refused = new AtomicInteger();

  SdkClient(AblySettings broker, String clientId, int window) {
    this.window = new Semaphore(window);
    try {
      ClientOptions options = new ClientOptions(broker.key().reveal());
      options.clientId = clientId;
      options.logLevel = Log.NONE;
      options.echoMessages = false;
      if (broker.endpoint() != null) {
        options.restHost = broker.endpoint();
        options.realtimeHost = broker.endpoint();
        options.port = broker.port();
        options.tls = broker.tls();
      }
      this.ably = new AblyRealtime(options);
    } catch (AblyException wrongOptions) {
      throw new IllegalStateException(wrongOptions);
    }
  }

  @Override
  public void subscribe(String channel, Consumer<String> listener) {
    Channel subscribed = ably.channels.get(channel);
    try {
      subscribed.subscribe(message -> listener.accept(String.valueOf(message.data)));
      CountDownLatch attached = new CountDownLatch(1);
      subscribed.on(ChannelState.attached, change -> attached.countDown());
      if (subscribed.state != ChannelState.attached
          && !attached.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no attachment to " + channel);
      }
    } catch (AblyException refusal) {
      throw new IllegalStateException(refusal);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void publish(String channel, String id, String text) throws InterruptedException {
    if (!window.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no acknowledgement for " + LIMIT_SECONDS + " s");
    }
    Message message = new Message("message", text);
    message.id = id;
    try {
      ably.channels
          .get(channel)
          .publish(
              message,
              new CompletionListener() {
                @Override
                public void onSuccess() {
                  window.release();
                }

                @Override
                public void onError(@Nullable ErrorInfo reason) {
                  refused.incrementAndGet();
                  window.release();
                }
              });
    } catch (AblyException refusal) {
      window.release();
      refused.incrementAndGet();
    }
  }

  @Override
  public int refused() {
    return refused.get();
  }

  @Override
  public void close() {
    ably.close();
  }
}

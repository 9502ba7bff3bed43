package chatrelay.local.broker;

import chatrelay.local.broker.auth.Apps;
import chatrelay.local.broker.auth.Authenticator;
import chatrelay.local.broker.channel.Channels;
import chatrelay.local.broker.channel.Conditions;
import chatrelay.local.broker.channel.Journal;
import chatrelay.local.broker.channel.Records;
import chatrelay.local.broker.channel.TimeWindows;
import chatrelay.local.broker.fault.FaultRules;
import chatrelay.local.broker.realtime.Connections;
import chatrelay.local.broker.realtime.Realtime;
import chatrelay.local.broker.wire.Ids;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A broker inside this JVM that unmodified Ably SDKs connect to: one plain TCP port for REST and
 * WebSocket. Not part of the product; for development and tests. All methods may be called by any
 * thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Timers and shutdown are awaited where it matters.
public final class LocalBroker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long CLOSE_SECONDS = 5;

  private final BrokerOptions options;
  private final EventLoopGroup loops;
  private final ChannelGroup sockets =
      new DefaultChannelGroup("local-broker", GlobalEventExecutor.INSTANCE, true);
  private final Channel listener;
  private final Faults faults;
  private final @Nullable Journal journal;

  private LocalBroker(BrokerOptions options) {
    this.options = options;
    this.journal = options.dataFolder() == null ? null : Journal.open(options.dataFolder());
    this.loops =
        new MultiThreadIoEventLoopGroup(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("local-broker", true),
            NioIoHandler.newFactory());
    SkewedClock clock = new SkewedClock(options.simulation().clock());
    TimeWindows windows = TimeWindows.hosted().scaled(options.simulation().timeScale());
    Conditions conditions =
        new Conditions(
            options.limits(), windows, clock, new FaultRules(options.simulation().seed(), clock));
    Apps apps =
        new Apps(
            options.keys(), options.namespaces(), options.simulation().outboundDelay().toMillis());
    String series = journal == null ? Ids.random(10) : journal.series();
    Channels channels = new Channels(series, conditions, journal);
    if (journal != null) {
      long oldest = clock.millis() - windows.persistedRetention();
      journal.replay(record -> Records.restore(record, apps, channels, oldest));
    }
    Connections connections = new Connections(conditions);
    Realtime realtime =
        new Realtime(
            new Authenticator(apps, clock, options.refusesKeys()),
            channels,
            connections,
            conditions);
    this.faults = new Faults(realtime, clock);
    this.listener = listen(new SocketSetup(sockets, realtime));
    loops
        .next()
        .scheduleWithFixedDelay(
            () -> {
              connections.expire();
              channels.expire();
            },
            1,
            1,
            TimeUnit.SECONDS);
  }

  /** Starts listening; IllegalStateException naming host and port when that is not possible. */
  public static LocalBroker start(BrokerOptions options) {
    return new LocalBroker(options);
  }

  private Channel listen(SocketSetup setup) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4_096)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(64 << 10, 256 << 10))
            .childHandler(setup);
    ChannelFuture bound = bootstrap.bind(HOST, options.port()).awaitUninterruptibly();
    if (bound.isSuccess()) {
      return bound.channel();
    }
    stopLoops();
    throw new IllegalStateException(
        "Local broker can't listen on "
            + HOST
            + ":"
            + options.port()
            + "; is the port in use? Choose another one, or 0 for any free port",
        bound.cause());
  }

  public String host() {
    return HOST;
  }

  /** The port that was really bound. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** The fault switches. */
  public Faults faults() {
    return faults;
  }

  /** The first key, {@code appId.keyId:secret}. */
  public String key() {
    return options.keys().getFirst().full();
  }

  /**
   * Stops listening, cuts all sockets and ends the threads; takes 5 s at most and does nothing the
   * second time.
   */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    sockets.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    stopLoops();
  }

  private void stopLoops() {
    loops
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    if (journal != null) {
      journal.close();
    }
  }
}

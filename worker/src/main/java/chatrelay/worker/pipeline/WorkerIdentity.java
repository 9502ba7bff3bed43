package chatrelay.worker.pipeline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The name of a worker in leases, made such that a later process on the same machine can see that
 * its owner is dead.
 *
 * <p>Host, a mark of the boot and process namespace, process id and start time. Without it a
 * restart after {@code kill -9} would have to wait for the dead worker's leases to lapse.
 */
public final class WorkerIdentity {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final char SEPARATOR = '/';

  private WorkerIdentity() {}

  /** A name for one worker of this process, at most 100 characters. */
  public static String make() {
    ProcessHandle self = ProcessHandle.current();
    long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return Machine.PREFIX + self.pid() + SEPARATOR + started + SEPARATOR + NUMBER.incrementAndGet();
  }

  /** Whether {@code owner} was made by {@link #make()} in a process of this machine that ended. */
  public static boolean isDead(String owner) {
    if (!owner.startsWith(Machine.PREFIX)) {
      return false;
    }
    String[] parts = owner.substring(Machine.PREFIX.length()).split(String.valueOf(SEPARATOR), -1);
    if (parts.length != 3 || !parts[0].matches("\\d{1,10}") || !parts[1].matches("\\d{1,15}")) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(parts[0]));
    return process
        .map(ProcessHandle::info)
        .flatMap(ProcessHandle.Info::startInstant)
        .map(start -> start.toEpochMilli() != Long.parseLong(parts[1]))
        .orElse(process.isEmpty());
  }

  private static final class Machine {
    private static final String PREFIX = host() + SEPARATOR + mark() + SEPARATOR;

    private static String host() {
      try {
        String name = InetAddress.getLocalHost().getHostName().replace(SEPARATOR, '-');
        return name.substring(0, Math.min(40, name.length()));
      } catch (UnknownHostException nameless) {
        return "host";
      }
    }

    /** Differs between boots and between containers that share a host name. */
    private static String mark() {
      String boot = "";
      String namespace = "";
      try {
        boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      } catch (IOException | UnsupportedOperationException notLinux) {
        // Without a mark nobody is taken for dead: the process id alone proves nothing.
        return Long.toHexString(ProcessHandle.current().pid());
      }
      return Integer.toHexString((boot + namespace).hashCode());
    }
  }
}

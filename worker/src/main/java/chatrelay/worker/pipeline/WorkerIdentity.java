package chatrelay.worker.pipeline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The name of a worker in leases, made such that a later process on the same machine can see that
 * its owner is dead.
 *
 * <p>Host, a mark of the boot and process namespace, process id and start in ticks since the boot
 * (proc(5), field 22 of stat): a time of day would be another one after the clock was set, and two
 * living workers would take each other for dead. Without such a name a restart after {@code kill
 * -9} would have to wait for the dead worker's leases to lapse.
 */
public final class WorkerIdentity {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final char SEPARATOR = '/';

  private WorkerIdentity() {}

  /** A name for one worker of this process, at most 100 characters. */
  public static String make() {
    long process = ProcessHandle.current().pid();
    return Machine.PREFIX
        + process
        + SEPARATOR
        + startTicks(process)
        + SEPARATOR
        + NUMBER.incrementAndGet();
  }

  /** Whether {@code owner} was made by {@link #make()} in a process of this machine that ended. */
  public static boolean isDead(String owner) {
    if (!owner.startsWith(Machine.PREFIX)) {
      return false;
    }
    String[] parts = owner.substring(Machine.PREFIX.length()).split(String.valueOf(SEPARATOR), -1);
    if (parts.length != 3 || !parts[0].matches("\\d{1,10}") || !parts[1].matches("\\d{1,18}")) {
      return false;
    }
    return startTicks(Long.parseLong(parts[0])) != Long.parseLong(parts[1]);
  }

  /** -1 when there is no such process. */
  private static long startTicks(long process) {
    try {
      String status = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
      // The program's name, in parentheses, may hold anything.
      String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[19]);
    } catch (IOException absent) {
      return -1;
    }
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
        // Where the processes of others are hidden, one that can't be seen may well live.
        boot += Files.readString(Path.of("/proc/1/stat")).isEmpty() ? "" : "/ticks";
        namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      } catch (IOException | UnsupportedOperationException hidden) {
        // Without a mark nobody is taken for dead: the process id alone proves nothing.
        return Long.toHexString(ProcessHandle.current().pid());
      }
      return Integer.toHexString((boot + namespace).hashCode());
    }
  }
}

package chatrelay.worker.pipeline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The name of a worker in leases: no two processes share one, and a later process on the same
 * machine can detect that its owner is dead.
 *
 * <p>A readable name (the host's, or WORKER_ID), a mark of host, boot and process namespace,
 * process id and start in ticks since the boot (proc(5), field 22 of stat): a time of day would
 * change when the clock is set, and two live workers would consider each other dead. Without such a
 * name a restart after {@code kill -9} would have to wait for the dead worker's leases to lapse,
 * and two workers with a copied WORKER_ID would take one another's leases.
 */
public final class WorkerIdentity {
  /** Longest name that {@link #of} accepts: with its suffix it fits into 100 characters. */
  public static final int LONGEST_NAME = 60;

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int MARKS = 4;
  private static final String SEPARATOR = "/";

  private WorkerIdentity() {}

  /** A name for one worker of this process, called like the host. */
  public static String make() {
    return of(Machine.HOST);
  }

  /** A name for one worker of this process, called {@code name}; at most 100 characters. */
  public static String of(String name) {
    long process = ProcessHandle.current().pid();
    return String.join(
        SEPARATOR,
        name,
        Machine.MARK,
        Long.toString(process),
        Long.toString(startTicks(process)),
        Integer.toString(NUMBER.incrementAndGet()));
  }

  /** Whether {@code owner} was made here in a process of this machine that ended. */
  public static boolean isDead(String owner) {
    String[] parts = owner.split(SEPARATOR, -1);
    int marks = parts.length - MARKS;
    if (marks < 1 || !parts[marks].equals(Machine.MARK)) {
      return false;
    }
    String process = parts[marks + 1];
    String ticks = parts[marks + 2];
    if (!process.matches("\\d{1,10}") || !ticks.matches("\\d{1,18}")) {
      return false;
    }
    return startTicks(Long.parseLong(process)) != Long.parseLong(ticks);
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
    private static final String HOST = host();
    private static final String MARK = mark();

    private static String host() {
      try {
        String name = InetAddress.getLocalHost().getHostName().replace(SEPARATOR, "-");
        return name.substring(0, Math.min(40, name.length()));
      } catch (UnknownHostException nameless) {
        return "host";
      }
    }

    /** Differs between boots and between containers that share a host name. */
    private static String mark() {
      try {
        String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        // Where /proc hides the processes of others, an invisible one may be alive.
        boot += Files.readString(Path.of("/proc/1/stat")).isEmpty() ? "" : "/ticks";
        String namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        return Integer.toHexString((HOST + boot + namespace).hashCode());
      } catch (IOException | UnsupportedOperationException hidden) {
        // Without a mark no process is considered dead or the same: process ids alone prove
        // nothing.
        return Integer.toHexString(new SecureRandom().nextInt());
      }
    }
  }
}

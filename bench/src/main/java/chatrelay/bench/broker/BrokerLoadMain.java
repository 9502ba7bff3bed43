package chatrelay.bench.broker;

import chatrelay.bench.Start;
import chatrelay.bench.Within;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench broker}: what the local broker carries on this machine. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = "Measures the local broker alone; broker and clients share this process.",
    footer = {"", "Example: bench/run broker --seconds 10 --connections 2000"})
public final class BrokerLoadMain implements Callable<Integer> {
  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "of each rate (default 10)",
      converter = Within.Length.class)
  int seconds;

  @Option(
      names = "--warmup",
      defaultValue = "5",
      description = "seconds before (default 5)",
      converter = Within.Any.class)
  int warmup;

  @Option(
      names = "--connections",
      defaultValue = "2000",
      description = "idle ones (default 2000)",
      converter = Within.Some.class)
  int connections;

  @Option(
      names = "--subscribers",
      defaultValue = "1000",
      description = "of one message (1000)",
      converter = Within.Some.class)
  int subscribers;

  /** Ends the process with 0, or 1 when a measurement failed. */
  public static void main(String[] arguments) {
    Start.run(new BrokerLoadMain(), arguments);
  }

  @Override
  public Integer call() throws InterruptedException {
    for (int batch : new int[] {1, 10, 50}) {
      System.out.println(BrokerLoad.passThrough(batch, warmup, seconds));
    }
    System.out.println(BrokerLoad.slowSubscriber(seconds));
    System.out.println(BrokerLoad.fanOut(subscribers, 40));
    System.out.println(BrokerLoad.idle(connections));
    return 0;
  }
}

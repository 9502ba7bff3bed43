package chatrelay.bench.store;

import chatrelay.bench.store.Meter.Reading;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The result of all rounds: the median of each figure, and the fence's share. Ratios are those of
 * one round, of which the median is taken: the machine changes between rounds.
 *
 * @param rounds readings by figure, a round each; a round may lack figures
 */
record StoreTable(List<Figure> figures, List<Map<Figure, Reading>> rounds) {

  /** One line for each figure. */
  String describe() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%-30s %10s %7s %13s %13s%n"
            .formatted(
                "median of " + rounds.size(),
                "messages/s",
                "of raw",
                "worker CPU",
                "database CPU"));
    for (Figure figure : figures) {
      table.append(
          "%-30s %,10.0f %7s %10.1f µs %10.1f µs%n"
              .formatted(
                  figure.title(),
                  median(figure, Reading::perSecond),
                  percent(ratio(figure, Figure.RAW, Reading::perSecond)),
                  median(figure, Reading::clientMicros),
                  median(figure, Reading::serverMicros)));
    }
    fence().ifPresent(table::append);
    return table.toString();
  }

  private Optional<String> fence() {
    OptionalDouble rate = ratio(Figure.STORED, Figure.NO_FENCE, Reading::perSecond);
    OptionalDouble time =
        ratio(
            Figure.STORED,
            Figure.NO_FENCE,
            reading -> reading.clientMicros() + reading.serverMicros());
    return rate.isEmpty() || time.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%nthe fence check costs %.1f %% of the rate and %.1f %% of the processor time%n"
                .formatted((1 - rate.getAsDouble()) * 100, (time.getAsDouble() - 1) * 100));
  }

  private static String percent(OptionalDouble share) {
    return share.isEmpty() ? "-" : "%.0f%%".formatted(share.getAsDouble() * 100);
  }

  private OptionalDouble ratio(Figure figure, Figure base, ToDoubleFunction<Reading> value) {
    return median(
        rounds.stream()
            .filter(round -> round.containsKey(figure) && round.containsKey(base))
            .mapToDouble(round ->
                value.applyAsDouble(Objects.requireNonNull(round.get(figure)))
                    / value.applyAsDouble(Objects.requireNonNull(round.get(base)))));
  }

  private double median(Figure figure, ToDoubleFunction<Reading> value) {
    return median(
            rounds.stream()
                .map(round -> round.get(figure))
                .filter(Objects::nonNull)
                .mapToDouble(value))
        .orElse(Double.NaN);
  }

  private static OptionalDouble median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }
}

package chatrelay.bench.store;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What the rounds of a measurement come to: the median of each figure, and the fence's share.
 *
 * @param rounds readings by figure, a round each; a round may lack figures
 */
record StoreTable(List<Figure> figures, List<Map<Figure, Meter.Reading>> rounds) {

  /** A line a figure, for people. */
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
    double raw = median(Figure.RAW, Meter.Reading::perSecond);
    for (Figure figure : figures) {
      double rate = median(figure, Meter.Reading::perSecond);
      table.append(
          "%-30s %,10.0f %6.0f%% %10.1f µs %10.1f µs%n"
              .formatted(
                  figure.title(),
                  rate,
                  rate / raw * 100,
                  median(figure, Meter.Reading::clientMicros),
                  median(figure, Meter.Reading::serverMicros)));
    }
    double fenced = median(Figure.STORED, Meter.Reading::perSecond);
    double unfenced = median(Figure.NO_FENCE, Meter.Reading::perSecond);
    return table
        .append("%nthe fence check costs %.1f %%%n".formatted((1 - fenced / unfenced) * 100))
        .toString();
  }

  private double median(Figure figure, ToDoubleFunction<Meter.Reading> value) {
    double[] sorted =
        rounds.stream()
            .map(round -> round.get(figure))
            .filter(reading -> reading != null)
            .mapToDouble(value)
            .sorted()
            .toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}

package chatrelay.moderation.evaluation;

/** Counts of one category, or of all. Mutable, one thread. */
final class Tally {
  int dirty;
  int found;
  int clean;
  int falseAlarms;
  int exact;

  void count(boolean isClean, boolean isFlagged, boolean isExact) {
    if (isClean) {
      clean++;
      falseAlarms += isFlagged ? 1 : 0;
    } else {
      dirty++;
      found += isFlagged ? 1 : 0;
    }
    exact += isExact ? 1 : 0;
  }

  int rows() {
    return dirty + clean;
  }

  /** Found of all dirty rows, in percent; 100 when there are none. */
  double recall() {
    return percent(found, dirty);
  }

  /** Rightly flagged of all flagged rows, in percent; 100 when nothing was flagged. */
  double precision() {
    return percent(found, found + falseAlarms);
  }

  /** Rows whose published text is exactly the expected one, in percent. */
  double exactness() {
    return percent(exact, rows());
  }

  private static double percent(int part, int whole) {
    return whole == 0 ? 100 : 100.0 * part / whole;
  }
}

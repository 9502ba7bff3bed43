package chatrelay.bench.store;

/** Which figure is measured, in the order of the table. */
enum Figure {
  /** Rows of table {@code message} alone, one INSERT a transaction. */
  RAW("raw INSERT of message rows"),
  /** The storing transaction without its first statement. */
  NO_FENCE("stored, no fence check"),
  /** The storing transaction: fence, seq, message, original, hits, outbox, checkpoint. */
  STORED("stored"),
  /** What a lane does: read, moderate, store. */
  LANE("read, moderated and stored"),
  /** Published rows marked by one thread, 500 at a time. */
  ACKNOWLEDGED("acknowledged"),
  /** As {@link #STORED}, while another thread acknowledges all of it. */
  STORED_AND_ACKNOWLEDGED("stored while acknowledged");

  private final String title;

  Figure(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}

package chatrelay.bench.filter;

/** One way to find the terms of a list in a text. */
interface TextFilter {
  /**
   * Judges the text as a worker would; the result only keeps the compiler from removing the work.
   */
  int judge(String text);
}

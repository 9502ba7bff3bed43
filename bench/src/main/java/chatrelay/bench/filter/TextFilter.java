package chatrelay.bench.filter;

/** One way to find the terms of a list in a text. */
interface TextFilter {
  /** Does whatever a worker would do with the text; the answer only keeps the work alive. */
  int judge(String text);
}

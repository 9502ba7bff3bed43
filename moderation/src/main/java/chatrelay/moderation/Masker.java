package chatrelay.moderation;

import chatrelay.moderation.unicode.Graphemes;

/**
 * Replaces each visible grapheme cluster of given spans by one character. White space and invisible
 * characters stay, so lines, wrapping and the direction of the rest do not change.
 */
final class Masker {
  private Masker() {}

  /**
   * Writes the masked text.
   *
   * @param starts cluster starts in rising order; spans may overlap
   */
  static void mask(
      char[] text, int length, int[] starts, int[] ends, int spans, char mask, MappedText output) {
    output.clear();
    int at = 0;
    for (int span = 0; span < spans; span++) {
      while (at < starts[span]) {
        output.append(text[at], at, at + 1, 0);
        at++;
      }
      while (at < ends[span]) {
        int next = Graphemes.end(text, at, length);
        if (Clusters.isBlank(text, at, next)) {
          for (; at < next; at++) {
            output.append(text[at], at, at + 1, 0);
          }
        } else {
          output.append(mask, at, next, 0);
          at = next;
        }
      }
    }
    while (at < length) {
      output.append(text[at], at, at + 1, 0);
      at++;
    }
  }
}

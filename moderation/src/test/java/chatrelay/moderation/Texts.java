package chatrelay.moderation;

import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import java.util.List;
import java.util.Random;

/** Random texts full of the things that disguises are made of. */
final class Texts {
  private static final List<String> PIECES =
      List.of(
          "banana",
          "Banana",
          "nab",
          "ban",
          "kill",
          "yourself",
          "b",
          "a",
          "n",
          "k",
          "i",
          "l",
          "ba",
          "na",
          "ki",
          "ll",
          "\u0430",
          "\u0441",
          "\u043E",
          "\u03BF",
          "\u03BD",
          "\u03C5",
          "\uFF42",
          "\uFF41",
          "\uD835\uDC1B",
          "\u24D0",
          "\uFB01",
          "\u00DF",
          "\u00E1",
          "a\u0301",
          "\u0301",
          "\u0336",
          "\u200B",
          "\u200D",
          "\u00AD",
          "\u202E",
          "\uFE0F",
          "4",
          "1",
          "8",
          "0",
          "@",
          "!",
          "|",
          "$",
          "(",
          ")",
          "<b>",
          "</b>",
          "&#97;",
          "&shy;",
          "%61",
          "&amp;",
          "[i]",
          ".",
          "-",
          "_",
          "*",
          "'",
          ",",
          " ",
          "  ",
          "\n",
          "\r\n",
          "\u3000",
          "\uD83E\uDD54",
          "\uD83C\uDDE6",
          "\uD83D\uDC68\u200D\uD83D\uDC69",
          "\uD83C\uDD70",
          "\u7B28",
          "\u86CB",
          "\u304B",
          "\u3099",
          "\u1107",
          "\u1161",
          "\u0915\u094D\u0924",
          "\u0627",
          "\uD800",
          "\uDC00",
          "the",
          "word",
          "\u0640",
          "\u0000",
          "\uDB40\uDC61");

  private Texts() {}

  static String random(long seed, int pieces) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    int count = random.nextInt(pieces) + 1;
    int alphabet = random.nextInt(4) == 0 ? 22 : PIECES.size();
    for (int i = 0; i < count; i++) {
      if (random.nextInt(20) == 0) {
        text.append((char) random.nextInt(0x10000));
      } else {
        text.append(PIECES.get(random.nextInt(alphabet)));
      }
    }
    return text.toString();
  }

  static WordList list() {
    return WordList.of(
        "random",
        List.of(
            Rule.of("banana", MatchMode.ANYWHERE, Action.MASK, ""),
            Rule.of("kill", MatchMode.WORD, Action.MASK, ""),
            Rule.of("nab", MatchMode.PREFIX, Action.HOLD, ""),
            Rule.of("ban", MatchMode.SUFFIX, Action.MASK, ""),
            Rule.of("kill yourself", MatchMode.PHRASE, Action.REJECT, ""),
            Rule.of("\u7B28\u86CB", MatchMode.ANYWHERE, Action.MASK, ""),
            Rule.of("\u304C", MatchMode.WORD, Action.FLAG, ""),
            Rule.of("\u0430\u0441\u043E", MatchMode.ANYWHERE, Action.MASK, ""),
            Rule.of("100", MatchMode.WORD, Action.MASK, "")),
        List.of(Rule.of("nab the", MatchMode.PHRASE, Action.MASK, "")));
  }

  /** The same without phrases and allow-list, which take other ways through the engine. */
  static WordList plainList() {
    return WordList.of(
        "plain",
        list().rules().stream().filter(rule -> rule.mode() != MatchMode.PHRASE).toList(),
        List.of());
  }
}

package chatrelay.bench.filter;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ahocorasick.trie.Emit;
import org.ahocorasick.trie.Trie;

/** The contestants, each masking or reporting with the means its library offers. */
public enum FilterKind {
  /** One dependent table lookup per character: the floor of every automaton. */
  WALK,
  /** The engine with every transform on. */
  CHAT_RELAY,
  /** The public sample's way: a case-sensitive alternation. */
  SEED_REGEX,
  /** The same, ignoring case. */
  REGEX_ANY_CASE,
  /** The same in RE2J. */
  RE2J,
  /** org.ahocorasick, ignoring case. */
  AHOCORASICK,
  /** hankcs' double-array trie over the lower-cased text. */
  HANKCS;

  TextFilter create(List<String> terms) {
    return switch (this) {
      case WALK -> new AutomatonWalk(terms);
      case CHAT_RELAY -> {
        ModerationEngine engine = engine(terms, MatchMode.ANYWHERE);
        yield text -> engine.judge(text).hits().size();
      }
      case SEED_REGEX -> regex(terms, 0);
      case REGEX_ANY_CASE -> regex(terms, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
      case RE2J -> re2j(terms);
      case AHOCORASICK -> ahoCorasick(terms);
      case HANKCS -> hankcs(terms);
    };
  }

  static ModerationEngine engine(List<String> terms, MatchMode mode) {
    List<Rule> rules = terms.stream().map(term -> Rule.of(term, mode, Action.MASK, "")).toList();
    return ModerationEngine.compile(List.of(WordList.of("bench", rules, List.of())));
  }

  private static TextFilter regex(List<String> terms, int flags) {
    Pattern pattern =
        Pattern.compile(terms.stream().collect(Collectors.joining(")|(?:", "(?:", ")")), flags);
    return text ->
        pattern.matcher(text).replaceAll(match -> "*".repeat(match.end() - match.start())).length();
  }

  private static TextFilter re2j(List<String> terms) {
    var pattern =
        com.google.re2j.Pattern.compile(
            String.join("|", terms), com.google.re2j.Pattern.CASE_INSENSITIVE);
    return text -> {
      var matcher = pattern.matcher(text);
      StringBuilder masked = new StringBuilder(text);
      while (matcher.find()) {
        cover(masked, matcher.start(), matcher.end());
      }
      return masked.length();
    };
  }

  private static TextFilter ahoCorasick(List<String> terms) {
    Trie trie = Trie.builder().ignoreCase().addKeywords(terms).build();
    return text -> {
      var emits = trie.parseText(text);
      if (emits.isEmpty()) {
        return text.length();
      }
      StringBuilder masked = new StringBuilder(text);
      for (Emit emit : emits) {
        cover(masked, emit.getStart(), emit.getEnd() + 1);
      }
      return masked.toString().length();
    };
  }

  private static TextFilter hankcs(List<String> terms) {
    TreeMap<String, String> map = new TreeMap<>();
    terms.forEach(term -> map.put(term, term));
    AhoCorasickDoubleArrayTrie<String> trie = new AhoCorasickDoubleArrayTrie<>();
    trie.build(map);
    return text -> {
      var hits = trie.parseText(text.toLowerCase(Locale.ROOT));
      if (hits.isEmpty()) {
        return text.length();
      }
      StringBuilder masked = new StringBuilder(text);
      for (var hit : hits) {
        cover(masked, hit.begin, hit.end);
      }
      return masked.toString().length();
    };
  }

  private static void cover(StringBuilder text, int from, int to) {
    for (int i = from; i < to; i++) {
      text.setCharAt(i, '*');
    }
  }
}

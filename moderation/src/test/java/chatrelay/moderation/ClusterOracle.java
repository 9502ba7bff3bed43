package chatrelay.moderation;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.BitSet;
import java.util.List;

/** Masks by ICU's grapheme clusters: an opinion on the engine's masks that shares no code. */
final class ClusterOracle {
  private ClusterOracle() {}

  static String mask(String text, List<Hit> hits) {
    BitSet covered = new BitSet();
    hits.stream()
        .filter(hit -> hit.action().masks())
        .forEach(hit -> covered.set(hit.start(), hit.end()));
    BreakIterator clusters = BreakIterator.getCharacterInstance(ULocale.ROOT);
    clusters.setText(text);
    StringBuilder masked = new StringBuilder();
    int start = clusters.first();
    for (int end = clusters.next(); end != BreakIterator.DONE; end = clusters.next()) {
      String cluster = text.substring(start, end);
      int next = covered.nextSetBit(start);
      boolean touched = next >= 0 && next < end;
      masked.append(touched && !isBlank(cluster) ? "*" : cluster);
      start = end;
    }
    return masked.toString();
  }

  private static boolean isBlank(String cluster) {
    return cluster
        .codePoints()
        .allMatch(c ->
            UCharacter.isUWhiteSpace(c)
                || c == 0x2800
                || UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.CONTROL);
  }
}

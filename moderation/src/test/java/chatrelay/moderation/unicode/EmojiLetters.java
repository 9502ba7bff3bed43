package chatrelay.moderation.unicode;

/** Symbols that show a Latin letter in a frame, a circle or a flag. */
final class EmojiLetters {
  private EmojiLetters() {}

  /** The lower-case ASCII letter, or 0. */
  static int of(int codePoint) {
    if (codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF) {
      return 'a' + codePoint - 0x1F1E6;
    }
    for (int first : new int[] {0x24B6, 0x24D0, 0x249C, 0x1F110, 0x1F130, 0x1F150, 0x1F170}) {
      if (codePoint >= first && codePoint < first + 26) {
        return 'a' + codePoint - first;
      }
    }
    return switch (codePoint) {
      case 0x1F12B -> 'c';
      case 0x1F12C -> 'r';
      case 0x2139 -> 'i';
      default -> 0;
    };
  }
}

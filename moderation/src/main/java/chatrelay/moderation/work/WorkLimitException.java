package chatrelay.moderation.work;

import java.io.Serial;

/**
 * Judging a text would take more steps than the engine allows. The outcome depends on the text, the
 * lists and the limit only, so a retry fails as well.
 */
public final class WorkLimitException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  WorkLimitException(long limit) {
    super("judging the text takes more than " + limit + " steps");
  }
}

package chatrelay.moderation.work;

import java.io.Serial;

/**
 * A text can't be judged because that would take more steps than the engine allows. It depends on
 * nothing but the text, the lists and the limit: trying again is no use.
 */
public final class WorkLimitException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  WorkLimitException(long limit) {
    super("judging the text takes more than " + limit + " steps");
  }
}

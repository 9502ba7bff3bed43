package chatrelay.schema;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Evicts a connection whose server turned read-only; the pool by itself would keep it without limit
 * (measured with read_only=ON: the connection stays "valid" and every write fails).
 *
 * <p>It never keeps a connection that the pool would evict: that could hide an unknown outcome.
 */
final class DemotedWriterEviction implements SQLExceptionOverride {
  @java.lang.Override // the interface has a type of that name
  public Override adjudicate(SQLException failure) {
    return SqlFailure.classify(failure) == SqlFailure.READ_ONLY
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}

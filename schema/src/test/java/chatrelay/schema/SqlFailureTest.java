package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of the catalogue that a test can't provoke, and the shapes that carry them. */
class SqlFailureTest {
  @ParameterizedTest
  @CsvSource({
    "1290,HY000,READ_ONLY",
    "1015,HY000,READ_ONLY",
    "1836,HY000,READ_ONLY",
    "1792,25006,READ_ONLY",
    "1874,HY000,READ_ONLY",
    "0,08S01,UNKNOWN_OUTCOME",
    "0,08S02,UNKNOWN_OUTCOME",
    "0,08007,UNKNOWN_OUTCOME",
    "1927,70100,UNKNOWN_OUTCOME",
    "1053,08S01,UNKNOWN_OUTCOME",
    "1040,08004,RETRY",
    "0,08004,RETRY",
    "1205,40001,RETRY",
    "1213,40001,RETRY",
    "1317,70100,RETRY",
    "3024,HY000,RETRY",
    "1969,70100,RETRY",
    "1114,HY000,DISK_FULL",
    "1021,HY000,DISK_FULL",
    "1062,23000,DUPLICATE",
    "1406,22001,POISON",
    "1366,HY000,POISON",
    "1153,08S01,POISON",
    "4025,23000,POISON",
    "3819,HY000,POISON",
    "1054,42S22,CONFIGURATION",
    "1146,42S02,CONFIGURATION",
    "1044,42000,CONFIGURATION",
    "1364,HY000,CONFIGURATION",
    "1045,28000,CONFIGURATION",
    "0,S1009,UNEXPECTED",
    "99999,HY000,UNEXPECTED",
    "0,,UNEXPECTED",
    "0,X,UNEXPECTED"
  })
  void classifiesByCodeThenByState(int code, @Nullable String state, SqlFailure expected) {
    assertThat(SqlFailure.classify(new SQLException("text tells nothing", state, code)))
        .isEqualTo(expected);
  }

  @Test
  void takesATimeoutWithoutSqlStateForRetry() {
    assertThat(SqlFailure.classify(new SQLTimeoutException("late"))).isEqualTo(SqlFailure.RETRY);
  }

  @Test
  void knowsThatWithoutAConnectionNothingWasSent() {
    SQLException refused = new SQLException("refused", "08S01", 0);
    SQLException readOnly = new SQLException("demoted", "HY000", 1290);
    assertThat(SqlFailure.classify(new SQLTransientConnectionException("none", "08S01", refused)))
        .isEqualTo(SqlFailure.RETRY);
    assertThat(SqlFailure.classify(new SQLTransientConnectionException("none", "HY000", readOnly)))
        .isEqualTo(SqlFailure.READ_ONLY);
    assertThat(SqlFailure.classify(new SQLTransientConnectionException("pool is exhausted")))
        .isEqualTo(SqlFailure.RETRY);
  }

  @Test
  void looksThroughWrappers() {
    Throwable wrapped =
        new IllegalStateException(
            new RuntimeException(new SQLException("duplicate", "23000", 1062)));
    assertThat(SqlFailure.classify(wrapped)).isEqualTo(SqlFailure.DUPLICATE);
    assertThat(SqlFailure.classify(new IllegalStateException("no SQL at all")))
        .isEqualTo(SqlFailure.UNEXPECTED);
  }

  @Test
  void repeatsOnlyWhatMayHealByItself() {
    assertThat(SqlFailure.values())
        .filteredOn(SqlFailure::isRetryable)
        .containsExactlyInAnyOrder(
            SqlFailure.RETRY,
            SqlFailure.UNKNOWN_OUTCOME,
            SqlFailure.READ_ONLY,
            SqlFailure.DISK_FULL);
  }
}

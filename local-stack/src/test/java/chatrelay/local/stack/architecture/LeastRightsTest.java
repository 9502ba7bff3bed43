package chatrelay.local.stack.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * {@code schema/grants.sql} gives each user the rights that its program's statements need and no
 * others. That they suffice is also shown by the tests of worker and auth-service, which run as
 * these users.
 */
class LeastRightsTest {
  private final StatementRights rights = new StatementRights();

  @Test
  void shouldGrantTheWorkerWhatItsStatementsNeed() {
    Set<String> needed = rights.ofSources("worker/src/main/java", "schema/src/main/java");
    needed.addAll(rights.ofQueries("audit-"));

    assertThat(rights.grantedTo("chat_worker")).containsExactlyInAnyOrderElementsOf(needed);
    assertThat(needed)
        .as("statements are found in jOOQ's form and as SQL text")
        .contains("DELETE worker_member", "DELETE outbox", "UPDATE checkpoint", "INSERT rule_hit")
        .doesNotContain("DELETE message", "DELETE gap", "DELETE flyway_schema_history");
  }

  @Test
  void shouldGrantTheAuthServiceWhatItReads() {
    Set<String> needed = rights.ofSources("auth-service/src/main/java");
    needed.add("SELECT room"); // by the class Rooms, of which it calls what reads

    assertThat(rights.grantedTo("chat_web")).containsExactlyInAnyOrderElementsOf(needed);
  }

  @Test
  void shouldGrantAnalystsWhatTheQueriesRead() {
    Set<String> needed = new TreeSet<>(rights.ofQueries(""));
    needed.add("SHOW VIEW v_chat_history"); // for EXPLAIN
    needed.add("SHOW VIEW v_moderation_daily");

    assertThat(rights.grantedTo("chat_analyst")).containsExactlyInAnyOrderElementsOf(needed);
  }
}

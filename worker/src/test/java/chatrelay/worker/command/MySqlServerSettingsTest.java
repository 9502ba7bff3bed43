package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase;
import chatrelay.schema.Database;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.mysql.MySQLContainer;

final class MySqlServerSettingsTest extends ServerSettingsContract {
  MySqlServerSettingsTest() {
    super(
        TestDatabase.Kind.MYSQL,
        Map.of(
            "transaction_isolation", "'SERIALIZABLE'",
            "sql_require_primary_key", "1",
            "default_storage_engine", "MyISAM",
            "max_execution_time", "2000"));
  }

  /** Settings of a server's start, which are those of Aurora's older parameter groups. */
  @Test
  @Tag("endurance")
  void should_work_with_lower_case_table_names_and_a_row_based_binary_log() throws Exception {
    try (MySQLContainer server = new MySQLContainer("mysql:8.0")) {
      server.withDatabaseName("test").withUsername("root").withPassword("test");
      server.withCommand(
          "mysqld", "--lower-case-table-names=1", "--log-bin=binary", "--binlog-format=MIXED");
      server.start();
      TestDatabase database =
          new TestDatabase(
              TestDatabase.Kind.MYSQL,
              server.getHost(),
              server.getMappedPort(MySQLContainer.MYSQL_PORT),
              "test",
              "root",
              "test");
      database.execute("SET GLOBAL binlog_format = 'STATEMENT'");
      try (Database migrated = Database.open(OperatorStack.settings(database))) {
        migrated.migrate();
      }
      CommandRun run = doctor(database);
      assertThat(databaseOutcomes(run)).containsEntry("database writable", "fail");
      assertThat(run.out()).contains("set binlog_format to ROW or MIXED");
      database.execute("SET GLOBAL binlog_format = 'ROW'");
      assertSound(database, false);
    }
  }
}

package chatrelay.local.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.TestDatabase.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestDatabaseTest {
  @ParameterizedTest
  @EnumSource(Kind.class)
  void givesEachCallerASchemaOfItsOwn(Kind kind) throws SQLException {
    assumeThat(kind.whyUnavailable()).isEmpty();
    try (TestDatabase one = TestDatabase.create(kind);
        TestDatabase other = TestDatabase.create(kind)) {
      one.execute("create table note (id int primary key)");
      other.execute("create table note (id int primary key)");
      one.execute("insert into note values (1)");
      assertThat(count(one)).isEqualTo(1);
      assertThat(count(other)).isZero();
      assertThat(one.port()).isEqualTo(other.port());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void neverPrintsThePassword(Kind kind) {
    assertThat(new TestDatabase(kind, "h", 1, "n", "u", "s3cret").toString())
        .doesNotContain("s3cret");
  }

  @Test
  void saysThatDockerIsMissingWhenNobodyListens(@TempDir Path folder) {
    assertThat(DockerProbe.answers(folder.resolve("docker.sock"))).isFalse();
  }

  private static int count(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from note")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}

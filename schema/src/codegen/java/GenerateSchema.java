import chatrelay.local.database.EmbeddedDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;

/**
 * Writes the jOOQ classes of the migrated schema.
 *
 * <p>A program of its own because the generator needs JDK 21 while Maven may run on 17. It always
 * generates from the embedded server: MySQL and MariaDB describe the same table differently. It
 * does nothing when neither the migrations nor this file changed since the last run.
 *
 * <p>Arguments: the module's folder, the folder for the generated sources.
 */
public final class GenerateSchema {
  private static final String BINDING = "chatrelay.schema.UtcInstantBinding";

  public static void main(String[] arguments) throws Exception {
    Path module = Path.of(arguments[0]);
    Path output = Path.of(arguments[1]);
    Path migrations = module.resolve("src/main/resources/db/migration");
    Path marker = output.resolve("inputs.sha256");
    String hash = hash(migrations, module.resolve("src/codegen/java"));
    if (Files.exists(marker) && Files.readString(marker).equals(hash)) {
      return;
    }
    Path scratch = module.resolve("target/test-database");
    Path data = scratch.resolve("codegen");
    deleteTree(output);
    deleteTree(data);
    try (EmbeddedDatabase database = EmbeddedDatabase.start(scratch.resolve("base"), data)) {
      Flyway.configure()
          .dataSource(database.jdbcUrl(), database.username(), database.password())
          .locations("filesystem:" + migrations)
          .load()
          .migrate();
      GenerationTool.generate(configuration(database, output));
    }
    deleteTree(data);
    Files.writeString(marker, hash);
  }

  private static Configuration configuration(EmbeddedDatabase database, Path output) {
    return new Configuration()
        .withLogging(Logging.WARN)
        .withJdbc(
            new Jdbc()
                .withDriver("com.mysql.cj.jdbc.Driver")
                .withUrl(database.jdbcUrl())
                .withUser(database.username())
                .withPassword(database.password()))
        .withGenerator(
            new Generator()
                .withDatabase(
                    new Database()
                        .withName("org.jooq.meta.mysql.MySQLDatabase")
                        .withInputSchema(database.name())
                        .withOutputSchemaToDefault(true)
                        .withExcludes("flyway_schema_history")
                        .withIncludeCheckConstraints(false)
                        .withForcedTypes(forcedTypes()))
                .withGenerate(
                    new Generate()
                        .withRecords(true)
                        .withPojos(false)
                        .withDaos(false)
                        .withGlobalCatalogReferences(false)
                        .withJavadoc(true))
                .withTarget(
                    new Target()
                        .withPackageName("chatrelay.schema.generated")
                        .withDirectory(output.toString())));
  }

  private static List<ForcedType> forcedTypes() {
    return List.of(
        new ForcedType()
            .withUserType("java.time.Instant")
            .withBinding(BINDING)
            .withIncludeTypes("(?i:datetime).*"),
        new ForcedType().withName("JSON").withIncludeExpression(".*\\.fields"),
        new ForcedType().withName("INTEGER").withIncludeTypes("(?i:smallint).*"));
  }

  private static String hash(Path... folders) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Path folder : folders) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
          digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
          digest.update(Files.readAllBytes(file));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}

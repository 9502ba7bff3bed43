package chatrelay.schema;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Secret;
import chatrelay.runtime.Variable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The address of the database and how to connect to it. Its text form holds no secret.
 *
 * @param jdbcUrl the whole URL without user and password, for any driver that understands MySQL
 *     Connector/J's properties (AWS's wrapper, for one)
 * @param trustStore certificate authorities, or null for those of the JVM
 * @param poolSize connections of one process, 1 to 64; lanes batch, so few are enough
 * @param migrating the user that changes the schema; null when {@code username} does
 */
public record DatabaseSettings(
    String jdbcUrl,
    String username,
    Secret password,
    SslMode sslMode,
    @Nullable TrustStore trustStore,
    int poolSize,
    Timeouts timeouts,
    @Nullable Login migrating) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  /** Settings of a user that also changes the schema. */
  public DatabaseSettings(
      String jdbcUrl,
      String username,
      Secret password,
      SslMode sslMode,
      @Nullable TrustStore trustStore,
      int poolSize,
      Timeouts timeouts) {
    this(jdbcUrl, username, password, sslMode, trustStore, poolSize, timeouts, null);
  }

  /** A database user and its password. */
  public record Login(String username, Secret password) {}

  /** A PKCS12 file and its password. */
  public record TrustStore(Path file, Secret password) {}

  /**
   * Limits of each wait.
   *
   * @param connect for the TCP connection and login
   * @param socket for one answer; longer than any statement, since a server with a full disk never
   *     answers a COMMIT
   * @param borrow for a free connection of the pool
   * @param lockWait for a row lock, whole seconds
   */
  public record Timeouts(Duration connect, Duration socket, Duration borrow, Duration lockWait) {
    /** 3 s, 10 s, 3 s, 5 s: within a stop budget of 30 s. */
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5));
  }

  /** Settings for a server on this machine: no certificate check, four connections. */
  public static DatabaseSettings local(
      String host, int port, String name, String username, Secret password) {
    return new DatabaseSettings(
        url(host, port, name),
        username,
        password,
        SslMode.PREFERRED,
        null,
        4,
        Timeouts.DEFAULT,
        null);
  }

  /**
   * Reads the DB_ variables. Problems are recorded in {@code environment} for its {@code check()};
   * the result is valid only if that passes. A server on loopback gets PREFERRED instead of
   * VERIFY_IDENTITY unless DB_SSL_MODE is set: its certificate can't name the host.
   */
  public static DatabaseSettings from(Environment environment) {
    String host = environment.optionalText(Variable.DB_HOST).orElse("");
    String url = environment.optionalText(Variable.DB_JDBC_URL).orElse("");
    if (url.isEmpty()) {
      String required = environment.text(Variable.DB_HOST);
      checkHost(environment, required);
      int port = (int) environment.number(Variable.DB_PORT, 1, 65_535);
      url = url(required, port, environment.text(Variable.DB_NAME));
    } else {
      checkUrl(environment, url, host);
    }
    return new DatabaseSettings(
        url,
        environment.text(Variable.DB_USERNAME),
        environment.secret(Variable.DB_PASSWORD),
        sslMode(environment, host),
        trustStore(environment),
        (int) environment.number(Variable.DB_POOL_SIZE, 1, 64),
        Timeouts.DEFAULT,
        migrating(environment));
  }

  private static @Nullable Login migrating(Environment environment) {
    String user = environment.optionalText(Variable.DB_MIGRATE_USERNAME).orElse("");
    Secret password = environment.optionalSecret(Variable.DB_MIGRATE_PASSWORD).orElse(null);
    if (user.isEmpty() && password == null) {
      return null;
    }
    if (user.isEmpty() || password == null) {
      environment.problem(
          user.isEmpty() ? Variable.DB_MIGRATE_USERNAME : Variable.DB_MIGRATE_PASSWORD,
          "is not set although "
              + (user.isEmpty() ? Variable.DB_MIGRATE_PASSWORD : Variable.DB_MIGRATE_USERNAME)
              + " is",
          "set both, or neither where DB_USERNAME changes the schema");
      return null;
    }
    return new Login(user, password);
  }

  /** A port behind it would be taken for a part of an IPv6 address. */
  private static void checkHost(Environment environment, String host) {
    boolean address = host.matches("\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\]?");
    if (!host.isEmpty() && !address && !host.matches("[A-Za-z0-9._,-]+")) {
      environment.problem(
          Variable.DB_HOST,
          "is " + environment.shown(Variable.DB_HOST) + ", which is not a host name",
          "the bare name; its port goes into DB_PORT, a whole URL into DB_JDBC_URL");
    }
  }

  private static void checkUrl(Environment environment, String url, String host) {
    if (!host.isEmpty()) {
      environment.problem(
          Variable.DB_JDBC_URL, "is set together with DB_HOST", "set only one of the two");
    }
    String lower = url.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("jdbc:mysql:") && !lower.startsWith("jdbc:aws-wrapper:mysql:")) {
      environment.problem(
          Variable.DB_JDBC_URL,
          "is not a URL for MySQL",
          "start it with jdbc:mysql:// or jdbc:aws-wrapper:mysql://");
    } else if (!lower.matches("jdbc:[a-z:-]+://[^/?]+/[^/?]+.*")) {
      environment.problem(
          Variable.DB_JDBC_URL,
          "names no host or no database",
          "write it as jdbc:mysql://HOST:PORT/DATABASE");
    }
    if (lower.contains("password=") || lower.matches("jdbc:[a-z:-]+//[^/?]*:[^/?]*@.*")) {
      environment.problem(
          Variable.DB_JDBC_URL, "holds a password", "move it to DB_PASSWORD or DB_PASSWORD_FILE");
    }
  }

  private static SslMode sslMode(Environment environment, String host) {
    if (!environment.isSet(Variable.DB_SSL_MODE) && LOOPBACK.contains(host)) {
      return SslMode.PREFERRED;
    }
    return environment.choice(Variable.DB_SSL_MODE, SslMode.class);
  }

  private static @Nullable TrustStore trustStore(Environment environment) {
    Path file = environment.path(Variable.DB_TRUST_STORE).orElse(null);
    if (file == null) {
      return null;
    }
    if (!Files.isReadable(file)) {
      environment.problem(
          Variable.DB_TRUST_STORE,
          "is " + environment.shown(Variable.DB_TRUST_STORE) + ", which is not a readable file",
          "make it a PKCS12 file with the certificate authorities of the database");
    }
    return new TrustStore(
        file, environment.optionalSecret(Variable.DB_TRUST_STORE_PASSWORD).orElse(Secret.of("")));
  }

  private static String url(String host, int port, String name) {
    String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return "jdbc:mysql://" + bracketed + ":" + port + "/" + name;
  }

  /** Host and port as in the URL, or several of them; for messages. */
  public String server() {
    String rest = jdbcUrl.substring(jdbcUrl.indexOf("//") + 2);
    String authority = rest.split("[/?]", 2)[0];
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  /** The database named in the URL; empty when it names none. */
  public String databaseName() {
    String rest = jdbcUrl.substring(jdbcUrl.indexOf("//") + 2).split("\\?", 2)[0];
    int slash = rest.indexOf('/');
    return slash < 0 ? "" : rest.substring(slash + 1);
  }

  /** The mode that the URL sets, or {@link #sslMode()}. */
  SslMode sslModeInForce() {
    for (SslMode mode : SslMode.values()) {
      if (jdbcUrl.matches(".*[?&]sslMode=" + mode + "(&.*)?")) {
        return mode;
      }
    }
    return sslMode;
  }

  /** The same server as another user, who changes the schema too. */
  public DatabaseSettings withUser(String otherUsername, Secret otherPassword) {
    return new DatabaseSettings(
        jdbcUrl, otherUsername, otherPassword, sslMode, trustStore, poolSize, timeouts, null);
  }

  /** The same server as the user that changes the schema. */
  public DatabaseSettings forMigration() {
    return migrating == null ? this : withUser(migrating.username(), migrating.password());
  }

  /** The same with another number of connections. */
  public DatabaseSettings withPoolSize(int connections) {
    return new DatabaseSettings(
        jdbcUrl, username, password, sslMode, trustStore, connections, timeouts, migrating);
  }

  /** The same with another way to use TLS. */
  public DatabaseSettings withSslMode(SslMode other) {
    return new DatabaseSettings(
        jdbcUrl, username, password, other, trustStore, poolSize, timeouts, migrating);
  }

  /** The same with other limits. */
  public DatabaseSettings withTimeouts(Timeouts others) {
    return new DatabaseSettings(
        jdbcUrl, username, password, sslMode, trustStore, poolSize, others, migrating);
  }

  /** The same where one answer may take {@code time}. */
  public DatabaseSettings withAnswersWithin(Duration time) {
    return withTimeouts(
        new Timeouts(timeouts.connect(), time, timeouts.borrow(), timeouts.lockWait()));
  }

  /**
   * The driver's properties, with user and password, without those set in the URL, which the driver
   * would otherwise ignore. Duplicate detection needs {@code useAffectedRows}: without it a
   * duplicate reports 1 row like a new one.
   */
  Properties driverProperties() {
    Properties properties = new Properties();
    properties.setProperty("user", username);
    properties.setProperty("password", password.reveal());
    properties.setProperty("sslMode", sslMode.name());
    properties.setProperty("connectTimeout", String.valueOf(timeouts.connect().toMillis()));
    properties.setProperty("socketTimeout", String.valueOf(timeouts.socket().toMillis()));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("rewriteBatchedStatements", "true");
    properties.setProperty("useAffectedRows", "true");
    properties.setProperty("useServerPrepStmts", "false");
    properties.setProperty("connectionTimeZone", "UTC");
    properties.setProperty("forceConnectionTimeZoneToSession", "true");
    properties.setProperty("characterEncoding", "UTF-8");
    properties.setProperty("allowPublicKeyRetrieval", "false");
    properties.setProperty("allowLoadLocalInfile", "false");
    properties.setProperty("allowMultiQueries", "false");
    properties.setProperty("autoReconnect", "false");
    properties.setProperty("maintainTimeStats", "false");
    if (trustStore != null) {
      properties.setProperty("trustCertificateKeyStoreUrl", trustStore.file().toUri().toString());
      properties.setProperty("trustCertificateKeyStoreType", "PKCS12");
      properties.setProperty("trustCertificateKeyStorePassword", trustStore.password().reveal());
    }
    properties.keySet().removeIf(name -> isSetInUrl((String) name));
    return properties;
  }

  private boolean isSetInUrl(String property) {
    return jdbcUrl.contains("?" + property + "=") || jdbcUrl.contains("&" + property + "=");
  }
}

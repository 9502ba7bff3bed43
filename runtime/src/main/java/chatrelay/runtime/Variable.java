package chatrelay.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Every environment variable that a program of chat-relay reads: the one table behind parsing,
 * defaults, "did you mean" and {@code .env.example}.
 *
 * <p>{@code docs/configuration.md} is generated from this list and {@code .env.example} is held
 * against it, both by a test.
 */
public enum Variable {
  ABLY_API_KEY(Kind.SECRET, null, "Ably key of the worker, as appId.keyId:secret"),
  ABLY_SIGNER_KEY(Kind.SECRET, null, "Ably key that signs token requests; ABLY_API_KEY if unset"),
  ABLY_ENDPOINT(Kind.TEXT, null, "Host name of the broker; hosted Ably if unset"),
  ABLY_PORT(Kind.NUMBER, "443", "Port of the broker, used with ABLY_ENDPOINT"),
  ABLY_TLS(Kind.FLAG, "true", "Whether to use TLS to ABLY_ENDPOINT; false only on loopback"),
  INBOUND_CHANNEL(Kind.TEXT, "chat-in:{room}", "Channel that clients publish to"),
  OUTBOUND_CHANNEL(Kind.TEXT, "chat-out:{room}", "Channel that clients subscribe to"),
  FEEDBACK_CHANNEL(Kind.TEXT, "chat-user:{client}", "Channel with private notes for one author"),

  DB_HOST(Kind.TEXT, null, "Host name of the database (Aurora's cluster endpoint)"),
  DB_PORT(Kind.NUMBER, "3306", "Port of the database"),
  DB_NAME(Kind.TEXT, "chat_relay", "Name of the database"),
  DB_USERNAME(Kind.TEXT, null, "Database user"),
  DB_PASSWORD(Kind.SECRET, null, "Password of the database user"),
  DB_JDBC_URL(Kind.TEXT, null, "Whole JDBC URL, instead of DB_HOST, DB_PORT and DB_NAME"),
  DB_SSL_MODE(
      Kind.TEXT,
      "VERIFY_IDENTITY",
      "DISABLED, PREFERRED, REQUIRED, VERIFY_CA or" + " VERIFY_IDENTITY"),
  DB_TRUST_STORE(Kind.PATH, null, "PKCS12 file with the database's certificate authorities"),
  DB_TRUST_STORE_PASSWORD(Kind.SECRET, null, "Password of DB_TRUST_STORE"),
  DB_POOL_SIZE(
      Kind.NUMBER,
      "4",
      "Database connections of one process, 1 to 64; a worker adds one for leases"),
  DB_MIGRATE(Kind.FLAG, "true", "Whether the worker migrates the database at start"),
  DB_MIGRATE_USERNAME(
      Kind.TEXT, null, "Database user that changes the schema; DB_USERNAME if unset"),
  DB_MIGRATE_PASSWORD(Kind.SECRET, null, "Password of DB_MIGRATE_USERNAME"),

  BANNED_WORDS_FILE(Kind.PATH, null, "Banned words, one per line; a built-in list if unset"),
  WORKER_ID(Kind.TEXT, null, "Prefix of this worker's name in leases; the host's name if unset"),
  WORKER_ADMIN_HOST(Kind.TEXT, "127.0.0.1", "Address of the worker's health and metrics"),
  WORKER_ADMIN_PORT(Kind.NUMBER, "9464", "Port of the worker's health and metrics; 0 for any"),
  WORKER_ROOM_POLL(Kind.DURATION, "2s", "Interval of the search for new rooms"),
  WORKER_LEASE(Kind.DURATION, "10s", "Life of a lease on a shard of rooms unless renewed"),
  WORKER_QUEUE_MESSAGES(Kind.NUMBER, "4000", "Limit of received messages in memory"),
  WORKER_QUEUE_BYTES(Kind.NUMBER, "33554432", "Limit of bytes of received messages in memory"),
  WORKER_BATCH(Kind.NUMBER, "200", "Limit of messages per storing transaction, 1 to 1000"),
  WORKER_CATCH_UP_THREADS(Kind.NUMBER, "8", "Concurrent requests for inbound history, 1 to 64"),
  WORKER_PUBLISH_TIMEOUT(Kind.DURATION, "30s", "How long a publish may go unacknowledged"),
  WORKER_REPEAT_WINDOW(
      Kind.DURATION,
      "100s",
      "How long after the first attempt a repeat may reach the broker, 1s to 110s"),
  WORKER_HISTORY_RETENTION(Kind.DURATION, "24h", "How long the broker keeps inbound history"),
  WORKER_PUBLISH_RATE(
      Kind.NUMBER, "40", "Messages per second published to one room; 0 for no limit"),

  PORT(Kind.NUMBER, "3000", "Port of the auth-service and the page; 0 for any"),
  AUTH_HOST(Kind.TEXT, "127.0.0.1", "Address the auth-service listens on"),
  AUTH_ADMIN_HOST(Kind.TEXT, "127.0.0.1", "Address of the auth-service's health and metrics"),
  AUTH_ADMIN_PORT(Kind.NUMBER, "9465", "Port of the auth-service's health and metrics; 0 for any"),
  AUTH_TOKEN_TTL(Kind.DURATION, "30m", "Life of a token, 1m to 1h"),
  AUTH_SESSION_SECRET(
      Kind.SECRET,
      null,
      "Signs guest sessions, at least 32 characters; generated at each start if unset, which ends all sessions"),
  AUTH_SESSION_SECRET_PREVIOUS(
      Kind.SECRET, null, "The secret before the present one; its sessions go on"),
  AUTH_SESSION_TTL(Kind.DURATION, "30d", "Life of a guest session that is not renewed"),
  AUTH_SESSION_LIFE(Kind.DURATION, "90d", "Life of a guest session however often it is renewed"),
  AUTH_ALLOWED_ORIGINS(Kind.TEXT, null, "Origins of pages served elsewhere, comma-separated"),
  AUTH_TRUSTED_PROXIES(
      Kind.TEXT, null, "Proxies whose X-Forwarded-For is trusted, comma-separated"),
  AUTH_RATE_LIMIT(Kind.NUMBER, "60", "Token requests per minute and address"),
  AUTH_SOCKETS(Kind.NUMBER, "500", "Open connections of the auth-service at most"),
  AUTH_SOCKETS_PER_ADDRESS(
      Kind.NUMBER, "64", "Of these from one IPv4 address or IPv6 /64; a /24 or /48 has four times"),

  LOCAL_FOLDER(Kind.PATH, ".local", "Where ./run keeps its database, broker log and secrets"),
  LOCAL_DATABASE_FOLDER(
      Kind.PATH, null, "Where the embedded database server is unpacked; in LOCAL_FOLDER if unset"),
  LOCAL_BROKER_PORT(Kind.NUMBER, "8080", "Port of the local broker under ./run; 0 for any"),
  LOCAL_ROOMS(Kind.TEXT, "lobby,random", "Rooms that ./run creates"),

  LOG_LEVEL(Kind.TEXT, "info", "error, warn, info, debug or trace"),
  LOG_FORMAT(Kind.TEXT, "auto", "text, json, or auto: text on a terminal, json elsewhere");

  /** How a value is written. */
  public enum Kind {
    /** Any text. */
    TEXT,
    /** A whole number. */
    NUMBER,
    /** {@code true} or {@code false}. */
    FLAG,
    /** A number with a unit: ms, s, m, h or d. */
    DURATION,
    /** A file or folder. */
    PATH,
    /** Text that is never printed; may come from a file, see {@link Environment}. */
    SECRET
  }

  private final Kind kind;
  private final @Nullable String fallback;
  private final String meaning;

  Variable(Kind kind, @Nullable String fallback, String meaning) {
    this.kind = kind;
    this.fallback = fallback;
    this.meaning = meaning;
  }

  /** How its value is written. */
  public Kind kind() {
    return kind;
  }

  /** The value used when it is not set, or null when there is none. */
  public @Nullable String fallback() {
    return fallback;
  }

  /** One sentence that explains it. */
  public String meaning() {
    return meaning;
  }
}

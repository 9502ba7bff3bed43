package chatrelay.schema;

/** How the connection to the database is encrypted; the driver's own names. */
public enum SslMode {
  /** Plain text. Only for a server on the same machine. */
  DISABLED,
  /** TLS if the server offers it, silently plain text otherwise. Only for development. */
  PREFERRED,
  /** TLS without checking who answers. */
  REQUIRED,
  /** TLS, the certificate must come from a trusted authority. */
  VERIFY_CA,
  /** As VERIFY_CA, and the certificate must name the host: the one for production. */
  VERIFY_IDENTITY
}

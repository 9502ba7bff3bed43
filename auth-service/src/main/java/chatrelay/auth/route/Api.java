package chatrelay.auth.route;

import chatrelay.auth.http.Origins;
import chatrelay.auth.http.Peer;
import chatrelay.auth.limit.RateLimits;
import chatrelay.auth.page.ContentSecurityPolicy;
import chatrelay.auth.page.PageFiles;
import chatrelay.auth.room.History;
import chatrelay.auth.room.RoomDirectory;
import chatrelay.auth.session.Credentials;
import chatrelay.auth.session.SessionLedger;
import chatrelay.auth.session.Sessions;
import chatrelay.auth.token.TokenPolicy;
import chatrelay.auth.token.TokenSigner;
import chatrelay.runtime.Health;
import chatrelay.runtime.Metrics;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.settings.AblySettings;
import java.time.Duration;

/**
 * Serves all routes on one port. Closing it stops accepting requests and waits for running ones.
 */
public final class Api implements AutoCloseable {
  /** Sockets of a network, in those of an address. */
  private static final int NETWORK_SHARE = 4;

  private final WebServer server;
  private final RouteTable table;

  private Api(WebServer server, RouteTable table) {
    this.server = server;
    this.table = table;
  }

  /** Sessions, origins and rate limits. */
  public record Access(
      Sessions sessions,
      SessionLedger ledger,
      Duration sessionLife,
      Origins origins,
      Peer peer,
      RateLimits limits,
      int mostSockets,
      int socketsOfAddress) {
    private ConnectionLimits.Limits sockets() {
      return new ConnectionLimits.Limits(
          mostSockets,
          socketsOfAddress,
          NETWORK_SHARE * socketsOfAddress,
          WebServer.RECEIVE,
          WebServer.SEND);
    }
  }

  /** The tokens to issue: signed by this signer, for channels of these names. */
  public record Tokens(
      AblySettings broker, ChannelNames channels, Duration ttl, TokenSigner signer) {}

  /** The data sources. */
  public record Reading(RoomDirectory rooms, History history) {}

  /**
   * Starts listening; port 0 selects any free port.
   *
   * @throws chatrelay.runtime.UnavailableException when the port is in use
   */
  public static Api start(
      String host,
      int port,
      Access access,
      Tokens tokens,
      Reading reading,
      Health health,
      Metrics metrics) {
    Credentials credentials =
        new Credentials(
            access.sessions(),
            access.ledger(),
            access.peer(),
            tokens.broker().keyName(),
            access.sessionLife());
    Callers callers = new Callers(credentials, access.limits(), access.peer());
    PageFiles files = PageFiles.load();
    RouteTable table = new RouteTable();
    new TokenRoutes(
            callers,
            access.sessions(),
            access.ledger(),
            access.origins(),
            reading.rooms(),
            new TokenPolicy(tokens.channels(), tokens.ttl()),
            tokens.signer(),
            metrics)
        .addTo(table);
    new RoomRoutes(callers, reading.rooms(), reading.history()).addTo(table);
    new ServiceRoutes(
            health, ClientConfiguration.of(tokens.broker(), tokens.channels(), tokens.ttl()))
        .addTo(table);
    new PageRoutes(files).addTo(table);
    ResponseHeaders headers =
        new ResponseHeaders(
            ContentSecurityPolicy.of(tokens.broker(), files.bundlesSdk()),
            access.origins(),
            access.peer());
    ConnectionLimits connections = new ConnectionLimits(access.sockets(), access.peer()::isProxy);
    return new Api(WebServer.start(host, port, headers, table, metrics, connections), table);
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** The documented paths and their methods. */
  public RouteTable routes() {
    return table;
  }

  @Override
  public void close() {
    server.close();
  }
}

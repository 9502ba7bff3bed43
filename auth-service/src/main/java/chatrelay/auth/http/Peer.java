package chatrelay.auth.http;

import chatrelay.schema.settings.AddressRange;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The caller of a request: the socket's address, or the address that trusted proxies report.
 *
 * <p>X-Forwarded-For is read from the right up to the first hop that is not a trusted proxy;
 * everything left of it can be forged.
 */
public final class Peer {
  /** Stands for a socket without an address; no proxy has it. */
  private static final InetAddress UNKNOWN = InetAddress.ofLiteral("0.0.0.0");

  private final List<AddressRange> proxies;

  /** Proxies whose headers are trusted; none by default. */
  public Peer(List<AddressRange> proxies) {
    this.proxies = List.copyOf(proxies);
  }

  /** The caller's address. */
  public InetAddress address(HttpServletRequest request) {
    InetAddress address = socket(request);
    List<String> hops = new ArrayList<>();
    for (String line : Collections.list(request.getHeaders("X-Forwarded-For"))) {
      hops.addAll(List.of(line.split(",", -1)));
    }
    for (String hop : hops.reversed()) {
      if (!isProxy(address)) {
        return address;
      }
      InetAddress next = AddressRange.literal(hop).orElse(null);
      if (next == null) {
        return address;
      }
      address = next;
    }
    return address;
  }

  /** Whether the caller used https, according to the socket or a trusted proxy. */
  public boolean secure(HttpServletRequest request) {
    return request.isSecure()
        || (isProxy(socket(request))
            && "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")));
  }

  /** Whether the headers of this address count. */
  public boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(proxy -> proxy.contains(address));
  }

  private static InetAddress socket(HttpServletRequest request) {
    return AddressRange.literal(request.getRemoteAddr()).orElse(UNKNOWN);
  }
}

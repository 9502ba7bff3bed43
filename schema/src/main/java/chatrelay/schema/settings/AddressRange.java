package chatrelay.schema.settings;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * An address or a range in CIDR form, such as {@code 10.0.0.0/8}. Never asks a name server.
 *
 * @param bits how many leading bits count, 0 to 32 or 128
 */
public record AddressRange(InetAddress network, int bits) {
  /** The range in {@code text}, or empty when the text is not one. */
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> network = literal(slash < 0 ? text : text.substring(0, slash));
    if (network.isEmpty()) {
      return Optional.empty();
    }
    int most = network.get().getAddress().length * Byte.SIZE;
    if (slash < 0) {
      return Optional.of(new AddressRange(network.get(), most));
    }
    String length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > most) {
      return Optional.empty();
    }
    return Optional.of(new AddressRange(network.get(), Integer.parseInt(length)));
  }

  /** The address that {@code text} spells out, brackets of IPv6 allowed; empty for names. */
  public static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text.strip()));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /** Whether {@code address} lies in the range. */
  public boolean contains(InetAddress address) {
    byte[] one = network.getAddress();
    byte[] other = address.getAddress();
    return one.length == other.length && Arrays.equals(masked(one, bits), masked(other, bits));
  }

  /**
   * The unit of rate limits: an IPv4 address, or the /64 of an IPv6 address, which a single host
   * owns as a whole.
   */
  public static String caller(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    return Arrays.toString(Arrays.copyOf(address.getAddress(), 8));
  }

  /** The network that a caller rents or is given as a whole: the /24 of IPv4, the /48 of IPv6. */
  public static String network(InetAddress address) {
    return "net"
        + Arrays.toString(
            Arrays.copyOf(address.getAddress(), address instanceof Inet4Address ? 3 : 6));
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = address.clone();
    for (int index = 0; index < masked.length; index++) {
      int kept = Math.clamp((long) bits - (long) index * Byte.SIZE, 0, Byte.SIZE);
      masked[index] &= (byte) (0xFF << (Byte.SIZE - kept));
    }
    return masked;
  }
}

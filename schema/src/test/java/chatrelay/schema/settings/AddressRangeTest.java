package chatrelay.schema.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  private static InetAddress address(String text) {
    return AddressRange.literal(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "2001:db8::/32, 2001:db8:1::7, true",
    "2001:db8::/32, 2001:db9::7, false"
  })
  void shouldContain(String range, String address, boolean inside) {
    assertThat(AddressRange.parse(range).orElseThrow().contains(address(address)))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129"})
  void shouldRefuse(String range) {
    assertThat(AddressRange.parse(range)).isEmpty();
  }

  @Test
  void shouldCountAnIpv6HostByItsNetwork() {
    assertThat(AddressRange.caller(address("2001:db8:1:2::7")))
        .isEqualTo(AddressRange.caller(address("2001:db8:1:2:ffff::1")))
        .isNotEqualTo(AddressRange.caller(address("2001:db8:1:3::7")));
    assertThat(AddressRange.caller(address("203.0.113.7"))).isEqualTo("203.0.113.7");
  }
}

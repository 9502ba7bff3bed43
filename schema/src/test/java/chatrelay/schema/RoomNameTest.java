package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "7",
        "lobby",
        "a-b_c",
        "a--b",
        "a234567890123456789012345678901234567890123456789012345678901234"
      })
  void takesAPlainName(String name) {
    assertThat(RoomName.parse(name)).map(RoomName::value).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*",
        "a:b",
        "chat-in:*",
        "[meta]log",
        "[?rewind=100]x",
        ":a",
        "a,b",
        "Lobby",
        "a\nb",
        "a\n",
        "\na",
        "-a",
        "a-",
        "_a",
        "a_",
        "%2e%2e",
        "..",
        "ｒｏｏｍ",
        "é",
        "a b",
        "a/b",
        "a\u0000",
        "a2345678901234567890123456789012345678901234567890123456789012345"
      })
  void refusesWhatCouldMeanSomethingElse(String name) {
    assertThat(RoomName.parse(name)).isEmpty();
    assertThatThrownBy(() -> RoomName.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 64 characters");
  }

  /** Rows and leases are keyed by it: it must never change. Values by another CRC-32. */
  @ParameterizedTest
  @CsvSource({"lobby,7", "random,5", "a,3", "room-42,5"})
  void keepsItsShardForEver(String name, int shard) {
    assertThat(RoomName.of(name).shard()).isEqualTo(shard);
  }

  @Test
  void spreadsRoomsOverAllShards() {
    assertThat(
            java.util.stream.IntStream.range(0, 1_000)
                .map(number -> RoomName.of("room-" + number).shard())
                .distinct()
                .boxed())
        .hasSize(RoomName.SHARDS);
  }
}

package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.Environment;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNamesTest {
  private static final RoomName LOBBY = RoomName.of("lobby");

  @Test
  void mapsRoomsToChannelsAndBack() {
    ChannelNames names = ChannelNames.standard();
    assertThat(names.inbound(LOBBY)).isEqualTo("chat-in:lobby");
    assertThat(names.outbound(LOBBY)).isEqualTo("chat-out:lobby");
    assertThat(names.feedback("user-1")).isEqualTo("chat-user:user-1");
    assertThat(names.roomOfInbound("chat-in:lobby")).contains(LOBBY);
    assertThat(names.roomOfOutbound("chat-out:lobby")).contains(LOBBY);
    assertThat(names.fixedRoom()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat-in:",
        "chat-in:*",
        "chat-in:a:b",
        "chat-out:lobby",
        "lobby",
        "",
        "chat-in:Lobby"
      })
  void findsNoRoomInAForeignChannel(String channel) {
    assertThat(ChannelNames.standard().roomOfInbound(channel)).isEmpty();
  }

  @Test
  void takesFixedChannelsForOneRoom() {
    ChannelNames names =
        ChannelNames.of("chat:from-clients", "chat:to-clients", "chat-user:{client}");
    assertThat(names.fixedRoom()).contains(ChannelNames.FIXED_ROOM);
    assertThat(names.inbound(ChannelNames.FIXED_ROOM)).isEqualTo("chat:from-clients");
    assertThat(names.roomOfInbound("chat:from-clients")).contains(ChannelNames.FIXED_ROOM);
    assertThat(names.roomOfOutbound("chat:to-clients")).contains(ChannelNames.FIXED_ROOM);
    assertThat(names.roomOfInbound("chat:to-clients")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "chat:{room},chat:{room}",
    "chat:{room},chat:{room}-out",
    "chat:{room},chat:out-{room}",
    "{room}-in,in-{room}",
    "chat:same,chat:same",
    "chat:{room},chat:lobby",
  })
  void refusesTemplatesThatCouldNameOneChannel(String inbound, String outbound) {
    assertThatThrownBy(() -> ChannelNames.of(inbound, outbound, "note:{client}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "INBOUND_CHANNEL and OUTBOUND_CHANNEL can name the same channel; give them different"
                + " prefixes");
  }

  @ParameterizedTest
  @CsvSource({
    "chat:{room},chat:out:{room}", // a room name holds no colon
    "{room}:in,{room}:out",
    "in:{room},out:{room}",
    "chat:{room}:in,chat:{room}:out",
  })
  void takesTemplatesThatNeverMeet(String inbound, String outbound) {
    assertThat(ChannelNames.of(inbound, outbound, "note:{client}").inbound(LOBBY))
        .contains("lobby");
  }

  @Test
  void refusesFeedbackThatOthersCouldReadOrThatRunsIntoARoom() {
    assertThatThrownBy(() -> ChannelNames.of("in:{room}", "out:{room}", "feedback"))
        .hasMessageContaining("{client}");
    assertThatThrownBy(
            () -> ChannelNames.of("in:{room}", "out:{room}", "out:user:{client}-x{room}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChannelNames.of("chat:in:{room}", "out:{room}", "chat:{client}"))
        .hasMessageContaining("FEEDBACK_CHANNEL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "[meta]{room}",
        "a b:{room}",
        "in:{room}{room}",
        "in:{rum}",
        ":{room}",
        "a,{room}"
      })
  void refusesABadTemplate(String template) {
    assertThatThrownBy(() -> ChannelTemplate.parse(template, "room"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("channel");
  }

  @Test
  void refusesAPlaceholderInOnlyOneOfTheTwo() {
    assertThatThrownBy(() -> ChannelNames.of("in:{room}", "out", "note:{client}"))
        .hasMessageContaining("both or neither");
  }

  @Test
  void reportsConfigurationProblemsByVariable() {
    Environment environment =
        Environment.of(Map.of("INBOUND_CHANNEL", "chat:{room}", "OUTBOUND_CHANNEL", "chat:{room}"));
    ChannelNames.from(environment);
    assertThatThrownBy(environment::check)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("INBOUND_CHANNEL")
        .hasMessageContaining("same channel");
    Environment wrong = Environment.of(Map.of("OUTBOUND_CHANNEL", "[bad]{room}"));
    ChannelNames.from(wrong);
    assertThatThrownBy(wrong::check).hasMessageContaining("OUTBOUND_CHANNEL");
    Environment plain = Environment.of(Map.of());
    assertThat(ChannelNames.from(plain)).isEqualTo(ChannelNames.standard());
    plain.check();
  }
}

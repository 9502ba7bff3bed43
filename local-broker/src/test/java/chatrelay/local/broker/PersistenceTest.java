package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.local.broker.auth.ApiKey;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What survives a restart with a data folder, and what does not. */
final class PersistenceTest {
  private static BrokerOptions options(Path folder) {
    return BrokerOptions.defaults()
        .withKeys(ApiKey.parse("app.key:secret").withRevocableTokens())
        .withPersisted("kept")
        .withDataFolder(folder);
  }

  @Test
  void persisted_channels_their_serials_and_ids_survive_a_restart(@TempDir Path folder) {
    String serial;
    Object first;
    try (LocalBroker broker = LocalBroker.start(options(folder));
        RawClient raw = RawClient.withKey(broker, "")) {
      serial = String.valueOf(raw.attach("kept:a", "").string("channelSerial"));
      first =
          Http.of(broker)
              .post("channels/kept:a/messages", "{'id':'k','name':'n','data':'1'}")
              .object()
              .list("serials");
      Http.of(broker).post("channels/lost/messages", "{'data':'2'}");
    }
    try (LocalBroker broker = LocalBroker.start(options(folder));
        RawClient raw = RawClient.withKey(broker, "")) {
      Fields stored = Http.of(broker).get("channels/kept:a/messages").list().getFirst();
      assertThat(stored.string("data")).isEqualTo("1");
      assertThat(Http.of(broker).get("channels/lost/messages").list()).isEmpty();
      assertThat(
              Http.of(broker)
                  .post("channels/kept:a/messages", "{'id':'k','data':'again'}")
                  .object()
                  .list("serials"))
          .isEqualTo(first);
      Http.of(broker).post("channels/kept:a/messages", "{'data':'3'}");
      assertThat(Http.of(broker).get("channels/kept:a/messages").list())
          .extracting(message -> message.string("data"))
          .containsExactly("3", "1");
      Fields later = Http.of(broker).get("channels/kept:a/messages").list().getFirst();
      assertThat(Objects.requireNonNull(later.string("serial")))
          .isGreaterThan(Objects.requireNonNull(stored.string("serial")));
      Fields attached = raw.attach("kept:a", "'params':{'rewind':'2'}");
      assertThat(attached.number("flags", 0) & 2).isEqualTo(2);
      assertThat(raw.attach("lost", "'channelSerial':'" + serial + "'").has("error")).isTrue();
    }
  }

  @Test
  void a_client_that_was_away_over_the_restart_gets_what_it_missed(@TempDir Path folder) {
    String serial;
    try (LocalBroker broker = LocalBroker.start(options(folder));
        RawClient raw = RawClient.withKey(broker, "")) {
      raw.attach("kept:b", "");
      raw.publish("kept:b", 0, "seen");
      serial = String.valueOf(raw.await(FrameAction.MESSAGE).string("channelSerial"));
      raw.publish("kept:b", 1, "missed");
    }
    try (LocalBroker broker = LocalBroker.start(options(folder));
        RawClient raw = RawClient.withKey(broker, "")) {
      Fields attached = raw.attach("kept:b", "'channelSerial':'" + serial + "'");
      assertThat(attached.number("flags", 0) & 4).isEqualTo(4);
      Fields missed = Fields.of(raw.await(FrameAction.MESSAGE).list("messages").getFirst());
      assertThat(missed.string("data")).isEqualTo("missed");
    }
  }

  @Test
  void revocations_survive_a_restart(@TempDir Path folder) {
    String token;
    try (LocalBroker broker = LocalBroker.start(options(folder))) {
      token =
          String.valueOf(
              Http.of(broker)
                  .post("keys/app.key/requestToken", "{'keyName':'app.key','clientId':'eve'}")
                  .object()
                  .string("token"));
      Http.of(broker).post("keys/app.key/revokeTokens", "{'targets':['clientId:eve']}");
    }
    try (LocalBroker broker = LocalBroker.start(options(folder))) {
      assertThat(Http.anonymous(broker).bearer(token).get("channels/kept:a/messages").code())
          .isEqualTo(40141);
    }
  }

  @Test
  void a_torn_tail_is_cut_off_and_the_rest_is_kept(@TempDir Path folder) throws IOException {
    try (LocalBroker broker = LocalBroker.start(options(folder))) {
      Http.of(broker).post("channels/kept:a/messages", "{'data':'1'}");
    }
    Files.write(
        folder.resolve("journal"), new byte[] {0, 0, 1, 0, 7, 7, 7}, StandardOpenOption.APPEND);
    for (int i = 1; i <= 2; i++) {
      try (LocalBroker broker = LocalBroker.start(options(folder))) {
        assertThat(Http.of(broker).get("channels/kept:a/messages").list()).hasSize(i);
        Http.of(broker).post("channels/kept:a/messages", "{'data':'more'}");
      }
    }
  }

  @Test
  void a_folder_serves_one_broker_at_a_time(@TempDir Path folder) {
    try (LocalBroker broker = LocalBroker.start(options(folder))) {
      assertThatThrownBy(() -> LocalBroker.start(options(folder)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use");
      assertThat(Http.of(broker).get("time").status()).isEqualTo(200);
    }
  }
}

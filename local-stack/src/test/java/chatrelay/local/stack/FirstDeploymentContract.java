package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.LocalBroker;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Secret;
import chatrelay.schema.settings.AblySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executes docs/first-deployment.md from an empty server to a message between two people. */
@Tag("endurance")
@Timeout(240)
abstract class FirstDeploymentContract {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String WORKER_KEY = "local.worker:worker-secret-word";
  private static final String SIGNER_KEY = "local.signer:signer-secret-word";
  private static final String SIGNER_RIGHTS =
      "{\"chat-in:*\":[\"publish\"],\"chat-out:*\":[\"subscribe\"],"
          + "\"chat-user:*\":[\"subscribe\"]}";

  @TempDir Path folder;
  private final Kind kind;

  FirstDeploymentContract(Kind kind) {
    this.kind = kind;
  }

  @Test
  void shouldLeadFromAnEmptyServerToAChat() throws Exception {
    assumeThat(kind.whyUnavailable()).isEmpty();
    BrokerOptions keys =
        BrokerOptions.defaults()
            .withKeys()
            .withKey(WORKER_KEY)
            .withKey(SIGNER_KEY, SIGNER_RIGHTS)
            .withPersisted("chat-in");
    try (LocalBroker broker = LocalBroker.start(keys);
        DeploymentPage page = DeploymentPage.unpack(folder, kind, broker)) {
      String output = page.execute(WORKER_KEY + "\n" + SIGNER_KEY + "\n");

      assertThat(output)
          .contains("V1__tables.sql")
          .contains("applied as chat_migrate")
          .contains(" 0 failed, ")
          .contains("hello ******")
          .doesNotContain("hello potato")
          .doesNotContain("secret-word");
      assertThat(page.sessionsOf("chat_worker")).isPositive();
      assertThat(page.sessionsOf("chat_web")).isPositive();
      assertThat(page.sessionsOf("chat_migrate")).isZero();
      chat(page.url(), broker);
    }
  }

  private static void chat(String url, LocalBroker broker) {
    String[] key = SIGNER_KEY.split(":", 2);
    AblySettings settings =
        new AblySettings(key[0], Secret.of(key[1]), broker.host(), broker.port(), false);
    try (AppClient ann = AppClient.join(url, settings, true, "lobby").read("lobby");
        AppClient bob = AppClient.join(url, settings, false, "lobby").read("lobby")) {
      AppClient.await(ann.send("lobby", UUID.randomUUID().toString(), "a potato for bob"));
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(bob.received())
                  .anySatisfy(message -> assertThat(message.text()).isEqualTo("a ****** for bob")));
    }
  }
}

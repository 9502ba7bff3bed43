package chatrelay.local.broker.junit;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.LocalBroker;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.ClientOptions;
import org.junit.jupiter.api.Test;

/** The extension as a project that uses Ably would use it. */
@WithLocalBroker(keys = "app123.key456:secret", persisted = "kept", timeScale = 0.5)
final class WithLocalBrokerTest {
  @Test
  void gives_each_test_class_a_broker_of_its_own(LocalBroker broker) throws Exception {
    ClientOptions options = new ClientOptions(broker.key());
    options.restHost = broker.host();
    options.port = broker.port();
    options.tls = false;
    AblyRest ably = new AblyRest(options);
    ably.channels.get("kept:greetings").publish("hello", "world");
    assertThat(ably.channels.get("kept:greetings").history(null).items()).hasSize(1);
    assertThat(broker.key()).isEqualTo("app123.key456:secret");
  }
}

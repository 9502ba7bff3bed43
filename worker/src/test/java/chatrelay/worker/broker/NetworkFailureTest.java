package chatrelay.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ably.lib.types.AblyException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures that never reached the broker, by what ably-java 1.5.0 makes of them. */
class NetworkFailureTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        UnknownHostException.class,
        ConnectException.class,
        SocketTimeoutException.class,
        SSLHandshakeException.class,
        IOException.class
      })
  void shouldTakeFailuresOfTheNetworkForNoAnswerOfTheBroker(Class<? extends IOException> type)
      throws Exception {
    AblyException failure =
        AblyException.fromThrowable(type.getConstructor(String.class).newInstance("rest.ably.io"));

    BrokerFailure classified = BrokerFailure.of(failure);

    assertThat(classified.isOfNetwork()).isTrue();
    assertThat(classified.isFromBroker()).isFalse();
    assertThat(classified.kind()).isEqualTo(BrokerFailure.Kind.RETRYABLE);
  }

  @ParameterizedTest
  @CsvSource({"80003,400,true", "0,502,true", "50003,500,false", "40101,401,false"})
  void shouldDistinguishTheConnectionFromErrorsOfTheBroker(int code, int status, boolean network) {
    assertThat(BrokerFailure.of(code, status).isOfNetwork()).isEqualTo(network);
  }
}

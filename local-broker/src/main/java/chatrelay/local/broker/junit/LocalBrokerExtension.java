package chatrelay.local.broker.junit;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.LocalBroker;
import chatrelay.local.broker.auth.ApiKey;
import java.util.Arrays;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the broker of a class, hands it to parameters and lets JUnit's store close it. */
public final class LocalBrokerExtension implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LocalBrokerExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    brokerOf(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalBroker.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return brokerOf(context);
  }

  private static LocalBroker brokerOf(ExtensionContext context) {
    WithLocalBroker wanted = context.getRequiredTestClass().getAnnotation(WithLocalBroker.class);
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            context.getRequiredTestClass(),
            owner -> new Running(LocalBroker.start(optionsOf(wanted))),
            Running.class)
        .broker;
  }

  private static BrokerOptions optionsOf(WithLocalBroker wanted) {
    BrokerOptions options = BrokerOptions.defaults().withTimeScale(wanted.timeScale());
    if (wanted.keys().length > 0) {
      options =
          options.withKeys(Arrays.stream(wanted.keys()).map(ApiKey::parse).toArray(ApiKey[]::new));
    }
    for (String namespace : wanted.persisted()) {
      options = options.withPersisted(namespace);
    }
    return wanted.hostedLimits() ? options.withHostedLimits() : options;
  }

  /** JUnit closes what is in its store when the class ends. */
  @SuppressWarnings("deprecation") // The form that JUnit 5 of every version closes.
  private static final class Running
      implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    private final LocalBroker broker;

    Running(LocalBroker broker) {
      this.broker = broker;
    }

    @Override
    public void close() {
      broker.close();
    }
  }
}

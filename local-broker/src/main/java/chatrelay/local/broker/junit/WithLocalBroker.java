package chatrelay.local.broker.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a broker of its own; ask for it with a parameter of type {@code LocalBroker}
 * in a test, constructor or life-cycle method.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LocalBrokerExtension.class)
public @interface WithLocalBroker {

  /**
   * Full API keys, {@code appId.keyId:secret}, with all capabilities; the default key when empty.
   */
  String[] keys() default {};

  /** Namespaces whose channels keep their messages. */
  String[] persisted() default {};

  /** Factor on the broker's windows: 0.01 turns two minutes into 1.2 s. */
  double timeScale() default 1;

  /** Enforces the rates and counts of a hosted account. */
  boolean hostedLimits() default false;
}

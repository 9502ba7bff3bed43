package chatrelay.worker.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest; "development" when run from class files. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("development");
    return new String[] {"chat-relay " + version, "Java " + Runtime.version()};
  }
}

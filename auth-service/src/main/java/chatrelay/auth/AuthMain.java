package chatrelay.auth;

import chatrelay.runtime.Program;

/** Starts the auth-service from the environment and runs it until SIGTERM. */
public final class AuthMain {
  private AuthMain() {}

  /** Takes no arguments; exit codes are those of {@link chatrelay.runtime.ExitCode}. */
  public static void main(String[] arguments) {
    System.exit(
        Program.run(
            "auth-service",
            environment -> AuthService.launch(AuthConfiguration.from(environment))));
  }
}

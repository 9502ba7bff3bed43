package chatrelay.worker.command.doctor;

import chatrelay.runtime.ExitCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of one check.
 *
 * @param name stable and lower case, also for programs
 * @param fix what to do; null when there is nothing to do
 * @param code the command's exit code after a failure
 */
record Check(String name, Outcome outcome, String detail, @Nullable String fix, ExitCode code) {
  /** The outcome of a check. */
  enum Outcome {
    OK,
    WARN,
    FAIL,
    /** Skipped because another check failed. */
    SKIP
  }

  static Check ok(String name, String detail) {
    return new Check(name, Outcome.OK, detail, null, ExitCode.OK);
  }

  static Check warn(String name, String detail, String fix) {
    return new Check(name, Outcome.WARN, detail, fix, ExitCode.OK);
  }

  static Check fail(String name, String detail, String fix, ExitCode code) {
    return new Check(name, Outcome.FAIL, detail, fix, code);
  }

  /** A check that is skipped because another check failed. */
  static Check unknown(String name, String because) {
    return new Check(
        name, Outcome.SKIP, "not checked", "fix \"" + because + "\" first", ExitCode.OK);
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("outcome", outcome.name().toLowerCase(java.util.Locale.ROOT));
    fields.put("detail", detail);
    if (fix != null) {
      fields.put("fix", fix);
    }
    return fields;
  }
}

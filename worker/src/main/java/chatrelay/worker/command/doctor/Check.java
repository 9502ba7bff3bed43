package chatrelay.worker.command.doctor;

import chatrelay.runtime.ExitCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the doctor found about one thing.
 *
 * @param name stable, lower case, for programs too
 * @param fix what to do; null when all is well
 * @param code what a failure makes of the whole command
 */
record Check(String name, Outcome outcome, String detail, @Nullable String fix, ExitCode code) {
  /** How it went. */
  enum Outcome {
    OK,
    WARN,
    FAIL,
    /** Not looked at because another check failed. */
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

  /** It could not be looked at because another check failed. */
  static Check unknown(String name, String because) {
    return new Check(
        name, Outcome.SKIP, "not checked", "mend \"" + because + "\" first", ExitCode.OK);
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

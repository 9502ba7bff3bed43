# Shared by ./run and ./chat: finds JDK 25, builds what is missing, starts a program.
# Sourced with the repository's root as the current folder.

fail() { # code, cause and fix in one line
  local code=$1
  shift
  echo "$program: $*" >&2
  exit "$code"
}

# The version of the JDK in folder $1: from its release file, which is fast, or else by starting it.
java_major() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null | grep . ||
    "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = \([0-9]*\).*/\1/p'
}

# Sets $java to the first Java of version 25 or later: CHAT_JAVA_HOME, JAVA_HOME, the PATH, then the usual folders.
find_java() {
  local candidate major
  for candidate in "${CHAT_JAVA_HOME:-}" "${JAVA_HOME:-}" "$(dirname "$(dirname "$(command -v java 2>/dev/null || echo /)")")" \
    /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/jdk* /opt/java*; do
    [ -n "$candidate" ] && [ -x "$candidate/bin/java" ] && [ -x "$candidate/bin/javac" ] || continue
    major=$(java_major "$candidate")
    if [ "${major:-0}" -ge 25 ] 2>/dev/null; then
      java=$candidate/bin/java
      return 0
    fi
  done
  fail 69 "no JDK 25 found; install one (Temurin 25, say) or set JAVA_HOME to its folder"
}

# Builds module $1 unless its class path is newer than every source; prints one line per module.
build() {
  local module=$1 classpath=$1/target/classpath started=$SECONDS log
  if [ -f "$classpath" ] && [ -z "$(find pom.xml */pom.xml */src web build -newer "$classpath" -type f -not -path '*/target/*' -not -path '*/src/test/*' -print -quit 2>/dev/null)" ]; then
    return 0
  fi
  command -v mvn >/dev/null || fail 69 "Maven is needed to build and was not found; install Maven 3.8 or later"
  [ -w . ] || fail 69 "the folder $PWD is read-only; chat-relay builds into it: copy it to a writable place"
  mkdir -p "$module/target" 2>/dev/null || fail 69 "the folder $PWD/$module is read-only; chat-relay builds into it: copy it to a writable place"
  log=$module/target/build.log
  trap 'fail 130 "stopped while building; nothing is left running"' INT TERM
  echo "$program: building (the log is in $log)" >&2
  mvn -B -ntp -T2 -Dstyle.color=never -Dmaven.test.skip=true -Denforcer.skip=true -Dformat=skip -Pquick -pl "$module" -am package 2>&1 |
    tee "$log" | sed -un 's/^\[INFO\] Building \([a-z-]*\) .*/  \1/p' >&2
  if [ "${PIPESTATUS[0]}" -ne 0 ]; then
    grep -m 5 '^\[ERROR\]' "$log" >&2
    fail 70 "the build failed; the whole log is in $log"
  fi
  trap - INT TERM
  touch "$classpath"
  echo "$program: built in $((SECONDS - started)) s" >&2
}

# Java reads arguments and writes text in the encoding of the locale. In the plain C locale (cron, ssh, containers) every
# letter outside ASCII would become a question mark, in texts to judge and in exported word lists.
use_utf8() {
  case "$(locale charmap 2>/dev/null || echo UTF-8)" in
    UTF-8) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
}

# Replaces the shell with Java with the class path of module $1, main class $2, the rest as arguments. CHAT_HEAP sets the
# heap, CHAT_JAVA_OPTIONS more options of Java (a flight recording, say).
start() {
  local module=$1 main=$2
  shift 2
  use_utf8
  exec "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=${CHAT_TIERED:-4} -Xmx${CHAT_HEAP:-512m} -Duser.timezone=UTC -Dfile.encoding=UTF-8 \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${CHAT_JAVA_OPTIONS:-} \
    -cp "$module/target/classes:$(cat "$module/target/classpath")" "$main" "$@"
}

#!/usr/bin/env bash
# Installs the release this file came with: programs, units, configuration to fill in. Run it again to upgrade.
set -uo pipefail

usage() {
  cat <<'END'
Usage: sudo ./install.sh [--root FOLDER] [--restart]

Copies the release to /opt/chat-relay/releases/VERSION and makes /opt/chat-relay/current point to it, installs the
systemd units chat-relay-worker and chat-relay-auth, and creates the missing files of /etc/chat-relay: worker.env,
auth.env and credentials/. Existing files are never changed. Running it twice changes nothing.

  --root FOLDER  installs below FOLDER instead of / and does not call systemd (for images and tests)
  --restart      restarts the running units, one after the other
  --help         prints this

To return to an earlier release: ln -sfn releases/VERSION /opt/chat-relay/current, then restart the units.
Exit codes: 0 done, 64 wrong usage, 69 a requirement is missing.
END
}

fail() { # code, cause and fix in one line
  echo "install.sh: $2" >&2
  exit "$1"
}

root='' restart=no
while [ $# -gt 0 ]; do
  case "$1" in
    --root) [ $# -gt 1 ] && [ -d "$2" ] || fail 64 "--root needs an existing folder"; root=${2%/}; shift ;;
    --restart) restart=yes ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; fail 64 "unknown option $1" ;;
  esac
  shift
done
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 69
[ -e VERSION ] && ls lib/*.jar >/dev/null 2>&1 || fail 69 "no release here; unpack chat-relay-VERSION.tar.gz and run the install.sh in it"
version=$(cat VERSION)
[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail 69 "only root may install; run it with sudo"
[ -n "$root" ] || command -v systemctl >/dev/null || fail 69 "systemd is missing; on other systems run bin/start worker and bin/start auth yourself"

releases=$root/opt/chat-relay/releases
configuration=$root/etc/chat-relay
units=$root/etc/systemd/system
mkdir -p "$releases" "$configuration" "$units" || fail 69 "can't write below ${root:-/}"

# Copies next to the old files, then switches in one step: a half-copied release is never started.
if [ "$PWD" != "$(readlink -f "$releases/$version" 2>/dev/null)" ]; then
  rm -rf "$releases/.new"
  mkdir "$releases/.new" && cp -R . "$releases/.new/" && chmod -R a+rX,go-w "$releases/.new" ||
    fail 69 "can't copy the release to $releases; is the disk full?"
  rm -rf "$releases/.old"
  [ ! -e "$releases/$version" ] || mv "$releases/$version" "$releases/.old"
  mv "$releases/.new" "$releases/$version" && rm -rf "$releases/.old"
fi
ln -sfn "releases/$version" "$root/opt/chat-relay/current.new" && mv -T "$root/opt/chat-relay/current.new" "$root/opt/chat-relay/current" ||
  fail 69 "can't switch $root/opt/chat-relay/current"

# Configuration: the variables of the units, without the secrets, which are separate files.
# A comment belongs to the variable after it, a heading to its section; some sections are for one program only.
variables() {
  echo "# Configuration of chat-relay-$1; its secrets are files in ${configuration#"$root"}/credentials."
  awk -v other="$([ "$1" = worker ] && echo auth-service || echo Worker)" \
    -v user="$([ "$1" = worker ] && echo chat_worker || echo chat_web)" '
    /^# ---/ { skipped = index($0, "# --- " other) || index($0, "# --- ./run"); sub(/\. .*/, ""); if (!skipped) print "\n" $0 "\n"; next }
    skipped || /^$/ { comment = ""; next }
    /^#?[A-Z_]+=/ {
      if ($0 ~ /^#?DB_USERNAME=/) $0 = "DB_USERNAME=" user
      # The programs never change the schema: bin/chat migrate does, as a separate user.
      if ($0 ~ /^#?DB_MIGRATE=/) $0 = "DB_MIGRATE=false"
      if ($0 !~ /^#?(ABLY_API_KEY|ABLY_SIGNER_KEY|DB_PASSWORD|DB_MIGRATE_[A-Z]*|AUTH_SESSION_SECRET)=/) print comment $0
      comment = ""; next
    }
    { comment = comment $0 "\n" }' .env.example
}
made=()
for program in worker auth; do
  file=$configuration/$program.env
  [ -e "$file" ] && continue
  variables "$program" >"$file"
  chmod 0640 "$file"
  made+=("$file")
done
mkdir -p -m 0700 "$configuration/credentials"
for name in ably_api_key worker_db_password ably_signer_key auth_db_password migrate_db_password; do
  file=$configuration/credentials/$name
  [ -e "$file" ] && continue
  (umask 0177 && echo CHANGE-ME >"$file")
  made+=("$file")
done
secret=$configuration/credentials/auth_session_secret
[ -e "$secret" ] || (umask 0177 && head -c 48 /dev/urandom | base64 -w 0 >"$secret")
install -m 0644 systemd/*.service "$units/"

echo "chat-relay $version is in $releases/$version"
[ ${#made[@]} = 0 ] || { echo "fill in, then start:"; printf '  %s\n' "${made[@]}"; }
[ -z "$root" ] || exit 0
systemctl daemon-reload
echo "  systemctl enable --now chat-relay-worker chat-relay-auth"
if [ "$restart" = yes ]; then
  for unit in chat-relay-worker chat-relay-auth; do
    systemctl --quiet is-active "$unit" && systemctl restart "$unit" && echo "restarted $unit"
  done
fi
exit 0

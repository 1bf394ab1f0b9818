# Sourced by the `real` commands: installs a pinned server, starts it on a free port, lets gateproof
# run against it, compares the verdicts with what is known, and stops it whatever happens.
#
# Exit codes of the commands: 0 as expected, 1 not as expected, 77 something is missing here.
# GATEPROOF replaces the command that runs gateproof.

set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
real=$repo/target/real
group= runner=     # process groups of the server and of gateproof, while they run
runtime=          # python or node: what the command needs anyway
passed=0 failed=0

trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say() { printf '%s\n' "$*" >&2; }
missing() { say "missing: $*"; exit 77; }
die() { say "$*"; exit 1; }

# --- what must be here -------------------------------------------------------------------------

need_python() { # MINOR: Python 3 with at least this minor version, and venv
  runtime=python
  command -v python3 >/dev/null || missing "python3 (3.$1 or newer)"
  python3 -c "import sys; sys.exit(sys.version_info < (3, $1))" ||
    missing "Python 3.$1 or newer; python3 is $(python3 -V 2>&1)"
  python3 -c 'import venv, ensurepip' 2>/dev/null || missing "Python's venv module (Debian: python3-venv)"
}

need_node() { # MAJOR: Node.js with at least this major version, and npm
  runtime=node
  command -v node >/dev/null || missing "node ($1 or newer)"
  command -v npm >/dev/null || missing npm
  node -e "process.exit(parseInt(process.versions.node) < $1 ? 1 : 0)" ||
    missing "Node.js $1 or newer; node is $(node --version)"
}

need_gateproof() {
  if [[ -z ${GATEPROOF:-} ]]; then
    command -v cargo >/dev/null || missing "cargo, or a gateproof command in GATEPROOF"
    (cd "$repo" && cargo build -q --release --bin gateproof) || die "gateproof does not build"
    GATEPROOF="cargo run -q --release --bin gateproof --"
  fi
  read -ra gateproof <<<"$GATEPROOF"
  command -v "${gateproof[0]}" >/dev/null || missing "${gateproof[0]}, which GATEPROOF names"
}

# --- installing --------------------------------------------------------------------------------

# Runs COMMAND in FOLDER unless that was done before with the same manifest files and runtime.
once() { # FOLDER COMMAND MANIFEST...
  local folder=$1 command=$2 stamp
  stamp=$("$([[ $runtime == python ]] && echo python3 || echo node)" --version && cat "${@:3}")
  [[ -f $folder/installed && $(<"$folder/installed") == "$stamp" ]] && return
  rm -rf "$folder"
  mkdir -p "$folder"
  say "installing into ${folder#"$repo"/}"
  "$command" "$folder" "${@:3}" >"$folder/install.log" 2>&1 || {
    tail -n 20 "$folder/install.log" >&2
    die "installation failed"
  }
  printf '%s\n' "$stamp" >"$folder/installed"
}

install_venv() { # FOLDER REQUIREMENTS
  python3 -m venv "$1/venv" &&
    "$1/venv/bin/python" -m pip install --disable-pip-version-check --no-deps -r "$2" &&
    "$1/venv/bin/python" -m pip check
}

install_modules() { # FOLDER PACKAGE LOCK
  cp "$2" "$3" "$1" &&
    (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund)
}

# --- the server --------------------------------------------------------------------------------

random_secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# Letters of both cases: of hexadecimal digits another case would be the same.
random_token() { head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }

# The first word after HTTP's version, or nothing when nobody answers.
http_status() { # PORT PATH
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
    read -r -t 5 _ status _ <&3 && printf '%s' "$status"
  ) 2>/dev/null || true
}

free_port() { # below the range that systems hand out by themselves
  local port
  while port=$((20000 + RANDOM % 12000)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s' "$port"
}

start() { # FOLDER COMMAND...: in its own process group, without input, its log in server.log
  log=$out/server.log
  set -m
  (cd "$1" && exec "${@:2}") </dev/null >"$log" 2>&1 &
  group=$!
  disown
  set +m
}

await() { # PORT PATH: until it answers without an error of its own
  local deadline=$((SECONDS + ${READY_WITHIN:-30})) status
  while kill -0 -- "-$group" 2>/dev/null && ((SECONDS < deadline)); do
    status=$(http_status "$1" "$2")
    [[ $status == [234]?? ]] && return
    sleep 0.1
  done
  say "the server is not ready; the end of ${log#"$repo"/}:"
  tail -n 20 "$log" >&2
  exit 1
}

end_group() { # GROUP: asked first, then made to
  local try
  kill -TERM -- "-$1" 2>/dev/null || return 0
  for try in {1..50}; do
    kill -0 -- "-$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null || true
}

stop() {
  [[ -z $runner ]] || end_group "$runner"
  [[ -z $group ]] || end_group "$group"
  runner= group=
}

# --- gateproof and its verdicts ----------------------------------------------------------------

run_gateproof() { # ARGUMENT...: leaves its exit code in `code`, its output in console.log
  code=0
  # In the background, because a trap waits for a command in the foreground.
  set -m
  (cd "$repo" && exec "${gateproof[@]}" run "$@" --out "$out") >"$out/console.log" 2>&1 </dev/null &
  runner=$!
  set +m
  wait "$runner" || code=$?
  runner=
}

# A line `verdict case` for each case in the report, of one check or of all.
verdicts() { # [CHECK]
  case $runtime in
    python) python3 - "$out/report.json" "${1:-}" <<'PY' ;;
import json, sys
path, check = sys.argv[1:]
for case in json.load(open(path))["cases"]:
    if check in ("", case["check"]):
        print(case["verdict"], case["id"])
PY
    node) node - "$out/report.json" "${1:-}" <<'JS' ;;
const [path, check] = process.argv.slice(2)
const { cases } = JSON.parse(require('fs').readFileSync(path, 'utf8'))
for (const one of cases) if (!check || one.check === check) console.log(one.verdict, one.id)
JS
  esac
}

# All verdicts, each with how often it was given, in one line.
tally() { verdicts | cut -d' ' -f1 | sort | uniq -c | awk '{ printf "%s %s ", $2, $1 }'; }

# The rows of a check that fail, sorted, in one line.
failing() { # CHECK
  verdicts "$1" | sed -n "s|^fail $1#||p" | LC_ALL=C sort | tr '\n' ' '
}

# The verdict of all cases of a check: fail if one fails, pass if all that were not skipped pass.
verdict_of() { # CHECK
  local seen
  seen=$(verdicts "$1" | cut -d' ' -f1 | sort -u | grep -vx skipped | tr '\n' ' ') || true
  case " $seen" in
    *" fail "*) printf fail ;;
    *) printf '%s' "${seen% }" ;;
  esac
}

# One line; on a difference also the end of what gateproof said. Where `rows` is set, just these rows of
# the check fail.
judge() { # LABEL EXPECTED-CODE EXPECTED-VERDICT CHECK...
  local label=$1 want_code=$2 want=$3 seen='no report' check got problems=()
  ((code == want_code)) || problems+=("exit $code instead of $want_code")
  if [[ -f $out/report.json ]]; then
    seen=$(tally)
    for check in "${@:4}"; do
      got=$(verdict_of "$check")
      [[ $got == "$want" ]] || problems+=("$check: ${got:-not judged} instead of $want")
      got=$(failing "$check")
      [[ -z ${rows:-} || $got == "$rows" ]] || problems+=("$check fails in ${got:-no row }instead of $rows")
    done
  else
    problems+=("no report")
  fi
  if ((${#problems[@]} == 0)); then
    passed=$((passed + 1))
    printf 'ok      %s: exit %s, %s\n' "$label" "$code" "$seen"
  else
    failed=$((failed + 1))
    printf 'NOT OK  %s: %s\n' "$label" "$seen"
    printf '        %s\n' "${problems[@]}"
    tail -n 15 "$out/console.log" | sed 's/^/        | /'
  fi
}

summary() {
  ((passed + failed > 0)) || die "nothing ran"
  printf '%s passed, %s failed\n' "$passed" "$failed"
  ((failed == 0))
}

# --- packages of the field ---------------------------------------------------------------------

# Installs one version, serves it, and lets gateproof run against it. The command defines
# `serve FOLDER`, which starts the server there and sets `http` and `ws`.
run_version() { # FOLDER-OF-THE-PACKAGE VERSION ARGUMENT...
  local here=$1 version=$2 folder
  folder=$real/${here##*/}/$version
  case $runtime in
    python) once "$folder" install_venv "$here/$version/requirements.txt" ;;
    node) once "$folder" install_modules "$here/$version/package.json" "$here/$version/package-lock.json" ;;
  esac
  cp -R "$here/app/." "$folder"
  out=$folder/out
  rm -rf "$out"
  mkdir -p "$out"
  serve "$folder"
  run_gateproof "${@:3}" --target "$here/target.yaml" --http "$http" --ws "$ws"
  stop
}

# The vulnerable version must fail the check, in these rows alone if any are named, and the fixed one
# must pass it; where it mends one row and really still fails others, these are in `left`.
field_pair() { # FOLDER-OF-THE-PACKAGE CHECK ROW...
  need_gateproof
  run_version "$1" vulnerable "$2"
  rows=$(in_one_line "${@:3}") judge "${1##*/} vulnerable" 1 fail "$2"
  run_version "$1" fixed "$2"
  if [[ -z ${left:-} ]]; then
    judge "${1##*/} fixed" 0 pass "$2"
  else
    rows=$(in_one_line $left) judge "${1##*/} fixed, which leaves $left" 1 fail "$2"
  fi
  summary
}

# Rows as `failing` writes them; nothing for none.
in_one_line() { # ROW...
  (($# == 0)) || printf '%s\n' "$@" | LC_ALL=C sort | tr '\n' ' '
}

# Of the whole catalogue, but for what the arguments leave out, nothing may fail, warn or stay inconclusive.
field_conforming() { # FOLDER-OF-THE-PACKAGE ARGUMENT...
  need_gateproof
  run_version "$1" conforming --strict "${@:2}"
  judge "${1##*/}" 0 pass
  summary
}

# What deploy/run, deploy/test and deploy/bench share: calm steps, packages, stamps.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
state=$root/.deploy
mkdir -p "$state/logs" "$state/stamps"

# A crashed Swift program must end, not wait in its backtracer.
export SWIFT_BACKTRACE=enable=no

fail() {
    printf '✗ %s\n' "$*" >&2
    exit 1
}

# step LIMIT NAME COMMAND…: runs a command or function within LIMIT seconds, in the repository's root.
# It says one line when it works, and the command's whole output when it does not.
step() {
    local limit=$1 name=$2 log started=$SECONDS status=0
    shift 2
    log=$(log_of "$name")
    [[ ! -t 1 ]] || printf '… %s\r' "$name"
    bounded "$limit" "$@" >"$log" 2>&1 || status=$?
    if ((status != 0)); then
        printf '✗ %s\n' "$name" >&2
        cat "$log" >&2
        ((status != 124)) || printf '✗ %s: not done within %s s\n' "$name" "$limit" >&2
        exit "$status"
    fi
    printf '✓ %s (%d s)\n' "$name" $((SECONDS - started))
}

log_of() { printf '%s/logs/%s.log' "$state" "$(tr -cs 'A-Za-z0-9\n' '-' <<<"$1")"; }

# bounded LIMIT COMMAND…: `timeout` for functions too.
bounded() {
    # shellcheck disable=SC2046 # one word a function
    export -f $(compgen -A function)
    awaited in_time "$@"
}

in_time() {
    local limit=$1
    shift
    # shellcheck disable=SC2016 # the new shell is to expand it
    cd "$root" && exec timeout -k 10 "$limit" bash -euo pipefail -c 'source deploy/steps.sh; "$@"' step "$@"
}

# awaited COMMAND…: runs a command or function in the background and waits for it, so that Ctrl-C is heard at once.
awaited() {
    local status=0
    "$@" &
    running=$!
    wait "$running" || status=$?
    running=
    return "$status"
}

# at_once FUNCTION ARGUMENT…: calls the function for each argument, all at the same time.
at_once() {
    local call=$1 argument pid pids=() status=0
    shift
    for argument in "$@"; do
        "$call" "$argument" &
        pids+=($!)
    done
    running=${pids[*]}
    for pid in "${pids[@]}"; do wait "$pid" || status=$?; done
    running=
    return "$status"
}

# below PID: every process that this one has started, and that those have. A build puts its own in groups of their own.
below() {
    local pid
    for pid in $(cat "/proc/$1/task/"*/children 2>/dev/null); do
        below "$pid"
        printf '%s\n' "$pid"
    done
}

running=
interrupted() {
    local pid all=()
    for pid in $running; do mapfile -t -O "${#all[@]}" all < <(below "$pid" && printf '%s\n' "$pid"); done
    ((${#all[@]} == 0)) || kill "${all[@]}" 2>/dev/null || true
    exit 130
}
trap interrupted INT TERM

# fingerprint PATH…: changes when a file below one of the paths is changed, added, or removed.
fingerprint() {
    (cd "$root" && find "$@" -not -name '*.pyc' -type f -printf '%p %s %T@\n') |
        LC_ALL=C sort | sha256sum | cut -d' ' -f1
}

# is_current NAME VALUE: whether a stamp was set to this value.
is_current() { [[ -f $state/stamps/$1 && $(<"$state/stamps/$1") == "$2" ]]; }

stamp() { printf '%s' "$2" >"$state/stamps/$1"; }

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        fail "needs root to run: $*"
    fi
}

is_installed() { [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]; }

# packages NAME…: installs what is missing of these Debian packages, and starts none of their services.
packages() {
    local missing=() name
    for name in "$@"; do is_installed "$name" || missing+=("$name"); done
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null || fail "needs these Debian packages: ${missing[*]}"
    # sudo may ask for a password, which a step, having no terminal, could not answer.
    ((EUID == 0)) || as_root true
    step 1200 "Installing ${missing[*]}" install_packages "${missing[@]}"
}

# While this file says so, packages start nothing: a web server for the tests must not take port 80.
policy=/usr/sbin/policy-rc.d

install_packages() {
    local status=0 ours=no
    if [[ ! -e $policy ]]; then
        ours=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
    fi
    as_root apt-get update -q || true
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 "$@" || status=$?
    [[ $ours == no ]] || as_root rm -f "$policy"
    return "$status"
}

# What building takes: a Swift toolchain, which Debian does not have, and libraries, which it has.
build_packages=(libpq-dev libsqlite3-dev libssl-dev zlib1g-dev)

swift_toolchain() {
    command -v swift >/dev/null || fail "no Swift toolchain on the PATH: see https://www.swift.org/install/linux/"
}

programs=(apus apus-server apus-worker)

build_programs() {
    local program
    for program in "${programs[@]}"; do
        swift build -c release --static-swift-stdlib --product "$program"
    done
}

# release_build: builds the programs for release, unless nothing changed since they were.
release_build() {
    local now
    now=$(fingerprint Package.swift Sources migrations "$(readlink -f "$(command -v swift)")")
    if is_current release "$now" && [[ -x $root/.build/release/apus-server ]]; then return 0; fi
    step 2400 "Building for release" build_programs
    stamp release "$now"
}

# shellcheck shell=bash
# Tests on real proxies.

proxy='' # the real proxy's script, if this script started it

# The number of users that the proxy knows. The key stays out of the process list.
count_users () {
  curl -sf -K - "$LITELLM_URL/user/list?page_size=1" \
    <<< "header = \"Authorization: Bearer $LITELLM_MASTER_KEY\"" | grep -Po '"total":\s*\K[0-9]+'
}

# Starts the real proxy that stands beside the project, unless it runs, and fills its database.
start_proxy () {
  local script=$1 users
  eval "$("$script" env)"
  if ! curl -sfo /dev/null "$LITELLM_URL/health/liveliness"; then
    proxy=$script
    "$script" up >&2 || give_up 'The proxy does not start.'
  fi
  users=$(count_users) || give_up 'The proxy does not tell its users.'
  if [ "$users" -lt 10000 ]; then "$script" seed 10000 10 >&2; fi
}

# Names a real proxy in LITELLM_URL and LITELLM_MASTER_KEY; fails where there is none. $1: its
# version; without it, the newest one that was tested, or what the variables name already
find_proxy () {
  local script=../shared/litellm/proxy minor
  if [ $# -gt 0 ]; then
    minor=${1#*.}
    export LITELLM_VERSION=$1 LITELLM_PORT=$((4000 + ${minor%%.*}))
    unset LITELLM_URL LITELLM_MASTER_KEY
  fi
  if [ -x "$script" ]; then start_proxy "$script"; fi
  [ -n "${LITELLM_URL:-}" ] && [ -n "${LITELLM_MASTER_KEY:-}" ]
}

# $1: a version, or `quick` for all but the comparison with the demo server
live () {
  local selection=(--suite live)
  if [ "${1:-}" = quick ]; then
    selection+=(--no-suite conformance-live)
    shift
  fi
  if ! find_proxy "$@"; then
    say 'Skipped: there is no proxy here, and LITELLM_URL and LITELLM_MASTER_KEY name none.'
    echo '0 passed, 0 failed, 1 skipped'
    return
  fi
  setup
  export LITELLM_URL LITELLM_MASTER_KEY
  local status=0
  run_tests live "${selection[@]}"
  tests/tools/summary.py "$build/meson-logs/live.json" || status=1
  rm -f "$build"/meson-logs/live.* # meson writes the environment into them, the key too
  return "$status"
}

# Breaks a real proxy, which nobody else uses: its port is its own.
faults () {
  local script=$PWD/../shared/litellm/proxy status=0
  if [ ! -x "$script" ]; then
    say 'Skipped: there is no proxy here that could be broken.'
    echo '0 passed, 0 failed, 1 skipped'
    return
  fi
  setup
  export LITELLM_PORT=4104 LITELLM_SCRIPT=$script
  export LITELLM_HOME=${LITELLM_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/litellm-live}
  eval "$("$script" env)"
  proxy=$script
  "$script" up >&2 || give_up 'The proxy does not start.'
  run_tests faults --suite faults
  "$script" db on
  tests/tools/summary.py "$build/meson-logs/faults.json" || status=1
  rm -f "$build"/meson-logs/faults.*
  return "$status"
}

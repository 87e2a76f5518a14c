# shellcheck shell=bash
# The commands that test and measure.

# Runs meson's tests in a private session. $1: name of the log, $@: what to run
run_tests () {
  make_locales || say 'Without locales, some tests are skipped.'
  rm -f "$build/meson-logs/$1.json"
  private meson test -C "$build" --no-rebuild --print-errorlogs --logbase "$@" >&2 || true
}

run_suites () {
  local suite selection=(--no-suite live --no-suite rotation --no-suite faults --no-suite flatpak)
  for suite; do selection+=(--suite "$suite"); done
  setup
  run_tests testlog "${selection[@]}"
  tests/tools/summary.py "$build/meson-logs/testlog.json"
}

# What can become of secrets, on the demo server and, if there is one, on a real proxy.
rotation () {
  local status=0
  if find_proxy; then export LITELLM_URL LITELLM_MASTER_KEY; fi
  setup
  run_tests rotation --suite rotation
  tests/tools/summary.py "$build/meson-logs/rotation.json" || status=1
  rm -f "$build"/meson-logs/rotation.*
  return "$status"
}

sanitize () {
  build=_build-sanitize
  install_packages "${build_packages[@]}" "${test_packages[@]}"
  build -Db_sanitize=address,undefined -Db_lundef=false
  export G_SLICE=always-malloc
  export ASAN_OPTIONS=detect_leaks=1:fast_unwind_on_malloc=0:malloc_context_size=40
  # GCC 12 guesses wrongly where GnuTLS's thread-local data is, and crashes looking for leaks there.
  ASAN_OPTIONS+=:intercept_tls_get_addr=0
  export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0"
  export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
  local logs=("$build/meson-logs/sanitize.json")
  if [ "${1:-}" = full ]; then
    run_tests sanitize -t 10 --suite core --suite secrets --suite demo --suite conformance \
      --suite ui
  else
    run_tests sanitize -t 10 --suite core --suite secrets --suite demo
    run_tests sanitize-window -t 10 window
    logs+=("$build/meson-logs/sanitize-window.json")
  fi
  tests/tools/summary.py "${logs[@]}"
}

# Prints and checks the line coverage of a folder. $1: folder, $2: least percentage
check_coverage () {
  gcovr --root . --filter "$1/" --fail-under-line "$2" --print-summary "$build" |
    sed -n "s|^lines: \(.*\)|$1: \1, at least $2 % wanted|p"
}

coverage () {
  build=_build-coverage
  local failed=0
  install_packages "${build_packages[@]}" "${test_packages[@]}" gcovr
  build -Db_coverage=true -Dc_args=-fprofile-update=atomic --buildtype=debug
  find "$build" -name '*.gcda' -delete
  run_tests coverage --suite core --suite secrets --suite demo --suite conformance --suite ui
  tests/tools/summary.py "$build/meson-logs/coverage.json" || failed=1
  gcovr --root . --filter src/ "$build"
  check_coverage src/core 90 || failed=$((failed + 1))
  check_coverage src 80 || failed=$((failed + 1))
  echo "$((3 - failed)) passed, $failed failed"
  [ "$failed" = 0 ]
}

shots () {
  setup
  private /usr/bin/python3 tests/e2e/shots.py "$build" "$build/shots"
}

# Ratios of one run; on a real proxy, too, where there is one.
bench () {
  setup
  if find_proxy; then export LITELLM_URL LITELLM_MASTER_KEY; fi
  private /usr/bin/python3 tests/bench/bench.py "$build"
}

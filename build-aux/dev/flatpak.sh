# shellcheck shell=bash
# The Flatpak: builds it, and starts or tests it in its sandbox.

app=io.github.litellm_orchestrator.Orchestrator
flatpak_folder=_build-flatpak
builder_options=()

# Prints a value of the manifest. $1: its name
manifest_value () { sed -n "s/^  \"$1\": \"\(.*\)\",\$/\1/p" "flatpak/$app.json"; }

has_runtime () {
  local name version
  version=$(manifest_value runtime-version)
  for name in runtime sdk; do
    flatpak info "$(manifest_value $name)//$version" > /dev/null 2>&1 || return 1
  done
}

# Finds an installation of Flatpak that has the runtime, or can get it: this person's, or the
# stand-in beside the project.
find_runtime () {
  local standin=../shared/flatpak/standin
  if command -v flatpak-builder > /dev/null; then
    # Private sessions have another home.
    export FLATPAK_USER_DIR=${FLATPAK_USER_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/flatpak}
    if has_runtime; then return; fi
    if flatpak remotes --columns=name | grep -qx flathub; then
      builder_options=(--install-deps-from=flathub)
      return
    fi
  fi
  if [ -x "$standin" ] && [ "$EUID" = 0 ]; then
    "$standin" up >&2 || give_up 'The stand-in for the runtime can’t be made.'
    eval "$("$standin" env)"
    return
  fi
  say "Please install flatpak and flatpak-builder, and add the remote flathub: from there comes
$(manifest_value runtime) $(manifest_value runtime-version) with its Sdk by itself."
  return 1
}

# Builds and installs the application. $1: its ID
build_flatpak () {
  flatpak-builder --user --install --force-clean --disable-rofiles-fuse "${builder_options[@]}" \
    --repo="$flatpak_folder/repo" --state-dir="$flatpak_folder/state" \
    "$flatpak_folder/$1" "flatpak/$1.json" >&2 || give_up 'The Flatpak does not build.'
}

# Writes the installed application into a file, and prints its path. $1: its ID
bundle_flatpak () {
  local file=$flatpak_folder/$1.flatpak
  flatpak build-bundle "$flatpak_folder/repo" "$file" "$1" >&2 ||
    give_up 'The bundle can’t be written.'
  echo "$file"
}

start_flatpak () {
  build_flatpak "$1"
  if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then exec flatpak run --user "$1"; fi
  install_packages "${test_packages[@]}"
  say 'No display: walking through the program on a virtual one, with the demo server.'
  ORCH_E2E_COMMAND="flatpak run --user --die-with-parent $1" \
    private /usr/bin/python3 tests/e2e/walk.py "$build" "$flatpak_folder/walk"
}

test_flatpak () {
  local status=0
  setup
  build_flatpak "$app"
  build_flatpak "$app.Devel"
  ORCH_FLATPAK_BUNDLE=$PWD/$(bundle_flatpak "$app")
  ORCH_E2E_COMMAND="flatpak run --user --die-with-parent $app"
  export ORCH_FLATPAK_BUNDLE ORCH_E2E_COMMAND
  if find_proxy; then export LITELLM_URL LITELLM_MASTER_KEY; fi
  run_tests flatpak --suite flatpak --suite sandbox
  tests/tools/summary.py "$build/meson-logs/flatpak.json" || status=1
  rm -f "$build"/meson-logs/flatpak.* # as in live ()
  return "$status"
}

run_flatpak () {
  if ! find_runtime; then
    [ "${1:-}" = test ] || exit 1
    echo '0 passed, 0 failed, 1 skipped'
    return
  fi
  case ${1:-} in
    '') start_flatpak "$app" ;;
    devel) start_flatpak "$app.Devel" ;;
    bundle) build_flatpak "$app" && bundle_flatpak "$app" ;;
    test) test_flatpak ;;
    *) usage; exit 2 ;;
  esac
}

# shellcheck shell=bash
# Sessions that nobody else sees: a home, settings, a bus and a display.

session='' # process group of what runs in one
scratch='' # its folder

# Ends the session, and nothing else.
end_session () {
  if [ -n "$session" ]; then
    kill -TERM -- "-$session" 2>/dev/null || true
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      kill -0 -- "-$session" 2>/dev/null || break
      sleep 0.2
    done
    kill -KILL -- "-$session" 2>/dev/null || true
    session=''
  fi
  if [ -n "$scratch" ]; then rm -rf "$scratch"; fi
  scratch=''
}

# Makes the locales that tests of numbers need; few machines have them.
make_locales () {
  local name
  mkdir -p "$build/locale"
  for name in de_DE en_US; do
    [ -e "$build/locale/$name.UTF-8" ] || localedef -i "$name" -f UTF-8 "$build/locale/$name.UTF-8"
  done
}

# Runs a command with a home, settings, a bus and a display of its own, which go when it ends.
private () {
  local status=0
  # The bus keeps its chatter to itself, what runs on it does not.
  # shellcheck disable=SC2016
  local quiet_bus='exec dbus-run-session -- bash -c "exec \"\$@\" 2>&3" - "$@" 3>&2 2>/dev/null'
  scratch=$(mktemp -d)
  mkdir -m 700 "$scratch"/{home,run,cache,data,state,config}
  env -u DISPLAY -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS -u AT_SPI_BUS_ADDRESS \
    -u LITELLM_PROXY_URL -u LITELLM_PROXY_API_KEY \
    HOME="$scratch/home" TMPDIR="$scratch" XDG_RUNTIME_DIR="$scratch/run" \
    XDG_CONFIG_HOME="$scratch/config" XDG_CACHE_HOME="$scratch/cache" \
    XDG_DATA_HOME="$scratch/data" XDG_STATE_HOME="$scratch/state" \
    LOCPATH="$PWD/$build/locale" GDK_BACKEND=x11 GSK_RENDERER=cairo GDK_DEBUG=gl-disable \
    GSETTINGS_BACKEND=memory GSETTINGS_SCHEMA_DIR="$PWD/$build/data" \
    setsid xvfb-run -a -s '-screen 0 1600x1200x24 -noreset' bash -c "$quiet_bus" - "$@" &
  session=$!
  wait "$session" || status=$?
  end_session
  return "$status"
}

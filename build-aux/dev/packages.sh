# shellcheck shell=bash
# The packages that building and testing need.

build_packages=(
  gcc libc6-dev pkg-config meson ninja-build gettext libgtk-4-dev libgtk-4-bin libadwaita-1-dev
  libsoup-3.0-dev libjson-glib-dev libsecret-1-dev libglib2.0-dev-bin libxml2-utils
  desktop-file-utils appstream
)
test_packages=(
  xvfb xauth dbus gnome-keyring libsecret-tools at-spi2-core gsettings-desktop-schemas
  librsvg2-common adwaita-icon-theme fonts-cantarell locales python3 python3-gi gir1.2-atspi-2.0
  gir1.2-pango-1.0 xdotool imagemagick openbox picom clang-format
)

as_root () { if [ "$EUID" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Installs those of the packages that are missing. $@: Debian's names
install_packages () {
  local missing
  if ! command -v apt-get > /dev/null; then
    name_missing
    return
  fi
  mapfile -t missing < <(comm -23 <(printf '%s\n' "$@" | sort) <(
    dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort))
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing ${missing[*]}"
  as_root apt-get update -qq >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" > /dev/null
}

# Names what other systems lack, by command and pkg-config module.
name_missing () {
  local name missing=()
  for name in gcc pkg-config meson ninja msgfmt xmllint desktop-file-validate appstreamcli Xvfb \
    xvfb-run dbus-run-session gnome-keyring-daemon secret-tool xdotool import openbox picom \
    clang-format; do
    command -v "$name" >/dev/null || missing+=("$name")
  done
  for name in gtk4 libadwaita-1 libsoup-3.0 json-glib-1.0 libsecret-1; do
    pkg-config --exists "$name" 2>/dev/null || missing+=("$name (development files)")
  done
  [ ${#missing[@]} = 0 ] || say "Not Debian or Ubuntu; please install: $(IFS=,; echo "${missing[*]}")"
}

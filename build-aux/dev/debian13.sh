# shellcheck shell=bash
# Debian 13, whose libraries are newer than those of the machine that the tests run on.

debian13_folder=_build-debian13

# Builds and tests in a tree of Debian 13's packages, without a warning of the compiler.
debian13 () {
  local standin=../shared/flatpak/standin log=$debian13_folder/tree/meson-logs/debian13.json
  if [ ! -x "$standin" ] || [ "$EUID" != 0 ]; then
    say 'Skipped: there is no tree of Debian 13’s packages here, or nobody who may make one.'
    echo '0 passed, 0 failed, 1 skipped'
    return
  fi
  "$standin" up >&2 || give_up 'The tree of Debian 13’s packages can’t be made.'
  mkdir -p "$debian13_folder"
  rm -f "$log"
  STANDIN_BUILD=$PWD/$debian13_folder "$standin" chroot /src/build-aux/dev/in-debian13 >&2 ||
    give_up 'The program does not build on Debian 13.'
  tests/tools/summary.py "$log"
}

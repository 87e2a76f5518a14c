#!/usr/bin/python3
"""The installed Flatpak: what it exports, what it may do, and both profiles beside each other.

ORCH_E2E_COMMAND starts it, ORCH_FLATPAK_BUNDLE is a file with it (./dev flatpak test sets both).
"""

import configparser
import gzip
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from bus import BUS, call, has_owner
from desktop import Desktop, Program
from tap import Report, skip_all
from widgets import BUTTON, wait_for

SUFFIX = {"": "", ".Devel": " (Development)"}

EXPORTS = (
    "applications/{}.desktop",
    "dbus-1/services/{}.service",
    "icons/hicolor/scalable/apps/{}.svg",
    "icons/hicolor/symbolic/apps/{}-symbolic.svg",
    "metainfo/{}.metainfo.xml",
)

PERMISSIONS = {
    "Context": {
        "shared": {"network", "ipc"},
        "sockets": {"x11", "wayland", "fallback-x11"},
        "devices": {"dri"},
    },
    "Session Bus Policy": {"org.freedesktop.secrets": {"talk"}},
}


def output(*command: str, **extra: str) -> str:
    """What a command prints; an error's text where it fails."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | extra
    )
    return done.stdout if done.returncode == 0 else f"failed: {done.stderr}"


def keyfile(text: str) -> dict[str, dict[str, str]]:
    """The groups of a key file."""
    parser = configparser.ConfigParser(interpolation=None, delimiters="=")
    parser.optionxform = str  # type: ignore[assignment]
    parser.read_string(text)
    return {group: dict(parser[group]) for group in parser.sections()}


def location(app: str) -> Path:
    """Where it is installed."""
    return Path(output("flatpak", "info", "--user", "--show-location", app).strip())


def check_exports(report: Report, app: str, suffix: str) -> None:
    """What the desktop sees of it."""
    place = location(app)
    exports = place / "export/share"
    found = {name for name in EXPORTS if (exports / name.format(app)).is_file()}
    report.equal(found, set(EXPORTS), f"{app}: exports")

    entry = keyfile((exports / EXPORTS[0].format(app)).read_text())["Desktop Entry"]
    report.equal(entry["Name"], f"LiteLLM Orchestrator{suffix}", f"{app}: name")
    report.equal(entry["Icon"], app, f"{app}: icon")
    report.check(entry["Exec"].endswith(f" {app}"), f"{app}: command", entry["Exec"])

    composed = place / f"files/share/app-info/xmls/{app}.xml.gz"
    text = gzip.decompress(composed.read_bytes()).decode() if composed.exists() else ""
    report.check(f"<id>{app}</id>" in text, f"{app}: metainfo composes", text)
    report.check('<icon type="cached"' in text, f"{app}: the composed icon", text)


def check_permissions(report: Report, app: str) -> None:
    """Not one more than it needs."""
    text = output("flatpak", "info", "--user", "--show-permissions", app)
    granted = {
        group: {name: set(value.strip(";").split(";")) for name, value in values.items()}
        for group, values in keyfile(text).items()
    }
    report.equal(granted, PERMISSIONS, f"{app}: permissions")


def check_file_system(report: Report, desktop: Desktop, command: list[str]) -> None:
    """The person's files are out of reach."""
    file = desktop.home / "letter"
    file.write_text("dear diary")
    environment = {"HOME": str(desktop.home)}
    *flatpak_run, app = command
    cat = ("--command=cat", app, str(file))
    report.equal(
        output(*flatpak_run, "--filesystem=home", *cat, **environment),
        "dear diary",
        "with access to files it would read one",
    )
    report.check(
        output(*flatpak_run, *cat, **environment).startswith("failed: "),
        "without, as it is, it can’t",
    )


def check_side_by_side(report: Report, desktop: Desktop, command: list[str]) -> None:
    """The release and the development version, both with a name on the bus."""
    programs = []
    for suffix in SUFFIX:
        installed = [*command[:-1], command[-1] + suffix]
        version = output(*installed, "--version").strip()
        report.equal(version.endswith("-devel"), bool(suffix), f"{installed[-1]}: {version}")
        log = desktop.home / f"stderr{suffix}"
        programs.append(Program(installed, desktop.environment(), log))
        try:
            programs[-1].wait_for_window()
        except Exception:
            print(programs[-1].log())
            raise
    for program, suffix in zip(programs, SUFFIX):
        button = program.main_window.find(BUTTON, "Try the demo")
        report.check(button.is_sensitive, f"{command[-1]}{suffix} runs beside the other")
    for program in programs:
        report.equal(program.close(), 0, "it ends well")


def check_activation(report: Report, app: str) -> None:
    """The bus can start it, which is how a desktop does it."""
    services = Path(os.environ["XDG_DATA_HOME"]) / "dbus-1/services"
    services.mkdir(parents=True, exist_ok=True)
    shutil.copy(location(app) / f"export/share/dbus-1/services/{app}.service", services)
    call(BUS, "/org/freedesktop/DBus", f"{BUS}.ReloadConfig")

    path = f"/{app.replace('.', '/')}"
    application = "org.freedesktop.Application"
    call(app, path, f"{application}.Activate", "(a{sv})", {})
    report.check(has_owner(app), f"{app}: started by the bus")
    call(app, path, f"{application}.ActivateAction", "(sava{sv})", "quit", [], {})
    wait_for(f"{app} gone", lambda: not has_owner(app))


def check_bundle(report: Report, desktop: Desktop, app: str) -> None:
    """The file can be installed where nothing is."""
    installation = {"FLATPAK_USER_DIR": str(desktop.home / "flatpak")}
    flatpak = ("flatpak", "--user")
    options = ("--noninteractive", "--no-deps", "--no-related", "--bundle")
    output(*flatpak, "install", *options, os.environ["ORCH_FLATPAK_BUNDLE"], **installation)
    listed = output(*flatpak, "list", "--app", "--columns=application", **installation)
    report.equal(listed.split(), [app], "the bundle can be installed")


def main() -> None:
    """All of it."""
    command = shlex.split(os.environ.get("ORCH_E2E_COMMAND", ""))
    if not command or "ORCH_FLATPAK_BUNDLE" not in os.environ:
        skip_all("ORCH_E2E_COMMAND and ORCH_FLATPAK_BUNDLE name no Flatpak")
    report = Report()
    with Desktop() as desktop:
        for suffix, name in SUFFIX.items():
            with report.section(command[-1] + suffix):
                check_exports(report, command[-1] + suffix, name)
                check_permissions(report, command[-1] + suffix)
        with report.section("file system"):
            check_file_system(report, desktop, command)
        with report.section("activation"):
            check_activation(report, command[-1])
        with report.section("side by side"):
            check_side_by_side(report, desktop, command)
        with report.section("bundle"):
            check_bundle(report, desktop, command[-1])
    sys.exit(report.finish())


if __name__ == "__main__":
    main()

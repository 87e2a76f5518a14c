"""The display's clipboard."""

import subprocess


def read() -> str:
    """The text in it, empty without one."""
    done = subprocess.run(
        ["xclip", "-out", "-selection", "clipboard"],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    return done.stdout if done.returncode == 0 else ""

"""A question to the X server that xdotool can't ask."""

import ctypes
import ctypes.util

_X11 = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
_X11.XOpenDisplay.restype = ctypes.c_void_p
_X11.XOpenDisplay.argtypes = [ctypes.c_char_p]
_X11.XCloseDisplay.argtypes = [ctypes.c_void_p]
_X11.XInternAtom.restype = ctypes.c_ulong
_X11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
_X11.XGetSelectionOwner.restype = ctypes.c_ulong
_X11.XGetSelectionOwner.argtypes = [ctypes.c_void_p, ctypes.c_ulong]


def has_compositor() -> bool:
    """Whether a compositing manager runs."""
    display = _X11.XOpenDisplay(None)
    if not display:
        return False
    selection = _X11.XInternAtom(display, b"_NET_WM_CM_S0", False)
    owner = _X11.XGetSelectionOwner(display, selection)
    _X11.XCloseDisplay(display)
    return owner != 0

"""The colours of every page and picture, light and dark."""

from __future__ import annotations

# The contrast of every pair in use is tested.
LIGHT = {
    "page": "#f5f4f0",
    "card": "#ffffff",
    "ink": "#1b1f24",
    "muted": "#555e69",
    "rule": "#dedbd3",
    "line": "#68717d",
    "accent": "#3546a6",
    "code": "#f4f3ef",
    "given": "#4a5fb0",
    "given-soft": "#e8edfb",
    "correct": "#0f6b3a",
    "correct-soft": "#e2f3e8",
    "carried": "#1a5a96",
    "carried-soft": "#e3effa",
    "wrong": "#a3360c",
    "wrong-soft": "#fdece3",
    "malformed": "#6b3fa0",
    "malformed-soft": "#f1e9fb",
    "missing": "#525a66",
    "missing-soft": "#eceef1",
}

DARK = {
    "page": "#101317",
    "card": "#1a1e24",
    "ink": "#e9ecef",
    "muted": "#a9b2bd",
    "rule": "#323942",
    "line": "#97a1ad",
    "accent": "#a9b7ff",
    "code": "#23282f",
    "given": "#8fa3e8",
    "given-soft": "#232c47",
    "correct": "#7fd8a2",
    "correct-soft": "#15301f",
    "carried": "#8fc3f7",
    "carried-soft": "#142a3e",
    "wrong": "#ffab85",
    "wrong-soft": "#3b2015",
    "malformed": "#d0b3fb",
    "malformed-soft": "#2c2140",
    "missing": "#b4bcc7",
    "missing-soft": "#282d34",
}

TONES = ("correct", "carried", "wrong", "malformed", "missing")

SCHEMES = {"light": LIGHT, "dark": DARK}

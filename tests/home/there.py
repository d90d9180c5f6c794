"""What is there on a learner's computer and perhaps not on this one: libraries beside numpy, and an empty shell."""

from __future__ import annotations

import subprocess
import sys
import time
import types
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np


def install() -> None:
    """Put it in place, in this process."""
    for name, contents in MODULES.items():
        module = types.ModuleType(name)
        vars(module).update({"__version__": "1.0.0", "__path__": []}, **contents)
        sys.modules[name] = module
    for name, module in list(sys.modules.items()):
        parent, _, own = name.rpartition(".")
        if parent in MODULES:
            setattr(sys.modules[parent], own, module)
    time.sleep = lambda _: None
    subprocess.run = subprocess.check_call = subprocess.call = _nothing_to_do


def _nothing_to_do(*_: Any, **__: Any) -> Any:
    return subprocess.CompletedProcess([], 0, "", "")


class Thing:
    """A figure, an axis, a model: takes whatever is done with it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Thing()

    def __call__(self, *_: Any, **__: Any) -> Thing:
        return self

    def __setitem__(self, _: Any, __: Any) -> None:
        return None

    def __enter__(self) -> Thing:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _subplots(rows: int = 1, columns: int = 1, **_: Any) -> tuple[Thing, Any]:
    axes = np.array([[Thing() for _ in range(columns)] for _ in range(rows)], object)
    return Thing(), axes[0, 0] if axes.size == 1 else np.squeeze(axes)


def _hist(values: Iterable[float], bins: int = 10, **_: Any) -> tuple[Any, Any, list[Thing]]:
    counts, edges = np.histogram(list(values), bins)
    return counts, edges, [Thing() for _ in counts]


def _items(items: Iterable[Any], *_: Any, **__: Any) -> Iterable[Any]:
    return items


def _mean_squared_error(wanted: Any, got: Any) -> float:
    return float(np.mean(np.subtract(wanted, got) ** 2))


_PLOT = (
    "plot", "scatter", "bar", "barh", "figure", "title", "xlabel", "ylabel", "legend", "show", "grid", "savefig",
    "text", "xlim", "ylim", "axis", "axvline", "axhline", "tight_layout", "annotate", "close", "imshow", "colorbar",
    "gca", "gcf", "rcParams", "style", "cm", "xticks", "yticks", "subplot", "pie", "Circle",
)  # fmt: skip
_plots: Callable[..., list[Thing]] = lambda *_, **__: [Thing()]  # noqa: E731
MODULES: dict[str, dict[str, Any]] = {
    "matplotlib": {"use": Thing(), "rcParams": {}},
    "matplotlib.pyplot": {**dict.fromkeys(_PLOT, Thing()), "plot": _plots, "subplots": _subplots, "hist": _hist},
    "matplotlib.patches": {"Circle": Thing(), "Rectangle": Thing()},
    "seaborn": {"set": Thing(), "set_theme": Thing(), "heatmap": Thing(), "set_style": Thing()},
    "tqdm": {"tqdm": _items, "trange": lambda count, **_: range(count)},
    "tqdm.auto": {"tqdm": _items},
    "tqdm.notebook": {"tqdm": _items},
    "torch": {
        "cuda": types.SimpleNamespace(is_available=lambda: False, device_count=lambda: 0),
        "manual_seed": Thing(),
        "device": lambda name: name,
    },
    "tensorflow": {"random": Thing(), "config": types.SimpleNamespace(list_physical_devices=lambda _: [])},
    "keras": {},
    "keras.models": {"Sequential": Thing()},
    "keras.layers": {"Dense": Thing()},
    "sklearn": {},
    "sklearn.metrics": {"mean_squared_error": _mean_squared_error},
    "google": {},
    "google.colab": {"drive": Thing(), "files": Thing()},
    "termcolor": {"colored": lambda text, *_, **__: text},
    "networkx": {"DiGraph": Thing(), "draw": Thing()},
    "marimo": {"App": lambda **_: Thing()},
}

"""A format a file: `export` writes a dataset's files. What they share is here, found by walking."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from archive.export.dataset import Dataset


def formats() -> dict[str, ModuleType]:
    """Every module of the package that knows how to `export`."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "export")}


def write(format_: str, dataset: Dataset, out: Path) -> dict[Path, int]:
    """A format's files and the codebook, whole or not at all; returns each with its rows."""
    from archive.export.codebook import codebook_rows  # noqa: PLC0415 - a format is imported by name
    from archive.export.csv import write_table  # noqa: PLC0415
    from archive.export.files import drafts  # noqa: PLC0415

    with drafts(out) as made:
        formats()[format_].export(dataset, made)
        write_table(made, "codebook.csv", [codebook_rows(dataset)])
    return made.counts

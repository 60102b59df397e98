"""`torch_counts` of the book, for tests: the folder of `figures` is not on their path."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "book" / "figures" / "torch_networks.py"

_spec = spec_from_file_location("torch_networks", SOURCE)
assert _spec and _spec.loader
_module = module_from_spec(_spec)
_spec.loader.exec_module(_module)

torch_counts = _module.torch_counts

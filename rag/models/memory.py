"""How much memory this machine has for a model."""

from __future__ import annotations

import ctypes
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_GB = 1e9
_CGROUP = ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")
_NO_LIMIT = 1 << 60  # the older form writes a huge number where there is none
_NVIDIA = ("nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits")


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """Bytes of working memory, those that a container leaves of it, and of graphics memory.

    ``graphics`` is the largest card's; 0 where there is none or it cannot be read.
    """

    total: int
    allowed: int
    graphics: int = 0

    @property
    def gigabytes(self) -> float:
        """What a model and everything else may use together, in units of 10^9 bytes."""
        return self.allowed / _GB

    @property
    def graphics_gigabytes(self) -> float:
        """Graphics memory, in units of 10^9 bytes."""
        return self.graphics / _GB


def read_memory(root: Path = Path("/")) -> Memory:
    """Return the memory of this machine; ``root`` is where the kernel's files are."""
    total = _physical()
    return Memory(
        total=total, allowed=min(total, _container(root) or total), graphics=_graphics(root)
    )


def _physical() -> int:
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return _windows()


def _windows() -> int:
    """Ask Windows: GlobalMemoryStatusEx fills a structure of 64 bytes, the total at byte 8."""
    kernel = getattr(getattr(ctypes, "windll", None), "kernel32", None)
    status = (ctypes.c_uint64 * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
    if kernel is None or not kernel.GlobalMemoryStatusEx(ctypes.byref(status)):
        return 0
    return int(status[1])


def _container(root: Path) -> int:
    """Return the limit of the container that this runs in, 0 where there is none."""
    for name in _CGROUP:
        try:
            said = (root / name).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
        if said.isdigit() and 0 < int(said) < _NO_LIMIT:
            return int(said)
    return 0


def _graphics(root: Path) -> int:
    """Return the largest card's memory: NVIDIA's by its tool, AMD's from the kernel."""
    found = [0]
    for path in root.glob("sys/class/drm/card*/device/mem_info_vram_total"):
        try:
            found.append(int(path.read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    try:
        said = subprocess.run(_NVIDIA, capture_output=True, text=True, timeout=5, check=False)
        megabytes = [int(line) for line in said.stdout.split() if line.isdigit()]
    except (OSError, subprocess.SubprocessError):
        megabytes = []
    return max(*found, *(each * (1 << 20) for each in megabytes), 0)

"""What a figure was measured on."""

import os
import platform
import resource
from importlib import metadata
from pathlib import Path

from rota.core.compiling import cache_key

KIBIBYTES_PER_MEBIBYTE = 1024


def most_mebibytes() -> int:
    """Return the most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIBIBYTES_PER_MEBIBYTE


def processor() -> str:
    """Name the processor as the system names it."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def versions(*packages: str) -> str:
    """List the installed versions of `packages`, leaving out what is not installed."""
    found = [f"Python {platform.python_version()}"]
    for package in packages:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
    return ", ".join(found)


def version_of(package: str | None) -> str:
    """Return the version of a peer's package if it is installed; of our engine, its own key."""
    try:
        return metadata.version(package) if package else cache_key()
    except metadata.PackageNotFoundError:
        return "not installed"


def banner(*packages: str) -> str:
    """Say on one line which machine, versions and state of the engine a run belongs to."""
    cores = os.cpu_count()
    return f"{processor()}, {cores} cores; {versions(*packages)}; engine {cache_key()}"

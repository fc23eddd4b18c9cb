"""Where the machine's power comes from."""

import sys
from pathlib import Path

from app.capture.desktop.seam import Power

SUPPLIES = Path("/sys/class/power_supply")
"""Where Linux lists what can feed the machine, one folder each (kernel documentation, sysfs-class-power)."""


def power_now(supplies: Path = SUPPLIES) -> Power:
    """Whether the machine runs on its battery now; False where nobody can tell."""
    return _linux_power(supplies) if sys.platform == "linux" else _other_power()


def _linux_power(supplies: Path) -> Power:
    """Read the machine's own batteries and plugs; those of mice and headphones have the scope Device."""
    plugged, levels, draining = False, [], False
    for folder in sorted(supplies.iterdir()) if supplies.is_dir() else []:
        if _said(folder, "scope") == "Device":
            continue
        if _said(folder, "type") == "Battery":
            levels.append(_said(folder, "capacity"))
            draining |= _said(folder, "status") == "Discharging"
        else:
            plugged |= _said(folder, "online") not in ("", "0")
    known = [float(level) for level in levels if level.isdigit()]
    return Power(bool(levels) and draining and not plugged, sum(known) / len(known) if known else None)


def _said(folder: Path, name: str) -> str:
    """The one word in a file of sysfs; "" if there is none."""
    try:
        return (folder / name).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _other_power() -> Power:
    """What psutil says on other systems."""
    import psutil

    battery = psutil.sensors_battery()
    return Power(battery.power_plugged is False, battery.percent) if battery else Power(False)

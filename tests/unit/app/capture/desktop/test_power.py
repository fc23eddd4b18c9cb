"""Where the power comes from, read from folders as the kernel's sysfs lays them out."""

from pathlib import Path

import pytest

from app.capture.desktop.power import power_now
from app.capture.desktop.seam import Power, power

PLUG = {"type": "Mains", "online": "1"}
NO_PLUG = {"type": "Mains", "online": "0"}
DRAINING = {"type": "Battery", "status": "Discharging", "capacity": "80"}
SECOND = {"type": "Battery", "status": "Not charging", "capacity": "40"}
CHARGING = {"type": "Battery", "status": "Charging", "capacity": "55"}
MOUSE = {"type": "Battery", "scope": "Device", "status": "Discharging", "capacity": "12"}


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ({}, Power(False)),
        ({"AC": PLUG}, Power(False)),
        ({"AC": PLUG, "BAT0": CHARGING}, Power(False, 55.0)),
        ({"AC": NO_PLUG, "BAT0": DRAINING}, Power(True, 80.0)),
        ({"AC": NO_PLUG, "BAT0": DRAINING, "BAT1": SECOND}, Power(True, 60.0)),
        ({"AC": PLUG, "BAT0": DRAINING}, Power(False, 80.0)),
        ({"AC": PLUG, "hidpp_battery_0": MOUSE}, Power(False)),
        ({"hidpp_battery_0": MOUSE}, Power(False)),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}}, Power(True)),
    ],
)
def test_the_machines_own_batteries_and_plugs_say_it(
    supplies: dict[str, dict[str, str]], expected: Power, tmp_path: Path
) -> None:
    for name, said in supplies.items():
        (tmp_path / name).mkdir()
        for file, word in said.items():
            (tmp_path / name / file).write_text(f"{word}\n")
    assert power_now(tmp_path) == expected


def test_a_machine_that_lists_nothing_is_not_on_battery(tmp_path: Path) -> None:
    assert power_now(tmp_path / "missing") == Power(False)


def test_this_machine_can_be_asked() -> None:
    found = power()
    assert found.percent is None or 0 <= found.percent <= 100

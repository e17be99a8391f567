"""NetBox and Nautobot import the pod through their own doors, and then hold what the plan says. Long: each makes its database first."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lab.fabrics.inventory_server import ask, lacking
from podwright.outputs.cabling.netbox import netbox_cables
from podwright.outputs.cabling.rows import cable_rows
from podwright.outputs.imports.nautobot import nautobot_files
from podwright.outputs.imports.netbox import netbox_files
from podwright.outputs.imports.records import interface_records
from podwright.plan.hardware import Hardware, hardware
from podwright.plan.types import Plan
from podwright.spec.hardware import HardwareRow
from unit.pods import plan

NETBOX, NAUTOBOT = "PODWRIGHT_NETBOX_PYTHON", "PODWRIGHT_NAUTOBOT_PYTHON"
"""The Python of an environment that has the application: netbox 4.7.3 (Python 3.12 or newer), nautobot 3.2.7."""
MAC = "b8:ce:f6:00:00:01"
HERE = Path(__file__).parent
POSTGRES = '"NAME": "inventory", "USER": "postgres", "PASSWORD": "", "HOST": "127.0.0.1", "PORT": "5432"'

NETBOX_SETTINGS = f"""ALLOWED_HOSTS = ["*"]
DATABASES = {{"default": {{{POSTGRES}}}}}
REDIS = {{name: {{"HOST": "127.0.0.1", "PORT": 6379, "PASSWORD": "", "DATABASE": number, "SSL": False}} for number, name in enumerate(("tasks", "caching"))}}
SECRET_KEY = "k" * 50
API_TOKEN_PEPPERS = {{1: "p" * 50}}
"""
NAUTOBOT_SETTINGS = f"""from nautobot.core.settings import *
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "k" * 50
DATABASES = {{"default": {{{POSTGRES}, "ENGINE": "django.db.backends.postgresql"}}}}
CELERY_TASK_ALWAYS_EAGER = True
INSTALLATION_METRICS_ENABLED = False
"""

pytestmark = [pytest.mark.lab, pytest.mark.soak, pytest.mark.skipif(os.geteuid() != 0, reason="namespaces need root")]


@cache
def pod() -> Plan:
    return plan()


def known() -> Hardware:
    return hardware([HardwareRow("pod-u001-r01-n01", "", None, None, "S1"), HardwareRow("pod-u001-r01-n01", "bmc", MAC, None, None)])


def devices() -> dict[str, dict[str, object]]:
    """Return what the plan says of each device."""
    return {
        device.name: {
            "rack": device.rack,
            "position": device.lowest_u if device.height_u else None,
            "serial": "S1" if device.name == "pod-u001-r01-n01" else "",
        }
        for device in pod().physical.devices
    }


def interfaces() -> set[tuple[object, ...]]:
    return {
        (row.device, row.name, row.type, row.bond or None, MAC if (row.device, row.name) == ("pod-u001-r01-n01", "bmc") else None)
        for row in interface_records(pod())
    }


def addresses() -> set[tuple[str, str, str, str]]:
    """Return address without its length, device, interface and full name of every address of the plan."""
    names = {entry.v4: entry.names[0] for entry in pod().hosts.names}
    return {(one, row.device, row.interface, names.get(row.v4, "")) for row in pod().fabric.addresses for one in (row.v4, row.v6)}


def compared(held: dict[str, Any]) -> None:
    """Compare devices, interfaces, addresses and prefixes that an inventory holds with the plan."""
    assert {name: {key: row[key] for key in ("rack", "position", "serial")} for name, row in held["devices"].items()} == devices()
    assert {tuple(row) for row in held["interfaces"]} == interfaces()
    assert {(row[0].partition("/")[0], *row[1:]) for row in held["addresses"]} == addresses()
    subnets = {network for row in pod().fabric.subnets for network in (row.v4, row.v6)}
    assert subnets <= {row[0] for row in held["prefixes"]}


@pytest.mark.skipif(bool(lacking(NETBOX, "NetBox")), reason=lacking(NETBOX, "NetBox"))
def test_netbox_holds_the_pod_and_its_cables(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "configuration.py").write_text(NETBOX_SETTINGS, encoding="utf-8")
    (tmp_path / "files").mkdir()
    for name, text in (*netbox_files(pod(), known()), ("16-cables.csv", netbox_cables(cable_rows(pod().physical, pod().fabric, pod().pulling)))):
        (tmp_path / "files" / name).write_text(text, encoding="utf-8")
    python = os.environ[NETBOX]
    asked = f"{python} -m netbox migrate --no-input > migrate.log 2>&1\n{python} {HERE / 'netbox_guest.py'} files\n"
    held = json.loads(ask(tmp_path, asked, {"NETBOX_ROOT": str(tmp_path), "DJANGO_SETTINGS_MODULE": "netbox.settings"}))
    compared(held)
    of_hosts = {host.name: ([host.in_band_v4, host.in_band_v6], host.bmc_v4) for host in pod().hosts.hosts}
    assert {name: (held["devices"][name]["primary"], held["devices"][name]["oob"]) for name in of_hosts} == of_hosts
    cables = sorted(sorted((f"{row.a_device}/{row.a_port}", f"{row.b_device}/{row.b_port}")) for row in pod().fabric.cables)
    assert held["cables"] == cables


@pytest.mark.skipif(bool(lacking(NAUTOBOT, "Nautobot")), reason=lacking(NAUTOBOT, "Nautobot"))
def test_nautobot_holds_the_pod(tmp_path: Path) -> None:
    settings = tmp_path / "nautobot_config.py"
    settings.write_text(NAUTOBOT_SETTINGS, encoding="utf-8")
    (tmp_path / "files").mkdir()
    for name, text in nautobot_files(pod(), known()):
        (tmp_path / "files" / name).write_text(text, encoding="utf-8")
    python = os.environ[NAUTOBOT]
    server = Path(python).parent / "nautobot-server"
    asked = f"{server} migrate --no-input > migrate.log 2>&1\n{python} {HERE / 'nautobot_guest.py'} files {settings}\n"
    environment = {"NAUTOBOT_CONFIG": str(settings), "NAUTOBOT_ROOT": str(tmp_path), "HOME": str(tmp_path)}
    compared(json.loads(ask(tmp_path, asked, environment)))

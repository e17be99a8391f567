"""Runs inside Nautobot's own Python: posts each file to the programming interface of its kind, and prints what Nautobot then holds as JSON."""

import json
import pathlib
import sys

PAGES = {
    "location-types": "dcim/location-types",
    "roles": "extras/roles",
    "locations": "dcim/locations",
    "racks": "dcim/racks",
    "manufacturers": "dcim/manufacturers",
    "device-types": "dcim/device-types",
    "devices": "dcim/devices",
    "vlan-groups": "ipam/vlan-groups",
    "vlans": "ipam/vlans",
    "prefixes": "ipam/prefixes",
    "bonds": "dcim/interfaces",
    "interfaces": "dcim/interfaces",
    "ip-addresses": "ipam/ip-addresses",
    "ip-address-to-interface": "ipam/ip-address-to-interface",
}


def main(folder: str, configuration: str) -> None:
    """Import every file of the folder in the order of their names."""
    import nautobot

    nautobot.setup(config_path=configuration)
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ada", "ada@lab.example", "ada"))
    for path in sorted(pathlib.Path(folder).glob("[0-9]*.csv")):
        kind = path.stem.partition("-")[2].removesuffix("-pod").removesuffix("-units").removesuffix("-unit")
        answer = client.post(
            f"/api/{PAGES[kind]}/", path.read_text(encoding="utf-8"), content_type="text/csv", HTTP_HOST="localhost", HTTP_ACCEPT="application/json"
        )
        if answer.status_code != 201:
            sys.exit(f"{path.name}: {answer.status_code} {answer.content[:3000].decode()}")
    sys.stdout.write(json.dumps(held()))


def held() -> dict[str, object]:
    """Return what Nautobot holds: devices with their places, interfaces, addresses and prefixes."""
    from nautobot.dcim.models import Device, Interface
    from nautobot.ipam.models import IPAddressToInterface, Prefix

    devices = Device.objects.select_related("rack", "role", "location", "device_type__manufacturer")
    return {
        "devices": {
            row.name: {
                "rack": row.rack.name,
                "location": row.location.name,
                "position": row.position,
                "role": row.role.name,
                "model": f"{row.device_type.manufacturer.name} {row.device_type.model}",
                "serial": row.serial,
            }
            for row in devices
        },
        "interfaces": [
            [row.device.name, row.name, row.type, row.lag.name if row.lag else None, str(row.mac_address).lower() if row.mac_address else None]
            for row in Interface.objects.select_related("device", "lag")
        ],
        "addresses": [
            [str(row.ip_address.address), row.interface.device.name, row.interface.name, row.ip_address.dns_name]
            for row in IPAddressToInterface.objects.select_related("ip_address", "interface__device")
        ],
        "prefixes": [[str(row.prefix), row.vlan.vid if row.vlan else None, row.role.name] for row in Prefix.objects.select_related("vlan", "role")],
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

"""Runs inside NetBox's own Python: posts each file to the bulk import page of its kind, as a person does, and prints what NetBox then holds as JSON."""

import json
import pathlib
import re
import sys

PAGES = {
    "manufacturers": "dcim:manufacturer",
    "device-roles": "dcim:devicerole",
    "rack-roles": "dcim:rackrole",
    "prefix-roles": "ipam:role",
    "sites": "dcim:site",
    "locations": "dcim:location",
    "racks": "dcim:rack",
    "device-types": "dcim:devicetype",
    "devices": "dcim:device",
    "vlan-groups": "ipam:vlangroup",
    "vlans": "ipam:vlan",
    "prefixes": "ipam:prefix",
    "interfaces": "dcim:interface",
    "mac-addresses": "dcim:macaddress",
    "ip-addresses": "ipam:ipaddress",
    "cables": "dcim:cable",
}


def main(folder: str) -> None:
    """Import every file of the folder in the order of their names."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ada", "ada@lab.example", "ada"))
    for path in sorted(pathlib.Path(folder).glob("[0-9]*.csv")):
        page = reverse(f"{PAGES[path.stem.partition('-')[2]]}_bulk_import")
        given = {"import_method": "direct", "data": path.read_text(encoding="utf-8"), "format": "csv", "csv_delimiter": ","}
        answer = client.post(page, given, HTTP_HOST="localhost")
        if answer.status_code != 302:
            said = re.findall(r'toast-body">\s*(.*?)\s*</div>', answer.content.decode(), re.DOTALL)
            sys.exit(f"{path.name}: {answer.status_code} {said}")
    sys.stdout.write(json.dumps(held()))


def held() -> dict[str, object]:
    """Return what NetBox holds: devices with their places, interfaces, addresses, VLANs and cables."""
    from dcim.models import Cable, Device, Interface
    from ipam.models import IPAddress, Prefix

    devices = Device.objects.select_related("rack", "location", "role", "device_type__manufacturer", "primary_ip4", "primary_ip6", "oob_ip")
    return {
        "devices": {
            row.name: {
                "rack": row.rack.name,
                "position": None if row.position is None else int(row.position),
                "role": row.role.name,
                "model": f"{row.device_type.manufacturer.name} {row.device_type.model}",
                "serial": row.serial,
                "primary": [str(row.primary_ip4.address.ip), str(row.primary_ip6.address.ip)],
                "oob": str(row.oob_ip.address.ip) if row.oob_ip else None,
            }
            for row in devices
        },
        "interfaces": [
            [row.device.name, row.name, row.type, row.lag.name if row.lag else None, str(row.mac_address).lower() if row.mac_address else None]
            for row in Interface.objects.select_related("device", "lag", "primary_mac_address")
        ],
        "addresses": [
            [str(row.address), row.assigned_object.device.name, row.assigned_object.name, row.dns_name]
            for row in IPAddress.objects.prefetch_related("assigned_object__device")
        ],
        "prefixes": [[str(row.prefix), row.vlan.vid if row.vlan else None, row.role.name] for row in Prefix.objects.select_related("vlan", "role")],
        "cables": sorted(
            sorted(f"{end.device.name}/{end.name}" for end in (*row.a_terminations, *row.b_terminations))
            for row in Cable.objects.prefetch_related("terminations")
        ),
    }


if __name__ == "__main__":
    main(sys.argv[1])

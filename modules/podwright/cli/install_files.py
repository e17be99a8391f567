"""What a vendor's own installer reads, written into a folder that a site serves."""

from pathlib import Path

import click

from podwright.cli.files import write_whole
from podwright.cli.machines_round import chosen_hosts
from podwright.cli.pods import judged, refuse_errors
from podwright.observe.redfish.places import places
from podwright.outputs.autoinstall.boot_entry import grub_entries, ipxe_script
from podwright.outputs.autoinstall.user_data import meta_data, user_data
from podwright.plan.host_network import host_networks, kind_networks
from podwright.refusal import Refused
from podwright.secrets.resolver import resolve
from podwright.secrets.ssh import pod_keys


def write_files(folder: Path, names: tuple[str, ...], out: Path) -> None:
    """Write user-data, meta-data and boot entries of each host into a folder of its name. Raises: Refused where the pod does not name an ISO."""
    result = judged(folder)
    refuse_errors(result.findings)
    plan, install = result.plan, result.plan.install
    if not install.iso:
        raise Refused(f"pod {plan.header.pod}", "its file names no ISO", "Give install.iso, the address at which the site serves it")
    profile = plan.hosts.profiles[0]
    seed = resolve(profile.ssh_seed.name, pod_folder=folder)
    user_ca = pod_keys(seed, pod=plan.header.pod, generation=profile.ssh_generation).user_ca_public
    chosen = chosen_hosts(places(plan.physical, plan.hosts, plan.machines, ()), names)
    rows = {row.host: row for row in install.hosts}
    hosts = {host.name: host for host in plan.hosts.hosts if host.name in chosen and host.name in rows}
    sections = plan.physical, plan.fabric, plan.hosts, plan.ethernet
    kinds = {kind.kind: kind for kind in kind_networks(*sections)}
    for network in host_networks(*sections):
        host = hosts.get(network.host)
        if host is None:
            continue
        texts = {
            "user-data": user_data(install, rows[host.name], host, profile, network, kinds[network.kind], user_ca=user_ca),
            "meta-data": meta_data(host),
            "grub.cfg": grub_entries(install, host),
            "boot.ipxe": ipxe_script(install, host),
        }
        (out / host.name).mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_whole(out / host.name / name, text)
    click.echo(f"{out}: {len(hosts)} host{'s' * (len(hosts) != 1)}, 4 files each; lay the ISO, its vmlinuz and its initrd beside them")

"""What would be set, and what was, as people and programs read it."""

import json
from collections import Counter
from collections.abc import Sequence

import click

from podwright.bmc.deeds import Deed, Fate
from podwright.bmc.setting import AT_ONCE, Setting, shown_request
from podwright.cli.bmc_look import Foreseen
from podwright.plan.canonical import plain
from podwright.plan.finding import sentence

FINE = (Fate.DONE, Fate.ALREADY, Fate.WAITING)


def show(foreseen: Foreseen, *, waves: Sequence[Sequence[str]] = ()) -> None:
    """Print what would be set, by rack and host, what waits for a reset, what is wrong, and the whole in a line."""
    rack = ""
    for host, asked in foreseen.asked.items():
        if not asked.settings and not asked.waiting:
            continue
        device = foreseen.at.devices[host]
        if device.rack != rack:
            rack = device.rack
            click.echo(f"rack {rack}")
        click.echo(f"  U{device.lowest_u} {host}")
        for setting in asked.settings:
            for line in lines(setting):
                click.echo(f"    {line}")
        for text in asked.waiting:
            click.echo(f"    {text}")
    for finding in foreseen.findings:
        click.echo(sentence(finding))
    if len(waves) > 1:
        click.echo(f"in {len(waves)} waves, {len(waves[0])} machine{'s' * (len(waves[0]) != 1)} in the first")
    click.echo(summary(foreseen))


def lines(setting: Setting) -> list[str]:
    """Return what a setting changes, a line each, and why."""
    later = f", {setting.effect}" if setting.effect != AT_ONCE else ""
    return [f"{change.what}: {change.before} -> {change.after}{later} ({setting.why})" for change in setting.changes]


def summary(foreseen: Foreseen) -> str:
    """Return how much would be set, how many hosts are as wished, how many cannot be made so, and how many are left alone."""
    hosts = sum(1 for asked in foreseen.asked.values() if asked.settings)
    wrong = sum(1 for asked in foreseen.asked.values() if asked.findings and not asked.settings)
    right = len(foreseen.asked) - hosts - wrong
    parts = [f"{foreseen.setting_count} setting{'s' * (foreseen.setting_count != 1)} on {hosts} host{'s' * (hosts != 1)}"]
    parts += [f"{right} as wished"] if right else []
    parts += [f"{wrong} with findings alone"] if wrong else []
    parts += [f"{len(foreseen.refused)} left alone"] if foreseen.refused else []
    return ", ".join(parts)


def document(pod: str, foreseen: Foreseen, deeds: Sequence[Deed]) -> str:
    """Return the whole as JSON, without any password; what was done is empty where nothing was begun."""
    settings = [
        {
            "host": one.host,
            "name": one.name,
            "changes": [change._asdict() for change in one.changes],
            "why": one.why,
            "effect": one.effect,
            "request": shown_request(one.request),
        }
        for asked in foreseen.asked.values()
        for one in asked.settings
    ]
    waiting = [{"host": host, "text": text} for host, asked in foreseen.asked.items() for text in asked.waiting]
    told = {"pod": pod, "settings": settings, "waiting": waiting, "findings": plain(foreseen.findings), "left_alone": [*foreseen.refused]}
    return json.dumps({**told, "done": [deed._asdict() for deed in deeds]}, indent=1)


def report(deeds: Sequence[Deed]) -> None:
    """Print what did not come to its end, host by host, and how much did."""
    for deed in deeds:
        if deed.fate not in FINE or deed.fate is Fate.WAITING:
            click.echo(f"{deed.host} {deed.name}: {deed.fate}{f', {deed.text}' if deed.text else ''}")
    counts = Counter(deed.fate for deed in deeds)
    words = ", ".join(f"{counts[fate]} {fate}" for fate in Fate if counts[fate]) or "nothing was to be done"
    carried = "" if all(deed.fate in FINE for deed in deeds) else "; a second run carries on"
    click.echo(f"{words}{carried}")

"""Power of a machine, step by step.

Words: ComputerSystem.Reset with `ResetType` and what a BMC allows of it, in the action itself or in the ActionInfo that it names (DMTF DSP8010, DSP0266). A DGX H100 allows
On, ForceOff, GracefulShutdown and ForceRestart, and no graceful restart (github:chet-nvidia/libredfish, tests/mockups/nvidia_viking, Systems/DGX/ResetActionInfo): a restart
is off, then on, on every machine, so that each step can be seen to have been done.
"""

from collections.abc import Iterator

from podwright.bmc.setting import Change, Request, Setting
from podwright.bmc.wish import Power
from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.plan.finding import Finding

ON, OFF = "On", "Off"
RESET = "#ComputerSystem.Reset"
GRACEFUL, FORCED = "GracefulShutdown", "ForceOff"


def power_settings(shelf: Shelf, system: Resource, host: str, where: str, wanted: Power, *, is_forced: bool) -> Iterator[Setting | Finding]:
    """Yield the steps that bring a machine's power to what is wanted."""
    target, state = system.get("Actions", RESET, "target"), system.get("PowerState")
    allowed = _allowed(shelf, system)
    is_on = state != OFF
    steps = [OFF] if wanted is Power.OFF and is_on else [ON] if wanted is Power.ON and state != ON else []
    if wanted is Power.RESTART:
        steps = [OFF, ON] if is_on else [ON]
    if not steps:
        return
    kinds = {ON: (ON,), OFF: (GRACEFUL, *((FORCED,) if is_forced else ()))}
    ways = {step: [kind for kind in kinds[step] if allowed is None or kind in allowed] for step in steps}
    if not isinstance(target, str) or not target.startswith("/redfish/") or not all(ways.values()):
        offer = ", ".join(allowed or ()) or "no reset at all"
        hint = "; --force cuts the power instead" if wanted is not Power.ON and not is_forced and FORCED in (allowed or ()) else ""
        yield Finding("P546", where, f"its BMC does not offer to turn it {steps[0].lower()} ({offer})", f"Do it by hand{hint}")
        return
    before = str(state or "not told")
    for step in steps:
        requests = [Request("POST", target, {"ResetType": kind}) for kind in ways[step]]
        last = requests[1] if len(requests) > 1 else None
        word = step.lower() if step == ON else {GRACEFUL: "off, by the operating system", FORCED: "off, cut"}[ways[step][0]] + (", then cut" if last else "")
        yield Setting(host, f"power {step.lower()}", (Change("power", before.lower(), word),), "asked for", requests[0], until=step, forced=last)
        before = step


def _allowed(shelf: Shelf, system: Resource) -> tuple[str, ...] | None:
    told = system.get("Actions", RESET, "ResetType@Redfish.AllowableValues")
    if told is None:
        named = system.get("Actions", RESET, "@Redfish.ActionInfo")
        action = shelf.at(Resource("", {"link": {"@odata.id": named}}).link("link"))
        rows = action.rows("Parameters") if action else ()
        told = next((row.get("AllowableValues") for row in rows if row.get("Name") == "ResetType"), None)
    return tuple(word for word in told if isinstance(word, str)) if isinstance(told, list) else None

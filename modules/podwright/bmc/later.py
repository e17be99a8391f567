"""When what is written to a settings object is taken."""

from podwright.observe.redfish.shelf import Resource

ON_RESET = "OnReset"


def at_reset(one: Resource) -> dict[str, object]:
    """Return what a request must say beside its values so that they are taken at the next reset: nothing where the BMC does so by itself.

    Source: DMTF DSP0266, clause on settings resources, `@Redfish.SettingsApplyTime` of those that list `SupportedApplyTimes`: a Dell keeps values without it and never takes them.
    """
    times = one.get("@Redfish.Settings", "SupportedApplyTimes")
    return {"@Redfish.SettingsApplyTime": {"ApplyTime": ON_RESET}} if isinstance(times, list) and ON_RESET in times else {}

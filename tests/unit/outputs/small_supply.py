"""Power, cooling and floor of the plan made by hand: every device draws what it says, all heat goes to air."""

from podwright.plan import types as t


def power(devices: list[t.Device], racks: tuple[t.Rack, ...]) -> t.Power:
    """Return the power of the racks, on two feeds each."""
    kinds = {one.kind: t.KindPower(one.kind, one.power_w, one.power_w, one.power_w, None, None) for one in sorted(devices, key=lambda one: one.kind)}
    rows = tuple(
        t.RackPower(rack.name, rack.unit, *(rack.power_w,) * 3, rack.feed_w - rack.power_w, 2, 1, -(-rack.power_w // 2), rack.power_w, rack.power_w, 0, None)
        for rack in racks
    )
    total = sum(rack.power_w for rack in racks)
    by_row = {unit: [rack.power_w for rack in racks if rack.unit == unit] for unit in sorted({rack.unit for rack in racks})}
    return t.Power(
        supply=t.Supply("n_plus_1", None, None, None, 0),
        kinds=tuple(kinds.values()),
        racks=rows,
        rows=tuple(t.RowPower(unit, len(own), *(sum(own),) * 3, None) for unit, own in by_row.items()),
        feeds=tuple(t.FeedPower(name, len(rows), sum(row.feed_w for row in rows), total, total) for name in "AB"),
        nominal_w=total,
        average_w=total,
        peak_w=total,
        headroom_w=None,
    )


def cooling(devices: list[t.Device], racks: tuple[t.Rack, ...]) -> t.Cooling:
    """Return the cooling of the racks, by air alone."""
    total = sum(rack.power_w for rack in racks)
    return t.Cooling(
        coolant="pg25",
        flow_ml_min_per_kw=1500,
        rise_k=10.0,
        limits=t.CoolingLimits(None, 41_000, 75_000, None, None, 1250, 2000, 2.0, 5.0),
        water=t.Water(None, None, 5.0, None, None, None, None),
        kinds=tuple(t.KindHeat(kind, 0, None, None) for kind in sorted({one.kind for one in devices})),
        racks=tuple(t.RackCooling(rack.name, rack.unit, "air", rack.power_w, 0, rack.power_w, 0, -(-rack.power_w * 150 // 1000), None, None) for rack in racks),
        loops=(),
        heat_w=total,
        liquid_w=0,
        air_w=total,
        flow_ml_min=0,
        airflow_cfm=sum(-(-rack.power_w * 150 // 1000) for rack in racks),
        reuse=None,
    )


def floor(devices: list[t.Device], racks: tuple[t.Rack, ...]) -> t.Floor:
    """Return the masses of the racks, of which nothing is known but their own."""
    inside = {rack.name: sum(one.rack == rack.name and one.role is not t.Role.PDU for one in devices) for rack in racks}
    kinds = tuple(t.KindBody(kind, None, None) for kind in sorted({one.kind for one in devices}))
    return t.Floor(None, None, 150_000, 200, kinds, tuple(t.RackLoad(rack.name, 150, None, inside[rack.name], 0) for rack in racks))

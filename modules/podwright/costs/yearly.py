"""What a year costs, way by way of having the GPUs: closed forms over the inputs, and nothing else."""

from dataclasses import dataclass

from podwright.costs.inputs import CloudInputs, Inputs

HOURS = 8760.0
"""Hours of a year of 365 days."""
MONTHS = 12.0
SECONDS_PER_HOUR = 3600.0
MILLION = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Yearly:
    """What a year costs, by what it is paid for; `rent` are hours of a cloud or a place in a colocation, `downtime` is the risk: hours lost times their price."""

    depreciation: float = 0.0
    energy: float = 0.0
    staff: float = 0.0
    space: float = 0.0
    services: float = 0.0
    rent: float = 0.0
    egress: float = 0.0
    storage: float = 0.0
    downtime: float = 0.0

    @property
    def total(self) -> float:
        """Return the sum."""
        running = self.energy + self.staff + self.space + self.services + self.rent + self.egress + self.storage + self.downtime
        return self.depreciation + running


@dataclass(frozen=True, slots=True)
class Way:
    """One way of having the GPUs: what a year costs, the GPU-hours of work that it gives, what is paid before the first of them."""

    name: str
    kind: str
    yearly: Yearly
    gpu_hours: float
    upfront: float

    @property
    def running(self) -> float:
        """Return what a year costs without the capital."""
        return self.yearly.total - self.yearly.depreciation

    @property
    def per_gpu_hour(self) -> float:
        """Return the cost of one GPU-hour of work."""
        return self.yearly.total / self.gpu_hours if self.gpu_hours else float("nan")


def ways(inputs: Inputs) -> tuple[Way, ...]:
    """Return every way that the prices speak of: own, in a colocation, each cloud, the mixture."""
    clouds = tuple(cloud(inputs, offer) for offer in inputs.clouds)
    return (own(inputs), colocation(inputs), *clouds, *((mixture(inputs),) if inputs.mixture_cloud >= 0 else ()))


def own(inputs: Inputs) -> Way:
    """Return the pod in a house of one's own."""
    yearly = Yearly(
        depreciation=depreciation(inputs, inputs.once_own),
        energy=energy(inputs),
        staff=inputs.staff,
        space=inputs.space,
        services=inputs.services_own,
        downtime=_risk(inputs, inputs.downtime_hours),
    )
    return Way("own", "own", yearly, used_hours(inputs, inputs.downtime_hours), inputs.capital + inputs.once_own)


def colocation(inputs: Inputs) -> Way:
    """Return the pod in somebody else's house."""
    yearly = Yearly(
        depreciation=depreciation(inputs, inputs.once_colocation),
        energy=0.0 if inputs.colocation_includes_energy else energy(inputs),
        staff=inputs.staff,
        services=inputs.services_colocation,
        rent=inputs.colocation,
        downtime=_risk(inputs, inputs.downtime_hours),
    )
    return Way("colocation", "colocation", yearly, used_hours(inputs, inputs.downtime_hours), inputs.capital + inputs.once_colocation)


def cloud(inputs: Inputs, offer: CloudInputs) -> Way:
    """Return as many GPUs in a cloud: on demand the hours of work are paid, reserved all hours."""
    hours = used_hours(inputs, offer.downtime_hours)
    yearly = Yearly(
        rent=offer.hour_price * (inputs.gpu_count * HOURS if offer.is_reserved else hours),
        egress=_times(inputs.egress_tb * MONTHS, offer.egress_price),
        storage=_times(inputs.stored_tb * MONTHS, offer.storage_price),
        downtime=_risk(inputs, offer.downtime_hours),
    )
    return Way(offer.name, "reserved" if offer.is_reserved else "on-demand", yearly, hours, 0.0)


def mixture(inputs: Inputs) -> Way:
    """Return a share of the pod owned and well used, the rest of the work on demand in a cloud; what is owned costs its share of the whole pod."""
    offer, share, house = inputs.clouds[inputs.mixture_cloud], inputs.mixture_share, own(inputs)
    asked = inputs.gpu_count * HOURS * inputs.utilisation
    served = min(share * inputs.gpu_count * HOURS * inputs.mixture_utilisation, asked)
    here, there = served * _up(inputs.downtime_hours), (asked - served) * _up(offer.downtime_hours)
    rest = (asked - served) / asked if asked else 0.0
    yearly = Yearly(
        depreciation=house.yearly.depreciation * share,
        energy=house.yearly.energy * share,
        staff=house.yearly.staff * share,
        space=house.yearly.space * share,
        services=house.yearly.services * share,
        rent=offer.hour_price * there,
        egress=_times(inputs.egress_tb * MONTHS, offer.egress_price) * rest,
        storage=_times(inputs.stored_tb * MONTHS, offer.storage_price) * rest,
        downtime=_risk(inputs, inputs.downtime_hours) * (1.0 - rest) + _risk(inputs, offer.downtime_hours) * rest,
    )
    return Way(f"own and {offer.name}", "mixture", yearly, here + there, house.upfront * share)


def depreciation(inputs: Inputs, once: float) -> float:
    """Return what the capital loses in a year, evenly: the parts down to their resale value, what was paid once beside them to nothing."""
    return (inputs.capital * (1.0 - inputs.resale_share) + once) / inputs.years


def energy(inputs: Inputs) -> float:
    """Return what the energy of a year costs: average power x PUE x hours x price."""
    return inputs.average_kw * inputs.pue * HOURS * inputs.energy_price


def used_hours(inputs: Inputs, downtime_hours: float) -> float:
    """Return the GPU-hours of work in a year."""
    return inputs.gpu_count * HOURS * inputs.utilisation * _up(downtime_hours)


def per_million_tokens(per_gpu_hour: float, inputs: Inputs) -> float:
    """Return the cost of a million tokens: cost of a GPU-hour of work over the tokens that it gives."""
    return per_gpu_hour / (inputs.tokens_per_gpu_second * SECONDS_PER_HOUR) * MILLION if inputs.tokens_per_gpu_second else float("nan")


def _up(downtime_hours: float) -> float:
    return 1.0 - downtime_hours / HOURS


def _risk(inputs: Inputs, downtime_hours: float) -> float:
    """Return what lost hours of work cost in a year."""
    return _times(downtime_hours * inputs.gpu_count * inputs.utilisation, inputs.lost_hour_price) if downtime_hours else 0.0


def _times(amount: float, price: float) -> float:
    return amount * price if amount else 0.0

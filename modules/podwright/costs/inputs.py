"""The numbers that costs are made of, resolved from a plan, its bill and its prices; what is not known is not a number, and says so in what comes out."""

from dataclasses import dataclass
from math import isnan, nan

from podwright.costs.prices import Cloud, Figure, HoursFigure, PartPrice, PartUnit, Place, Price, Prices, ServiceUnit, ShareFigure, SpacePrice, SpaceUnit, Terms
from podwright.outputs.bill import BillRow
from podwright.plan.types import Plan

MONTHS = 12
UNKNOWN = nan
"""What stands for a number that is not known: all that is made of it is not known either."""


@dataclass(frozen=True, slots=True)
class CloudInputs:
    """One offer of a cloud, in the currency of the answer: price of a GPU-hour, of a TB that leaves, of a TB that lies there for a month."""

    name: str
    is_reserved: bool
    hour_price: float
    egress_price: float
    storage_price: float
    downtime_hours: float


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that the costs are a function of. Money is in the currency of the answer, and a year's where it is not said otherwise.

    `capital` is the parts of the bill, paid once; `once_` and `services_` are what else is paid, once and each year, in a house of one's own and in a
    colocation; `energy_price` is for a kWh; `egress_tb` is for a month. `mixture_cloud` is the place of the offer among the clouds, or -1.
    """

    gpu_count: float
    rack_count: float
    nominal_kw: float
    average_kw: float
    capital: float
    resale_share: float
    years: float
    pue: float
    energy_price: float
    staff: float
    space: float
    colocation: float
    colocation_includes_energy: bool
    once_own: float
    once_colocation: float
    services_own: float
    services_colocation: float
    utilisation: float
    tokens_per_gpu_second: float
    downtime_hours: float
    lost_hour_price: float
    egress_tb: float
    stored_tb: float
    mixture_share: float
    mixture_utilisation: float
    mixture_cloud: int
    clouds: tuple[CloudInputs, ...]


@dataclass(frozen=True, slots=True)
class CapitalLine:
    """One row of the bill with its price in the currency of the answer; None where it is not known."""

    row: str
    part: str
    length_m: float | None
    quantity: int
    unit_price: float | None
    amount: float | None
    date: str | None
    source: str | None


def inputs_of(plan: Plan, capital: tuple[CapitalLine, ...], prices: Prices) -> Inputs:
    """Return the numbers; what prices leave empty is UNKNOWN where the costs need it, and nothing (0) where they can do without."""
    money = Money(prices)
    beside_kw = _beside_kw(plan)
    nominal_kw, racks = plan.power.nominal_w / 1000 + beside_kw, float(len(plan.physical.racks))
    share = prices.load_share.value
    cloud_names = [cloud.name for cloud in prices.clouds]
    mixture = prices.mixture
    return Inputs(
        gpu_count=float(sum(host.gpu_count for host in plan.hosts.hosts)),
        rack_count=racks,
        nominal_kw=nominal_kw,
        average_kw=plan.power.average_w / 1000 + beside_kw if share is None else nominal_kw * share,
        capital=sum(_or_unknown(line.amount) for line in capital),
        resale_share=_or_nothing(prices.term.resale_share),
        years=_or_unknown(prices.term.years),
        pue=_or_unknown(prices.pue.value),
        energy_price=money.of(prices.energy),
        staff=sum(row.count * money.of(row) for row in prices.staff) if prices.staff else UNKNOWN,
        space=_of_space(prices.space, money, nominal_kw, racks),
        colocation=_of_space(prices.colocation, money, nominal_kw, racks),
        colocation_includes_energy=prices.colocation.includes_energy,
        once_own=money.services(Place.OWN, ServiceUnit.ONCE),
        once_colocation=money.services(Place.COLOCATION, ServiceUnit.ONCE),
        services_own=money.services(Place.OWN, ServiceUnit.YEAR),
        services_colocation=money.services(Place.COLOCATION, ServiceUnit.YEAR),
        utilisation=_or_unknown(prices.use.utilisation.value),
        tokens_per_gpu_second=_or_unknown(prices.use.tokens_per_gpu_second.value),
        downtime_hours=_or_nothing(prices.downtime.hours_per_year),
        lost_hour_price=money.or_nothing(prices.downtime.lost_hour),
        egress_tb=_or_nothing(prices.use.egress_tb_per_month),
        stored_tb=_or_nothing(prices.use.stored_tb),
        mixture_share=_or_unknown(mixture.own_share.value if mixture else None),
        mixture_utilisation=_or_unknown(mixture.own_utilisation.value if mixture else None),
        mixture_cloud=cloud_names.index(mixture.cloud) if mixture else -1,
        clouds=tuple(_cloud(cloud, prices, money) for cloud in prices.clouds),
    )


def capital_lines(bill: tuple[BillRow, ...], prices: Prices) -> tuple[CapitalLine, ...]:
    """Return each row of the bill with its price: that of its part and length, else that of its part."""
    money = Money(prices)
    by_length = {(row.part, row.length_m): row for row in prices.parts}
    return tuple(_capital(row, by_length.get((row.part, row.length_m)) or by_length.get((row.part, None)), money) for row in bill)


class Money:
    """Prices in the currency of the answer."""

    def __init__(self, prices: Prices) -> None:
        self.prices = prices
        self.rates = {prices.currency: 1.0} | {row.currency: row.rate for row in prices.exchange}

    def of(self, price: Price) -> float:
        """Return a price in the currency of the answer, UNKNOWN if it is empty or nothing says what its currency is worth."""
        return UNKNOWN if price.price is None or price.currency is None else price.price * self.rates.get(price.currency, UNKNOWN)

    def or_nothing(self, price: Price) -> float:
        """Return the same, or 0 if the price is empty."""
        return 0.0 if price.price is None else self.of(price)

    def services(self, place: Place, unit: ServiceUnit) -> float:
        """Return what services cost at a place; those without a unit have no price either, and count as not known in both units."""
        rows = (row for row in self.prices.services if row.place in (place, Place.BOTH) and row.unit in (unit, None))
        return sum((self.of(row) for row in rows), 0.0)


def _capital(row: BillRow, price: PartPrice | None, money: Money) -> CapitalLine:
    if price is None or price.price is None:
        return CapitalLine(row.row, row.part, row.length_m, row.quantity, None, None, None, None)
    each = money.of(price) * (row.length_m or UNKNOWN if price.unit is PartUnit.METRE else 1.0)
    known = None if isnan(each) else each
    return CapitalLine(row.row, row.part, row.length_m, row.quantity, known, None if known is None else known * row.quantity, price.date, price.source)


def _of_space(space: SpacePrice, money: Money, nominal_kw: float, racks: float) -> float:
    amount = nominal_kw if space.unit is SpaceUnit.KW_MONTH else racks
    return money.of(space) * amount * MONTHS


def _cloud(cloud: Cloud, prices: Prices, money: Money) -> CloudInputs:
    egress = money.of(cloud.egress) if prices.use.egress_tb_per_month.value else 0.0
    storage = money.of(cloud.storage) if prices.use.stored_tb.value else 0.0
    return CloudInputs(cloud.name, cloud.terms is Terms.RESERVED, money.of(cloud), egress, storage, _or_nothing(cloud.downtime_hours_per_year))


def _beside_kw(plan: Plan) -> float:
    """Return what a storage system without places in the plan's racks draws, as far as it is published; its average is not, so its most stands for both."""
    system = plan.storage.system
    return (system.power_w or 0) / 1000 if system is not None and not system.placed_count else 0.0


def _or_unknown(value: float | None) -> float:
    return UNKNOWN if value is None else float(value)


def _or_nothing(figure: Figure | ShareFigure | HoursFigure) -> float:
    return 0.0 if figure.value is None else float(figure.value)

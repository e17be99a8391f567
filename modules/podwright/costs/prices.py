"""The prices of a pod: `stacks/<pod>/prices.yaml`. Every price has its unit, currency, date and source; one that is not known stays empty."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from podwright.spec.field import Rule, Words

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Rule("three capital letters, as in ISO 4217", "USD")]
"""A currency."""

Day = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
    Rule("a date as year, month and day", "2026-11-21"),
]
"""The day on which a price was read."""

SourceText = Annotated[str, StringConstraints(min_length=3, max_length=300)]
"""Where a price was read."""


class PartUnit(StrEnum):
    """What the price of a part is for."""

    EACH = "each"
    METRE = "metre"


class EnergyUnit(StrEnum):
    """What the price of energy is for."""

    KWH = "kWh"


class SpaceUnit(StrEnum):
    """What the price of space, or of a place in a colocation, is for; kW are what the pod draws at most."""

    RACK_MONTH = "rack-month"
    KW_MONTH = "kW-month"


class YearUnit(StrEnum):
    """A year of somebody's work."""

    YEAR = "year"


class ServiceUnit(StrEnum):
    """How often a service is paid."""

    YEAR = "year"
    ONCE = "once"


class HourUnit(StrEnum):
    """An hour of one GPU."""

    GPU_HOUR = "GPU-hour"


class TrafficUnit(StrEnum):
    """Data that leaves a cloud."""

    TB = "TB"


class StorageUnit(StrEnum):
    """Data that lies in a cloud for a month."""

    TB_MONTH = "TB-month"


class Place(StrEnum):
    """Where a service is paid for: in a house of one's own, in a colocation, in both."""

    OWN = "own"
    COLOCATION = "colocation"
    BOTH = "both"


class Terms(StrEnum):
    """How a cloud is paid: by the hours used, or for all hours of a term."""

    ON_DEMAND = "on-demand"
    RESERVED = "reserved"


class Dated(Words):
    """What every price and every figure carries."""

    date: Day | None = Field(default=None, examples=["2026-11-21"], description="Day on which it was read.")
    source: SourceText | None = Field(default=None, examples=["quote 4711"], description="Where it was read: an offer, a list, a contract, a measurement.")


class Figure(Dated):
    """A figure that is no price; an empty value is not known."""

    value: float | None = Field(default=None, ge=0, examples=[0.6], description="The value; empty: not known.")


class ShareFigure(Dated):
    """A share of a whole; an empty value is not known."""

    value: float | None = Field(default=None, ge=0, le=1, examples=[0.6], description="The share, 0 to 1; empty: not known.")


class UsedFigure(Dated):
    """A share of hours that is used; an empty value is not known."""

    value: float | None = Field(default=None, gt=0, le=1, examples=[0.6], description="The share, above 0 and up to 1; empty: not known.")


class HoursFigure(Dated):
    """Hours of a year; an empty value is not known."""

    value: float | None = Field(default=None, ge=0, le=8000, examples=[50], description="The hours, of the 8760 that a year has; empty: not known.")


class PueFigure(Dated):
    """Power of the building over power of the machines; an empty value is not known."""

    value: float | None = Field(default=None, ge=1, le=3, examples=[1.3], description="The ratio, 1 or more; empty: not known.")


class Price(Dated):
    """A price; an empty one is not known."""

    price: float | None = Field(default=None, ge=0, examples=[100], description="The price; empty: not known.")
    currency: Currency | None = Field(default=None, examples=["USD"], description="Currency of the price.")


class PartPrice(Price):
    """The price of one part of the bill."""

    part: str = Field(min_length=1, examples=["dgx-h100"], description="The part, as the bill names it (`podwright bill`).")
    length_m: float | None = Field(default=None, gt=0, examples=[30], description="Length of the cables that the price is for, in m; left out: every length.")
    unit: PartUnit | None = Field(default=None, strict=False, examples=["each"], description="What the price is for: each of the part, or a metre of cable.")


class EnergyPrice(Price):
    """The price of energy."""

    unit: EnergyUnit | None = Field(default=None, strict=False, examples=["kWh"], description="What the price is for.")


class SpacePrice(Price):
    """The price of space."""

    unit: SpaceUnit | None = Field(default=None, strict=False, examples=["rack-month"], description="What the price is for.")


class ColocationPrice(SpacePrice):
    """The price of a place in somebody else's house."""

    includes_energy: bool = Field(default=False, description="Whether the price holds the energy; else it is paid as in `energy`, with `pue`.")


class StaffPrice(Price):
    """People who run the pod."""

    what: str = Field(min_length=1, examples=["engineer"], description="What they do.")
    count: float = Field(ge=0, examples=[2], description="How many of them; parts of a person count.")
    unit: YearUnit | None = Field(default=None, strict=False, examples=["year"], description="What the price is for: a year of one person.")


class ServicePrice(Price):
    """Something else that is paid: support, insurance, installation."""

    what: str = Field(min_length=1, examples=["support"], description="What is paid for.")
    place: Place = Field(default=Place.BOTH, strict=False, description="Where it is paid for.")
    unit: ServiceUnit | None = Field(default=None, strict=False, examples=["year"], description="How often it is paid.")


class HourPrice(Price):
    """The price of an hour of one GPU."""

    unit: HourUnit | None = Field(default=None, strict=False, examples=["GPU-hour"], description="What the price is for.")


class TrafficPrice(Price):
    """The price of data that leaves a cloud."""

    unit: TrafficUnit | None = Field(default=None, strict=False, examples=["TB"], description="What the price is for (1 TB is 10^12 bytes).")


class StoragePrice(Price):
    """The price of data that lies in a cloud."""

    unit: StorageUnit | None = Field(default=None, strict=False, examples=["TB-month"], description="What the price is for (1 TB is 10^12 bytes).")


class Exchange(Dated):
    """What one of another currency is worth."""

    currency: Currency = Field(examples=["EUR"], description="The other currency.")
    rate: float = Field(gt=0, examples=[1.1], description="How much of this file's currency one of it is worth.")


class Term(Words):
    """How long the pod is used, and what is left of it then."""

    years: float | None = Field(default=None, ge=3, le=5, examples=[4], description="Years over which the capital is written off, evenly; empty: not known.")
    resale_share: ShareFigure = Field(default_factory=ShareFigure, description="Share of the price of the parts for which they are sold at the end.")


class Use(Words):
    """What the pod is used for, and how much of it."""

    utilisation: UsedFigure = Field(default_factory=UsedFigure, description="Share of all GPU-hours that is used.")
    tokens_per_gpu_second: Figure = Field(default_factory=Figure, description="Tokens that one GPU in use gives in a second.")
    egress_tb_per_month: Figure = Field(default_factory=Figure, description="Data that would leave a cloud in a month, in TB.")
    stored_tb: Figure = Field(default_factory=Figure, description="Data that would lie in a cloud, in TB.")


class Downtime(Words):
    """The hours in which the pod does not work, and what one of them costs beyond the work that is not done."""

    hours_per_year: HoursFigure = Field(default_factory=HoursFigure, description="Hours of a year in which the pod does not work.")
    lost_hour: HourPrice = Field(default_factory=HourPrice, description="What a lost GPU-hour costs: penalties, work done again.")


class Cloud(HourPrice):
    """GPUs of a cloud."""

    name: str = Field(min_length=1, examples=["big-cloud"], description="Name of the offer, as it is to be shown.")
    terms: Terms = Field(strict=False, examples=["on-demand"], description="Whether the hours used are paid, or all hours.")
    egress: TrafficPrice = Field(default_factory=TrafficPrice, description="Price of data that leaves the cloud.")
    storage: StoragePrice = Field(default_factory=StoragePrice, description="Price of storage as a service.")
    downtime_hours_per_year: HoursFigure = Field(default_factory=HoursFigure, description="Hours of a year in which the cloud does not work.")


class Mixture(Words):
    """A part of the GPUs owned and well used, the rest of the work in a cloud."""

    own_share: ShareFigure = Field(default_factory=ShareFigure, description="Share of the pod that is owned.")
    own_utilisation: ShareFigure = Field(default_factory=ShareFigure, description="Share of the owned GPU-hours that is used.")
    cloud: str = Field(min_length=1, examples=["big-cloud"], description="Offer that takes the rest, one of `clouds`, paid on demand.")


class Prices(Words):
    """The prices of one pod."""

    version: int = Field(ge=1, le=1, examples=[1], description="Form of this file.")
    currency: Currency = Field(examples=["USD"], description="Currency of the answer.")
    exchange: tuple[Exchange, ...] = Field(default=(), strict=False, description="What other currencies are worth in it.")
    term: Term = Field(default_factory=Term, description="How long the pod is used.")
    use: Use = Field(default_factory=Use, description="What the pod is used for.")
    parts: tuple[PartPrice, ...] = Field(default=(), strict=False, description="What the parts of the bill cost.")
    energy: EnergyPrice = Field(default_factory=EnergyPrice, description="What energy costs.")
    pue: PueFigure = Field(default_factory=PueFigure, description="Power of the building over power of the machines.")
    load_share: ShareFigure = Field(
        default_factory=ShareFigure, description="Average power over the most that the machines draw; left out: the plan's own average power."
    )
    staff: tuple[StaffPrice, ...] = Field(default=(), strict=False, description="Who runs the pod.")
    space: SpacePrice = Field(default_factory=SpacePrice, description="What space in a house of one's own costs.")
    services: tuple[ServicePrice, ...] = Field(default=(), strict=False, description="What else is paid.")
    downtime: Downtime = Field(default_factory=Downtime, description="What it costs when the pod does not work.")
    colocation: ColocationPrice = Field(default_factory=ColocationPrice, description="What a place in a colocation costs.")
    clouds: tuple[Cloud, ...] = Field(default=(), strict=False, description="What the same GPUs cost in clouds.")
    mixture: Mixture | None = Field(default=None, description="A part owned, the rest in a cloud.")

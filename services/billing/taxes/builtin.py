"""Tax groups that come with the product: one for each way of taxing in Canada. Pure data, with the days it holds from.

Sources: Canada Revenue Agency (GST 5 % since 2008; HST by province, Nova Scotia 14 % since 2025-04-01), Revenu Québec
(QST 9.975 % since 2013), the finance departments of British Columbia, Saskatchewan and Manitoba. A provincial sales tax has
its own code for each province, since each is another tax that is paid to somebody else; the HST is one tax everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

QUEBEC_ID = "txg_quebec"
"""The group that every company charges by default until it chooses another."""
ZERO_ID = "txg_zero"
"""Zero-rated: taxable at 0 %, which is not exempt: the company keeps its own tax credits."""


@dataclass(frozen=True, slots=True)
class Rate:
    """In force from `since` until the day before `until`; `rate` in percent."""

    code: str
    name_fr: str
    name_en: str
    rate: Decimal
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    name_fr: str
    name_en: str
    rates: tuple[Rate, ...]


def _gst() -> Rate:
    return Rate("gst", "TPS", "GST", Decimal("5"), date(2008, 1, 1))


def _hst(rate: str, since: date, until: date | None = None) -> Rate:
    return Rate("hst", "TVH", "HST", Decimal(rate), since, until)


_ALL = (
    Group(QUEBEC_ID, "Québec", "Quebec", (_gst(), Rate("qst", "TVQ", "QST", Decimal("9.975"), date(2013, 1, 1)))),
    Group("txg_hst_on", "Ontario", "Ontario", (_hst("13", date(2010, 7, 1)),)),
    Group("txg_hst_nb", "Nouveau-Brunswick", "New Brunswick", (_hst("15", date(2016, 7, 1)),)),
    Group("txg_hst_nl", "Terre-Neuve-et-Labrador", "Newfoundland and Labrador", (_hst("15", date(2016, 7, 1)),)),
    Group("txg_hst_pe", "Île-du-Prince-Édouard", "Prince Edward Island", (_hst("15", date(2016, 10, 1)),)),
    Group(
        "txg_hst_ns",
        "Nouvelle-Écosse",
        "Nova Scotia",
        (_hst("15", date(2010, 7, 1), date(2025, 4, 1)), _hst("14", date(2025, 4, 1))),
    ),
    Group(
        "txg_pst_bc",
        "Colombie-Britannique",
        "British Columbia",
        (_gst(), Rate("pst_bc", "TVP", "PST", Decimal("7"), date(2013, 4, 1))),
    ),
    Group(
        "txg_pst_sk",
        "Saskatchewan",
        "Saskatchewan",
        (_gst(), Rate("pst_sk", "TVP", "PST", Decimal("6"), date(2017, 3, 23))),
    ),
    Group(
        "txg_rst_mb",
        "Manitoba",
        "Manitoba",
        (_gst(), Rate("rst_mb", "TVD", "RST", Decimal("7"), date(2019, 7, 1))),
    ),
    Group(
        "txg_gst",
        "TPS seulement (Alberta et territoires)",
        "GST only (Alberta and territories)",
        (_gst(),),
    ),
    Group(ZERO_ID, "Détaxé (0 %)", "Zero-rated (0%)", ()),
)
GROUPS = {group.id: group for group in _ALL}

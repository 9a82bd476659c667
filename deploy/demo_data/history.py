"""How the jobs of the demo company went, so far: one job in each phase, none of it in the future but planned visits.

The days are chosen so that no automatic mail falls due today, whatever the day of the week: what a new user finds in the inbox
is what they did themselves.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from deploy.demo_data import hours
from deploy.demo_data.story import Shop, Story
from services.kit.work import Work

ZONE: Final = ZoneInfo("America/Toronto")
_SATURDAY: Final = 5


def past(now: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """`days` working days ago, at that time in Laval."""
    day = now.astimezone(ZONE).date()
    while days:
        day -= timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return datetime.combine(day, time(hour, minute), ZONE)


def ahead(now: datetime, hour: int) -> datetime:
    """The next time that it is that hour in Laval: less than a day away, so that its reminder lies behind us, too."""
    at = datetime.combine(now.astimezone(ZONE).date(), time(hour), ZONE)
    return at if at > now else datetime.combine(at.date() + timedelta(days=1), time(hour), ZONE)


def stories(shop: Shop) -> list[Story]:
    """The jobs, each with its events. Two visits of one technician never overlap: each done one has a day of its own."""
    now = shop.now

    def ago(days: int, hour: int, minute: int = 0) -> datetime:
        return past(now, days, hour, minute)

    def minutes_ago(minutes: int) -> datetime:
        return now - timedelta(minutes=minutes)

    def story(key: str, at: datetime) -> Story:
        it = Story(shop, key)
        return it.then(at, "site" if "request" in it.data else "office", it.arrive)

    def called(key: str, at: datetime, after_minutes: int = 50) -> Story:
        it = story(key, at)
        return it.then(at + timedelta(minutes=after_minutes), "office", it.call)

    def quoted(key: str, at: datetime) -> Story:
        it = called(key, at)
        it.then(at + timedelta(hours=2), "office", it.quote)
        return it.then(at + timedelta(hours=2, minutes=20), "office", it.send_quote)

    def won(key: str, at: datetime) -> Story:
        it = quoted(key, at)
        it.then(at + timedelta(hours=4), "contact", it.view_quote)
        return it.then(at + timedelta(hours=4, minutes=12), "contact", it.accept)

    def done(it: Story, day: int, resource: str, service: str) -> Story:
        """Scheduled the day before, done at nine in an hour and fifty minutes with a break."""
        it.then(ago(day + 1, 16), "office", it.visit(ago(day, 9), 2.5, resource, service))
        it.then(ago(day, 9, 4), "technician", it.start)
        it.then(ago(day, 10, 12), "technician", it.pause)
        it.then(ago(day, 10, 30), "technician", it.resume)
        return it.then(ago(day, 11, 12), "technician", it.complete)

    closed = done(called("closed", ago(34, 8, 40)), 33, "mathieu", "repair")
    closed.then(ago(31, 10), "office", closed.invoice).then(ago(28, 14), "office", closed.pay)
    closed.then(ago(27, 9, 30), "office", closed.give_back).then(ago(22, 9), "owner", closed.close)

    overdue = done(called("overdue", ago(36, 13, 15)), 34, "sandrine", "drain")
    overdue.then(ago(32, 11), "office", overdue.invoice).then(ago(12, 15, 30), "office", overdue.pay)

    lost = quoted("lost", ago(19, 9, 30))
    lost.then(ago(15, 18, 5), "contact", lost.decline).then(ago(14, 9), "owner", lost.lose)

    paid = done(won("paid", ago(9, 9, 10)), 6, "sandrine", "water_heater")
    paid.then(ago(8, 9), "office", paid.deposit)
    paid.then(ago(6, 9, 6), "technician", paid.photo("before")).then(ago(6, 11, 8), "technician", paid.photo("after"))
    paid.then(ago(5, 8, 40), "office", paid.keep_as_template)
    paid.then(ago(5, 9), "office", paid.invoice).then(ago(1, 10, 20), "office", paid.pay)

    cancelled = called("cancelled", ago(8, 14))
    cancelled.then(ago(7, 11), "owner", cancelled.cancel)

    invoiced = done(won("invoiced", ago(7, 10, 45)), 4, "mathieu", "repair")
    invoiced.then(ago(4, 13), "office", invoiced.drive("mathieu", ago(4, 8, 58)))
    invoiced.then(ago(3, 9, 15), "office", invoiced.invoice)

    to_invoice = done(called("to_invoice", ago(4, 8, 20)), 1, "sandrine", "drain")

    in_progress = called("in_progress", ago(3, 11))
    in_progress.then(ago(2, 15), "office", in_progress.visit(minutes_ago(90), 3, "mathieu", "repair"))
    in_progress.then(minutes_ago(84), "technician", in_progress.start)
    in_progress.then(minutes_ago(46), "technician", in_progress.pause)
    in_progress.then(minutes_ago(31), "technician", in_progress.resume)
    in_progress.then(minutes_ago(30), "technician", in_progress.note_on_site)
    in_progress.then(minutes_ago(29), "technician", in_progress.tick)

    afternoon = won("scheduled_afternoon", ago(5, 13))
    afternoon.then(ago(4, 9, 15), "office", afternoon.deposit)
    afternoon.then(ago(4, 9, 30), "office", afternoon.visit(ahead(now, 13), 3, "sandrine", "bathroom"))

    next_morning = called("scheduled_morning", ago(2, 10, 5))
    next_morning.then(ago(1, 9, 40), "office", next_morning.visit(ahead(now, 9), 1.5, "sandrine", "inspection"))

    accepted = won("won", ago(2, 9, 20))

    open_quote = quoted("quoted", ago(4, 9, 5))
    open_quote.then(ago(3, 19, 30), "contact", open_quote.view_quote)
    open_quote.then(ago(3, 19, 41), "contact", open_quote.ask)
    open_quote.then(ago(2, 20, 15), "contact", open_quote.mail("mail", photo=True))
    open_quote.then(ago(2, 21, 2), "contact", open_quote.mail("mail_of_husband"))
    open_quote.then(ago(1, 8, 30), "office", open_quote.call)

    quoting = called("quoting", ago(1, 10))
    quoting.then(ago(1, 15), "office", quoting.quote)

    contacted = called("contacted", minutes_ago(300))
    new = story("new", minutes_ago(35))

    jobs = [closed, overdue, lost, paid, cancelled, invoiced, to_invoice, in_progress]
    return [*jobs, afternoon, next_morning, accepted, open_quote, quoting, contacted, new]


async def live(work: Work, shop: Shop) -> None:
    """Lets everything happen in the order of time, so that numbers rise with their dates.

    In one transaction, with its clock and its actor turned from event to event: a first start that breaks off leaves nothing.
    """
    for event in sorted((event for story in stories(shop) for event in story.events), key=lambda event: event.at):
        work.now, work.actor, work.address = event.at.astimezone(UTC), event.actor(), None
        await event.step(work)
    await hours.hand_in(work, shop.users["office"], list(shop.resources.values()), shop.now)

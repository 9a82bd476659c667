"""Random but possible lives of a job, for Hypothesis: facts that `check` lets through, in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from workflows import facts as f
from workflows.checks import check
from workflows.folds import apply
from workflows.money import Money
from workflows.policy import Policy, Preferences
from workflows.state import JobState

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
IDS = ("a", "b", "c")

cents = st.integers(1, 500_000).map(lambda amount: Money(amount=amount))
which = st.sampled_from(IDS)
days = st.integers(0, 60)


def _visit(kind: type[f.Fact]) -> st.SearchStrategy[f.Fact]:
    return which.map(lambda name: kind.model_validate({"visit_id": f"vis_{name}"}))


def candidates(state: JobState | None, now: datetime) -> st.SearchStrategy[f.Fact]:
    """Any fact that could be tried at this point; `check` decides."""
    if state is None:
        return st.sampled_from(("web", "phone", "app")).map(
            lambda source: f.JobOpened(
                number=7, contact_id="cnt_1", source=source, policy=Policy(channels=("mail", "sms"))
            )
        )
    version = st.integers(1, 3)
    quote = st.tuples(which, version)
    return st.one_of(
        st.just(f.RequestReceived(submission_id="sub_1", site_id="site_1")),
        st.integers(1, 9).map(lambda n: f.JobDescribed(revision=n)),
        st.sampled_from(("usr_1", None)).map(lambda user: f.JobAssigned(user_id=user)),
        st.sampled_from((f.JobPaused(), f.JobResumed(), f.JobReopened(), f.JobCancelled())),
        st.sampled_from(("done", "lost")).map(lambda outcome: f.JobClosed(outcome=outcome)),
        which.map(lambda n: f.MessageReceived(message_id=f"msg_in_{n}", channel="portal")),
        which.map(lambda n: f.MessageQueued(message_id=f"msg_out_{n}")),
        which.map(lambda n: f.MessageAccepted(message_id=f"msg_out_{n}", step_key=f"message/msg_out_{n}")),
        st.tuples(quote, cents).map(
            lambda x: f.QuoteDrafted(quote_id=f"quo_{x[0][0]}", version=x[0][1], number=300, total=x[1])
        ),
        st.tuples(quote, cents, days).map(
            lambda x: f.QuoteSent(
                quote_id=f"quo_{x[0][0]}",
                version=x[0][1],
                total=x[1],
                valid_until=now.date() + timedelta(days=x[2]),
                document_id=f"doc_{x[0][0]}{x[0][1]}",
                document_sha256="0" * 64,
            )
        ),
        quote.map(lambda x: f.DocumentRendered(document_id=f"doc_{x[0]}{x[1]}")),
        quote.map(lambda x: f.QuoteViewed(quote_id=f"quo_{x[0]}", version=x[1])),
        st.tuples(quote, cents).map(
            lambda x: f.QuoteAccepted(
                quote_id=f"quo_{x[0][0]}", version=x[0][1], document_sha256="0" * 64, total=x[1], by="contact"
            )
        ),
        quote.map(lambda x: f.QuoteDeclined(quote_id=f"quo_{x[0]}", version=x[1], by="contact")),
        quote.map(lambda x: f.QuoteExpired(quote_id=f"quo_{x[0]}", version=x[1])),
        quote.map(lambda x: f.QuoteRenewalAsked(quote_id=f"quo_{x[0]}", version=x[1])),
        quote.map(lambda x: f.QuoteVoided(quote_id=f"quo_{x[0]}", version=x[1], by="contact")),
        st.tuples(which, days).map(
            lambda x: f.VisitScheduled(
                visit_id=f"vis_{x[0]}",
                starts_at=now + timedelta(days=x[1]),
                ends_at=now + timedelta(days=x[1], hours=2),
                resource_ids=("res_1",),
            )
        ),
        *[
            _visit(kind)
            for kind in (
                f.VisitDrafted,
                f.VisitUnscheduled,
                f.VisitEnRoute,
                f.VisitStarted,
                f.VisitPaused,
                f.VisitResumed,
                f.VisitCompleted,
                f.VisitCancelled,
                f.VisitNoShow,
            )
        ],
        which.map(lambda n: f.SeriesPlanned(series_id=f"ser_{n}", until=now.date() + timedelta(days=60))),
        which.map(lambda n: f.SeriesExtended(series_id=f"ser_{n}", until=now.date() + timedelta(days=90))),
        st.builds(
            f.JobContractSet,
            contract_id=which.map(lambda n: f"rec_{n}"),
            next_on=st.sampled_from((None, now.date(), now.date() + timedelta(days=30))),
            paused=st.booleans(),
            problem=st.sampled_from((None, "tax-numbers-missing")),
        ),
        which.map(lambda n: f.SeriesEnded(series_id=f"ser_{n}")),
        st.builds(Preferences, mail=st.booleans(), sms=st.booleans(), unsubscribed=st.booleans()).map(
            lambda wishes: f.JobPreferencesSet(preferences=wishes)
        ),
        which.map(lambda n: f.MessageQueued(message_id=f"msg_sms_{n}", channel="sms")),
        which.map(
            lambda n: f.MessageBounced(message_id=f"msg_out_{n}", step_key=f"message/msg_out_{n}", code="smtp-550")
        ),
        which.map(lambda n: f.MessageRetried(message_id=f"msg_out_{n}", step_key=f"message/msg_out_{n}")),
        st.sampled_from(
            (f.JobArchived(), f.JobUnarchived(), f.JobStatementSent(), f.JobContactSet(contact_id="cnt_2"))
        ),
        st.integers(-3600, 3600).map(
            lambda seconds: f.TimeCorrected(
                entry_id="tim_2",
                replaces="tim_1",
                visit_id=None,
                resource_id="res_1",
                seconds=seconds,
                labour_cost=Money(amount=seconds),
            )
        ),
        st.tuples(which, cents).map(lambda x: f.InvoiceDrafted(invoice_id=f"inv_{x[0]}", total=x[1])),
        st.tuples(which, cents, days).map(
            lambda x: f.InvoiceIssued(
                invoice_id=f"inv_{x[0]}",
                number=1040,
                total=x[1],
                due_on=now.date() + timedelta(days=x[2]),
                document_id=f"doc_inv_{x[0]}",
                document_sha256="0" * 64,
            )
        ),
        which.map(lambda n: f.InvoiceSent(invoice_id=f"inv_{n}", occurrence=1)),
        which.map(lambda n: f.InvoiceDelivered(invoice_id=f"inv_{n}", by="post")),
        which.map(lambda n: f.InvoiceVoided(invoice_id=f"inv_{n}")),
        which.map(lambda n: f.DocumentRendered(document_id=f"doc_inv_{n}")),
        st.tuples(which, which, cents).map(
            lambda x: f.PaymentReceived(
                payment_id=f"pay_{x[0]}",
                amount=x[2],
                method="cheque",
                allocations=(f.Allocation(invoice_id=f"inv_{x[1]}", amount=x[2]),),
                receipt_number=1,
                document_id=f"doc_pay_{x[0]}",
            )
        ),
        which.map(lambda n: f.PaymentVoided(payment_id=f"pay_{n}")),
        *_of_the_books(now),
    )


def _of_the_books(now: datetime) -> tuple[st.SearchStrategy[f.Fact], ...]:
    """Credits, write-offs, held money and what a bank does with it."""
    pair, method = st.tuples(which, which, cents), "interac"
    return (
        st.tuples(which, cents).map(
            lambda x: f.InvoiceDrafted(
                invoice_id=f"inv_{x[0]}", total=x[1], quote_id="quo_a", issue="planned", issue_on=now.date()
            )
        ),
        which.map(lambda n: f.InvoiceDrafted(invoice_id=f"inv_{n}", total=Money(amount=100_00), issue="work_done")),
        st.tuples(which, cents, days).map(
            lambda x: f.InvoiceIssued(
                invoice_id=f"inv_{x[0]}",
                number=1041,
                total=x[1] + x[1],
                due_on=now.date() + timedelta(days=x[2] + 30),
                dues=tuple(f.Due(due_on=now.date() + timedelta(days=x[2] + later), amount=x[1]) for later in (0, 30)),
                document_id=f"doc_inv_{x[0]}",
                document_sha256="0" * 64,
            )
        ),
        pair.map(
            lambda x: f.CreditNoteIssued(
                credit_note_id=f"crn_{x[0]}",
                invoice_id=f"inv_{x[1]}",
                number=9,
                total=x[2],
                document_id=f"doc_crn_{x[0]}",
                document_sha256="0" * 64,
            )
        ),
        st.tuples(which, cents).map(lambda x: f.InvoiceWrittenOff(invoice_id=f"inv_{x[0]}", amount=x[1])),
        which.map(lambda n: f.InvoiceWriteOffReversed(invoice_id=f"inv_{n}")),
        st.tuples(which, cents).map(
            lambda x: f.PaymentReceived(
                payment_id=f"pay_{x[0]}",
                amount=x[1],
                method=method,
                receipt_number=2,
                document_id=None,
                quote_id="quo_a",
                attempt_id="pat_a",
            )
        ),
        pair.map(lambda x: f.PaymentAllocated(payment_id=f"pay_{x[0]}", invoice_id=f"inv_{x[1]}", amount=x[2])),
        pair.map(lambda x: f.PaymentReleased(payment_id=f"pay_{x[0]}", invoice_id=f"inv_{x[1]}", amount=x[2])),
        st.tuples(which, cents).map(
            lambda x: f.PaymentTransferred(payment_id=f"pay_{x[0]}", amount=x[1], receipt_number=3)
        ),
        st.tuples(which, cents).map(
            lambda x: f.PaymentTransferred(payment_id=f"pay_{x[0]}", amount=-x[1], receipt_number=3)
        ),
        pair.map(
            lambda x: f.PaymentRefunded(
                payment_id=f"pay_{x[0]}",
                refund_id=f"rfd_{x[1]}",
                amount=x[2],
                method=method,
                document_id=f"doc_r{x[1]}",
            )
        ),
        which.map(lambda n: f.PaymentReturned(payment_id=f"pay_{n}", reason="nsf")),
        st.tuples(which, cents).map(lambda x: f.PaymentDisputed(payment_id=f"pay_{x[0]}", amount=x[1])),
        which.map(lambda n: f.PaymentDisputeWon(payment_id=f"pay_{n}")),
        st.tuples(which, cents).map(
            lambda x: f.PaymentPending(attempt_id="pat_a", invoice_id=f"inv_{x[0]}", amount=x[1], method="bank_debit")
        ),
        which.map(
            lambda n: f.PaymentFailed(attempt_id="pat_a", invoice_id=f"inv_{n}", code="declined", automatic=True)
        ),
        st.sampled_from((f.AutopayAuthorised(authorisation_id="pmt_a"), f.AutopayRevoked(authorisation_id="pmt_a"))),
    )


@st.composite
def logs(draw: st.DrawFn, most: int = 40) -> list[tuple[f.Fact, datetime]]:
    """A possible life: each fact with its time, in order."""
    state: JobState | None = None
    now = START
    log: list[tuple[f.Fact, datetime]] = []
    for _ in range(draw(st.integers(1, most))):
        fact = draw(candidates(state, now))
        if check(state, fact) is None:
            state = apply(state, fact, now)
            log.append((fact, now))
            now += timedelta(hours=draw(st.integers(0, 120)))
    return log


def fold(log: list[tuple[f.Fact, datetime]]) -> JobState | None:
    state: JobState | None = None
    for fact, at in log:
        state = apply(state, fact, at)
    return state

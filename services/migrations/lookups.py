"""Functions of the tables' owner, for what must be looked up, kept or forgotten before, or across what, a role may see.

Each gives as little as its caller needs. Those of tables that a later migration makes are left out until then.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.migrations.tables import COMPANY, Table

_FUNCTIONS = {
    "accounts.credentials(address text)": (
        "TABLE (company_id text, code text, user_id text, password_hash text, active boolean)",
        """SELECT c.id, c.code, u.id, u.password_hash, u.active FROM accounts.users u
             JOIN accounts.companies c ON c.id = u.company_id WHERE lower(u.email) = lower(address)""",
        "accounts",
    ),
    "accounts.refresh_session(hash text)": (
        "TABLE (company_id text, code text, user_id text, session_id text)",
        """SELECT c.id, c.code, s.user_id, s.id FROM accounts.sessions s
             JOIN accounts.companies c ON c.id = s.company_id WHERE s.token_hash = hash""",
        "accounts",
    ),
    "intake.site_company(site_key text)": (
        "TABLE (company_id text, code text, site_id text)",
        """SELECT c.id, c.code, s.id FROM intake.sites s JOIN accounts.companies c ON c.id = s.company_id
            WHERE s.key = site_key AND s.active""",
        "intake",
    ),
    "log.open_jobs(after text, batch integer)": (
        "TABLE (company_id text, job_id text)",
        """SELECT j.company_id, j.job_id FROM log.job j WHERE j.job_id > after
              AND (j.closed_at IS NULL OR j.system_due IS NOT NULL) ORDER BY j.job_id LIMIT batch""",
        "worker",
    ),
    "log.overdue_jobs(before timestamptz, batch integer)": (
        "TABLE (company_id text, job_id text)",
        """SELECT j.company_id, j.job_id FROM log.job j WHERE j.system_due < before
            ORDER BY j.system_due LIMIT batch""",
        "worker",
    ),
}

# The same, of tables that came with a later migration.
_LATER_FUNCTIONS = {
    ("jobs", "sms_stop"): {
        "accounts.company_of_sms(number text)": (
            "TABLE (company_id text, code text)",
            "SELECT c.id, c.code FROM accounts.companies c WHERE c.sms_number = number",
            "jobs",
        ),
    },
    ("billing", "webhook"): {
        "billing.online_target(attempt text, session text, intent text)": (
            "TABLE (company_id text, code text, attempt_id text)",
            """SELECT a.company_id, c.code, a.id FROM billing.payment_attempt a JOIN accounts.companies c ON c.id = a.company_id
                WHERE a.id = attempt OR a.session_id = session OR a.intent_id = intent
                ORDER BY (a.id = attempt) IS TRUE DESC, a.id LIMIT 1""",
            "billing, worker",
        ),
        "billing.waiting_webhooks(before timestamptz, batch integer)": (
            "TABLE (company_id text, code text, id text)",
            """SELECT w.company_id, c.code, w.id FROM billing.webhook w JOIN accounts.companies c ON c.id = w.company_id
                WHERE w.status = 'received' AND w.received_at <= before ORDER BY w.tries, w.received_at LIMIT batch""",
            "billing, worker",
        ),
        "billing.waiting_attempts(before timestamptz, batch integer)": (
            "TABLE (company_id text, code text, id text)",
            """SELECT a.company_id, c.code, a.id FROM billing.payment_attempt a JOIN accounts.companies c ON c.id = a.company_id
                WHERE a.status IN ('created','open','declined','processing')
                  AND a.asked_at <= before - CASE a.status WHEN 'processing' THEN interval '6 hours' ELSE interval '0' END
                ORDER BY a.asked_at LIMIT batch""",
            "billing, worker",
        ),
    },
    ("billing", "batch"): {
        "billing.open_batches(batch integer)": (
            "TABLE (company_id text, code text, id text)",
            """SELECT b.company_id, c.code, b.id FROM billing.batch b JOIN accounts.companies c ON c.id = b.company_id
                WHERE b.finished_at IS NULL ORDER BY b.created_at LIMIT batch""",
            "billing, worker",
        ),
    },
    ("billing", "recurring"): {
        "billing.due_recurring(batch integer)": (
            "TABLE (company_id text, code text, id text)",
            """SELECT r.company_id, c.code, r.id FROM billing.recurring r JOIN accounts.companies c ON c.id = r.company_id
                WHERE r.status = 'active' AND r.next_on <= (clock_timestamp() AT TIME ZONE c.time_zone)::date
                  AND (r.retry_at IS NULL OR r.retry_at <= clock_timestamp()) ORDER BY r.next_on LIMIT batch""",
            "billing, worker",
        ),
    },
    ("billing", "refund"): {
        # Younger than the keys that the provider keeps for a day: asked again later, it might give back twice.
        "billing.waiting_refunds(before timestamptz, batch integer)": (
            "TABLE (company_id text, code text, id text)",
            """SELECT r.company_id, c.code, r.id FROM billing.refund r JOIN accounts.companies c ON c.id = r.company_id
                 JOIN billing.payment_attempt a ON a.company_id = r.company_id AND a.payment_id = r.payment_id
                WHERE r.status = 'pending' AND r.created_at BETWEEN before - interval '20 hours' AND before
                ORDER BY r.created_at LIMIT batch""",
            "billing, worker",
        ),
    },
    ("intake", "inbound_mail"): {
        "intake.mail_target(kind text, object_id text)": (
            "TABLE (company_id text, code text)",
            """SELECT c.id, c.code FROM log.job j JOIN accounts.companies c ON c.id = j.company_id
                WHERE kind = 'job' AND j.job_id = object_id
                UNION ALL
               SELECT c.id, c.code FROM intake.sites s JOIN accounts.companies c ON c.id = s.company_id
                WHERE kind = 'site' AND s.id = object_id AND s.active""",
            "intake",
        ),
        "intake.waiting_mails(before timestamptz, batch integer)": (
            "TABLE (company_id text, code text, id text)",
            """SELECT m.company_id, c.code, m.id FROM intake.inbound_mail m JOIN accounts.companies c ON c.id = m.company_id
                WHERE m.status = 'received' AND m.next_attempt_at <= before ORDER BY m.next_attempt_at LIMIT batch""",
            "intake",
        ),
        "jobs.mail_companies(ids text[])": (
            "TABLE (rfc_id text, company_id text, code text, job_id text, message_id text)",
            """SELECT m.rfc_message_id, m.company_id, c.code, m.job_id, m.id FROM jobs.message m
                 JOIN accounts.companies c ON c.id = m.company_id
                WHERE m.rfc_message_id = ANY(ids) AND m.direction = 'out'""",
            "intake",
        ),
    },
}


def statements(tables: list[Table]) -> Iterator[str]:
    """The functions whose tables are there, each for those roles that need it."""
    later = [functions for table, functions in _LATER_FUNCTIONS.items() if table in tables]
    for signature, (returns, body, roles) in [each for some in (_FUNCTIONS, *later) for each in some.items()]:
        yield (
            f"CREATE OR REPLACE FUNCTION {signature} RETURNS {returns} LANGUAGE sql STABLE SECURITY DEFINER"
            f" SET search_path = pg_catalog AS $${body}$$"
        )
        yield from _only_for(signature, roles)
    yield _PORTAL_LINK
    yield from _only_for("accounts.portal_link(link text)", "jobs, billing")
    yield _JOBS_BELONG_TO
    yield from _only_for("billing.jobs_belong_to(jobs text[], contact text)", "jobs")
    for statement, signature in _FORGETTING:
        yield statement
        yield from _only_for(signature, "jobs")
    yield _WITHOUT_SUMMARY
    yield from _only_for("log.jobs_without_summary(after text, batch integer, version integer)", "worker")
    if ("billing", "webhook") in tables:
        yield _KEEP_WEBHOOK
        yield from _only_for(KEEP_WEBHOOK, "billing")
        yield _FORGET_WEBHOOKS
        yield from _only_for("billing.forget_webhooks(before timestamptz)", "billing, worker")
    yield _PORTAL_LINK_FOR
    yield from _only_for("accounts.portal_link_for(contact text)", "jobs, billing, worker, intake")


def _only_for(signature: str, roles: str) -> Iterator[str]:
    yield f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION {signature} TO {roles}"


# In plpgsql, like all that names a column of a later migration: such a body is read when it runs, not when it is made.
# A contact that was merged opens the one that it went into.
_PORTAL_LINK = """
CREATE OR REPLACE FUNCTION accounts.portal_link(link text) RETURNS TABLE (company_id text, code text, contact_id text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY
  WITH RECURSIVE way AS (
    SELECT l.company_id AS company, l.contact_id AS contact, 0 AS step FROM accounts.portal_links l
     WHERE l.id = link AND l.revoked_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > clock_timestamp())
    UNION ALL
    SELECT w.company, k.merged_into, w.step + 1 FROM way w
      JOIN jobs.contact k ON k.company_id = w.company AND k.id = w.contact
     WHERE k.merged_into IS NOT NULL AND w.step < 100
  )
  SELECT c.id::text, c.code::text, w.contact::text FROM way w JOIN accounts.companies c ON c.id = w.company ORDER BY w.step DESC LIMIT 1;
END $$"""

# Jobs of before lists kept what they show, or kept it folded otherwise: reading them takes the long way.
_WITHOUT_SUMMARY = """
CREATE OR REPLACE FUNCTION log.jobs_without_summary(after text, batch integer, version integer) RETURNS TABLE (company_id text, job_id text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY SELECT j.company_id, j.job_id FROM log.job j
   WHERE (j.summary IS NULL OR j.fold_version < version) AND j.job_id > after ORDER BY j.job_id LIMIT batch;
END $$"""

# A merge moves jobs to another contact; what billing wrote on them belongs to whom the job belongs to.
_JOBS_BELONG_TO = f"""
CREATE OR REPLACE FUNCTION billing.jobs_belong_to(jobs text[], contact text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE company text := {COMPANY};
BEGIN
  UPDATE billing.quote SET contact_id = contact, updated_at = clock_timestamp() WHERE company_id = company AND job_id = ANY (jobs);
  UPDATE billing.invoice SET contact_id = contact, updated_at = clock_timestamp() WHERE company_id = company AND job_id = ANY (jobs);
  UPDATE billing.payment SET contact_id = contact, updated_at = clock_timestamp() WHERE company_id = company AND job_id = ANY (jobs);
  UPDATE billing.document SET contact_id = contact WHERE company_id = company AND job_id = ANY (jobs);
  UPDATE billing.payment_attempt SET contact_id = contact WHERE company_id = company AND job_id = ANY (jobs);
  UPDATE billing.saved_method SET contact_id = contact WHERE company_id = company AND job_id = ANY (jobs);
END $$"""  # noqa: S608  a constant of ours

# A person is erased, or asks what is held on them: intake and accounts answer for their own rows.
_FORGETTING = (
    (
        f"""
CREATE OR REPLACE FUNCTION intake.forget(contacts text[], jobs text[], addresses text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE company text := {COMPANY}; forms bigint; mails bigint; loose bigint;
BEGIN
  UPDATE intake.submissions SET payload = '{{}}', address = NULL
   WHERE company_id = company AND (contact_id = ANY (contacts) OR job_id = ANY (jobs));
  GET DIAGNOSTICS forms = ROW_COUNT;
  UPDATE intake.inbound_mail SET envelope_from = '', from_name = '', from_address = '', subject = '', rfc_message_id = ''
   WHERE company_id = company AND job_id = ANY (jobs);
  GET DIAGNOSTICS mails = ROW_COUNT;
  UPDATE intake.inbound_mail SET envelope_from = '', from_name = '', from_address = '', subject = '', rfc_message_id = '',
         status = 'discarded', reason = 'erased', updated_at = clock_timestamp()
   WHERE company_id = company AND job_id IS NULL AND status <> 'received'
     AND (lower(from_address) = ANY (addresses) OR lower(envelope_from) = ANY (addresses));
  GET DIAGNOSTICS loose = ROW_COUNT;
  RETURN forms + mails + loose;
END $$""",  # noqa: S608  a constant of ours
        "intake.forget(contacts text[], jobs text[], addresses text[])",
    ),
    (
        f"""
CREATE OR REPLACE FUNCTION intake.held_on(contacts text[], jobs text[], addresses text[]) RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE company text := {COMPANY};
BEGIN
  RETURN QUERY SELECT jsonb_build_object('kind', 'form', 'received_at', s.received_at, 'typed', s.payload,
      'address', s.address, 'consent_at', s.consent_at, 'consent_version', s.consent_version)
    FROM intake.submissions s WHERE s.company_id = company AND (s.contact_id = ANY (contacts) OR s.job_id = ANY (jobs))
   UNION ALL SELECT jsonb_build_object('kind', 'mail', 'received_at', m.received_at, 'from', m.from_address,
      'name', m.from_name, 'to', m.recipient, 'subject', m.subject)
    FROM intake.inbound_mail m WHERE m.company_id = company AND (m.job_id = ANY (jobs) OR m.job_id IS NULL
      AND (lower(m.from_address) = ANY (addresses) OR lower(m.envelope_from) = ANY (addresses)));
END $$""",  # noqa: S608
        "intake.held_on(contacts text[], jobs text[], addresses text[])",
    ),
    (
        f"""
CREATE OR REPLACE FUNCTION accounts.end_portal_links(contacts text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE company text := {COMPANY}; ended bigint;
BEGIN
  UPDATE accounts.portal_links SET revoked_at = clock_timestamp()
   WHERE company_id = company AND contact_id = ANY (contacts) AND revoked_at IS NULL;
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$""",  # noqa: S608
        "accounts.end_portal_links(contacts text[])",
    ),
)

# What a payment provider tells comes before anybody knows whom it concerns, and is kept even if it concerns nobody.
KEEP_WEBHOOK = "billing.keep_webhook(event text, kind text, made timestamptz, content text, company text)"
_KEEP_WEBHOOK = f"""
CREATE OR REPLACE FUNCTION {KEEP_WEBHOOK} RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO billing.webhook (id, company_id, type, created_at, body, status, received_at, tries)
  VALUES (event, company, kind, made, content, CASE WHEN company IS NULL THEN 'ignored' ELSE 'received' END, clock_timestamp(), 0)
  ON CONFLICT (id) DO NOTHING;
  RETURN FOUND;
END $$"""  # noqa: S608  a constant of ours

# Its words name people; once it was done nobody needs them.
_FORGET_WEBHOOKS = """
CREATE OR REPLACE FUNCTION billing.forget_webhooks(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE emptied bigint;
BEGIN
  UPDATE billing.webhook SET body = '' WHERE status <> 'received' AND received_at < before AND body <> '';
  GET DIAGNOSTICS emptied = ROW_COUNT;
  RETURN emptied;
END $$"""

_PORTAL_LINK_FOR = f"""
CREATE OR REPLACE FUNCTION accounts.portal_link_for(contact text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE found text; company text := {COMPANY};
BEGIN
  IF company IS NULL THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(company || contact, 0));
  SELECT l.id INTO found FROM accounts.portal_links l
   WHERE l.company_id = company AND l.contact_id = contact AND l.revoked_at IS NULL
     AND (l.expires_at IS NULL OR l.expires_at > clock_timestamp() + interval '30 days')
   ORDER BY l.created_at DESC LIMIT 1;
  IF found IS NULL THEN
    found := 'lnk_' || replace(gen_random_uuid()::text, '-', '');
    INSERT INTO accounts.portal_links (id, company_id, contact_id, created_at, expires_at)
    VALUES (found, company, contact, clock_timestamp(), clock_timestamp() + interval '400 days');
  END IF;
  RETURN found;
END $$"""  # noqa: S608  a constant of ours

"""What searching needs of the database: folded texts, indexes of their trigrams, and two functions that look through them.

Trigram operators are not leakproof: under row-level security Postgres would test the company of every row before it may use such an
index. So the looking is done by functions of the tables' owner, which ask for one company's rows and give nothing but ids.
"""

from __future__ import annotations

from collections.abc import Iterator

FOLD = """
CREATE OR REPLACE FUNCTION log.fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(public.unaccent('public.unaccent'::regdictionary, words))"""
"""As `services.jobs.search.words.folded`, for columns that Postgres folds by itself."""

LOOKED_THROUGH = (
    "jobs.folder",
    "jobs.contact",
    "jobs.message",
    "billing.quote",
    "billing.quote_line",
    "billing.invoice",
    "billing.invoice_line",
)
"""Tables that the functions read as their owner."""

# A job is found by its own words and by those of its client, in any mixture. The first term (the longest) walks the indexes, the
# others are asked of what that found.
_JOBS = """
CREATE OR REPLACE FUNCTION jobs.matching_jobs(terms text[]) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE company text := NULLIF(current_setting('app.company_id', true), '');
BEGIN
  RETURN QUERY
  WITH hit AS (
    SELECT f.id FROM jobs.folder f WHERE f.company_id = company AND f.folded LIKE terms[1]
    UNION
    SELECT f.id FROM jobs.contact c JOIN jobs.folder f ON f.company_id = c.company_id AND f.contact_id = c.id
     WHERE c.company_id = company AND c.folded LIKE terms[1]
  )
  SELECT f.id::text FROM hit JOIN jobs.folder f ON f.id = hit.id JOIN jobs.contact c ON c.id = f.contact_id
   WHERE f.company_id = company AND NOT EXISTS (
     SELECT FROM unnest(terms[2:]) AS t WHERE f.folded NOT LIKE t AND c.folded NOT LIKE t);
END $$"""

_CONTACTS = """
CREATE OR REPLACE FUNCTION jobs.matching_contacts(terms text[]) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE company text := NULLIF(current_setting('app.company_id', true), '');
BEGIN
  RETURN QUERY SELECT c.id::text FROM jobs.contact c
   WHERE c.company_id = company AND c.folded LIKE terms[1] AND c.folded LIKE ALL (terms[2:]);
END $$"""

# The one search box: at most `most` of each kind, the newest first, what was meant exactly before what comes close.
_BOX = """
CREATE OR REPLACE FUNCTION jobs.look_for(terms text[], wanted bigint, most integer)
RETURNS TABLE (kind text, id text, job_id text, rank integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE company text := NULLIF(current_setting('app.company_id', true), '');
BEGIN
  IF wanted IS NOT NULL THEN
    RETURN QUERY SELECT 'job', f.id::text, f.id::text, 0 FROM jobs.folder f WHERE f.company_id = company AND f.number = wanted;
    RETURN QUERY SELECT 'quote', q.id::text, q.job_id::text, 0 FROM billing.quote q WHERE q.company_id = company AND q.number = wanted;
    RETURN QUERY SELECT 'invoice', i.id::text, i.job_id::text, 0 FROM billing.invoice i
                  WHERE i.company_id = company AND i.number = wanted;
  END IF;
  IF cardinality(terms) = 0 THEN RETURN; END IF;
  RETURN QUERY SELECT 'job', j.id::text, j.id::text, 1 FROM (
      SELECT f.id FROM jobs.matching_jobs(terms) AS found JOIN jobs.folder f ON f.id = found
       ORDER BY f.number DESC LIMIT most) j;
  RETURN QUERY SELECT 'contact', k.id::text, NULL::text, 1 FROM (
      SELECT c.id FROM jobs.matching_contacts(terms) AS found JOIN jobs.contact c ON c.id = found
       WHERE c.merged_into IS NULL AND c.erased_at IS NULL
       ORDER BY c.folded LIKE ltrim(terms[1], '%') DESC, c.sort_name, c.id LIMIT most) k;
  RETURN QUERY SELECT 'message', m.id::text, m.job_id::text, 1 FROM (
      SELECT m.id, m.job_id FROM jobs.message m
       WHERE m.company_id = company AND m.folded LIKE terms[1] AND m.folded LIKE ALL (terms[2:])
       ORDER BY m.created_at DESC LIMIT most) m;
  RETURN QUERY SELECT 'quote', x.id::text, x.job_id::text, 1 FROM (
      SELECT DISTINCT q.id, q.job_id, q.number FROM billing.quote_line l
        JOIN billing.quote q ON q.company_id = l.company_id AND q.id = l.quote_id AND q.version = l.version
       WHERE l.company_id = company AND l.folded LIKE terms[1] AND l.folded LIKE ALL (terms[2:])
       ORDER BY q.number DESC LIMIT most) x;
  RETURN QUERY SELECT 'invoice', x.id::text, x.job_id::text, 1 FROM (
      SELECT DISTINCT i.id, i.job_id, i.number, i.created_at FROM billing.invoice_line l
        JOIN billing.invoice i ON i.company_id = l.company_id AND i.id = l.invoice_id
       WHERE l.company_id = company AND l.folded LIKE terms[1] AND l.folded LIKE ALL (terms[2:])
       ORDER BY i.created_at DESC LIMIT most) x;
END $$"""

# Asked only where nothing was found: names and titles that are spelled nearly so.
_CLOSE = """
CREATE OR REPLACE FUNCTION jobs.look_close(words text, most integer) RETURNS TABLE (kind text, id text, job_id text, rank integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET pg_trgm.word_similarity_threshold = 0.45 AS $$
#variable_conflict use_column
DECLARE company text := NULLIF(current_setting('app.company_id', true), '');
BEGIN
  RETURN QUERY SELECT 'contact', k.id::text, NULL::text, 2 FROM (
      SELECT c.id FROM jobs.contact c
       WHERE c.company_id = company AND words <% c.folded AND c.merged_into IS NULL AND c.erased_at IS NULL
       ORDER BY word_similarity(words, c.folded) DESC, c.sort_name, c.id LIMIT most) k;
  RETURN QUERY SELECT 'job', j.id::text, j.id::text, 2 FROM (
      SELECT f.id FROM jobs.folder f WHERE f.company_id = company AND words <% f.folded
       ORDER BY word_similarity(words, f.folded) DESC, f.number DESC LIMIT most) j;
END $$"""

FUNCTIONS = {
    "jobs.matching_jobs(text[])": _JOBS,
    "jobs.matching_contacts(text[])": _CONTACTS,
    "jobs.look_for(text[], bigint, integer)": _BOX,
    "jobs.look_close(text, integer)": _CLOSE,
}


def statements() -> Iterator[str]:
    """The functions, for nobody but the jobs service."""
    for signature, body in FUNCTIONS.items():
        yield body
        yield f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {signature} TO jobs"

"""What searching needs of the database: folded texts, indexes of their trigrams, and functions that look through them.

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
# others are asked of what that found. Plans are made once for all words: made anew, each costs more than most of these reads.
_JOBS = """
CREATE OR REPLACE FUNCTION jobs.matching_jobs(terms text[]) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE company text := NULLIF(current_setting('app.company_id', true), '');
BEGIN
  IF cardinality(terms) = 1 THEN
    RETURN QUERY
    SELECT f.id::text FROM jobs.folder f WHERE f.company_id = company AND f.folded LIKE terms[1]
    UNION
    SELECT f.id::text FROM jobs.contact c JOIN jobs.folder f ON f.company_id = c.company_id AND f.contact_id = c.id
     WHERE c.company_id = company AND c.folded LIKE terms[1];
    RETURN;
  END IF;
  RETURN QUERY
  SELECT f.id::text FROM jobs.folder f JOIN jobs.contact c ON c.id = f.contact_id
   WHERE f.company_id = company AND f.folded LIKE terms[1] AND NOT EXISTS (
     SELECT FROM unnest(terms[2:]) AS t WHERE f.folded NOT LIKE t AND c.folded NOT LIKE t)
  UNION
  SELECT f.id::text FROM jobs.contact c JOIN jobs.folder f ON f.company_id = c.company_id AND f.contact_id = c.id
   WHERE c.company_id = company AND c.folded LIKE terms[1] AND NOT EXISTS (
     SELECT FROM unnest(terms[2:]) AS t WHERE f.folded NOT LIKE t AND c.folded NOT LIKE t);
END $$"""

# The newest of those, where nothing else narrows them: words that are common stand among the jobs of the last weeks, and only for those
# that are rare the indexes are walked.
_NEWEST_JOBS = """
CREATE OR REPLACE FUNCTION jobs.newest_matching(terms text[], before bigint, most integer, put_away_too boolean)
RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  company text := NULLIF(current_setting('app.company_id', true), '');
  looked_at constant integer := greatest(1000, 80 * most);
  seen integer;
  last bigint;
BEGIN
  RETURN QUERY
  SELECT w.id::text FROM (
      SELECT f.id, f.number, f.archived_at, f.folded AS own, c.folded AS clients
        FROM jobs.folder f JOIN jobs.contact c ON c.id = f.contact_id
       WHERE f.company_id = company AND f.number < before ORDER BY f.number DESC LIMIT looked_at) w
   WHERE (put_away_too OR w.archived_at IS NULL) AND NOT EXISTS (SELECT FROM unnest(terms) AS t WHERE w.own NOT LIKE t AND w.clients NOT LIKE t)
   ORDER BY w.number DESC LIMIT most;
  GET DIAGNOSTICS seen = ROW_COUNT;
  IF seen >= most THEN RETURN; END IF;
  SELECT min(w.number) INTO last FROM (
      SELECT f.number FROM jobs.folder f WHERE f.company_id = company AND f.number < before
       ORDER BY f.number DESC LIMIT looked_at) w;
  RETURN QUERY
  SELECT x.id::text FROM (
      SELECT f.id, f.number FROM jobs.folder f JOIN jobs.contact c ON c.id = f.contact_id
       WHERE f.company_id = company AND f.number < last AND (put_away_too OR f.archived_at IS NULL) AND f.folded LIKE terms[1]
         AND NOT EXISTS (SELECT FROM unnest(terms[2:]) AS t WHERE f.folded NOT LIKE t AND c.folded NOT LIKE t)
      UNION
      SELECT f.id, f.number FROM jobs.contact c JOIN jobs.folder f ON f.company_id = c.company_id AND f.contact_id = c.id
       WHERE c.company_id = company AND c.folded LIKE terms[1] AND f.number < last AND (put_away_too OR f.archived_at IS NULL)
         AND NOT EXISTS (SELECT FROM unnest(terms[2:]) AS t WHERE f.folded NOT LIKE t AND c.folded NOT LIKE t)) x
   ORDER BY x.number DESC LIMIT most - seen;
END $$"""

_CONTACTS = """
CREATE OR REPLACE FUNCTION jobs.matching_contacts(terms text[]) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
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
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
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
  RETURN QUERY SELECT 'job', j, j, 1 FROM jobs.newest_matching(terms, 9223372036854775807, most, true) AS j;
  RETURN QUERY SELECT 'contact', k.id::text, NULL::text, 1 FROM (
      SELECT c.id FROM jobs.contact c
       WHERE c.company_id = company AND c.folded LIKE terms[1] AND c.folded LIKE ALL (terms[2:])
         AND c.merged_into IS NULL AND c.erased_at IS NULL
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

# Asked only where nothing was found: names and titles that are spelled nearly so. To compare two texts takes long, so the bar is lowered
# only until something lies above it, and of what does no more is compared than a person would look through.
_CLOSE = """
CREATE OR REPLACE FUNCTION jobs.look_close(words text, most integer) RETURNS TABLE (kind text, id text, job_id text, rank integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET pg_trgm.word_similarity_threshold = 0.45 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  company text := NULLIF(current_setting('app.company_id', true), '');
  compared constant integer := 100;
  bar text;
  seen integer;
BEGIN
  FOREACH bar IN ARRAY ARRAY['0.7', '0.55', '0.45'] LOOP
    PERFORM set_config('pg_trgm.word_similarity_threshold', bar, true);
    RETURN QUERY SELECT 'contact', k.id::text, NULL::text, 2 FROM (
        SELECT c.id FROM jobs.contact c
         WHERE c.company_id = company AND words <% c.folded AND c.merged_into IS NULL AND c.erased_at IS NULL LIMIT compared) near
        JOIN jobs.contact k ON k.id = near.id
       ORDER BY word_similarity(words, k.folded) DESC, k.sort_name, k.id LIMIT most;
    GET DIAGNOSTICS seen = ROW_COUNT;
    EXIT WHEN seen > 0;
  END LOOP;
  FOREACH bar IN ARRAY ARRAY['0.7', '0.55', '0.45'] LOOP
    PERFORM set_config('pg_trgm.word_similarity_threshold', bar, true);
    RETURN QUERY SELECT 'job', j.id::text, j.id::text, 2 FROM (
        SELECT f.id FROM jobs.folder f WHERE f.company_id = company AND words <% f.folded LIMIT compared) near
        JOIN jobs.folder j ON j.id = near.id
       ORDER BY word_similarity(words, j.folded) DESC, j.number DESC LIMIT most;
    GET DIAGNOSTICS seen = ROW_COUNT;
    EXIT WHEN seen > 0;
  END LOOP;
END $$"""

FUNCTIONS = {
    "jobs.matching_jobs(text[])": _JOBS,
    "jobs.newest_matching(text[], bigint, integer, boolean)": _NEWEST_JOBS,
    "jobs.matching_contacts(text[])": _CONTACTS,
    "jobs.look_for(text[], bigint, integer)": _BOX,
    "jobs.look_close(text, integer)": _CLOSE,
}


def statements() -> Iterator[str]:
    """The functions, for nobody but the jobs service."""
    yield "SELECT public.word_similarity('', '')"  # only once it is loaded does the extension's setting exist
    for signature, body in FUNCTIONS.items():
        yield body
        yield f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {signature} TO jobs"

"""What erasing a person means, table by table: each line is one thing that goes, and what stands there afterwards.

`:contacts` are the contact and all that were merged into it, `:jobs` their jobs, `:visits` the visits of these, `:papers` their quotes
and invoices, `:parts` the ids of what goes. A test writes a mark into every text that can be reached and looks for it in every table afterwards.
"""

from __future__ import annotations

from typing import Final

_OBJECTS: Final = (
    "(object_kind = 'contact' AND object_id = ANY (:contacts) OR object_kind = 'job' AND object_id = ANY (:jobs)"
    " OR object_kind = 'visit' AND object_id = ANY (:visits)"
    " OR object_kind IN ('quote', 'invoice') AND object_id = ANY (:papers))"
)

STATEMENTS: Final[tuple[tuple[str, str], ...]] = (
    ("phones", "DELETE FROM jobs.contact_phone WHERE contact_id = ANY (:contacts)"),
    ("people", "DELETE FROM jobs.contact_person WHERE contact_id = ANY (:contacts)"),
    ("addresses", "DELETE FROM jobs.address WHERE contact_id = ANY (:contacts)"),
    ("notes", "DELETE FROM jobs.contact_note WHERE contact_id = ANY (:contacts)"),
    (
        "consents",
        "UPDATE jobs.consent SET proof = '', file_id = NULL, updated_at = :now WHERE contact_id = ANY (:contacts)",
    ),
    ("labels", "DELETE FROM jobs.label_link WHERE object_kind = 'contact' AND object_id = ANY (:contacts)"),
    ("fields", f"DELETE FROM jobs.custom_values WHERE {_OBJECTS}"),  # noqa: S608  a constant of ours
    ("", f"UPDATE jobs.custom_value_change SET before = NULL, after = NULL WHERE {_OBJECTS}"),  # noqa: S608
    (
        "messages",
        "UPDATE jobs.message SET subject = '', body = '', recipient = NULL, send_to = NULL, rfc_message_id = NULL,"
        " updated_at = :now WHERE job_id = ANY (:jobs)",
    ),
    (
        "",
        "UPDATE jobs.incoming_mail SET sender_name = '', sender_address = '', quoted = '', html = NULL, notes = '{}'"
        " WHERE message_id IN (SELECT id FROM jobs.message WHERE job_id = ANY (:jobs))",
    ),
    (
        "folders",
        "UPDATE jobs.folder SET title = :title, folded = number::text, address = NULL WHERE id = ANY (:jobs)",
    ),
    ("", "UPDATE jobs.folder_text SET title = :title, description = '' WHERE folder_id = ANY (:jobs)"),
    ("reasons", "UPDATE jobs.note SET body = '' WHERE folder_id = ANY (:jobs)"),
    ("requests", "UPDATE jobs.request SET message = '' WHERE folder_id = ANY (:jobs)"),
    (
        "visits",
        "UPDATE jobs.visit SET title = '', address = NULL, instructions = '', note_visible = '', note_internal = '',"
        " cancel_reason = '', updated_at = :now WHERE job_id = ANY (:jobs)",
    ),
    (
        "",
        "UPDATE jobs.series SET title = '', address = NULL, instructions = '', note_visible = '', note_internal = ''"
        " WHERE job_id = ANY (:jobs)",
    ),
    ("", "UPDATE jobs.material SET description = '', updated_at = :now WHERE visit_id = ANY (:visits)"),
    ("", "UPDATE jobs.visit_checklist SET removed_reason = '' WHERE visit_id = ANY (:visits)"),
    (
        "signatures",
        "UPDATE jobs.signature SET name = '', content = '', received_from = NULL WHERE visit_id = ANY (:visits)",
    ),
    ("", "UPDATE jobs.time_entry SET note = '', reason = '' WHERE job_id = ANY (:jobs)"),
    (
        "files",
        "UPDATE jobs.file SET name = '', removed_at = coalesce(removed_at, :now), collected_at = :now, updated_at = :now"
        " WHERE job_id = ANY (:jobs) OR object_kind = 'contact' AND object_id = ANY (:contacts)",
    ),
    (
        "imports",
        "UPDATE jobs.contact_import_line SET cells = '[]', key = '', wrong = '[]'"
        " WHERE contact_id = ANY (:contacts) OR twin_id = ANY (:contacts)",
    ),
    (
        "merges",
        "UPDATE jobs.contact_merge SET fields = '{}', moved = moved - 'values'"
        " WHERE survivor_id = ANY (:contacts) OR merged_id = ANY (:contacts)",
    ),
    (
        "contact",
        "UPDATE jobs.contact SET name = :title, sort_name = '', name_key = '', first_name = '', last_name = '',"
        " company_name = '', email = NULL, email_key = '', phone = NULL, folded = '', prefers_mail = false,"
        " prefers_sms = false, do_not_contact = true, payment_terms_days = NULL, tax_exempt = false,"
        " tax_exempt_reason = '', tax_certificate = '', erased_at = :now, updated_at = :now WHERE id = ANY (:contacts)",
    ),
    (
        "answers",
        "UPDATE log.idempotency SET body = '{}' WHERE company_id = :company_id AND status IS NOT NULL"
        " AND EXISTS (SELECT FROM unnest(:contacts || :jobs || :parts) AS known(id) WHERE strpos(body, known.id) > 0)",
    ),
)

ELSEWHERE: Final[tuple[tuple[str, str], ...]] = (
    ("submissions", "SELECT intake.forget(:contacts, :jobs, :addresses)"),
    ("links", "SELECT accounts.end_portal_links(:contacts)"),
)
"""What the neighbours do with their own rows, by functions of theirs; each says how many."""

PARTS: Final = (
    "SELECT id FROM jobs.contact_person WHERE contact_id = ANY (:contacts)"
    " UNION ALL SELECT id FROM jobs.contact_note WHERE contact_id = ANY (:contacts)"
    " UNION ALL SELECT id FROM jobs.consent WHERE contact_id = ANY (:contacts)"
    " UNION ALL SELECT id FROM jobs.address WHERE contact_id = ANY (:contacts)"
    " UNION ALL SELECT id FROM jobs.message WHERE job_id = ANY (:jobs)"
    " UNION ALL SELECT id FROM jobs.visit WHERE job_id = ANY (:jobs)"
    " UNION ALL SELECT id FROM jobs.material WHERE visit_id = ANY (:visits)"
    " UNION ALL SELECT id FROM jobs.signature WHERE visit_id = ANY (:visits)"
    " UNION ALL SELECT id FROM jobs.file WHERE job_id = ANY (:jobs) OR object_id = ANY (:contacts)"
    " UNION ALL SELECT import_id FROM jobs.contact_import_line WHERE twin_id = ANY (:contacts) OR contact_id = ANY (:contacts)"
)
"""Whatever an answer that is kept for a repetition may be about."""

WITHOUT_TEXT: Final = {
    "jobs.booking": "times and resources",
    "jobs.contact_erasure": "the erasure itself",
    "jobs.hold": "times and resources",
    "jobs.late_action": "what a phone did, as ids and codes",
    "jobs.series_exception": "dates",
}
"""Tables about a contact, a job or a visit in which nothing of the person stands. A new table is in here or above, or a test fails."""

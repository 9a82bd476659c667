"""Contacts in full: kinds and names, phones, people, preferences, notes, consents, coordinates."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.migrations import guards

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _contact()
    _address()
    _person()
    _phone()
    _note()
    _consent()
    _fill()
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default="")


def _switch(name: str, on: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text(on))


def _contact() -> None:
    columns: list[sa.Column[Any]] = [
        sa.Column("kind", sa.String(), nullable=False, server_default="person"),
        _words("first_name"),
        _words("last_name"),
        _words("company_name"),
        _words("name_key"),
        _words("email_key"),
        _switch("prefers_mail", "true"),
        _switch("prefers_sms", "false"),
        sa.Column("unsubscribed_at", _INSTANT, nullable=True),
        _switch("do_not_contact", "false"),
        sa.Column("payment_terms_days", sa.Integer(), nullable=True),
        _switch("tax_exempt", "false"),
        _words("tax_exempt_reason"),
        _words("tax_certificate"),
        sa.Column("archived_at", _INSTANT, nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("erased_at", _INSTANT, nullable=True),
    ]
    for column in columns:
        op.add_column("contact", column, schema="jobs")
    checks = {
        "known_kind": "kind IN ('person', 'company')",
        "exempt_for_a_reason": "NOT tax_exempt OR tax_exempt_reason <> ''",
        "terms_within_a_year": "payment_terms_days BETWEEN 0 AND 365",
        "not_into_itself": "merged_into <> id",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_contact_{name}"), "contact", condition, schema="jobs")
    op.create_foreign_key(
        op.f("fk_contact_company_id_merged_into"),
        "contact",
        "contact",
        ["company_id", "merged_into"],
        ["company_id", "id"],
        source_schema="jobs",
        referent_schema="jobs",
    )
    op.drop_index("contact_by_email", "contact", schema="jobs")
    op.create_index("contact_by_name_key", "contact", ["company_id", "name_key"], schema="jobs")
    op.create_index("contact_by_email_key", "contact", ["company_id", "email_key"], schema="jobs")
    op.create_index(
        "contact_by_survivor",
        "contact",
        ["company_id", "merged_into"],
        schema="jobs",
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )


def _address() -> None:
    columns: list[sa.Column[Any]] = [
        _words("label"),
        _words("line_key"),
        _words("access_notes"),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("location_source", sa.String(), nullable=False, server_default="none"),
        _words("location_precision"),
    ]
    for column in columns:
        op.add_column("address", column, schema="jobs")
    checks = {
        "known_source": "location_source IN ('none', 'postal_code', 'pin')",
        "known_precision": "location_precision IN ('', 'code', 'fsa', 'pin')",
        "located_or_not": "(location_source = 'none') = (lat IS NULL) AND (lat IS NULL) = (lon IS NULL)",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_address_{name}"), "address", condition, schema="jobs")
    op.create_index("address_by_postal_code", "address", ["company_id", "postal_code"], schema="jobs")
    op.create_index("address_by_line_key", "address", ["company_id", "line_key"], schema="jobs")


def _of_contact(table: str) -> list[sa.Constraint]:
    """Keys that every table of parts of a contact has."""
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("company_id", "id", name=op.f(f"uq_{table}_company_id_id")),
        sa.ForeignKeyConstraint(
            ["company_id", "contact_id"],
            ["jobs.contact.company_id", "jobs.contact.id"],
            name=op.f(f"fk_{table}_company_id_contact_id"),
        ),
    ]


def _ids() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in ("id", "company_id", "contact_id")]


def _changes() -> list[sa.Column[Any]]:
    return [sa.Column(name, _INSTANT, nullable=False) for name in ("created_at", "updated_at")]


def _person() -> None:
    op.create_table(
        "contact_person",
        *_ids(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        _words("email_key"),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        *_changes(),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_contact_person_known_language")),
        *_of_contact("contact_person"),
        schema="jobs",
    )
    op.create_index("person_by_contact", "contact_person", ["company_id", "contact_id", "position"], schema="jobs")
    op.create_index("person_by_email_key", "contact_person", ["company_id", "email_key"], schema="jobs")
    op.create_index(
        "one_primary_person",
        "contact_person",
        ["company_id", "contact_id"],
        unique=True,
        schema="jobs",
        postgresql_where=sa.text("is_primary"),
    )


def _phone() -> None:
    op.create_table(
        "contact_phone",
        *_ids(),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('mobile', 'home', 'work', 'fax', 'other')", name=op.f("ck_contact_phone_known_kind")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "person_id"],
            ["jobs.contact_person.company_id", "jobs.contact_person.id"],
            name=op.f("fk_contact_phone_company_id_person_id"),
        ),
        *_of_contact("contact_phone"),
        schema="jobs",
    )
    op.create_index("phone_by_contact", "contact_phone", ["company_id", "contact_id", "position"], schema="jobs")
    op.create_index("phone_by_number", "contact_phone", ["company_id", "number"], schema="jobs")
    op.create_index(
        "phone_by_person",
        "contact_phone",
        ["company_id", "person_id"],
        schema="jobs",
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )


def _note() -> None:
    op.create_table(
        "contact_note",
        *_ids(),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        *_changes(),
        *_of_contact("contact_note"),
        schema="jobs",
    )
    op.create_index(
        "contact_note_by_contact", "contact_note", ["company_id", "contact_id", "created_at", "id"], schema="jobs"
    )


def _consent() -> None:
    op.create_table(
        "consent",
        *_ids(),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("channel", "kind", "basis", "purpose", "source", "proof")
        ),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("given_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=True),
        sa.Column("withdrawn_at", _INSTANT, nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        *_changes(),
        sa.CheckConstraint("channel IN ('mail', 'sms', 'phone', 'any')", name=op.f("ck_consent_known_channel")),
        sa.CheckConstraint("kind IN ('express', 'implied')", name=op.f("ck_consent_known_kind")),
        sa.CheckConstraint("kind = 'express' OR expires_at IS NOT NULL", name=op.f("ck_consent_implied_ends")),
        *_of_contact("consent"),
        schema="jobs",
    )
    op.create_index("consent_by_contact", "consent", ["company_id", "contact_id", "given_at", "id"], schema="jobs")


def _fill() -> None:
    """What was there gets its phone as a row, and the keys that comparison looks at. Row security knows no company here."""
    tables = ("contact", "address", "contact_phone")
    for table in tables:
        op.execute(f"ALTER TABLE jobs.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE jobs.contact SET email_key = lower(coalesce(email, ''))")
    op.execute(
        "INSERT INTO jobs.contact_phone (id, company_id, contact_id, position, kind, number, extension)"
        " SELECT replace(id, 'cnt_', 'tel_'), company_id, id, 0, 'other', phone, '' FROM jobs.contact WHERE phone IS NOT NULL"
    )
    for table, column, source in (("contact", "name_key", "sort_name"), ("address", "line_key", "line1")):
        op.execute(
            f"UPDATE jobs.{table} t SET {column} = (SELECT coalesce(string_agg(word, ' ' ORDER BY word COLLATE \"C\"), '')"  # noqa: S608
            f" FROM regexp_split_to_table(lower(public.unaccent(t.{source})), '[^[:alnum:]]+') AS word WHERE word <> '')"
        )

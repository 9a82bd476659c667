"""Who may be the same as somebody who is being typed: by e-mail, by phone, by name with address.

Candidates come from plain equality on keys, which an index serves whatever row-level security says; names are compared letter by
letter only among them. So the answer takes no longer with 100,000 contacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import phonenumbers
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs import search
from services.jobs.duplicates.schemas import Candidate, Reason
from services.kit.fields import REGION
from services.kit.texts import t

MOST: Final = 5
ALIKE: Final = 0.45
"""Share of three-letter pieces that two names have in common (pg_trgm) from which on they are alike."""
LEAST: Final = 50


@dataclass(frozen=True)
class Typed:
    """What has been typed so far, as keys; empty where it says nothing yet."""

    name: str = ""
    email: str = ""
    phone: str = ""
    line: str = ""
    postal_code: str = ""

    @classmethod
    def of(cls, name: str, email: str, phone: str, line1: str, postal_code: str) -> Typed:
        return cls(
            name=search.key(name),
            email=email.strip().lower() if "@" in email else "",
            phone=_number(phone),
            line=search.key(line1),
            postal_code=_postal_code(postal_code),
        )


async def alike(
    session: AsyncSession, company_id: str, typed: Typed, language: str, without: str = ""
) -> list[Candidate]:
    """The best few, best first. `without` is the contact that is being edited."""
    values = {
        "company_id": company_id,
        "without": without,
        "most": 200,
        **{name: getattr(typed, name) for name in ("name", "email", "phone", "line", "postal_code")},
    }
    if not any((typed.name, typed.email, typed.phone, typed.line)):
        return []
    rows = (await session.execute(_ALIKE, values)).mappings().all()
    scored = [(*_judge(row), row) for row in rows]
    best = sorted((each for each in scored if each[0] >= LEAST), key=lambda each: (-each[0], each[2]["id"]))
    return [
        Candidate(
            id=row["id"],
            name=row["name"],
            email=row["email"],
            phone=row["phone"],
            address=", ".join(part for part in (row["line1"], row["city"]) if part),
            archived=row["archived"],
            score=score,
            reasons=reasons,
            because=", ".join(t(language, f"duplicate-{reason}") for reason in reasons),
        )
        for score, reasons, row in best[:MOST]
    ]


def _judge(row: Any) -> tuple[int, tuple[Reason, ...]]:
    """How sure it is that the row is the one that is typed, and why."""
    alike_name = row["likeness"] >= ALIKE
    signs: list[tuple[bool, Reason, int]] = [
        (row["same_email"], "same-email", 95),
        (row["same_phone"], "same-phone", 90),
        (row["same_name"], "same-name", 55),
        (alike_name and not row["same_name"], "similar-name", 30),
        (row["same_line"], "same-address", 45),
        (row["same_code"] and not row["same_line"], "same-postal-code", 25),
    ]
    found = [(reason, weight) for holds, reason, weight in signs if holds]
    if not found:
        return 0, ()
    return min(100, sum(weight for _, weight in found)), tuple(reason for reason, _ in found)


def _number(typed: str) -> str:
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _postal_code(typed: str) -> str:
    bare = "".join(typed.split()).upper()
    return f"{bare[:3]} {bare[3:]}" if len(bare) == 6 else ""


_ALIKE = text(
    """
    WITH near AS (
      SELECT contact_id, bool_or(line_key = :line AND :line <> '') AS same_line,
             bool_or(postal_code = :postal_code AND :postal_code <> '') AS same_code
        FROM ((SELECT contact_id, line_key, postal_code FROM jobs.address
                WHERE company_id = :company_id AND postal_code = :postal_code AND :postal_code <> '' LIMIT :most)
              UNION ALL
              (SELECT contact_id, line_key, postal_code FROM jobs.address
                WHERE company_id = :company_id AND line_key = :line AND :line <> '' LIMIT :most)) AS found
       GROUP BY contact_id
    ), mailed AS (
      SELECT id AS contact_id FROM jobs.contact
       WHERE company_id = :company_id AND email_key = :email AND :email <> ''
      UNION
      SELECT contact_id FROM jobs.contact_person
       WHERE company_id = :company_id AND email_key = :email AND :email <> ''
    ), called AS (
      SELECT contact_id FROM jobs.contact_phone WHERE company_id = :company_id AND number = :phone AND :phone <> ''
    ), named AS (
      SELECT id AS contact_id FROM jobs.contact
       WHERE company_id = :company_id AND name_key = :name AND :name <> '' LIMIT :most
    ), candidates AS (
      SELECT contact_id FROM near UNION SELECT contact_id FROM mailed UNION SELECT contact_id FROM called
      UNION SELECT contact_id FROM named
    )
    SELECT c.id, c.name, c.email, c.phone, c.archived_at IS NOT NULL AS archived, a.line1, a.city,
           public.similarity(c.name_key, :name) AS likeness,
           c.name_key = :name AND :name <> '' AS same_name,
           c.id IN (SELECT contact_id FROM mailed) AS same_email,
           c.id IN (SELECT contact_id FROM called) AS same_phone,
           coalesce(n.same_line, false) AS same_line,
           coalesce(n.same_code, false) AS same_code
      FROM candidates
      JOIN jobs.contact c ON c.id = candidates.contact_id
      LEFT JOIN near n ON n.contact_id = c.id
      LEFT JOIN LATERAL (SELECT line1, city FROM jobs.address
                          WHERE company_id = :company_id AND contact_id = c.id ORDER BY position LIMIT 1) a ON true
     WHERE c.merged_into IS NULL AND c.erased_at IS NULL AND c.id <> :without
    """
)

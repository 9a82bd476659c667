"""How quick contacts are with 100,000 of one company: who is there already, the list, one contact, and an import of 10,000 lines.

Run: `python -m tests.load.contacts`. Real Postgres, the jobs service as a process under its own role, one request at a time.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import time
from typing import Any

import httpx
import psycopg

from tests.load.ground import Ground, ground, timed

CALLS = 200

_FILL = (
    "INSERT INTO jobs.contact (id, company_id, name, sort_name, name_key, email, email_key, phone, language, folded, created_at, updated_at)"
    " SELECT 'cnt_' || lpad(n::text, 26, '0'), %(c)s, 'Prénom' || n %% 5000 || ' Nom' || n, 'prenom' || n %% 5000 || ' nom' || n,"
    " 'nom' || n || ' prenom' || n %% 5000, 'client' || n || '@courriel.example', 'client' || n || '@courriel.example',"
    " '+1450' || lpad(n::text, 7, '0'), 'fr', 'prenom' || n %% 5000 || ' nom' || n, now(), now()"
    " FROM generate_series(1, %(n)s) AS n",
    "INSERT INTO jobs.contact_phone (id, company_id, contact_id, position, kind, number, extension)"
    " SELECT replace(id, 'cnt_', 'tel_'), company_id, id, 0, 'mobile', phone, '' FROM jobs.contact"
    " WHERE company_id = %(c)s AND id LIKE 'cnt_00%%'",
    "INSERT INTO jobs.address (id, company_id, contact_id, position, kind, line1, line_key, city, region, postal_code, country)"
    " SELECT replace(id, 'cnt_', 'adr_'), company_id, id, 0, 'service', n %% 900 || ', rue ' || n / 900,"
    " n %% 900 || ' ' || n / 900 || ' rue', 'Laval', 'QC', 'H7' || chr(65 + n %% 20) || ' ' || n %% 9 || 'A' || n / 180 %% 9, 'CA'"
    " FROM (SELECT *, substr(id, 5)::int AS n FROM jobs.contact WHERE company_id = %(c)s AND id LIKE 'cnt_00%%') AS filled",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load.contacts", description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=10_000)
    given = parser.parse_args()
    with ground() as place:
        with psycopg.connect(place.url(), autocommit=True) as connection:
            for statement in _FILL:
                connection.execute(statement, {"c": place.company_id, "n": given.contacts})
            connection.execute("ANALYZE")
        with place.service("jobs") as url, httpx.Client(base_url=url, timeout=300) as api:

            def get(path: str, **params: Any) -> None:
                answer = api.get(path, headers=place.headers(), params=params)
                assert answer.status_code == 200, answer.text

            print(f"{given.contacts} contacts")
            print(
                timed(
                    "duplicates while typing", CALLS, lambda n: get("/v1/contacts/duplicates", **typed(given.contacts))
                )
            )
            print(timed("first page of the list", CALLS, lambda n: get("/v1/contacts", limit=30)))
            print(
                timed("one contact", CALLS, lambda n: get(f"/v1/contacts/cnt_{random.randint(1, given.contacts):026d}"))
            )
            bring_in(api, place, given.lines)


def typed(contacts: int) -> dict[str, str]:
    n = random.randint(1, contacts)
    mail, phone = f"client{n}@courriel.example", f"+1450{n:07d}"
    line = f"{n % 900}, rue {n // 900}"
    return {"name": f"Nom{n} Prenom{n % 5000}", "email": mail, "phone": phone, "line1": line, "postal_code": "H7A 0A0"}


def bring_in(api: httpx.Client, place: Ground, lines: int) -> None:
    """An import of new clients: the preview, then confirmations until all is written."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Prénom", "Nom", "Courriel", "Téléphone", "Adresse", "Ville", "Code postal"])
    for n in range(lines):
        mail, phone = f"neuf{n}@clients.example", f"514 2{n // 10000 + 10} {n % 10000:04d}"
        writer.writerow([f"Neuf{n}", f"Client{n}", mail, phone, f"{n}, rue Neuve", "Laval", "H7L 1A1"])
    began = time.perf_counter()
    headers = place.headers() | {"Content-Type": "text/csv"}
    made = api.post("/v1/contacts/imports", content=out.getvalue().encode(), headers=headers).json()
    print(f"preview of {lines} lines: {time.perf_counter() - began:.1f} s, {made['counts']}")
    began, turns = time.perf_counter(), 0
    while made["status"] != "done":
        turns += 1
        made = api.post(f"/v1/contacts/imports/{made['id']}/confirm", headers=place.headers()).json()
    print(f"written in {time.perf_counter() - began:.1f} s, {turns} confirmations, {made['counts']}")


if __name__ == "__main__":
    main()

"""Sales by item of the catalogue, before taxes. Lines that were typed freely stand together; so do rebates on a whole document."""

from __future__ import annotations

from sqlalchemy import select, text

from services.billing.catalog.tables import Item
from services.billing.reports.books import DOCUMENTS
from services.billing.reports.table import Asked, Chart, Link, Report, Row, Series, column, summed

# What the lines come to is not what the document comes to where there is a rebate on the whole: the rest is a line of its own.
_BY_ITEM = text(
    f"WITH {DOCUMENTS}, lines AS ("  # noqa: S608
    "  SELECT d.what, d.sign, d.id AS document_id, l.item_id, l.quantity, l.amount FROM documents d"
    "    JOIN billing.invoice_line l ON l.company_id = :company AND l.invoice_id = d.invoice_id WHERE d.what IN ('invoice', 'void')"
    "  UNION ALL SELECT d.what, d.sign, d.id, l.item_id, l.quantity, l.amount FROM documents d"
    "    JOIN billing.credit_note_line l ON l.company_id = :company AND l.credit_note_id = d.id WHERE d.what = 'credit_note'"
    ") SELECT item_id, false AS rebate, sum(sign * quantity) AS quantity,"
    " coalesce(sum(amount) FILTER (WHERE sign > 0), 0)::bigint AS invoiced,"
    " coalesce(-sum(amount) FILTER (WHERE sign < 0), 0)::bigint AS credited, sum(sign * amount)::bigint AS net"
    " FROM lines GROUP BY item_id"
    " UNION ALL SELECT NULL, true, NULL,"
    " coalesce((SELECT sum(subtotal) FROM documents WHERE sign > 0), 0)::bigint - coalesce((SELECT sum(amount) FROM lines WHERE sign > 0), 0)::bigint,"
    " coalesce((SELECT sum(amount) FROM lines WHERE sign < 0), 0)::bigint - coalesce((SELECT sum(subtotal) FROM documents WHERE sign < 0), 0)::bigint,"
    " coalesce((SELECT sum(sign * subtotal) FROM documents), 0)::bigint - coalesce((SELECT sum(sign * amount) FROM lines), 0)::bigint"
    " ORDER BY 2, 6 DESC, 1"
)


async def report(asked: Asked) -> Report:
    """One line an item, the one that sold most first. Adds up to the net sales of the period."""
    found = (await asked.session.execute(_BY_ITEM, asked.params)).all()
    wanted = [row.item_id for row in found if row.item_id]
    query = select(Item.id, Item.name_fr, Item.name_en, Item.unit).where(
        Item.company_id == asked.company.id, Item.id.in_(wanted)
    )
    items = {row.id: row for row in await asked.session.execute(query)}
    columns = [
        column(asked, "item"),
        column(asked, "quantity", "decimal"),
        column(asked, "unit"),
        column(asked, "invoiced", "money"),
        column(asked, "credited", "money"),
        column(asked, "net", "money"),
    ]
    rows = []
    for row in found:
        item = items.get(row.item_id)
        if row.rebate and not (row.invoiced or row.credited):
            continue
        if item is not None:
            name = (item.name_en if asked.language == "en" else item.name_fr) or item.name_fr
        else:
            name = asked.t("report-item-rebates" if row.rebate else "report-item-free")
        rows.append(
            Row(
                {
                    "item": name,
                    "quantity": f"{row.quantity.normalize():f}"
                    if item is not None and row.quantity is not None
                    else None,
                    "unit": item.unit if item is not None else "",
                    "invoiced": row.invoiced,
                    "credited": row.credited,
                    "net": row.net,
                },
                Link("item", row.item_id) if item is not None else None,
            )
        )
    top = [row for row in rows if isinstance(row.cells["net"], int) and row.cells["net"] > 0][:8]
    chart = Chart(
        "bars",
        asked.t("report-chart-items"),
        tuple(str(row.cells["item"]) for row in top),
        (Series(asked.t("report-net-sales"), tuple(int(str(row.cells["net"])) for row in top)),),
    )
    return Report(columns, rows, summed(rows, columns, asked.t("report-total")), chart if top else None)

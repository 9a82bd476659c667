"""What the office changes on a folder without a step of its own: where it came from."""

from __future__ import annotations

from tests.services.jobs.world import Office


async def test_where_a_job_came_from_can_be_put_right(office: Office, neighbour: Office) -> None:
    job = await office.job(source="phone")
    path = f"/v1/jobs/{job['id']}"
    tag = (await office.raw("GET", path)).headers["etag"]
    assert (await office.patch(path, {"source": "referral"}, headers={"If-Match": tag}))["source"] == "referral"
    await office.patch(path, {"source": "other"}, status=412, headers={"If-Match": tag})
    assert [each["id"] for each in (await office.get("/v1/jobs", source="referral"))["data"]] == [job["id"]]
    for wrong in (None, "radio"):
        assert (await office.patch(path, {"source": wrong}, status=422))["errors"][0]["pointer"] == "/source"
    await neighbour.patch(path, {"source": "web"}, status=404)

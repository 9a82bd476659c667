"""`docker-compose.yml` as the real Compose reads it, the secrets that it needs, and what `deploy.temporal_setup` tells a real server."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, DescribeWorkerDeploymentRequest
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker, WorkerDeploymentConfig

from dashboard.security import MAX_UPLOAD
from deploy import healthy, keys, secrets_env, temporal_dev, temporal_setup
from deploy.processes import REPOSITORY
from services.jobs.files.uploads import LIMITS as UPLOADS
from services.migrations.roles import SERVICE_ROLES
from workers.temporal import DEPLOYMENT, sandbox
from workflows import search
from workflows.job import JobWorkflow
from workflows.names import QUEUE_JOBS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

COMPOSE = Path(sys.executable).parent / "docker-compose"
OWNERS = (
    "DOSSIER_SMTP_HOST",
    "DOSSIER_SMTP_USER",
    "DOSSIER_SMTP_PASSWORD",
    "DOSSIER_MAIL_FROM",
    "DOSSIER_INBOUND_DOMAIN",
)
OURS = {
    *("migrate", "temporal-setup", "release", "accounts", "intake", "inbound", "jobs", "billing", "dashboard"),
    *("worker-jobs", "worker-mail", "worker-documents", "relay-1", "relay-2"),
}
ONE_SHOTS = {"migrate", "temporal-schema", "temporal-setup", "release"}


def compose(*arguments: str, files: tuple[str, ...] = ("docker-compose.yml",)) -> subprocess.CompletedProcess[str]:
    """Compose without settings from outside: neither the caller's variables nor a `.env` that lies about."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "TRY_PORT": "18443"}
    environment |= {"TRY_MAIL_PORT": "18025", "TRY_UI_PORT": "18233"}
    given = [option for file in files for option in ("-f", file)]
    command = [str(COMPOSE), "--project-directory", ".", *given, *arguments]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


def filled(text: str) -> str:
    """A generated `.env` with what the owner adds."""
    for name in OWNERS:
        text = text.replace(f"{name}=\n", f"{name}=x\n")
    return text


@pytest.fixture(scope="module")
def env_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("compose") / ".env"
    path.write_text(filled(secrets_env.environment("https://dossier.example.ca", "abc123")))
    return path


@pytest.fixture(scope="module")
def config(env_file: Path) -> dict[str, Any]:
    done = compose("--env-file", str(env_file), "config", "--format", "json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_the_real_compose_accepts_it_and_finds_nothing_missing(env_file: Path) -> None:
    done = compose("--env-file", str(env_file), "config", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_it_accepts_the_stand_ins_on_top(env_file: Path) -> None:
    files = ("docker-compose.yml", "deploy/compose/standins/compose.yml")
    done = compose("--env-file", str(env_file), "config", "-q", files=files)
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_that_is_needed_has_a_default_and_compose_says_which_is_missing(env_file: Path, tmp_path: Path) -> None:
    lines = env_file.read_text().splitlines(keepends=True)
    for line in lines:
        name = line.partition("=")[0]
        if name in ("DOSSIER_SMTP_PORT", "DOSSIER_SMTP_TLS"):
            continue
        without = tmp_path / "without.env"
        without.write_text("".join(each for each in lines if each != line))
        done = compose("--env-file", str(without), "config", "-q")
        assert done.returncode != 0, name
        assert f"required variable {name} is missing" in done.stderr


def test_every_process_is_there_and_shielded(config: dict[str, Any]) -> None:
    services = config["services"]
    assert set(services) - OURS == {"postgres", "temporal-schema", "temporal", "temporal-ui", "caddy"}
    for name in OURS:
        service = services[name]
        assert service["image"] == "dossier:abc123"
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert not service.get("privileged")
    for name, service in services.items():
        expected = "on-failure:5" if name in ONE_SHOTS else "unless-stopped"
        assert service["restart"] == expected, name
        assert name in ONE_SHOTS or service["deploy"]["resources"]["limits"]["memory"], name
        assert re.fullmatch(r"[a-z/-]+:[0-9a-z.]+", service["image"]), "pinned by a tag, no registry named"


def test_who_keeps_or_serves_files_shares_their_volume(config: dict[str, Any]) -> None:
    """Contents are put by one process and read by another; what is still coming in waits on disk, since /tmp is memory."""
    services = config["services"]
    sharing = {
        name
        for name in OURS
        if any((v["source"], v["target"]) == ("files", "/data/files") for v in services[name].get("volumes", []))
    }
    assert sharing >= {"jobs", "billing", "worker-jobs", "worker-mail", "worker-documents"}
    assert services["jobs"]["environment"]["TMPDIR"] == "/data/uploads"
    assert "/data/uploads" in {volume["target"] for volume in services["jobs"]["volumes"]}
    dockerfile = (REPOSITORY / "deploy" / "Dockerfile").read_text()
    assert "/data/files /data/uploads" in dockerfile, "made in the image, so that a new volume belongs to us"


def test_the_front_lets_uploads_through_where_the_service_takes_them() -> None:
    front = (REPOSITORY / "deploy" / "compose" / "Caddyfile").read_text()
    uploads = re.findall(r"@uploads path_regexp (\S+)", front)[0]
    for path in ("/v1/files", "/v1/jobs/job_1/files", "/jobs/job_1/files"):
        assert re.search(uploads, path), path
    for path in ("/v1/jobs", "/v1/jobs/job_1/messages", "/jobs/job_1/files/fil_1", "/v1/files/fil_1"):
        assert not re.search(uploads, path), path
    assert f"@texts not path_regexp {uploads}" in front
    limit = int(re.findall(r"max_size (\d+)MB", front)[0]) * 1_000_000
    assert limit >= UPLOADS.limit
    assert UPLOADS.limit <= MAX_UPLOAD


def test_only_caddy_can_be_reached_from_outside(config: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in config["services"].items() if service.get("ports")}
    assert set(ports) == {"caddy", "temporal-ui", "inbound"}
    for name in ("temporal-ui", "inbound"):
        assert [port["host_ip"] for port in ports[name]] == ["127.0.0.1"]
    assert config["networks"]["data"]["internal"]


def test_only_accounts_holds_the_signing_key_and_only_the_migration_the_owners_password(
    config: dict[str, Any], env_file: Path
) -> None:
    values = dict(line.split("=", 1) for line in env_file.read_text().splitlines())
    services = config["services"]
    holders = [n for n, s in services.items() if any(x["source"] == "token_private_key" for x in s.get("secrets", []))]
    assert holders == ["accounts"]
    knows = {name for name, service in services.items() if values["POSTGRES_PASSWORD"] in json.dumps(service)}
    assert knows == {"postgres", "migrate"}
    assert "DOSSIER_DATABASE_URL" not in services["dashboard"]["environment"]
    passwords = json.loads(services["migrate"]["environment"]["DOSSIER_ROLE_PASSWORDS"])
    assert {role: values[f"DOSSIER_PASSWORD_{role.upper()}"] for role in passwords} == passwords
    assert set(passwords) == set(SERVICE_ROLES) == set(keys.ROLES) == set(secrets_env.ROLES)


def test_secrets_are_new_each_time_and_keys_are_kept(tmp_path: Path) -> None:
    first, second = (secrets_env.environment("https://a.example", "1").splitlines() for _ in range(2))
    same = {line for line in first if line in second}
    assert not any("PASSWORD=" in line and not line.endswith("=") for line in same)
    folder = tmp_path / "keys"
    secrets_env.make_keys(folder)
    before = (folder / "token.pem").read_bytes()
    secrets_env.make_keys(folder)
    assert (folder / "token.pem").read_bytes() == before
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_image_gets_only_what_it_needs() -> None:
    ignored = (REPOSITORY / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert "deploy/compose/secrets" in ignored
    lock = (REPOSITORY / "requirements-image.lock").read_text()
    assert "://" not in lock
    development = (REPOSITORY / "requirements.lock").read_text()
    missing = [line for line in lock.splitlines() if "==" in line and line not in development]
    assert missing == [], (
        "the image runs other versions than the tests: ./dossier lock, then make requirements-image.lock anew"
    )


def test_health_check_without_a_process_says_no() -> None:
    assert not healthy.is_ready(port=1)


# ── what the one-shot jobs tell Temporal ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def server() -> AsyncIterator[str]:
    """`host:port` of a dev server of its own, without namespaces or search attributes of ours."""
    async with await WorkflowEnvironment.start_local(dev_server_existing_path=temporal_dev.binary()) as environment:
        yield environment.client.service_client.config.target_host


async def test_setup_registers_everything_and_again_changes_nothing(server: str) -> None:
    client = await Client.connect(server, namespace="production")
    for _ in range(2):
        await temporal_setup.prepare_namespace(client, patience=60)
    described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="production"))
    assert described.config.workflow_execution_retention_ttl.seconds == temporal_setup.RETENTION
    for key in search.ALL:
        assert (await client.count_workflows(f"{key.name} IS NOT NULL")).count == 0


async def test_a_build_becomes_current_once_its_workers_poll(server: str) -> None:
    client = await Client.connect(server, namespace="default")
    with pytest.raises(RPCError):
        await temporal_setup.make_current(client, "one", patience=0.5)
    version = WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id="one")
    versioned = WorkerDeploymentConfig(
        version=version, use_worker_versioning=True, default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE
    )
    worker = Worker(
        client, task_queue=QUEUE_JOBS, workflows=[JobWorkflow], deployment_config=versioned, workflow_runner=sandbox()
    )
    async with worker:
        for _ in range(2):
            await temporal_setup.make_current(client, "one", patience=30)
    request = DescribeWorkerDeploymentRequest(namespace="default", deployment_name=DEPLOYMENT)
    described = await client.workflow_service.describe_worker_deployment(request)
    assert described.worker_deployment_info.routing_config.current_deployment_version.build_id == "one"

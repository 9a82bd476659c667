"""What a production Temporal server must know about Dossier. Each command may run any number of times.

`python -m deploy.temporal_setup namespace`: the namespace with its retention, and the search attributes, until queries by them work.
`python -m deploy.temporal_setup current`: makes the build in `DOSSIER_BUILD_ID` the current version of the worker deployment, once its
workers poll; without a build id there is nothing to do, since workers are then not versioned.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import (
    CountWorkflowExecutionsRequest,
    DescribeNamespaceRequest,
    RegisterNamespaceRequest,
    SetWorkerDeploymentCurrentVersionRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from services.kit.settings import get_settings
from workers.temporal import DEPLOYMENT, connect
from workflows import search

logger = logging.getLogger("temporal-setup")

RETENTION: Final = 30 * 24 * 3600
"""Seconds for which finished runs stay readable. Postgres holds the facts; this is for operators."""
PATIENCE: Final = 180.0
"""Seconds until a server that does not follow is an error. It reads new search attributes once a minute."""
_NOT_YET: Final = (
    RPCStatusCode.NOT_FOUND,
    RPCStatusCode.FAILED_PRECONDITION,
    RPCStatusCode.INVALID_ARGUMENT,
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.INTERNAL,
)


async def prepare_namespace(client: Client, patience: float = PATIENCE) -> None:
    """Registers or corrects the namespace and its search attributes. Raises RPCError when the server refuses for good."""
    await _namespace(client)
    await _search_attributes(client, patience)


async def _namespace(client: Client) -> None:
    service, retention = client.workflow_service, Duration(seconds=RETENTION)
    try:
        known = await service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
        request = RegisterNamespaceRequest(namespace=client.namespace, workflow_execution_retention_period=retention)
        await service.register_namespace(request)
        logger.info("namespace %s registered", client.namespace)
        return
    if known.config.workflow_execution_retention_ttl != retention:
        config = NamespaceConfig(workflow_execution_retention_ttl=retention)
        await service.update_namespace(UpdateNamespaceRequest(namespace=client.namespace, config=config))
        logger.info("namespace %s corrected", client.namespace)


async def _search_attributes(client: Client, patience: float) -> None:
    operator = client.operator_service

    async def add() -> None:
        listed = await operator.list_search_attributes(ListSearchAttributesRequest(namespace=client.namespace))
        missing = {
            key.name: IndexedValueType.ValueType(key.indexed_value_type)
            for key in search.ALL
            if key.name not in listed.custom_attributes
        }
        if missing:
            request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
            await operator.add_search_attributes(request)
            logger.info("search attributes added: %s", ", ".join(missing))

    async def use() -> None:
        # A filter on all of them is refused until the server has read them anew; so would be every job's start.
        query = " AND ".join(f"{key.name} IS NOT NULL" for key in search.ALL)
        await client.workflow_service.count_workflow_executions(
            CountWorkflowExecutionsRequest(namespace=client.namespace, query=query)
        )

    await _until("search attributes", add, patience)
    await _until("search attributes in use", use, patience)


async def make_current(client: Client, build_id: str, patience: float = PATIENCE) -> None:
    """Sends all work to the workers of `build_id`. Raises RPCError when none of them polls in time."""
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace, deployment_name=DEPLOYMENT, build_id=build_id, identity="dossier release"
    )

    async def switch() -> None:
        await client.workflow_service.set_worker_deployment_current_version(request)

    await _until(f"build {build_id} current", switch, patience)


async def _until(what: str, call: Callable[[], Awaitable[None]], patience: float) -> None:
    """Calls until it works; what the server may still come to accept is tried again for `patience` seconds."""
    deadline, pause = time.monotonic() + patience, 0.2
    while True:
        try:
            await call()
        except RPCError as error:
            if error.status not in _NOT_YET or time.monotonic() + pause > deadline:
                raise
            logger.info("%s: not yet (%s)", what, error.message)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)
        else:
            logger.info("%s: done", what)
            return


async def main(command: str) -> None:
    client, build_id = await connect(), get_settings().build_id
    if command == "namespace":
        await prepare_namespace(client)
    elif build_id:
        await make_current(client, build_id)
    else:
        logger.info("no DOSSIER_BUILD_ID: workers are not versioned")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    parser = argparse.ArgumentParser(prog="deploy.temporal_setup", description=__doc__)
    parser.add_argument("command", choices=("namespace", "current"))
    asyncio.run(main(parser.parse_args().command))

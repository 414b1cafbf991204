"""The server that tests call, without which they fail, and servers that answer as they are told."""

import contextlib
import json
import os
from concurrent import futures

import grpc

from telaplan.rpc import error_details_pb2, status_pb2
from telaplan.v1 import planner_pb2_grpc

try:
    import numpy
except ImportError:  # the package works without
    numpy = None


def address():
    found = os.environ.get("TELAPLAN_TEST_SERVER")
    if not found:
        raise RuntimeError("TELAPLAN_TEST_SERVER must be the address of a running `telaplan serve`")
    return found


def hard():
    """A problem that nobody settles in the time that a test takes, though there are plans from the first moment on."""
    found = os.environ.get("TELAPLAN_TEST_PROBLEM")
    if not found:
        raise RuntimeError("TELAPLAN_TEST_PROBLEM must be the path of a problem in JSON that is hard to minimise")
    with open(found) as file:
        return json.load(file)


@contextlib.contextmanager
def fake(**methods):
    """A server with these methods of the service, each a function of the request and the context. Gives its address."""
    servicer = planner_pb2_grpc.PlannerServiceServicer()
    for name, method in methods.items():
        setattr(servicer, name, method)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    planner_pb2_grpc.add_PlannerServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def failing(code, message, *details, request_id="r-1"):
    """A method that ends with an error of telaplan's, with these details."""

    def method(request, context):
        status = status_pb2.Status(code=code.value[0], message=message)
        for detail in details:
            status.details.add().Pack(detail)
        trailers = (("grpc-status-details-bin", status.SerializeToString()), ("x-request-id", request_id))
        context.set_trailing_metadata(trailers)
        context.abort(code, message)

    return method


def reason(name):
    return error_details_pb2.ErrorInfo(reason=name, domain="telaplan")

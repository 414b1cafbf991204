"""Calls every method of a server, with errors and deadlines, and prints one JSON object of what came back."""

import json
import sys
import time

import grpc
from google.rpc import error_details_pb2, status_pb2
from telaplan.v1 import planner_pb2 as tp
from telaplan.v1 import planner_pb2_grpc


def small(capacity=None, size=5):
    problem = tp.Problem(lower=[0, 1], upper=[2, 3], size=[4, size], id=["a", "b"])
    if capacity is not None:
        problem.capacity = capacity
    return problem


def error_of(error):
    found = {"code": error.code().name, "message": error.details()}
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for detail in status_pb2.Status.FromString(value).details:
            info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
            if detail.Unpack(info):
                found["reason"] = info.reason
            if detail.Unpack(bad):
                found["field"] = bad.field_violations[0].field
    return found


def failing(call):
    try:
        call()
    except grpc.RpcError as error:
        return error_of(error)
    return None


def main(address, hard_file):
    with open(hard_file, "rb") as file:
        hard = tp.Problem.FromString(file.read())
    planner = planner_pb2_grpc.PlannerServiceStub(grpc.insecure_channel(address))
    told = {}

    capabilities = planner.GetCapabilities(tp.GetCapabilitiesRequest())
    told["capabilities"] = [capabilities.version, list(capabilities.policies), capabilities.max_buffers]

    def name(plan):
        return tp.PlanStatus.Name(plan.status).replace("PLAN_STATUS_", "").lower()

    plan = planner.Plan(tp.PlanRequest(problem=small(100), objective=tp.OBJECTIVE_MINIMIZE))
    told["plan"] = [name(plan), plan.peak, list(plan.offsets), plan.verification.ok]
    plan = planner.Plan(tp.PlanRequest(problem=small(8)))
    why = plan.infeasibility
    cause = tp.InfeasibilityCause.Name(why.cause)
    told["infeasible"] = [name(plan), cause, list(why.buffer_index), '"b"' in why.message]
    moved = small(100)
    moved.base = 4096
    moved.fixed_index.append(1)
    moved.fixed_offset.append(-1)
    plan = planner.Plan(tp.PlanRequest(problem=moved, objective=tp.OBJECTIVE_MINIMIZE))
    told["base"] = [plan.peak, list(plan.offsets)]

    incumbents, last = [], None
    for message in planner.PlanStream(
        tp.PlanStreamRequest(plan=tp.PlanRequest(problem=hard, limits=tp.Limits(time_limit_ms=300)))
    ):
        last = message.WhichOneof("event")
        if last == "incumbent":
            incumbents.append(message.incumbent.peak)
        else:
            result = message.result
    told["stream"] = [last, len(incumbents) > 0, min(incumbents) == result.peak, name(result)]

    def requests():
        for i in range(50):
            yield tp.PlanManyRequest(request_id=str(i), plan=tp.PlanRequest(problem=small(100, 5 if i != 7 else -3)))

    answers = {answer.request_id: answer for answer in planner.PlanMany(requests())}
    outcomes = [answers[str(i)].WhichOneof("outcome") for i in range(50)]
    told["many"] = [len(answers), outcomes.count("result"), outcomes.index("error"), answers["7"].error.code]

    report = planner.Verify(tp.VerifyRequest(problem=small(), offsets=[0, 2])).report
    told["verify"] = [report.ok, tp.ViolationKind.Name(report.violations[0].kind)]

    told["invalid"] = failing(lambda: planner.Plan(tp.PlanRequest(problem=small(size=-8))))
    told["unknown_value"] = failing(lambda: planner.Plan(tp.PlanRequest(problem=small(), objective=9)))
    unknown_field = tp.PlanRequest(problem=small()).SerializeToString() + bytes([0xF8, 0x07, 0x01])
    bytes_call = grpc.insecure_channel(address).unary_unary("/telaplan.v1.PlannerService/Plan")
    told["unknown_field"] = failing(lambda: bytes_call(unknown_field))

    started = time.monotonic()
    plan = planner.Plan(tp.PlanRequest(problem=hard), timeout=4.0)
    told["deadline"] = [name(plan), tp.StoppedBy.Name(plan.stopped_by), time.monotonic() - started < 4.0]
    told["too_late"] = failing(lambda: planner.Plan(tp.PlanRequest(problem=hard), timeout=0.00001))["code"]
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

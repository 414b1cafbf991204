"""Plans buffers with telaplan from Python. ../README.md says how the stubs are made and how this is run."""

import sys

import grpc
from google.rpc import error_details_pb2, status_pb2
from telaplan.v1 import planner_pb2 as tp
from telaplan.v1 import planner_pb2_grpc


def problem_of(buffers, capacity=None):
    """A problem in columns. Each buffer is (id, lower, upper, size)."""
    problem = tp.Problem()
    for name, lower, upper, size in buffers:
        problem.id.append(name)
        problem.lower.append(lower)
        problem.upper.append(upper)
        problem.size.append(size)
    if capacity is not None:
        problem.capacity = capacity
    return problem


def explain(error):
    """What telaplan says of an error: its reason, and the fields at fault."""
    reason, fields = None, []
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
                if detail.Unpack(info):
                    reason = info.reason
                elif detail.Unpack(bad):
                    fields = [(v.field, v.description) for v in bad.field_violations]
    return reason, fields


def main(address):
    problem = problem_of([("input", 0, 2, 256), ("conv1", 1, 4, 512), ("skip", 1, 6, 128)], capacity=1024)
    with grpc.insecure_channel(address) as channel:
        planner = planner_pb2_grpc.PlannerServiceStub(channel)
        request = tp.PlanRequest(problem=problem, objective=tp.OBJECTIVE_MINIMIZE)
        try:
            # The plan arrives before the deadline does: the best one that was found by then.
            plan = planner.Plan(request, timeout=2.0)
        except grpc.RpcError as error:
            reason, fields = explain(error)
            sys.exit(f"{error.code().name} {reason}: {error.details()} {fields}")
        if plan.status == tp.PLAN_STATUS_INFEASIBLE:
            sys.exit(plan.infeasibility.message)
        print(tp.PlanStatus.Name(plan.status), plan.peak, plan.lower_bound, plan.verification.ok)
        for name, offset in zip(problem.id, plan.offsets):
            print(name, offset)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "localhost:50051")

// Plans buffers with telaplan from C++. ../README.md says how the stubs are made and how this is built.
#include <chrono>
#include <iostream>
#include <string>

#include <grpcpp/grpcpp.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "telaplan/v1/planner.grpc.pb.h"

namespace tp = telaplan::v1;

// What telaplan says of an error: its reason, and the fields at fault.
std::string Explain(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return status.error_message();
  std::string text;
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    if (detail.UnpackTo(&info)) text += info.reason() + ": " + status.error_message();
    if (detail.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) text += " [" + violation.field() + "]";
    }
  }
  return text;
}

int main(int argc, char** argv) {
  const std::string address = argc > 1 ? argv[1] : "localhost:50051";
  auto planner = tp::PlannerService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));

  tp::PlanRequest request;
  request.set_objective(tp::OBJECTIVE_MINIMIZE);
  tp::Problem* problem = request.mutable_problem();
  problem->set_capacity(1024);
  const auto add = [&](const char* id, int lower, int upper, int size) {
    problem->add_id(id);
    problem->add_lower(lower);
    problem->add_upper(upper);
    problem->add_size(size);
  };
  add("input", 0, 2, 256);
  add("conv1", 1, 4, 512);
  add("skip", 1, 6, 128);

  grpc::ClientContext context;
  // The plan arrives before the deadline does: the best one that was found by then.
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(2));
  tp::PlanResponse plan;
  const grpc::Status status = planner->Plan(&context, request, &plan);
  if (!status.ok()) {
    std::cerr << Explain(status) << std::endl;
    return 1;
  }
  if (plan.status() == tp::PLAN_STATUS_INFEASIBLE) {
    std::cerr << plan.infeasibility().message() << std::endl;
    return 1;
  }
  std::cout << tp::PlanStatus_Name(plan.status()) << ' ' << plan.peak() << ' ' << plan.lower_bound() << ' '
            << std::boolalpha << plan.verification().ok() << '\n';
  for (int i = 0; i < plan.offsets_size(); i++) std::cout << problem->id(i) << ' ' << plan.offsets(i) << '\n';
}

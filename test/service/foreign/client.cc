// Calls every method of a server, with errors and deadlines, and prints one JSON object of what came back.
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include <grpcpp/grpcpp.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "telaplan/v1/planner.grpc.pb.h"

namespace tp = telaplan::v1;
using Clock = std::chrono::steady_clock;

static tp::Problem Small(long capacity, long size = 5) {
  tp::Problem problem;
  problem.add_id("a");
  problem.add_id("b");
  problem.add_lower(0);
  problem.add_lower(1);
  problem.add_upper(2);
  problem.add_upper(3);
  problem.add_size(4);
  problem.add_size(size);
  if (capacity >= 0) problem.set_capacity(capacity);
  return problem;
}

static std::string Name(const tp::PlanResponse& plan) {
  std::string name = tp::PlanStatus_Name(plan.status()).substr(12);
  for (char& c : name) c = static_cast<char>(std::tolower(c));
  return "\"" + name + "\"";
}

static std::string Error(const grpc::Status& status) {
  static const char* const kNames[] = {"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED"};
  std::ostringstream out;
  const int code = status.error_code();
  out << "{\"code\":\"" << (code <= 4 ? kNames[code] : std::to_string(code)) << "\"";
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    if (detail.UnpackTo(&info)) out << ",\"reason\":\"" << info.reason() << "\"";
    if (detail.UnpackTo(&bad)) out << ",\"field\":\"" << bad.field_violations(0).field() << "\"";
  }
  out << "}";
  return out.str();
}

static const char* Bool(bool value) { return value ? "true" : "false"; }

int main(int, char** argv) {
  auto planner = tp::PlannerService::NewStub(grpc::CreateChannel(argv[1], grpc::InsecureChannelCredentials()));
  std::ifstream file(argv[2], std::ios::binary);
  tp::Problem hard;
  hard.ParseFromIstream(&file);
  std::ostringstream out;

  const auto plan = [&](const tp::PlanRequest& request, tp::PlanResponse* response, double seconds = 60) {
    grpc::ClientContext context;
    const auto wait = std::chrono::microseconds(static_cast<long>(seconds * 1e6));
    context.set_deadline(std::chrono::system_clock::now() + wait);
    return planner->Plan(&context, request, response);
  };
  const auto asking = [&](const tp::Problem& problem) {
    tp::PlanRequest request;
    *request.mutable_problem() = problem;
    return request;
  };

  {
    grpc::ClientContext context;
    tp::GetCapabilitiesResponse capabilities;
    planner->GetCapabilities(&context, tp::GetCapabilitiesRequest(), &capabilities);
    out << "{\"capabilities\":[\"" << capabilities.version() << "\",[";
    for (int i = 0; i < capabilities.policies_size(); i++) {
      out << (i > 0 ? "," : "") << "\"" << capabilities.policies(i) << "\"";
    }
    out << "]," << capabilities.max_buffers() << "]";
  }
  {
    tp::PlanResponse response;
    tp::PlanRequest request = asking(Small(100));
    request.set_objective(tp::OBJECTIVE_MINIMIZE);
    plan(request, &response);
    out << ",\"plan\":[" << Name(response) << "," << response.peak() << ",[" << response.offsets(0) << ","
        << response.offsets(1) << "]," << Bool(response.verification().ok()) << "]";
    tp::PlanResponse infeasible;
    plan(asking(Small(8)), &infeasible);
    const auto& why = infeasible.infeasibility();
    out << ",\"infeasible\":[" << Name(infeasible) << ",\"" << tp::InfeasibilityCause_Name(why.cause()) << "\",["
        << why.buffer_index(0) << "," << why.buffer_index(1) << "],"
        << Bool(why.message().find("\"b\"") != std::string::npos) << "]";
    tp::PlanRequest moved = asking(Small(100));
    moved.set_objective(tp::OBJECTIVE_MINIMIZE);
    moved.mutable_problem()->set_base(4096);
    moved.mutable_problem()->add_fixed_index(1);
    moved.mutable_problem()->add_fixed_offset(-1);
    tp::PlanResponse far;
    plan(moved, &far);
    out << ",\"base\":[" << far.peak() << ",[" << far.offsets(0) << "," << far.offsets(1) << "]]";
  }
  {
    grpc::ClientContext context;
    tp::PlanStreamRequest request;
    *request.mutable_plan() = asking(hard);
    request.mutable_plan()->mutable_limits()->set_time_limit_ms(300);
    auto reader = planner->PlanStream(&context, request);
    tp::PlanStreamResponse message;
    tp::PlanResponse result;
    long least = -1;
    std::string last;
    while (reader->Read(&message)) {
      last = message.has_incumbent() ? "incumbent" : "result";
      const long peak = message.has_incumbent() ? message.incumbent().peak() : -1;
      if (peak >= 0 && (least < 0 || peak < least)) least = peak;
      if (message.has_result()) result = message.result();
    }
    reader->Finish();
    out << ",\"stream\":[\"" << last << "\"," << Bool(least >= 0) << "," << Bool(least == result.peak()) << ","
        << Name(result) << "]";
  }
  {
    grpc::ClientContext context;
    auto stream = planner->PlanMany(&context);
    for (int i = 0; i < 50; i++) {
      tp::PlanManyRequest request;
      request.set_request_id(std::to_string(i));
      *request.mutable_plan() = asking(Small(100, i != 7 ? 5 : -3));
      stream->Write(request);
    }
    stream->WritesDone();
    std::map<std::string, tp::PlanManyResponse> answers;
    tp::PlanManyResponse answer;
    while (stream->Read(&answer)) answers[answer.request_id()] = answer;
    stream->Finish();
    int results = 0, failed = -1;
    for (const auto& [id, each] : answers) {
      if (each.has_result()) results++;
      else failed = std::stoi(id);
    }
    const auto code = answers["7"].error().code();
    out << ",\"many\":[" << answers.size() << "," << results << "," << failed << "," << code << "]";
  }
  {
    grpc::ClientContext context;
    tp::VerifyRequest request;
    *request.mutable_problem() = Small(-1);
    request.add_offsets(0);
    request.add_offsets(2);
    tp::VerifyResponse response;
    planner->Verify(&context, request, &response);
    const auto& report = response.report();
    const auto kind = tp::ViolationKind_Name(report.violations(0).kind());
    out << ",\"verify\":[" << Bool(report.ok()) << ",\"" << kind << "\"]";
  }
  {
    tp::PlanResponse response;
    out << ",\"invalid\":" << Error(plan(asking(Small(-1, -8)), &response));
    tp::PlanRequest request = asking(Small(-1));
    request.set_objective(static_cast<tp::Objective>(9));
    out << ",\"unknown_value\":" << Error(plan(request, &response));
    tp::PlanRequest odd = asking(Small(-1));
    odd.GetReflection()->MutableUnknownFields(&odd)->AddVarint(127, 1);
    out << ",\"unknown_field\":" << Error(plan(odd, &response));
  }
  {
    tp::PlanResponse response;
    const auto started = Clock::now();
    plan(asking(hard), &response, 4);
    const std::chrono::duration<double> took = Clock::now() - started;
    out << ",\"deadline\":[" << Name(response) << ",\"" << tp::StoppedBy_Name(response.stopped_by()) << "\","
        << Bool(took.count() < 4) << "]";
    tp::PlanResponse none;
    const grpc::Status late = plan(asking(hard), &none, 0.00001);
    out << ",\"too_late\":\"" << (late.error_code() == grpc::DEADLINE_EXCEEDED ? "DEADLINE_EXCEEDED" : "?") << "\"}";
  }
  std::cout << out.str() << std::endl;
}

"""Messages and stub of the service, written by protoc: `planner_pb2` and `planner_pb2_grpc`."""

"""Google's messages for errors, which the service sends: `status_pb2` and `error_details_pb2`."""

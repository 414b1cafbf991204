"""The descriptors of this package, apart from those of every other.

In the pool that all packages share, two files of one name, or one message in two files, end the program's start with
an error. `google/rpc/status.proto` comes with other packages too, and whoever works with telaplan may have stubs of
their own.
"""

from typing import Any, Dict

from google.protobuf import any_pb2, descriptor_pool, duration_pb2
from google.protobuf.internal import builder

POOL = descriptor_pool.DescriptorPool()

for _module in (any_pb2, duration_pb2):
    # As generated modules do it: a file that others import needs classes for its messages.
    _file = POOL.AddSerializedFile(_module.DESCRIPTOR.serialized_pb)
    _names: Dict[str, Any] = {}
    builder.BuildMessageAndEnumDescriptors(_file, _names)
    builder.BuildTopDescriptorsAndMessages(_file, __name__, _names)

#config = #stream.resource_config<{
  max_allocation_size = 1073741824,
  min_buffer_offset_alignment = 16,
  max_buffer_range = 1073741824,
  min_buffer_range_alignment = 16,
  index_bits = 32
}>
util.func public @layout() -> (index, index, index, index, index, index, index)
    attributes {stream.resources = #config} {
  %small = arith.constant 100 : index
  %two = arith.constant 2 : index
  %large = arith.muli %small, %two : index
  %t:7 = stream.resource.pack slices({
    [0, 1] = %small,  // live with the next at 1
    [1, 2] = %small,
    [2, 3] = %small,
    [0, 4] = %large,
    [5, 6] = %large,
    [5, 8] = %small,
  }) : index
  util.return %t#0, %t#1, %t#2, %t#3, %t#4, %t#5, %t#6 : index, index, index, index, index, index, index
}

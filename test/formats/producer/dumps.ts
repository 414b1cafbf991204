/** Small dumps of our own, one of each form of text, as their producers write them. */

export const VELA = `Warning: no architecture file
################################################################################
Tensor Allocation for mem_area Sram, of mem_type_set (Scratch, Scratch_fast), using allocator Greedy, in Npu subgraph:
Start Time -   End Time: Start Addr -   End Addr: Tensor Size: Memory Usage: Purpose     : Name
         0 -          2:        0x0 -      0x100:         256:          256: FeatureMap  : input
         1 -          4:      0x100 -      0x140:          64:          320: FeatureMap  : conv:1
         1 -          4:      0x100 -      0x140:          64:          320: FeatureMap  : reshape
         3 -          5:        0x0 -       0x80:         128:          192: FeatureMap  : out
Allocation Peak Tensor Size:        320 (     0x140) Bytes     0.31 KiB
Allocation Peak Memory Usage:       336 (     0x150) Bytes     0.33 KiB
Allocation Overhead:                 16 Bytes (5.00 %)
`;

export const VELA_2 = `allocation for MemArea.Sram - non-constant tensors in Cpu and Npu subgraphs
      256:          0x0 -        0x100:   0 -   2 input TensorPurpose.FeatureMap
       64:        0x100 -        0x140:   1 -   4 conv TensorPurpose.FeatureMap
      128:          0x0 -         0x80:   2 -   5 out TensorPurpose.FeatureMap

`;

export const REGOR = `################################################################################
Allocation, memory Sram, usage mask: FeatureMap|Staging
Start Time -   End Time: Start Addr -   End Addr: Tensor Size: Memory Usage: Format         : Name
         0 -          2:        0x0 -      0x100:         256:          320: NHCWB16        : input
         1 -          4:      0x100 -      0x140:          64:          320: NHWC           : a:b
Allocation Peak Tensor Size: 320 bytes == 0.3125 KiB
`;

export const MSA = `buffer_id,size,offset,start_time,end_time
3,1024,0,1,5
7,512,1024,2,4
3,1024,0,5,9
-2,256,1024,5,5
`;

export const D2M = `{
  "variables" : [
    {"placement" : "scratch", "bound" : false, "domain" : {"scratch" : [0], "spill" : [1]}},
    {"placement" : "spill", "bound" : false, "domain" : {"scratch" : [2], "spill" : [3]}},
    {"placement" : "scratch", "bound" : true, "domain" : {"scratch" : [4, 5], "spill" : []}}
  ],
  "requests" : [
    [0, 0, 4, 4096, 0],
    [0, 4, 4, 64, -1],
    [1, 2, 6, 8192, -1],
    [1, 3, 3, 512, 4096],
    [2, 1, 2, 1024, 4608],
    [2, 5, 7, 1024, 0]
  ]
}
`;

export const IREE = `#config = #stream.resource_config<{
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
`;

export const MLIR = `#map = affine_map<(d0, d1) -> (d0, d1)>
!row = memref<16xf32>
module attributes {dlti.dl_spec = #dlti.dl_spec<>} {
  memref.global "private" constant @w : memref<2xf32> = dense<[1.0, -2.5e-01]>
  func.func @main(%arg0: memref<4x8xf32>, %arg1: memref<?xf32, strided<[?], offset: ?>>) -> memref<4x8xf32>
      attributes {llvm.emit_c_interface} {
    %c0 = arith.constant 0 : index
    %cst = arith.constant 0.000000e+00 : f32
    %alloc = memref.alloc() {alignment = 64 : i64} : memref<4x8xf32>
    linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]}
        ins(%arg0 : memref<4x8xf32>) outs(%alloc : memref<4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %5 = arith.addf %in, %cst : f32
      linalg.yield %5 : f32
    }
    %view = memref.subview %alloc[0, 0] [2, 8] [1, 1] : memref<4x8xf32> to memref<2x8xf32, strided<[8, 1]>>
    %alloc_0 = memref.alloc() : memref<4x8xi1>
    %1:2 = call @foo(%view, %alloc_0) : (memref<2x8xf32, strided<[8, 1]>>, memref<4x8xi1>) -> (f32, f32)
    memref.dealloc %alloc : memref<4x8xf32>
    %2 = "memref.alloc"() <{alignment = 32 : i64, operandSegmentSizes = array<i32: 0, 0>}> : () -> memref<3x3xindex>
    %row = memref.alloca() : !row
    memref.dealloc %alloc_0 : memref<4x8xi1>
    memref.store %cst, %row[%c0] : memref<16xf32> loc("a.py":1:2)
    return %arg0 : memref<4x8xf32>
  }
}
#loc = loc("a.py":1:2)
{-#
  dialect_resources: { builtin: { x: "0x04000000" } }
#-}
`;

#map = affine_map<(d0, d1) -> (d0, d1)>
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

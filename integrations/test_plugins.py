"""The plug-ins, called as their compilers call them. $TELAPLAN_TEST_SERVER is the address of a `telaplan serve`."""

import functools
import itertools
import os
import random
import types
import unittest
import unittest.mock

import fakes
import telaplan

fakes.install()

import telaplan_executorch  # noqa: E402
import telaplan_iree  # noqa: E402
import telaplan_tvm  # noqa: E402

SERVER = os.environ["TELAPLAN_TEST_SERVER"]


def chain(draw, count):
    """Specs of a network: each lives from its node to some later one."""
    specs = []
    for node in range(count):
        nbytes = draw.randint(1, 4_000)
        specs.append(fakes.TensorSpec(nbytes, [node, node + draw.randint(0, 4)], draw.choice([None, None, 1, 2])))
    return specs


class ExecuTorch(unittest.TestCase):
    algo = staticmethod(functools.partial(telaplan_executorch.telaplan_algo, server=SERVER))

    def plan(self, specs, sizes=None, padding=0, algo=None):
        module = types.SimpleNamespace() if sizes is None else types.SimpleNamespace(input_mem_buffer_sizes=sizes)
        return fakes.run_suite(algo or self.algo, 16, set(specs), module, padding)

    def test_lifetimes_have_both_ends(self):
        specs = [fakes.TensorSpec(64, [0, 1]), fakes.TensorSpec(64, [1, 2]), fakes.TensorSpec(64, [2, 3])]
        self.assertEqual(self.plan(specs), [0, 128])
        self.assertEqual(fakes.verify(specs), 1)
        self.assertEqual(specs[0].mem_offset, specs[2].mem_offset)

    def test_its_plans_pass_the_verifier_and_need_no_more_than_is_live(self):
        draw = random.Random(5)
        for _ in range(12):
            specs = chain(draw, 40)
            sizes = self.plan(specs, padding=64)
            self.assertEqual(len(sizes), 3)
            fakes.verify(specs)
            for mem_id in (1, 2):
                here = [spec for spec in specs if spec.mem_id == mem_id]
                self.assertTrue(all(spec.mem_offset % 16 == 0 for spec in here))
                self.assertEqual(sizes[mem_id], max(s.mem_offset + s.allocated_memory for s in here) + 64)
                live = [sum(s.allocated_memory for s in here if s.lifetime[0] <= t <= s.lifetime[1]) for t in range(50)]
                self.assertLessEqual(sizes[mem_id] - 64, max(live) * 1.1)

    def test_equal_graphs_get_equal_plans(self):
        offsets = []
        for _ in range(3):
            specs = chain(random.Random(6), 30)
            self.plan(specs)
            offsets.append([spec.mem_offset for spec in specs])
        self.assertEqual(offsets[1:], offsets[:1] * 2)

    def test_the_bytes_of_submodules_stay_below(self):
        specs = [fakes.TensorSpec(30, [0, 1])]
        self.assertEqual(self.plan(specs, [0, 48]), [0, 80])
        self.assertEqual(specs[0].mem_offset, 48)

    def test_a_graph_without_tensors_needs_nothing(self):
        self.assertEqual(self.plan([]), [0, 0])
        self.assertEqual(self.plan([], [0, 48]), [0, 48])

    def test_what_does_not_fit_is_an_error_that_says_why(self):
        algo = functools.partial(self.algo, capacities={1: 100})
        with self.assertRaisesRegex(telaplan.Infeasible, r'memory "1" is \[0, 100\)'):
            self.plan([fakes.TensorSpec(64, [0, 1]), fakes.TensorSpec(64, [1, 2])], algo=algo)
        self.assertEqual(self.plan([fakes.TensorSpec(64, [0, 1])], padding=36, algo=algo), [0, 100])


class Tvm(unittest.TestCase):
    def plan(self, infos):
        return telaplan_tvm.usmp(infos, fakes.IntImm(0), server=SERVER)

    def check(self, infos, found):
        self.assertEqual(set(found), set(infos))
        for info in infos:
            size, place = int(info.size_bytes), found[info]
            self.assertIn(place.pool_info, info.pool_candidates)
            self.assertEqual(place.byte_offset % int(info.alignment), 0)
            hint = int(place.pool_info.size_hint_bytes)
            self.assertTrue(hint == -1 or place.byte_offset + size <= hint)
            for other in info.conflicts:
                there = found[other]
                apart = place.byte_offset + size <= there.byte_offset
                apart = apart or there.byte_offset + int(other.size_bytes) <= place.byte_offset
                self.assertTrue(apart or there.pool_info != place.pool_info)

    def test_buffers_that_conflict_share_nothing_and_others_do(self):
        pool = fakes.PoolInfo("workspace")
        a, b, c = (fakes.BufferInfo(name, size, [pool], 4) for name, size in (("a", 8), ("b", 10), ("c", 8)))
        fakes.set_conflicts(a, [b])
        fakes.set_conflicts(b, [a, c])
        fakes.set_conflicts(c, [b])
        found = self.plan([a, b, c])
        self.check([a, b, c], found)
        self.assertEqual(found[a].byte_offset, found[c].byte_offset)

    def test_a_conflict_that_one_side_names_is_one(self):
        pool = fakes.PoolInfo("workspace", 20)
        infos = [fakes.BufferInfo(name, 10, [pool]) for name in "abc"]
        for info, other in zip(infos, infos[1:] + infos[:1]):
            fakes.set_conflicts(info, [other])
        with self.assertRaises(telaplan.Infeasible):
            self.plan(infos)

    def test_conflicts_of_lifetimes_are_planned_as_well_as_lifetimes(self):
        draw = random.Random(8)
        for _ in range(6):
            rows = []
            for i in range(40):
                rows.append((i, i + draw.randint(1, 6), draw.randint(1, 500)))
            pool = fakes.PoolInfo("workspace")
            infos = [fakes.BufferInfo(str(i), row[2], [pool]) for i, row in enumerate(rows)]
            for (i, a), (j, b) in itertools.permutations(enumerate(rows), 2):
                if a[0] < b[1] and b[0] < a[1]:
                    fakes.set_conflicts(infos[i], [*infos[i].conflicts, infos[j]])
            found = self.plan(infos)
            self.check(infos, found)
            peak = max(found[info].byte_offset + row[2] for info, row in zip(infos, rows))
            self.assertEqual(peak, telaplan.plan(rows, minimize=True, server=SERVER).peak)

    def test_the_first_pool_is_preferred_and_the_smallest_leaves_it(self):
        fast, slow = fakes.PoolInfo("fast", 100), fakes.PoolInfo("slow")
        infos = [fakes.BufferInfo(str(size), size, [fast, slow]) for size in (60, 40, 30)]
        for info in infos:
            fakes.set_conflicts(info, [other for other in infos if other != info])
        found = self.plan(infos)
        self.check(infos, found)
        self.assertEqual([found[info].pool_info.pool_name for info in infos], ["fast", "fast", "slow"])

    def test_it_is_registered_under_the_name_that_usmp_looks_for(self):
        telaplan_tvm.register()
        self.assertIn("tir.usmp.algo.telaplan", fakes.REGISTERED)
        with unittest.mock.patch.dict(os.environ, {"TELAPLAN_COMMAND": os.environ["TELAPLAN_COMMAND"]}):
            info = fakes.BufferInfo("a", 8, [fakes.PoolInfo("workspace")])
            found = fakes.REGISTERED["tir.usmp.algo.telaplan"]([info], fakes.IntImm(8))
        self.assertEqual(found[info].byte_offset, 0)


LAYOUT = """
util.func public @layout() -> (index, index, index, index, index, index, index) {
  %c100 = arith.constant 100 : index
  %c200 = arith.constant 200 : index
  %t:7 = stream.resource.pack slices({
    [0, 1] = %c100,  // a comment, with [1, 2] = %c7
    [1, 2] = %c100,
    [2, 3] = %c100,
    [0, 4] = %c200,
    [5, 6] = %c200,
    [5, 8] = %c100,
  }) : index
  %empty = stream.resource.pack slices({}) : index
}
"""


class Iree(unittest.TestCase):
    def pack(self, slices, **options):
        return telaplan_iree.pack(slices, server=SERVER, **options)

    def test_the_pack_of_iree_s_own_layout_test_takes_432_bytes(self):
        slices, empty = telaplan_iree.packs_in(LAYOUT)
        self.assertEqual(empty, [])
        self.assertEqual(slices[3], ((0, 4), 200))
        total, offsets = self.pack(slices, alignment=16)
        self.assertEqual(total, 432)
        for (one, a), (two, b) in itertools.combinations(zip(slices, offsets), 2):
            if one[0][0] <= two[0][1] and two[0][0] <= one[0][1]:
                self.assertTrue(a + one[1] <= b or b + two[1] <= a)
        self.assertTrue(all(offset % 16 == 0 for offset in offsets))

    def test_a_base_offset_moves_offsets_and_not_the_total(self):
        self.assertEqual(self.pack([((0, 4), 100)], alignment=16, range_alignment=32, offset=64), (128, [64]))
        self.assertEqual(self.pack([], alignment=16), (0, []))

    def test_what_is_no_constant_is_told_by_name(self):
        text = LAYOUT.replace("[0, 4] = %c200", "[0, 4] = %size")
        with self.assertRaisesRegex(ValueError, "%size is no constant"):
            list(telaplan_iree.packs_in(text))
        with self.assertRaisesRegex(ValueError, "a slice is"):
            list(telaplan_iree.packs_in(LAYOUT.replace("[0, 4] = %c200", "[0, 4] = 200")))


if __name__ == "__main__":
    unittest.main()

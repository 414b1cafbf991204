"""The check of plans, held to all pairs. Nothing here calls a server."""

import itertools
import random
import unittest

from telaplan._check import MOST, check
from telaplan._problem import problem_of, to_message


def kinds(buffers, offsets, places=(), **options):
    sent = to_message(problem_of(buffers, options))
    return [each.kind for each in check(sent.message, offsets, places, sent.ids)]


class Check(unittest.TestCase):
    def test_it_finds_an_overlap_exactly_where_all_pairs_show_one(self):
        draw = random.Random(7)
        seen = {True: 0, False: 0}
        for _ in range(2_000):
            count = draw.randint(0, 8)
            rows = []
            for _ in range(count):
                lower = draw.randint(0, 6)
                rows.append((lower, lower + draw.randint(0, 4), draw.randint(0, 5)))
            offsets = [draw.randint(0, 20) for _ in rows]
            overlap = any(
                max(a[0], b[0]) < min(a[1], b[1]) and max(x, y) < min(x + a[2], y + b[2])
                for (a, x), (b, y) in itertools.combinations(zip(rows, offsets), 2)
            )
            self.assertEqual("overlap" in kinds(rows, offsets), overlap, (rows, offsets))
            seen[overlap] += 1
        self.assertGreater(min(seen.values()), 300)

    def test_it_names_what_is_broken(self):
        one = [("a", 0, 2, 8, 4)]
        self.assertEqual(kinds(one, [4], capacity=12), [])
        self.assertEqual(kinds(one, [6], capacity=14), ["alignment"])
        self.assertEqual(kinds(one, [8], capacity=12), ["capacity"])
        self.assertEqual(kinds(one, [0], base=4), ["capacity"])
        self.assertEqual(kinds(one, [-4]), ["capacity"])
        self.assertEqual(kinds([{"lower": 0, "upper": 1, "size": 1, "offset": 3}], [2]), ["fixed"])
        self.assertEqual(kinds(one, []), ["offset"])
        self.assertEqual(kinds(one, [0, 0]), ["offset"])

    def test_it_knows_memories(self):
        memories = [{"id": "m", "capacity": 8, "alignment": 2, "reserved": [(0, 2)]}, {"id": "n", "base": 4}]
        rows = [
            {"lower": 0, "upper": 2, "size": 4, "memory": "m"},
            {"lower": 0, "upper": 2, "size": 4, "memories": ["m", "n"]},
        ]
        self.assertEqual(kinds(rows, [4, 4], [0, 1], memories=memories), [])
        self.assertEqual(kinds(rows, [2, 4], [0, 0], memories=memories), ["overlap"])
        self.assertEqual(kinds(rows, [0, 4], [0, 1], memories=memories), ["reserved"])
        self.assertEqual(kinds(rows, [3, 4], [0, 1], memories=memories), ["alignment"])
        self.assertEqual(kinds(rows, [4, 0], [0, 1], memories=memories), ["capacity"])
        self.assertEqual(kinds(rows, [4, 4], [1, 1], memories=memories), ["memory", "overlap"])
        self.assertEqual(kinds(rows, [4, 4], [0, 2], memories=memories), ["memory"])

    def test_it_leaves_sharing_to_the_simulator_where_constraints_allow_it(self):
        rows = [("a", 0, 2, 8), ("b", 1, 3, 4)]
        self.assertEqual(kinds(rows, [0, 4]), ["overlap"])
        for name in ("aliases", "inplace"):
            self.assertEqual(kinds(rows, [0, 4], **{name: [("b", "a", 4)]}), [])
        self.assertEqual(kinds(rows, [0, 4], free=[["a", "b"]]), [])

    def test_it_lists_no_more_than_anybody_reads(self):
        self.assertEqual(len(kinds([(0, 1, 8)] * 1_000, [0] * 1_000)), MOST)


if __name__ == "__main__":
    unittest.main()

"""How buffers and constraints become messages. Nothing here calls a server."""

import math
import unittest

from telaplan import Buffer, InvalidProblem, Problem
from telaplan._problem import problem_of, to_message
from telaplan.v1 import planner_pb2 as pb

try:
    import numpy
except ImportError:  # the package works without
    numpy = None

ROWS = [(0, 2, 256), (1, 4, 512), (1, 6, 128)]


def message_of(buffers, **options):
    return to_message(problem_of(buffers, options)).message


def fault(buffers, **options):
    """The error of a problem that cannot be sent."""
    try:
        message_of(buffers, **options)
    except InvalidProblem as error:
        return error
    raise AssertionError("nothing was refused")


def three(message):
    return list(zip(message.lower, message.upper, message.size))


class Forms(unittest.TestCase):
    def test_all_forms_of_the_same_buffers_are_the_same_message(self):
        names = ("lower", "upper", "size")
        forms = [
            ROWS,
            [list(row) for row in ROWS],
            iter(ROWS),
            [dict(zip(names, row)) for row in ROWS],
            [dict(zip(("start", "end", "size"), row)) for row in ROWS],
            [Buffer(*row) for row in ROWS],
            dict(zip(names, zip(*ROWS))),
            {"buffers": ROWS},
            Problem(ROWS),
        ]
        if numpy is not None:
            array = numpy.array(ROWS)
            forms += [
                array,
                array.astype("u4"),
                numpy.array([tuple(row) for row in ROWS], dtype=[(name, "i8") for name in names]),
                dict(zip(names, array.T)),
                list(array),
            ]
        messages = [message_of(form) for form in forms]
        for message in messages:
            self.assertEqual(message, messages[0])
        self.assertEqual(three(messages[0]), ROWS)
        self.assertEqual(list(messages[0].id), [])

    def test_tuples_may_begin_with_a_name_and_end_with_an_alignment(self):
        message = message_of([("a", 0, 2, 8), ("b", 0, 2, 8, 64)])
        self.assertEqual(list(message.id), ["a", "b"])
        self.assertEqual(list(message.alignment), [1, 64])
        self.assertEqual(list(message_of([(0, 2, 8, 16)]).alignment), [16])

    def test_names_that_are_left_out_are_positions(self):
        self.assertEqual(list(message_of([("a", 0, 1, 1), (0, 1, 1)]).id), ["a", "1"])

    def test_fixed_offsets_and_hints_are_sparse_and_minus_one_is_none(self):
        rows = [Buffer(0, 1, 1, offset=7), Buffer(0, 1, 1, offset=-1, hint=3), Buffer(0, 1, 1)]
        message = message_of(rows)
        self.assertEqual((list(message.fixed_index), list(message.fixed_offset)), ([0], [7]))
        self.assertEqual((list(message.hint_index), list(message.hint_offset)), ([1], [3]))

    def test_no_buffers_are_a_problem_in_every_form(self):
        forms = [[], {"lower": [], "upper": [], "size": []}, {"buffers": []}]
        if numpy is not None:
            forms += [numpy.zeros((0, 3), dtype=int), numpy.array([], dtype=int)]
        for form in forms:
            self.assertEqual(message_of(form), pb.Problem())

    def test_an_unbounded_capacity_is_not_sent(self):
        for capacity in (None, math.inf):
            self.assertFalse(message_of(ROWS, capacity=capacity).HasField("capacity"))
        self.assertEqual(message_of(ROWS, capacity=9, base=4096).base, 4096)

    def test_keys_are_taken_in_camel_case_too(self):
        rows = [{"id": "a", "lower": 0, "upper": 1, "size": 1, "withinBank": True}]
        self.assertEqual(list(message_of(rows, memories=[{"id": "m", "bank": 8}]).within_bank_index), [0])

    def test_numbers_of_numpy_are_numbers(self):
        if numpy is None:
            self.assertIsNone(numpy)
            return
        message = message_of([(numpy.int32(0), numpy.uint8(2), numpy.int64(2**40))], capacity=numpy.int64(2**41))
        self.assertEqual((three(message), message.capacity), ([(0, 2, 2**40)], 2**41))
        rows = [{"lower": 0, "upper": 1, "size": 1, "exclusive": numpy.bool_(True)}]
        self.assertEqual(list(message_of(rows).exclusive_index), [0])


class Constraints(unittest.TestCase):
    def test_all_of_the_json_form_are_the_fields_of_the_proto(self):
        problem = {
            "memories": [
                {
                    "id": "sram",
                    "capacity": 64,
                    "base": 8,
                    "alignment": 4,
                    "reserved": [{"from": 8, "to": 12}, (60, 64)],
                },
                {"id": "dram", "bank": 16, "bandwidth": 1.5, "latency": 2},
            ],
            "buffers": [
                {
                    "id": "a",
                    "lower": 0,
                    "upper": 9,
                    "size": 8,
                    "memory": "sram",
                    "gaps": [{"lower": 2, "upper": 4}, {"lower": 5, "upper": 6, "from": 0, "to": 4}],
                    "reads": 2,
                    "exclusive": True,
                },
                {"id": "b", "lower": 0, "upper": 9, "size": 8, "memories": [{"id": "sram"}, {"id": "dram", "cost": 5}]},
                {"id": "c", "lower": 0, "upper": 9, "size": 8, "memory": 1, "within_bank": True, "writes": 0},
            ],
            "aliases": [{"buffer": "a", "of": "b", "at": 2}],
            "apart": [{"buffers": ["a", "b"], "distance": 4}, {"groups": [["a"], ["b", "c"]], "cost": 3}, ["a", 2]],
            "free": [{"buffers": [0, 1]}],
            "inplace": [("c", "b")],
            "operators": [{"id": "op", "time": 1, "compute": 0.5, "reads": [], "writes": ["c"]}],
            "minimize": ["spill", "peak"],
            "limits": {"time": 100},
        }
        message = message_of(problem)
        expected = pb.Problem(
            lower=[0] * 3,
            upper=[9] * 3,
            size=[8] * 3,
            id=["a", "b", "c"],
            memory_index=[0, -1, 1],
            exclusive_index=[0],
            within_bank_index=[2],
            reads=[2, -1, -1],
            writes=[-1, -1, 0],
            minimize=[pb.TERM_SPILL, pb.TERM_PEAK],
            limits=[pb.TermValue(term=pb.TERM_TIME, value=100)],
            memory_choices=[
                pb.MemoryChoice(buffer_index=1, memory_index=0),
                pb.MemoryChoice(buffer_index=1, memory_index=1, cost=5),
            ],
            gaps=[
                pb.Gap(buffer_index=0, lower=2, upper=4),
                pb.Gap(buffer_index=0, lower=5, upper=6, to=4, **{"from": 0}),
            ],
            aliases=[pb.Alias(buffer_index=0, of_index=1, at=2)],
            apart=[
                pb.Apart(buffer_index=[0, 1], distance=4),
                pb.Apart(groups=[pb.BufferGroup(buffer_index=[0]), pb.BufferGroup(buffer_index=[1, 2])], cost=3),
                pb.Apart(buffer_index=[0, 2]),
            ],
            free=[pb.Free(buffer_index=[0, 1])],
            inplace=[pb.InPlace(buffer_index=2, of_index=1)],
            operators=[
                pb.Operator(id="op", time=1, compute=0.5, reads=pb.BufferList(), writes=pb.BufferList(buffer_index=[2]))
            ],
            memories=[
                pb.Memory(
                    id="sram",
                    capacity=64,
                    base=8,
                    alignment=4,
                    reserved=[pb.ByteRange(to=12, **{"from": 8}), pb.ByteRange(to=64, **{"from": 60})],
                ),
                pb.Memory(id="dram", bank=16, bandwidth=1.5, latency=2),
            ],
        )
        self.assertEqual(message, expected)
        # Every field of the service is one that something here can set.
        self.assertEqual(SAID_ELSEWHERE, unsaid(message))

    def test_an_empty_list_of_operators_says_that_nothing_runs(self):
        self.assertTrue(message_of(ROWS, operators=[]).no_operators)
        self.assertFalse(message_of(ROWS).no_operators)

    def test_clocks_are_one_column(self):
        clocks = [{"lower": [0, 1], "upper": [2, 1]}, {"lower": [2, 0], "upper": [3, 0]}]
        message = message_of({"lower": [1, 2], "upper": [3, 3], "size": [1, 1], "clock": clocks})
        self.assertEqual((list(message.clock_lower), list(message.clock_upper)), ([0, 1, 2, 0], [2, 1, 3, 0]))

    def test_an_alignment_that_is_not_said_is_the_memory_s_where_there_are_memories(self):
        rows = [("a", 0, 1, 8, 2), ("b", 0, 1, 8)]
        self.assertEqual(list(message_of(rows).alignment), [2, 1])
        self.assertEqual(list(message_of(rows, memories=["m"]).alignment), [2, 0])


#: Fields that belong to other tests of this file, or that a call fills in.
SAID_ELSEWHERE = {
    "alignment",
    "fixed_index",
    "fixed_offset",
    "hint_index",
    "hint_offset",
    "capacity",
    "base",
    "clock_lower",
    "clock_upper",
    "no_operators",
}


def unsaid(message):
    said = {field.name for field, _ in message.ListFields()}
    return {field.name for field in message.DESCRIPTOR.fields} - said


class Refused(unittest.TestCase):
    """What the wire would round, cut or drop in silence."""

    def refuse(self, field, buffers, **options):
        error = fault(buffers, **options)
        self.assertEqual(error.field, field, str(error))
        self.assertEqual(error.code, "INVALID_ARGUMENT")
        self.assertIsInstance(error, ValueError)
        return error

    def test_half_a_byte_text_and_true_are_no_numbers(self):
        for value in (0.5, 4.0, "4", True, None, 2**53, -(2**53), [4], math.nan):
            error = self.refuse("problem.size[1]", [(0, 1, 1), {"lower": 0, "upper": 1, "size": value}])
            self.assertEqual(error.buffer_index, 1)
        self.refuse("problem.capacity", ROWS, capacity=1.5)
        self.refuse("problem.base", ROWS, base="0")

    def test_keys_that_nobody_knows_are_named(self):
        row = {"lower": 0, "upper": 1, "size": 1}
        self.refuse("problem.buffers[0].sise", [{**row, "sise": 1}])
        self.refuse("problem.sise", {"lower": [0], "upper": [1], "size": [1], "sise": [1]})
        self.refuse("problem.pool", {"buffers": [row], "pool": 1})
        self.refuse("problem.buffers[0].lower", [{**row, "start": 0}])
        self.refuse("problem.aliases[0].off", [row], aliases=[{"buffer": 0, "of": 0, "off": 3}])
        with self.assertRaisesRegex(TypeError, "'capasity'"):
            message_of([row], capasity=3)

    def test_what_is_missing_is_named(self):
        self.refuse("problem.size[1]", [(0, 1, 1), {"lower": 0, "upper": 1}])
        self.refuse("problem.upper", {"lower": [0], "size": [1]})
        self.refuse("problem.aliases[0].of", ROWS, aliases=[{"buffer": 0}])
        self.refuse("problem.buffers[0]", [(0, 1)])

    def test_columns_of_different_lengths_and_shapes_are_refused(self):
        self.refuse("problem.size", {"lower": [0, 1], "upper": [1, 2], "size": [1]})
        self.refuse("problem.buffers", 3)
        self.refuse("problem.buffers", "abc")
        self.refuse("problem.size", {"lower": [0], "upper": [1], "size": "1"})
        if numpy is not None:
            self.refuse("problem.buffers", numpy.zeros((2, 5), dtype=int))
            self.refuse("problem.buffers", numpy.zeros(3, dtype=int))
            self.refuse("problem.lower[0]", numpy.zeros((2, 3)))
            self.refuse("problem.size", {"lower": [0], "upper": [1], "size": numpy.zeros((1, 2), dtype=int)})

    def test_names_that_there_are_not_are_told_with_their_place(self):
        self.refuse("problem.aliases[0].of", [("a", 0, 1, 1)], aliases=[("a", "b")])
        self.refuse("problem.apart[0].buffers[1]", ROWS, apart=[[0, 3]])
        self.refuse("problem.buffers[0].memory", [Buffer(0, 1, 1, memory="x")], memories=["m"])
        self.refuse("problem.minimize[0]", ROWS, minimize=["size"])
        self.refuse("problem.limits", ROWS, limits={"size": 3})

    def test_one_thing_said_twice_is_refused(self):
        self.refuse("problem.capacity", {"buffers": ROWS, "capacity": 3}, capacity=4)

    def test_text_that_is_none_is_refused(self):
        self.refuse("problem.id[0]", [{"id": 3, "lower": 0, "upper": 1, "size": 1}])
        self.refuse("problem.id[0]", [("\ud800", 0, 1, 1)])


if __name__ == "__main__":
    unittest.main()

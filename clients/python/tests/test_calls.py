"""Calls of a real server, and of servers that misbehave."""

import pickle
import threading
import time
import unittest
import unittest.mock

import grpc

import telaplan
from telaplan.rpc import error_details_pb2
from telaplan.v1 import planner_pb2 as pb
from tests.server import address, failing, fake, hard, numpy, reason

ROWS = [("input", 0, 2, 256), ("conv1", 1, 4, 512), ("skip", 1, 6, 128)]


class Real(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = telaplan.Client(address())
        cls.addClassCleanup(cls.client.close)

    def test_a_plan_has_offsets_bounds_and_a_report(self):
        plan = telaplan.plan(ROWS, capacity=1024, minimize=True, server=address())
        self.assertEqual((plan.status, plan.peak, plan.lower_bound), ("optimal", 896, 896))
        self.assertEqual(plan.ids, ("input", "conv1", "skip"))
        self.assertEqual(plan.by_id(), dict(zip(plan.ids, plan.offsets)))
        self.assertIsInstance(plan.offsets, list)
        self.assertTrue(plan and plan.verification.ok)
        self.assertEqual((plan.verification.peak, plan.verification.capacity), (896, 1024))
        self.assertIsNone(plan.stopped_by)
        self.assertIs(plan.require(), plan)

    def test_a_proof_comes_on_request_and_a_large_one_is_refused_by_name(self):
        plan = telaplan.plan(ROWS, minimize=True, server=address())
        self.assertIsNone(plan.proof)
        proof = telaplan.plan(ROWS, minimize=True, proof_bytes=10_000, server=address()).proof
        self.assertTrue(proof)
        self.assertTrue(proof.text.startswith('["telaplan proof 1",'))
        plan = self.client.plan(ROWS, minimize=True, proof_bytes=10)
        self.assertEqual((plan.status, plan.peak, bool(plan.proof)), ("optimal", 896, False))
        self.assertIn("more than 10 bytes", plan.proof.reason)
        with self.assertRaisesRegex(telaplan.InvalidProblem, "proof_bytes must be from 0"):
            self.client.plan(ROWS, proof_bytes=2**40)

    def test_arrays_come_back_as_arrays(self):
        if numpy is None:
            self.assertIsNone(numpy)
            return
        array = numpy.array([row[1:] for row in ROWS])
        plan = self.client.plan(array, minimize=True)
        self.assertIsInstance(plan.offsets, numpy.ndarray)
        self.assertEqual((plan.offsets.dtype, plan.offsets.shape), (numpy.int64, (3,)))
        self.assertEqual((plan.offsets + array[:, 2]).max(), plan.peak)
        self.assertTrue(self.client.verify(array, plan.offsets).ok)

    def test_that_it_does_not_fit_is_an_answer(self):
        plan = self.client.plan(ROWS, capacity=800)
        self.assertEqual((plan.status, plan.offsets, plan.peak), ("infeasible", None, None))
        self.assertFalse(plan)
        self.assertEqual((plan.infeasibility.cause, plan.infeasibility.buffers), ("load", (0, 1, 2)))
        self.assertIn('"conv1"', plan.infeasibility.message)
        with self.assertRaises(telaplan.Infeasible) as caught:
            plan.require()
        self.assertIs(caught.exception.infeasibility, plan.infeasibility)

    def test_that_nothing_was_found_in_time_is_an_answer(self):
        rows = hard()
        bound = self.client.plan(rows, step_limit=0).lower_bound
        plan = self.client.plan(rows, capacity=bound, step_limit=0)
        self.assertEqual((plan.status, plan.stopped_by), ("unknown", "steps"))
        with self.assertRaisesRegex(telaplan.NoPlan, "allow more time") as caught:
            plan.by_id()
        self.assertNotIsInstance(caught.exception, telaplan.Infeasible)

    def test_constraints_are_planned_and_told(self):
        plan = self.client.plan(
            [
                {"id": "act", "lower": 0, "upper": 6, "size": 4, "memory": "sram", "gaps": [(2, 4)]},
                {"id": "head", "lower": 6, "upper": 8, "size": 2, "memory": "sram"},
                {"id": "tmp", "lower": 2, "upper": 4, "size": 6, "memory": "sram"},
                {"id": "wide", "lower": 0, "upper": 8, "size": 4, "memories": ["sram", {"id": "dram", "cost": 9}]},
                {"id": "thin", "lower": 4, "upper": 8, "size": 2, "memories": ["sram", {"id": "dram", "cost": 5}]},
            ],
            memories=[{"id": "sram", "capacity": 8, "reserved": [(0, 2)]}, {"id": "dram"}],
            aliases=[("head", "act", 2)],
        )
        self.assertEqual(plan.status, "optimal")
        self.assertEqual(plan.terms, (telaplan.TermResult("spill", 9, 9),))
        self.assertEqual(plan.memories, ("sram", "sram", "sram", "dram", "sram"))
        self.assertGreater(len(plan.presolve), 0)
        self.assertEqual(plan.verification.terms["spill"], 9)

    def test_terms_are_minimised_in_their_order(self):
        rows = [telaplan.Buffer(0, 2, 8, id="a", hint=8), telaplan.Buffer(0, 2, 8, id="b", hint=16)]
        for minimize, offsets in ((["moved", "peak"], [8, 16]), (["peak", "moved"], [8, 0])):
            plan = self.client.plan(rows, minimize=minimize)
            self.assertEqual([each.term for each in plan.terms], minimize)
            self.assertEqual(plan.offsets, offsets)
        self.assertEqual([each.term for each in self.client.plan(rows, minimize="peak").terms], ["peak"])

    def test_an_equal_seed_and_step_limit_give_an_equal_plan(self):
        rows = hard()
        plans = [self.client.plan(rows, minimize=True, step_limit=200, seed=3) for _ in range(2)]
        self.assertEqual(plans[0].offsets, plans[1].offsets)
        self.assertEqual((plans[0].seed, plans[0].stopped_by), (3, "steps"))

    def test_offsets_can_be_left_out_and_a_timeline_added(self):
        plan = self.client.plan(ROWS, omit_offsets=True, timeline=True)
        self.assertEqual((plan.status, plan.offsets, plan.peak), ("optimal", None, 896))
        self.assertEqual(plan.verification.timeline[0][:2], (0, 256))
        self.assertIsNone(self.client.plan(ROWS).verification.timeline)

    def test_a_stream_has_incumbents_and_the_answer_last(self):
        seen = list(self.client.plan_stream(hard(), time_limit=0.5))
        *incumbents, plan = seen
        self.assertIsInstance(plan, telaplan.Plan)
        self.assertGreater(len(incumbents), 0)
        for each in incumbents:
            self.assertIsInstance(each, telaplan.Incumbent)
            self.assertLessEqual(each.lower_bound, each.peak)
        self.assertEqual(min(each.peak for each in incumbents), plan.peak)

    def test_leaving_a_stream_ends_its_run(self):
        stream = self.client.plan_stream(hard(), time_limit=30)
        self.assertIsInstance(next(stream), telaplan.Incumbent)
        stream.close()
        # The server has one search at a time: the next one would wait for it, and find nothing better in its time.
        plan = self.client.plan(hard(), minimize=True, seed=1, step_limit=300, deadline=20)
        self.assertEqual((plan.stopped_by, plan.steps >= 300), ("steps", True))

    def test_a_plan_from_anywhere_is_verified(self):
        report = self.client.verify(ROWS, [0, 0, 512], capacity=600)
        self.assertFalse(report.ok)
        self.assertEqual(report.counts, {"capacity": 1, "overlap": 1, "clobbered-read": 1})
        self.assertEqual(report.violation_count, 3)
        overlap = next(each for each in report.violations if each.kind == "overlap")
        self.assertEqual((overlap.buffer, overlap.details["other_id"]), ("conv1", "input"))
        self.assertEqual((overlap.details["from_byte"], overlap.details["to_byte"]), (0, 256))
        self.assertEqual(len(self.client.verify(ROWS, [0, 0, 0], max_violations=1).violations), 1)
        self.assertTrue(self.client.verify(ROWS, self.client.plan(ROWS)).ok)

    def test_memories_of_a_plan_are_verified_by_name(self):
        rows = [{"lower": 0, "upper": 1, "size": 8, "memories": ["m", "n"]}] * 2
        memories = ["m", "n"]
        verify = self.client.verify
        self.assertTrue(verify(rows, [0, 0], memories=memories, placed_in=["m", "n"]).ok)
        self.assertFalse(verify(rows, [0, 0], memories=memories, placed_in=["m", 0]).ok)
        with self.assertRaisesRegex(telaplan.InvalidProblem, "there is no memory 'x'"):
            verify(rows, [0, 0], memories=memories, placed_in=["m", "x"])

    def test_a_problem_that_contradicts_itself_names_field_and_buffer(self):
        with self.assertRaises(telaplan.InvalidProblem) as caught:
            self.client.plan([("a", 0, 2, 4), ("b", 0, 2, -8)], headers={"x-request-id": "build-42"})
        error = caught.exception
        self.assertEqual((error.code, error.reason), ("INVALID_ARGUMENT", "INVALID_PROBLEM"))
        self.assertEqual((error.field, error.buffer_index), ("problem.size[1]", 1))
        self.assertEqual(error.request_id, "build-42")
        self.assertIn('buffer "b": size must be ≥ 0 bytes, got -8', str(error))
        copy = pickle.loads(pickle.dumps(error))
        self.assertEqual((str(copy), copy.violations, copy.request_id), (str(error), error.violations, "build-42"))

    def test_an_option_that_makes_no_sense_is_refused_by_name(self):
        for options, field in (
            ({"time_limit": "1"}, "time_limit"),
            ({"time_limit": 1e9}, "limits.time_limit_ms"),
            ({"step_limit": 0.5}, "step_limit"),
            ({"seed": -1}, "seed"),
            ({"policy": "guess"}, "policy"),
            ({"timeline": 1}, "timeline"),
            ({"minimize": 1}, "minimize"),
            ({"deadline": "soon"}, "deadline"),
            ({"headers": {"a b": "c"}}, "headers"),
        ):
            with self.assertRaises(telaplan.InvalidProblem) as caught:
                self.client.plan(ROWS, **options)
            self.assertEqual(caught.exception.field, field)

    def test_a_deadline_brings_the_best_plan_so_far(self):
        plan = self.client.plan(hard(), deadline=3)
        self.assertEqual((plan.status, plan.stopped_by), ("feasible", "deadline"))

    def test_a_deadline_that_is_over_is_an_error(self):
        with self.assertRaises(telaplan.DeadlineExceeded) as caught:
            self.client.plan(hard(), deadline=1e-6)
        self.assertIsInstance(caught.exception, TimeoutError)

    def test_many_threads_may_use_one_client(self):
        found = []

        def work(seed):
            found.append(self.client.plan(ROWS, minimize=True, seed=seed).peak)

        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        self.assertEqual(found, [896] * 8)

    def test_two_hundred_thousand_buffers_go_and_come_back(self):
        count = 200_000
        columns = {"lower": range(count), "upper": range(2, count + 2), "size": [2**33 + i % 7 for i in range(count)]}
        plan = self.client.plan(columns, time_limit=1)
        self.assertTrue(plan)
        self.assertEqual(len(plan.offsets), count)
        self.assertLess(plan.lower_bound, 2**35)

    def test_it_says_what_the_server_can_do(self):
        capabilities = self.client.capabilities()
        self.assertEqual(capabilities.max_buffers, 200_000)
        self.assertIn(pb.CONSTRAINT_OPERATOR, capabilities.constraints)

    def test_a_server_is_named_by_the_environment_and_may_be_a_client(self):
        self.assertEqual(telaplan.plan(ROWS, server=self.client).peak, 896)
        with unittest.mock.patch.dict("os.environ", {"TELAPLAN_SERVER": address()}):
            self.assertEqual(telaplan.plan(ROWS).peak, 896)
        with self.assertRaisesRegex(TypeError, "server must be"):
            telaplan.plan(ROWS, server=50051)


class Misbehaving(unittest.TestCase):
    def error(self, call):
        with self.assertRaises(telaplan.TelaplanError) as caught:
            call()
        return caught.exception

    def test_a_plan_that_breaks_rules_is_refused(self):
        report = pb.SimulationReport(ok=True)

        def answer(request, context):
            return pb.PlanResponse(
                status=pb.PLAN_STATUS_OPTIMAL,
                stopped_by=pb.STOPPED_BY_NOTHING,
                offsets=[0, 100, 512],
                peak=896,
                verification=report,
            )

        def stream(request, context):
            yield pb.PlanStreamResponse(incumbent=pb.Incumbent(peak=896, fits=True, offsets=[0, 100, 512]))

        with fake(Plan=answer, PlanStream=stream) as bad:
            error = self.error(lambda: telaplan.plan(ROWS, server=bad))
            self.assertIsInstance(error, telaplan.PlanRefused)
            self.assertEqual([each.kind for each in error.violations], ["overlap"])
            self.assertIn('buffer "conv1" and buffer "input"', str(error))
            self.assertIsInstance(
                self.error(lambda: list(telaplan.plan_stream(ROWS, server=bad))), telaplan.PlanRefused
            )
            report.ok = False
            report.violations.add(kind=pb.VIOLATION_KIND_BANK, message="two banks")
            error = self.error(lambda: telaplan.plan(ROWS, server=bad))
            self.assertIn("two banks", str(error))
            self.assertEqual(error.violations[0].kind, "bank")

    def test_answers_of_a_later_version_are_not_guessed(self):
        def answer(request, context):
            return pb.PlanResponse(status=9, stopped_by=1)

        with fake(Plan=answer) as later:
            self.assertIn("later version", str(self.error(lambda: telaplan.plan(ROWS, server=later))))

    def test_a_field_that_the_server_does_not_know_is_told_by_its_name(self):
        text = "problem.(15): field number 15, which telaplan.v1.Problem does not know"
        bad = error_details_pb2.BadRequest()
        bad.field_violations.add(field="problem.(15)", description=text)
        method = failing(grpc.StatusCode.INVALID_ARGUMENT, text, reason("UNKNOWN_FIELD"), bad)
        with fake(Plan=method) as earlier:
            error = self.error(lambda: telaplan.plan(ROWS, server=earlier))
        self.assertIsInstance(error, telaplan.InvalidProblem)
        self.assertEqual(error.field, "problem.gaps")
        self.assertIn("the server does not know problem.gaps: it is of an earlier version", str(error))

    def test_a_server_with_too_much_to_do_says_when_to_come_back(self):
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromMilliseconds(1_500)
        method = failing(grpc.StatusCode.RESOURCE_EXHAUSTED, "busy", reason("OVERLOADED"), retry)
        with fake(Plan=method) as busy:
            error = self.error(lambda: telaplan.plan(ROWS, server=busy))
        self.assertIsInstance(error, telaplan.Overloaded)
        self.assertEqual((error.reason, error.retry_after, error.request_id), ("OVERLOADED", 1.5, "r-1"))

    def test_a_server_that_goes_down_is_tried_again(self):
        calls = []

        def answer(request, context):
            calls.append(time.monotonic())
            if len(calls) < 3:
                failing(grpc.StatusCode.UNAVAILABLE, "down", reason("SHUTTING_DOWN"))(request, context)
            return pb.PlanResponse(status=pb.PLAN_STATUS_UNKNOWN, stopped_by=pb.STOPPED_BY_SHUTDOWN)

        with fake(Plan=answer) as down:
            plan = telaplan.plan(ROWS, server=down)
        self.assertEqual((len(calls), plan.stopped_by), (3, "shutdown"))

    def test_a_server_that_dies_between_headers_and_answer_is_tried_again(self):
        calls = []

        def dies(count):
            def method(request, context):
                calls.append(request)
                if len(calls) <= count:
                    context.send_initial_metadata((("date", "today"),))
                    context.abort(grpc.StatusCode.UNAVAILABLE, "Socket closed")
                return pb.GetCapabilitiesResponse(version="1.2.3")

            return method

        with fake(GetCapabilities=dies(2)) as address:
            self.assertEqual(telaplan.Client(address).capabilities(deadline=10).version, "1.2.3")
        self.assertEqual(len(calls), 3)
        calls.clear()
        with fake(GetCapabilities=dies(100)) as address, self.assertRaises(telaplan.Unavailable):
            telaplan.Client(address).capabilities(deadline=10)
        self.assertEqual(len(calls), 5)

    def test_any_other_code_is_an_error_with_that_code(self):
        method = failing(grpc.StatusCode.UNAUTHENTICATED, "who?", reason("UNAUTHENTICATED"))
        with fake(Plan=method) as closed:
            error = self.error(lambda: telaplan.plan(ROWS, server=closed))
        self.assertEqual((type(error), error.code), (telaplan.PlannerError, "UNAUTHENTICATED"))

    def test_a_stream_without_an_answer_is_an_error(self):
        with fake(PlanStream=lambda request, context: iter(())) as silent:
            error = self.error(lambda: list(telaplan.plan_stream(ROWS, server=silent)))
        self.assertIn("without an answer", str(error))

    def test_nobody_there_is_an_error_that_says_where(self):
        for nobody, words in (("127.0.0.1:1", "connection refused"), ("unix:/nowhere/socket", "no such socket")):
            error = self.error(lambda: telaplan.plan(ROWS, server=nobody))
            self.assertIsInstance(error, telaplan.Unavailable)
            self.assertIsInstance(error, ConnectionError)
            self.assertIn(f"no server answers at {nobody}: {words}", str(error))

    def test_a_token_goes_with_every_call_and_no_error_shows_a_wrong_one(self):
        seen = []

        def answer(request, context):
            seen.append(dict(context.invocation_metadata()).get("authorization"))
            return pb.GetCapabilitiesResponse(version="1")

        with fake(GetCapabilities=answer) as server, telaplan.Client(server, token="s3cret") as client:
            client.capabilities()
        self.assertEqual(seen, ["Bearer s3cret"])
        for token in ("s3 cret", "", "s3crét", 3):
            error = self.error(lambda: telaplan.Client("127.0.0.1:1", token=token))
            self.assertNotIn("cr", str(error))

    def test_certificates_that_cannot_be_read_are_told_by_option(self):
        for tls in ({"ca": "/nowhere.pem"}, {"cert": "x"}, {"key": "x"}, {"pem": "x"}, 3):
            error = self.error(lambda: telaplan.Client("127.0.0.1:1", tls=tls))
            self.assertIsInstance(error, telaplan.InvalidProblem)
            self.assertTrue(error.field.startswith("tls"))


if __name__ == "__main__":
    unittest.main()

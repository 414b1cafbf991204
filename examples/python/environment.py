"""The search as an environment of reinforcement learning, on Gymnasium's interface. docs/environment.md explains it.

    telaplan serve --environment &
    PYTHONPATH=clients/python/src python3 examples/python/environment.py localhost:50051

It plays the same drawn problems with three agents: one that draws by lot, the rule, and the policy that comes with
telaplan. `--speed` measures steps a second instead.
"""

import argparse
import json
import math
import os
import queue
import random
import sys
import time

import grpc
from telaplan.v1 import environment_pb2 as te
from telaplan.v1 import environment_pb2_grpc

try:
    import gymnasium
except ImportError:
    gymnasium = None

CHILD, TARGET, SECTION = te.EPISODE_DECISION_CHILD, te.EPISODE_DECISION_TARGET, te.EPISODE_DECISION_SECTION


class Refused(Exception):
    """The server refused a command: its message says why."""


class Connection:
    """One stream of episodes. Commands go in batches, and a batch comes back as one observation for each."""

    def __init__(self, address):
        self._channel = grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", -1)])
        stub = environment_pb2_grpc.EnvironmentServiceStub(self._channel)
        self.description = stub.DescribeEnvironment(te.DescribeEnvironmentRequest())
        self._requests = queue.SimpleQueue()
        self._responses = stub.PlayEpisodes(iter(self._requests.get, None))
        self._next = 0

    def number(self):
        """A number for an episode that no other has."""
        self._next += 1
        return self._next

    def send(self, commands):
        self._requests.put(te.PlayEpisodesRequest(commands=commands))
        return next(self._responses).observations

    def command(self, episode, **what):
        """One command alone; raises what the server has against it."""
        (seen,) = self.send([te.EpisodeCommand(episode=episode, **what)])
        if seen.HasField("error"):
            raise Refused(seen.error.message)
        return seen

    def close(self):
        self._requests.put(None)
        for _ in self._responses:
            pass
        self._channel.close()


def rows_of(seen):
    """The features of an observation: a list of numbers for each action."""
    if seen.actions == 0:
        return []
    width = len(seen.features) // seen.actions
    return [seen.features[i : i + width] for i in range(0, len(seen.features), width)]


# Without Gymnasium the class has the same methods and results, but no spaces to draw from.
_Base = gymnasium.Env if gymnasium is not None else object


class PlanningEnv(_Base):
    """One episode at a time, with the methods and results of gymnasium.Env.

    An observation is a dict: `decision` ("child", "target" or "section"), and `rows`, one list of features for each
    action. Their names are in `feature_names[decision]`. The number of actions differs from step to step;
    `info["actions"]` says it.
    """

    metadata = {"render_modes": []}

    def __init__(self, connection, family="guillotine", buffers=60, step_limit=20_000, **choices):
        """`choices`: member, choose_sections, choose_targets, early_waste of EpisodeReset."""
        self._connection = connection
        self._episode = connection.number()
        self._how = dict(step_limit=step_limit, **choices)
        self._drawn = dict(family=family, buffers=buffers)
        self._random = random.Random(0)
        names = connection.description
        self.feature_names = {
            "child": list(names.child_features),
            "target": list(names.target_features),
            "section": list(names.section_features),
        }
        if gymnasium is not None:
            self.action_space = gymnasium.spaces.Discrete(64)
            widest = max(len(each) for each in self.feature_names.values())
            row = gymnasium.spaces.Box(-math.inf, math.inf, (widest,))
            self.observation_space = gymnasium.spaces.Dict(
                {"decision": gymnasium.spaces.Text(8), "rows": gymnasium.spaces.Sequence(row)}
            )

    def reset(self, *, seed=None, options=None):
        """`seed` draws the problem and shakes the search; `options` may have `problem`, a telaplan.v1.Problem."""
        if seed is None:
            seed = self._random.randrange(2**31)
        else:
            self._random.seed(seed)
        own = (options or {}).get("problem")
        what = dict(problem=own) if own is not None else dict(drawn=te.DrawnProblem(seed=seed, **self._drawn))
        seen = self._connection.command(self._episode, reset=te.EpisodeReset(seed=seed, **what, **self._how))
        return self._observation(seen), self._info(seen)

    def step(self, action):
        seen = self._connection.command(self._episode, step=te.EpisodeStep(action=int(action)))
        return self._observation(seen), seen.reward, seen.terminated, seen.truncated, self._info(seen)

    def close(self):
        self._connection.command(self._episode, close=te.EpisodeClose())

    @staticmethod
    def _observation(seen):
        return {"decision": DECISIONS.get(seen.decision), "rows": rows_of(seen)}

    @staticmethod
    def _info(seen):
        return {
            "actions": seen.actions,
            "placed": seen.placed,
            "steps": seen.steps,
            "restarts": seen.restarts,
            "offsets": list(seen.offsets),
        }


DECISIONS = {CHILD: "child", TARGET: "target", SECTION: "section"}


def random_agent(seed=0):
    lots = random.Random(seed)
    return lambda observation: lots.randrange(len(observation["rows"]))


def rule_agent():
    """Actions come in the rule's order."""
    return lambda observation: 0


def learned_agent(path, seed=0):
    """The linear models of a policy file: the best of their scores with Gumbel noise, as the search takes them."""
    with open(path, encoding="utf-8") as file:
        guidance = json.load(file)["policy"]["guidance"]
    models = {"child": guidance.get("children"), "target": guidance.get("targets")}
    lots = random.Random(seed)

    def act(observation):
        chooser = models.get(observation["decision"])
        if chooser is None:
            return 0
        if chooser["model"]["kind"] != "linear":
            raise ValueError(f"{path}: this example reads linear models alone")
        weights, temperature = chooser["model"]["weights"], chooser["temperature"]
        noise = lambda: -math.log(-math.log(lots.random() or 1e-12)) * temperature
        # A child's row is longer than the weights by one column, which tells the waste.
        scores = [sum(w * x for w, x in zip(weights, row)) + noise() for row in observation["rows"]]
        best = max(range(len(scores)), key=scores.__getitem__)
        # The rule's choice stands unless another is better by so much.
        return best if scores[best] >= scores[0] + chooser["confidence"] else 0

    return act


def play(env, agent, seeds):
    """Returns how many problems were placed, the mean return, and the mean steps."""
    placed = steps = total = 0
    for seed in seeds:
        observation, info = env.reset(seed=seed)
        over = info["actions"] == 0
        reached = 1.0 if info["placed"] else 0.0
        while not over:
            observation, reward, terminated, truncated, info = env.step(agent(observation))
            reached += reward
            over = terminated or truncated
        placed += info["placed"]
        steps += info["steps"]
        total += reached
    return placed, total / len(seeds), steps / len(seeds)


def speed(connection, episodes, seconds):
    """Search steps a second, with the actions of many episodes in each message."""
    numbers = [connection.number() for _ in range(episodes)]
    seeds = iter(range(1, 1 << 30))

    def reset(number):
        drawn = te.DrawnProblem(family="guillotine", buffers=60, seed=next(seeds))
        return te.EpisodeCommand(episode=number, reset=te.EpisodeReset(drawn=drawn, seed=1, step_limit=2_000))

    actions = [te.EpisodeCommand(episode=number, step=te.EpisodeStep(action=0)) for number in numbers]
    connection.send([reset(number) for number in numbers])
    taken = 0
    begun = time.perf_counter()
    commands = actions
    while time.perf_counter() - begun < seconds:
        seen = connection.send(commands)
        taken += len(seen)
        commands = [reset(each.episode) if each.actions == 0 else actions[i] for i, each in enumerate(seen)]
    return taken / (time.perf_counter() - begun)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--policy", default=os.path.join(here, "../../policy/learned.json"))
    parser.add_argument("--problems", type=int, default=10)
    parser.add_argument("--buffers", type=int, default=40)
    parser.add_argument("--step-limit", type=int, default=2_000)
    parser.add_argument("--speed", action="store_true", help="observations a second")
    arguments = parser.parse_args()
    connection = Connection(arguments.address)
    if arguments.speed:
        print(f"{speed(connection, 64, 5):,.0f} observations a second")
        connection.close()
        return
    if gymnasium is None:
        print("gymnasium is not installed: the class has its interface, but no spaces", file=sys.stderr)
    env = PlanningEnv(connection, buffers=arguments.buffers, step_limit=arguments.step_limit, choose_targets=True)
    agents = {"random": random_agent(), "rule": rule_agent(), "learned": learned_agent(arguments.policy)}
    for name, agent in agents.items():
        placed, mean, steps = play(env, agent, range(1, arguments.problems + 1))
        print(f"{name:8} placed {placed} of {arguments.problems}, return {mean:+.3f}, {steps:,.0f} steps in the mean")
    env.close()
    connection.close()


if __name__ == "__main__":
    main()

/** The longer help texts of what policies are made, judged and set with, within 80 columns. */

export const TUNE_HELP = `
Every fourth problem is held out. On the others, settings are drawn from the
seed: members, length and growth of attempts, share of the prover, gate, noise,
opening. All run on a few problems; the best third runs on three times as many,
and so on (successive halving). What counts is the mean logarithm of the steps,
so that the outcome is the same on every machine.

The best is then measured on the held-out problems beside the search as it is.
The profile is written in any case, with the figures; exit code 1 says that
chance could explain them, so that it is not recommended.

Examples:
  telaplan tune logs/ -o profile.json
  telaplan pack --profile profile.json model.csv
`;

export const POLICY_HELP = `
Examples:
  telaplan policy show
  telaplan policy explain model.1048576.csv
  telaplan policy eval
  telaplan policy train --problems problems/ -o ours.json
  telaplan pack --policy ours.json model.1048576.csv
`;

export const POLICY_SHOW_HELP = `
A file that cannot be used is an error here, exit code 2: pack and serve warn,
and let the rules decide.

Examples:
  telaplan policy show
  telaplan policy show ours.json --json
`;

export const POLICY_EXPLAIN_HELP = `
What matters: an expert, which knows by exact search which decision of a failed
search was the first wrong one, labels choices on generated problems. Each
feature's values are shuffled in turn, and the model is asked again: what it
loses is what the feature is worth.

Decisions: the search runs on the file as pack runs it with one thread, asked
for a plan within the capacity, or at the proved bound where there is none. For
each choice against the rule it names the buffers and the features that spoke
most for it, in log-odds; a choice whose score is not the greater one was made
by the noise that the policy adds on purpose.

Without a file it tells in plain words what the policy prefers: each feature of
the labelled candidates is made greater by a standard deviation, and what that
does to their scores is told as odds.

Examples:
  telaplan policy explain
  telaplan policy explain model.1048576.csv
  telaplan policy explain --problems 0 --decisions 50 model.1048576.csv
`;

export const POLICY_EVAL_HELP = `
Instances are generated, at their load bound, from seeds that training never
uses; hard are those on which the rules need more than 1,000 steps. Three rows
stand beside the policy: the rules with other random numbers, which shows what
is luck, the policy's form with random weights, and choices drawn by lot.

It takes a minute or two; --hard 8 a tenth of that, for coarser figures. On a
terminal a line tells how far it is. Ctrl-C prints what was measured so far.

Several files are taken for one policy, trained with several seeds: figures are
then means ± standard deviations.

--from measures on the held-out part of a server's problem log instead, each
policy by itself, beside the shipped policy, the rules, and the policy's own
form without what it learned. It is recommended only where the confidence
interval of its steps lies below all three; exit code 1 where it is not.

Examples:
  telaplan policy eval
  telaplan policy eval --roles --hard 40
  telaplan policy eval seed0.json seed1.json seed2.json --json
  telaplan policy eval --from logs/ ours.json
`;

export const POLICY_TRAIN_HELP = `
Training needs TensorFlow.js, which is not installed with telaplan; the command
says how to add it. The policy also runs without.

Each file is planned first, for the least peak within the time limit: the plan
shows what can be completed. Files without one are named and left out. Then
searches run on the problems at that peak, an expert finds the first wrong
decision of those that fail, models learn from it, and rounds on the states of
what was learned so far follow. Every fourth file is kept for validation.

Which kind of model, and which roles, is chosen on the problems that are kept
for validation; where these are fewer than ten, on generated instances of the
built-in families (--compare).

--from learns from what telaplan serve --problem-log kept. Every fourth problem
is held out there, for policy eval --from. --shuffled deals the labels out by
lot: what comes out has learned nothing, and eval should say so.

Ctrl-C keeps what was collected in the work folder; the same command goes on
from there. Beside the policy its model card and learning curves are written.

Examples:
  telaplan policy train --problems problems/ -o ours.json
  telaplan pack --policy ours.json model.csv
`;

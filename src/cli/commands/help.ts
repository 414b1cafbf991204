/** The longer help texts, below commander's own, within 80 columns like those. */

const EXIT_CODES = `
Exit codes:
  0  every file placed (pack, compare) or verified (verify)
  1  some file proved not to fit, or some rule broken
  2  bad usage, or a file that cannot be read, understood or written
  3  some file undecided when a limit or Ctrl-C came
  Every file is tried and the worst code wins: 2 over 1 over 3. 70 is a fault
  of telaplan itself, or two solvers that contradict each other (compare).
`;

const FILES = `
Files:
  What a file is goes by its content, whatever it is called:
    models      .tflite, .onnx, ExecuTorch's .pte
    dumps       XLA's .hlo.pb, .xplane.pb, buffer assignment and MSA allocinfo;
                MLIR with memref.alloc, IREE's stream.resource.pack, tt-mlir's
                D2M JSON, Vela's --verbose-allocation
    traces      memory snapshots of PyTorch, logs of TensorFlow Lite Micro,
                rows of time,op,id,size as CSV or JSON lines
    tables      CSV of MiniMalloc and OmniMalloc, JSON, JSON of dsa-solver
  docs/ has models.md, onnx.md, xla.md, dumps.md, traces.md, formats.md.
  CSV with a header and columns in any order: id (or buffer, buffer_id), lower
  (or start, begin), upper (exclusive) or end (inclusive), size, and if wanted
  alignment, offset (fixed) and hint; -1 is no offset and no hint. Commas,
  semicolons or tabs part the columns, # begins a comment, and "# base=4096"
  says where the memory begins. The name can carry the capacity, as in
  NAME.CAPACITY.csv or NAME.1MiB.csv, where NAME does not end in a digit.
  JSON says the same:
    { "capacity": 1048576,
      "buffers": [{ "id": "a", "lower": 0, "upper": 3, "size": 64 }] }
  JSON takes constraints as well, CSV those of single buffers, and a second file
  (--pairs) those of pairs; docs/formats.md lists them.
  Files are UTF-8, packed with gzip or not. Columns and keys that mean a
  constraint which telaplan does not know are refused by name; others are kept,
  ignored, and told of once. Errors name file, line and column.
`;

export const PROGRAM_HELP = `
Examples:
  telaplan pack model.1048576.csv                   does it fit into 1 MiB?
  telaplan pack model.tflite -o planned.tflite      a model, and its plan in it
  telaplan pack --minimize -o placed.csv model.csv  least peak, with the plan
  telaplan explain -c 1MiB model.csv                why not, what would help
  telaplan verify placed.csv -c 1MiB                check a plan from anywhere
  telaplan diff before.csv after.csv                what moved, what grew
  telaplan generate --list                          instances to try it on
  telaplan compare model.csv                        second opinions
  telaplan convert -o model.json model.csv          another form
  telaplan serve                                    the same over gRPC
  telaplan batch run problems.jsonl                 many problems at once
  telaplan policy show                              what guides the search
  telaplan completion bash                          completion for a shell
${FILES}${EXIT_CODES}`;

export const PACK_HELP = `
Examples:
  telaplan pack model.1048576.csv
  telaplan pack -c 1MiB -o out/ --svg out/ a.csv b.csv c.json
  telaplan pack --minimize -t 60 --threads 4 model.csv
  telaplan pack --json *.csv | jq -r 'select(.status == "unknown").file'
  telaplan generate guillotine --form json | telaplan pack -
  telaplan pack -o - model.csv > placed.csv
  telaplan pack --ignore-offsets -o anew.csv placed.csv
  telaplan pack --ends inclusive --ignore color --base 4KiB model.csv
  telaplan pack --pairs pairs.csv --explain-presolve --svg plan.svg model.csv
  telaplan pack --objective spill,peak --limit reuse=10 constrained.json
  telaplan pack model.tflite --log tflm.log -o planned.tflite
  telaplan pack model.onnx --dim batch=1 --in-place -o arena.h
  telaplan pack host.xplane.pb --module jit_step --svg plan.svg
  telaplan pack --previous placed.csv -o next.csv edited.csv
  telaplan pack --why --svg why.svg -c 512KiB model.csv
${FILES}
Output:
  The placed file keeps rows, columns and their order, and gains the offsets.
  The end of its name can ask for another form: .csv, .json, .h for a C header,
  .cc for a BufferPlan of TFLM, .trace.json for Perfetto. --to asks by name, and
  wins (telaplan convert --help lists all). What a form cannot say is refused
  before anything is planned. A path is a folder when there are several files,
  when it ends in a slash or when there is such a folder; it is made if it is
  missing. No input is ever overwritten, and without a plan -o writes nothing.
  --svg then draws what does not fit: load, capacity, excess, who is to blame.
  A file is written whole or not at all: the old one stays where the disk is
  full. - is standard output, of one file; the table then goes to standard
  error. Options that the written file needs to be read again, as it does not
  say itself what they said, are told on standard error.
  A JSON line holds file, buffers, capacity, capacitySource (option, file or
  name), base and ignored where there are any, fixed (how many buffers are),
  minimized (true where the least peak was asked for), status, peak, lowerBound,
  infeasibility (cause, buffers and message, or null), steps, backtracks,
  restarts, solveMs, stoppedBy, seed, threads, verified, otherPlans (planner,
  peak and verified) where the file has plans by others, and policy, or solver
  where it is not the search; with constraints terms (term, value and bound of
  each), memories (id, capacity and peak) and presolve (sentences); why, with
  --why (telaplan explain --help); output and svg, where they were written; for
  a file that cannot be read: file, error, and where known line and column, or
  byte.

Earlier plans:
  With --previous as few bytes as can be move from where a placed file (of any
  form that has offsets) has them; buffers are matched by id. Movement comes
  before the peak; --objective peak,moved takes the least peak first. With
  --pin-unchanged buffers of the same size, lifetime and alignment are fixed. A
  JSON line then has changes: buffers and bytes kept, moved, new and gone.

Status:
  optimal     a plan, and a proof that none peaks lower
  feasible    a plan within the capacity
  infeasible  a proof that no plan fits
  unknown     a limit came first

Ctrl-C (or SIGTERM) ends the file under way; its best plan so far is printed
and written like any other. Files not yet begun are left out and count as
undecided. A second Ctrl-C ends telaplan at once.

The policy orders what the search tries. It can cost or save time, never a
plan's validity or a proof's truth. A policy file that cannot be used is a
warning, and the rules decide. telaplan policy says more.

With one thread, -t none and the same --seed, --step-limit and --policy, the
answer is the same on every machine.
${EXIT_CODES}`;

export const EXPLAIN_HELP = `
What is told:
  a plan         when the peak is, who lives then, what is wasted by alignment,
                 fixed offsets, reserved bytes and fragmentation, and what the
                 bound rests on
  no plan fits   buffers and rules that cannot go together (none of them can be
                 spared), how many bytes are missing, what would help, and the
                 least capacity that would do
  a limit came   the closest plan, how far the bound is, how the gap shrank, and
                 whether more time is likely to help
  The chart has the load over time: # is live, . lies unused below the highest
  byte in use, ! is beyond the capacity. A column shows the most of its times.

The file is planned as pack plans it. -t and --step-limit hold for the plan, and
again for each reason that is looked for. Ctrl-C ends what is under way; what is
known by then is told.

A JSON line holds what that of pack does, and why:
  message        all of it in a sentence or two
  bound          bytes that no peak is below, and what that restsOn: load, stack,
                 clique, buffer or search
  memories       for each memory its peak, time, live (id, bytes, share, offset,
                 lower, upper), load (times, liveBytes, tops), waste (bytes,
                 byCause, holes), bound, message
  core           of a file that does not fit: cause, message, remedies, buffers
                 (ids), constraints (kind, and what it says), neededBytes,
                 capacity, time, isIrreducible; else null
  leastCapacity  what would do: needs (all or any), message, and memories (bytes,
                 bound, isProved); null for a bound that no capacity meets
  closest        the plan of least overflow: peak, overflow, offsets, memories
  unknown        of an undecided file: message, bound, gap, moreTime, curve
  With --suggest there is suggestions: rank, kind, changes, bytes, cost, isProved,
  message, and the changed problem with its plan (problem, offsets, memories,
  peak). docs/explain.md has more.

Examples:
  telaplan explain model.1048576.csv
  telaplan explain -c 512KiB --svg why.svg model.tflite
  telaplan explain --minimize --all model.csv
  telaplan explain --suggest 3 -o smaller.json --take 2 -c 900 model.csv
  telaplan explain --json -c 1000 model.csv | jq .why.core.remedies
${EXIT_CODES}`;

export const CONVERT_HELP = `
Forms (--to), and the ends of names that ask for them:
  csv               .csv                the problem; its offsets, where it has
  json              .json               some; JSON says all of any problem
  same              any other           the file as it was read
  c-header          .h .hpp             arena and offsets for C and C++
  tflm-buffer-plan  .cc .cpp            BufferPlan of TensorFlow Lite Micro
  stalloc           .stalloc            plan file of STAlloc
  perfetto          .trace.json         Chrome trace of memory over time
  All but csv and json need a plan: an offset for every buffer. telaplan pack
  makes one, and writes the same forms. What a form cannot say is refused by
  name, and what it leaves out is told. docs/outputs.md shows each.

Examples:
  telaplan convert -o model.json model.csv
  telaplan convert -o plan.h placed.csv
  telaplan convert --to csv -o problems/ a.json b.json
  telaplan convert --to perfetto -o - placed.csv > placed.trace.json
  telaplan convert -o problem.csv model.tflite
`;

export const COMPARE_HELP = `
Solvers:
  search  telaplan's own
  glpk    GLPK's branch and cut          npm install glpk.js@5.0.0 (GPL-3.0)
  jslp    javascript-lp-solver           npm install javascript-lp-solver@1.0.3
  cpsat   CP-SAT of Google's OR-Tools    npm install or-tools-wasm@0.9.1
  Those that are not installed (beside telaplan, where you are, or with -g) are
  named and left out. Each plan is verified. An optimum is a plan that meets a
  bound which the solver proved; what a time limit cut short is none. pack
  --solver asks one of them.

Disagreement:
  Where one solver has a plan below what another calls the least, the problem is
  written to disagreement-NAME.json, and shrunk to disagreement-NAME.minimal.json.

Examples:
  telaplan compare model.1048576.csv
  telaplan compare -t 60 --json *.csv
${EXIT_CODES}`;

export const CHECK_HELP = `
The problem is read as pack reads it. The checker shares no code with the
planner; tools/check_proof.py is another one, and docs/proof.md tells what a
proof is. Exit code 1 where the proof is not accepted, with line and reason.

Examples:
  telaplan pack --proof proof.jsonl model.1048576.csv
  telaplan check proof.jsonl model.1048576.csv
`;

export const VERIFY_HELP = `
Reports the peak, the utilization (live bytes over the peak, averaged over
time), the fragmentation (unused bytes below the highest live one, averaged over
time) and everything that is wrong, buffer by buffer: overlaps, reads of
clobbered bytes, offsets beyond the capacity or off their alignment. Of problems
with constraints it tells what the terms come to, the peak of each memory and
every rule that is broken.

With --problem the plan is replayed on the buffers and the memory of that file,
and every buffer that differs from it in anything but its offset is told of.
What the placed file does not say, as alignments, is not compared.

Examples:
  telaplan verify placed.1048576.csv
  telaplan verify --problem model.1048576.csv placed.csv
  telaplan verify --json out/*.csv
${EXIT_CODES}`;

export const VIEW_HELP = `
Without files the page is opened empty: drop a file on it. The address has a path
that is drawn at random; the page's files and yours are all that is served, on
127.0.0.1 alone. Plans are made in the browser, and nothing is uploaded. The
address goes to standard output. Ctrl-C ends it.

A second file that the first refers to, as an external data file of a model, is
found where it is named too. docs/page.md tells what the page can do.

Examples:
  telaplan view model.tflite
  telaplan view --no-open --port 8080 before.csv after.csv
${EXIT_CODES}`;

export const DIFF_HELP = `
Buffers are matched by their ids. "moved" is a buffer of both files that lies at
another offset, or in another memory, "kept" one that lies where it lay: it may
be grown, shrunk or retimed as well. Both plans are simulated, and one that
breaks a rule is told of.

A JSON line holds before and after (the files), peak (before and after), growth
(a share; null where there were no bytes), memories (the peaks of each), sums
(buffers and bytes that were kept, moved, grown, shrunk, retimed, new and gone),
buffers (those that changed, each with its place before and after), violations
(broken rules before and after) and faults (why the second plan is refused).

Examples:
  telaplan diff before.csv after.csv
  telaplan diff --max-growth 2% --max-peak 1MiB before.csv after.csv
  telaplan diff --fail-if-moved --json before.csv after.csv
  telaplan diff --svg changes.svg before.csv after.csv

Exit codes:
  0  compared, and all within the limits
  1  one of the plans breaks a rule, or the second is beyond a limit
  2  bad usage, or a file that cannot be read, understood or written
`;

export const SERVE_HELP = `
Signals:
  SIGTERM, SIGINT  take no more calls, end those under way, exit with 0
  SIGHUP           read certificates and tokens again

Examples:
  telaplan serve
  telaplan serve --listen 127.0.0.1:0 --workers 4 --metrics none
  telaplan serve --listen 0.0.0.0:50051 --tls-cert tls.crt --tls-key tls.key \\
    --tokens tokens.txt
  TELAPLAN_CACHE=0 telaplan serve --config serve.json

A flag counts over its variable, a variable over the file. Log lines go to
standard output, as JSON where it is no terminal. docs/service.md describes the
service.
`;

export const GENERATE_HELP = `
Examples:
  telaplan generate --list
  telaplan generate guillotine --help
  telaplan generate guillotine --seed 7 --buffers 120 -o instances/
  telaplan generate guillotine --form json | telaplan pack -
`;

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

export const BATCH_HELP = `
Examples:
  telaplan batch run models/ -o placed/                 here, by threads
  telaplan batch submit --queue redis://host problems.jsonl
  telaplan batch status b-0123456789
  telaplan batch results b-0123456789 --ordered
  telaplan batch poison -o poison/
Each line of problems.jsonl is a problem as in JSON files, and may have a "name".
A line of results has index, name, status, peak, lowerBound, offsets in the order
of the buffers, and verified: the plan was replayed here by the simulator.
The variable TELAPLAN_QUEUE, or --queue-file, is for a URL with a password.
Exit codes:
  0  every problem has a plan
  1  some problem proved not to fit
  2  bad usage, or a problem that failed
  3  some problem undecided, or a batch that was left or cancelled
`;

export const WORKER_HELP = `
Examples:
  telaplan worker --queue redis://host --concurrency 4
  telaplan worker --queue-file queue.url --job-limit 600 --max-memory 8GiB
A job whose thread dies is tried again after --back-off, twice as long each time.
After --deaths of them it is set aside: telaplan batch poison lists it. SIGTERM
and Ctrl-C hand unfinished jobs back to the queue; a second one ends at once.
`;

export const COMPLETION_HELP = `
Examples:
  source <(telaplan completion bash)                  in ~/.bashrc
  source <(telaplan completion zsh)                   in ~/.zshrc, after compinit
  telaplan completion fish > ~/.config/fish/completions/telaplan.fish
`;

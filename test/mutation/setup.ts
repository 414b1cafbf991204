import fc from "fast-check";

// A mutant is dead at the first counterexample: no need to look for a smaller one.
fc.configureGlobal({ endOnFailure: true });

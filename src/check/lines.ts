import { MOST, need } from "./problem.js";

/** What stands in a list: a whole number, a name, or a list of whole numbers. */
export type Item = number | string | readonly number[];

/** A word of a refutation: its letter, and its number, 0 where it has none. */
export type Word = readonly [letter: string, number: number];

const NUMBER = "(?:0|-?[1-9][0-9]{0,15})";
const ITEM = `(?:${NUMBER}|"[a-z0-9 ]*"|\\[${NUMBER}(?:,${NUMBER})*\\])`;
const LINE = new RegExp(`^(?:"[a-z0-9. ]*"|\\[${ITEM}(?:,${ITEM})*\\])$`);

/** A line: words, or the items of a step. It has one spelling, so that all readers take it alike. @throws Error */
export function readLine(text: string, most: number): string | readonly Item[] {
  need(text.length <= most, `the line is longer than ${most} characters`);
  need(LINE.test(text), "the line is neither a list nor words");
  return JSON.parse(text) as string | readonly Item[];
}

/** @throws Error */
export function readWord(word: string): Word {
  const number = Number(word.slice(1));
  need(/^(?:\.|[bwstl](?:0|[1-9][0-9]{0,15}))$/.test(word) && number <= MOST, "there is no such word");
  return [word[0]!, number];
}

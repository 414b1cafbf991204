/* Checks proofs of how high a memory plan has to be: docs/proof.md says what a proof is, and why it is right.

     cc -O2 -o check_proof tools/check_proof.c
     ./check_proof PROOF PROBLEM [PROOF PROBLEM ...]

   PROBLEM has the lines that the problem's hash is of, as `python3 tools/check_proof.py --canonical FILE` prints them.
   There is a line for each proof. Exit code 0: all are accepted, 1: not all, 2: no such file, or no problem. It needs
   C99 and its library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long long num;
#define MOST 9007199254740991LL
#define NEVER (1LL << 60) /* the least offset of what is not open */
enum { MOST_SETS = 1 << 18, MOST_ROWS = 1 << 22, MOST_QUESTIONS = 1 << 11, MOST_OFFSETS = 1 << 26 };
typedef struct {
  num lower, upper, size, alignment, offset;
  int first, last;              /* its first section, and one past its last */
  int *meets, *walls, *twins;   /* other buffers that it meets; the fixed ones of them, rising; all that are like it */
  int met, walled, twinned;
} buffer;
typedef struct { num id, *rows; int count; } lemma; /* in pairs: a buffer, and an offset */

static jmp_buf failed;
static char reason[256];
static num line, base, limit, least, grid, kept;
static buffer *all;
static int count, **sections, *members, section_count, lemma_count, has_plan, is_proved;
static lemma *lemmas;
static char *problem, *proof, *rest_of_proof, *words; /* words: what is left of a line of them; NULL outside of one */

static void fail(const char *format, ...) {
  va_list items;
  va_start(items, format);
  vsnprintf(reason, sizeof reason, format, items);
  longjmp(failed, 1);
}

/* Memory is given back in the order in which it was taken, and all of it where a check ends. */
static void **blocks;
static int block_count, block_room;
static void *room(size_t items, size_t bytes) {
  if (block_count == block_room) blocks = realloc(blocks, (block_room = 2 * block_room + 64) * sizeof *blocks);
  void *block = calloc(items + 1, bytes);
  if (blocks == NULL || block == NULL) fail("there is not enough memory");
  return blocks[block_count++] = block;
}
static void give_back(int to) {
  while (block_count > to) free(blocks[--block_count]);
}

static int is_solid(const buffer *b) { return b->size > 0 && b->lower < b->upper; }
static num gcd(num a, num b) { return b == 0 ? (a < 0 ? -a : a) : gcd(b, a % b); }
static num up(num from, num step) { return (from + step - 1) / step * step; } /* from at or above 0 */

/* SHA-256 (FIPS 180-4), in hexadecimal. */
static const uint32_t K[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
};
static const uint32_t H[8] = {
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};
static uint32_t turn(uint32_t x, int n) { return x >> n | x << (32 - n); }
static void sha256(const char *data, size_t length, char *hex) {
  uint32_t h[8], w[64], v[8];
  memcpy(h, H, sizeof h);
  size_t whole = ((length + 8) / 64 + 1) * 64;
  for (size_t block = 0; block < whole; block += 64) {
    memset(w, 0, sizeof w);
    for (size_t i = 0, p = block; i < 64; i++, p++) {
      uint64_t bits = (uint64_t)length * 8;
      unsigned tail = p < whole - 8 ? 0 : (unsigned)(bits >> 8 * (whole - 1 - p)) & 255;
      w[i / 4] = w[i / 4] << 8 | (p < length ? (unsigned char)data[p] : p == length ? 128 : tail);
    }
    for (int i = 16; i < 64; i++) {
      uint32_t a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) + (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
    }
    memcpy(v, h, sizeof v);
    for (int i = 0; i < 64; i++) {
      uint32_t e = v[4], s = v[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & v[5]) ^ (~e & v[6])) + K[i] + w[i];
      uint32_t a = v[0], t = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
      memmove(v + 1, v, 7 * sizeof *v);
      v[4] += s;
      v[0] = s + t;
    }
    for (int i = 0; i < 8; i++) h[i] += v[i];
  }
  for (int i = 0; i < 8; i++) sprintf(hex + 8 * i, "%08lx", (unsigned long)h[i]);
}

/* The problem in the lines that its hash is of. */
static void read_problem(const char *text) {
  int length = 0;
  count = 0;
  if (sscanf(text, "telaplan problem 1\nbase %lld%n", &base, &length) < 1) fail("this is no problem");
  while (text += length, text[0] == '\n' && text[1] != 0) {
    if ((all = realloc(all, (count + 1) * sizeof *all)) == NULL) fail("there is not enough memory");
    num is[6] = {0}, from[] = {-MOST, -MOST, 0, 1, -1, 0};
    int found = sscanf(text, "%lld %lld %lld %lld %lld%n", is, is + 1, is + 2, is + 3, is + 4, &length);
    is[5] = base;
    for (int i = 0; i < 6; i++)
      if (found < 5 || is[i] > MOST || is[i] < from[i]) fail("line %d is none of a problem", count + 3);
    all[count++] = (buffer){.lower = is[0], .upper = is[1], .size = is[2], .alignment = is[3], .offset = is[4]};
  }
}

/* Lines. A line has been looked at as a whole before what is in it is read. */
static char *past_number(char *p) {
  size_t digits = strspn(p + (*p == '-'), "0123456789");
  int fits = digits > 0 && digits <= 16 && (p[*p == '-'] != '0' || (digits == 1 && *p != '-'));
  return fits ? p + (*p == '-') + digits : NULL;
}
static char *past_string(char *p, const char *letters) {
  p += 1 + strspn(p + 1, letters);
  return *p == '"' ? p + 1 : NULL;
}
#define LETTERS "abcdefghijklmnopqrstuvwxyz0123456789 "
static char *past_list(char *p, int depth) {
  do {
    p++;
    if (*p == '[' && depth == 0) p = past_list(p, 1);
    else p = *p == '"' && depth == 0 ? past_string(p, LETTERS) : past_number(p);
  } while (p != NULL && *p == ',');
  return p != NULL && *p == ']' ? p + 1 : NULL;
}
static char *next_line(void) {
  line++;
  char *begin = rest_of_proof;
  if (*begin == 0) fail("the proof ends here, and the claim is not proved");
  size_t length = strcspn(begin, "\n"), most = 65536 + 32 * (size_t)count;
  rest_of_proof += length + (begin[length] == '\n');
  begin[length] = 0;
  if (length > most) fail("the line is longer than %llu characters", (unsigned long long)most);
  char *end = *begin == '"' ? past_string(begin, LETTERS ".") : *begin == '[' ? past_list(begin, 0) : NULL;
  if (end == NULL || *end != 0) fail("the line is neither a list nor words");
  return begin;
}
/* The number in a list that p is at, which goes on behind it; p is at what comes before: [ or a comma. */
static num take(char **p, const char *what, num from, num to) {
  num found = **p == ']' || **p == 0 || (*p)[1] == '"' || (*p)[1] == '[' ? to + 1 : strtoll(*p + 1, p, 10);
  if (found < from || found > to) fail("%s is no whole number from %lld to %lld", what, from, to);
  return found;
}
static char next_word(num *number) {
  if (words == NULL) {
    words = next_line();
    if (*words++ != '"') fail("the refutation before this line is not complete");
  }
  char *word = words, letter = *word;
  size_t length = strcspn(word, " \"");
  words = word[length] == ' ' ? word + length + 1 : NULL;
  *number = 0;
  if (letter == '.' && length == 1) return letter;
  int fits = letter != 0 && strchr("bwstl", letter) && word[1] != '-' && past_number(word + 1) == word + length;
  if (fits) *number = strtoll(word + 1, NULL, 10);
  if (!fits || *number > MOST) fail("there is no such word");
  return letter;
}

static int earlier(const buffer *a, const buffer *b) { return a->lower < b->lower || (a->lower == b->lower && a < b); }
static void check_plan(char *p) {
  num *plan = room(count, sizeof *plan), highest = base;
  int n = 0, clash = -1;
  for (char *q = p; *q != ']'; n++) for (q++; *q != ',' && *q != ']'; q++) {}
  if (n != count) fail("the plan has another number of buffers");
  for (n = 0; n < count; n++) {
    char what[60];
    snprintf(what, sizeof what, "the offset of buffer %d", n);
    num end = (plan[n] = take(&p, what, base, base + least - all[n].size)) + all[n].size;
    if (plan[n] % all[n].alignment != 0 || (all[n].offset >= 0 && plan[n] != all[n].offset))
      fail("buffer %d may not lie at %lld", n, plan[n]);
    if (end > highest) highest = end;
  }
  if (highest != base + least) fail("the plan's peak is %lld, not %lld", highest - base, least);
  for (n = 0; n < count; n++)
    for (int c = 0; c < n && is_solid(&all[n]); c++) {
      int meet = is_solid(&all[c]) && all[c].lower < all[n].upper && all[n].lower < all[c].upper;
      int later = earlier(&all[n], &all[c]) ? c : n;
      if (!meet || plan[c] >= plan[n] + all[n].size || plan[n] >= plan[c] + all[c].size) continue;
      if (clash < 0 || earlier(&all[later], &all[clash])) clash = later;
    }
  if (clash >= 0) fail("buffer %d shares bytes with one that lives then", clash);
}

/* Whether buffers have a stack from the bottom on that ends within the limit. A set is what is still to come, a number
   of each kind, with the least height that the others end at; one layer of sets makes the next, with a buffer less. */
typedef struct { num height; int *left; } set;
static int kinds;
static int by_set(const void *a, const void *b) {
  const set *x = a, *y = b;
  int order = memcmp(x->left, y->left, kinds * sizeof(int));
  return order ? order : (x->height > y->height) - (x->height < y->height);
}
static int can_stack(const int *chosen, int n, num bottom) {
  int mark = block_count, *kind = room(n, sizeof *kind), *most = room(n, sizeof *most), seen = 0, size = 1;
  set *layer = room(1, sizeof *layer);
  num bytes = kinds = 0;
  for (int i = 0, k; i < n; i++) {
    const buffer *b = &all[chosen[i]], *c;
    for (k = 0; k < kinds; k++) {
      c = &all[kind[k]];
      if (b->size == c->size && b->alignment == c->alignment && b->offset == c->offset) break;
    }
    if (k == kinds) kind[kinds++] = chosen[i];
    most[k]++, bytes += b->size;
  }
  *layer = (set){bottom, most};
  for (int step = 0; step < n && size > 0; step++) {
    int found = 0;
    num *at = room(kinds, sizeof *at);
    set *higher = room((size_t)size * kinds, sizeof *higher);
    for (set *from = layer; from < layer + size; from++) {
      num ceiling = NEVER, lowest = NEVER, left = 0;
      for (int k = 0; k < kinds; k++) {
        const buffer *b = &all[kind[k]];
        left += from->left[k] * b->size;
        if (from->left[k] == 0) continue;
        at[k] = b->offset < 0 ? up(from->height, b->alignment) : b->offset;
        if (at[k] < lowest) lowest = at[k];
        if (at[k] + b->size < ceiling) ceiling = at[k] + b->size;
      }
      for (int k = 0; k < kinds && lowest >= from->height; k++) { /* else a fixed one is passed */
        num end = at[k] + all[kind[k]].size;
        /* what lies at the ceiling or above leaves a gap that another would fill */
        if (from->left[k] == 0 || (at[k] >= ceiling && end > ceiling) || at[k] + left > limit) continue;
        int *without = memcpy(room(kinds, sizeof *without), from->left, kinds * sizeof *without);
        without[k]--;
        higher[found++] = (set){end, without};
      }
      if (found > MOST_SETS * 8) fail("a stack of %d buffers takes more than %d sets", n, MOST_SETS);
    }
    qsort(higher, found, sizeof *higher, by_set);
    size = 0;
    for (int i = 0; i < found; i++)
      if (size == 0 || memcmp(higher[size - 1].left, higher[i].left, kinds * sizeof(int))) higher[size++] = higher[i];
    if ((seen += size) > MOST_SETS) fail("a stack of %d buffers takes more than %d sets", n, MOST_SETS);
    layer = higher;
  }
  give_back(mark);
  return size > 0;
}

/* What is the same in all states. */
static int by_value(const void *a, const void *b) { return (*(num *)a > *(num *)b) - (*(num *)a < *(num *)b); }
static void find_sections(void) {
  num *marks = room(count, sizeof *marks);
  section_count = 0;
  for (int b = 0; b < count; b++) { /* a time that some begin at, if at the next time of all some end */
    num time = all[b].lower, begin = NEVER, end = NEVER;
    int is_known = !is_solid(&all[b]);
    for (int i = 0; i < section_count; i++) is_known |= marks[i] == time;
    for (buffer *c = all; c < all + count && !is_known; c++) {
      if (is_solid(c) && c->lower > time && c->lower < begin) begin = c->lower;
      if (is_solid(c) && c->upper > time && c->upper < end) end = c->upper;
    }
    if (end <= begin && !is_known) marks[section_count++] = time;
  }
  qsort(marks, section_count, sizeof *marks, by_value);
  sections = room(section_count, sizeof *sections);
  members = room(section_count, sizeof *members);
  grid = 0;
  for (int b = 0; b < count; b++) {
    buffer *it = &all[b];
    it->first = it->last = 0;
    if (!is_solid(it)) continue;
    while (it->first < section_count && marks[it->first] < it->lower) it->first++;
    for (it->last = it->first; it->last < section_count && marks[it->last] < it->upper; it->last++) members[it->last]++;
    grid = gcd(gcd(grid, it->size), up(base, it->alignment) - base);
    if (it->offset >= 0) grid = gcd(grid, it->offset - base);
  }
  for (int s = 0; s < section_count; s++) sections[s] = room(members[s], sizeof(int)), members[s] = 0;
  for (int b = 0; b < count; b++) for (int s = all[b].first; s < all[b].last; s++) sections[s][members[s]++] = b;
  for (int changed = 1; changed;) {
    changed = 0;
    for (buffer *b = all; b < all + count; b++)
      if (is_solid(b) && grid % b->alignment != 0 && b->alignment % grid != 0)
        grid = gcd(grid, b->alignment), changed = 1;
  }
  int *found = room(3 * (size_t)count, sizeof *found);
  for (int b = 0; b < count; b++) {
    buffer *it = &all[b];
    it->met = it->walled = it->twinned = 0;
    for (int c = 0; c < count && it->first < it->last; c++) {
      buffer *o = &all[c];
      int same = o->first == it->first && o->last == it->last && o->size == it->size && o->alignment == it->alignment;
      if (same && it->offset < 0 && o->offset < 0) found[2 * count + it->twinned++] = c;
      if (c == b || o->first >= it->last || it->first >= o->last) continue;
      found[it->met++] = c;
      if (o->offset < 0) continue;
      int i = count + it->walled++;
      for (; i > count && all[found[i - 1]].offset > o->offset; i--) found[i] = found[i - 1];
      found[i] = c;
    }
    int *kept_here = room(it->met + it->walled + it->twinned, sizeof *kept_here);
    it->meets = memcpy(kept_here, found, it->met * sizeof *found);
    it->walls = memcpy(it->meets + it->met, found + count, it->walled * sizeof *found);
    it->twins = memcpy(it->walls + it->walled, found + 2 * count, it->twinned * sizeof *found);
  }
}
static num rest(const buffer *b, num y) {
  if (b->offset >= 0) return y <= b->offset ? b->offset : NEVER;
  y = up(base + up(y - base, grid), b->alignment);
  for (int i = 0; i < b->walled; i++) {
    const buffer *wall = &all[b->walls[i]];
    if (y < wall->offset + wall->size && y + b->size > wall->offset) y = up(wall->offset + wall->size, b->alignment);
  }
  return y;
}

/* A state: by buffer its least offset, NEVER where it is not open; NULL where it is refuted at once. What is lower than
   it may be by `to` rises there, of the buffers that are marked, and what follows is told: the state, or NULL. */
static num *raised(num *state, const num *to, int first, int last) {
  for (int b = 0; b < count; b++) if (to[b] >= 0) state[b] = rest(&all[b], to[b]);
  for (const buffer *b = all; b < all + count; b++) {
    num end = -NEVER, before = NEVER;
    if (to[b - all] < 0) continue;
    if (state[b - all] + b->size > limit) return NULL;
    for (int k = 0; k < b->twinned; k++) {
      num *level = &state[b->twins[k]], was = *level;
      if (was >= NEVER) continue;
      if (before <= was && was < end) *level = rest(&all[b->twins[k]], end);
      end = *level + b->size, before = was;
      if (end > limit) return NULL;
    }
    if (b->first < first) first = b->first;
    if (b->last > last) last = b->last;
  }
  for (int s = first; s < last; s++) {
    num floor = NEVER, sum = 0;
    for (int i = 0, b; i < members[s]; i++) {
      if (state[b = sections[s][i]] >= NEVER) continue;
      sum += all[b].size;
      if (state[b] < floor) floor = state[b];
    }
    if (sum > 0 && floor + sum > limit) return NULL;
  }
  return state;
}
/* The state in which b lies at its least offset, or, where b is -1, nothing of section s lies below the level. */
static num *answered(const num *state, int b, int s, num level) {
  num *after = room(count, sizeof *after), *to = room(count, sizeof *to);
  memcpy(after, state, count * sizeof *after);
  for (int c = 0; c < count; c++) to[c] = -1;
  if (b < 0) {
    for (int i = 0; i < members[s]; i++) if (state[sections[s][i]] < level) to[sections[s][i]] = level;
    return raised(after, to, s, s + 1);
  }
  num end = state[b] + all[b].size;
  after[b] = NEVER;
  for (int i = 0; i < all[b].met; i++) {
    int c = all[b].meets[i];
    if (state[c] < end && state[c] + all[c].size > state[b]) to[c] = end;
  }
  return raised(after, to, all[b].first, all[b].last);
}
static num floor_of(const num *state, int s) {
  num lowest = NEVER;
  for (int i = 0; i < members[s]; i++) if (state[sections[s][i]] < lowest) lowest = state[sections[s][i]];
  return lowest;
}
/* The highest level below which nothing of s can lie, if nothing lies at its floor; NEVER where there is none. */
static num waste_level(const num *state, int s, num floor) {
  num lowest = NEVER;
  for (int i = 0; i < members[s]; i++) {
    const buffer *b = &all[sections[s][i]];
    num least_of_b = state[b - all];
    if (least_of_b > floor && least_of_b < lowest) lowest = least_of_b;
    for (int k = 0; k < b->met && least_of_b <= floor; k++) {
      const buffer *c = &all[b->meets[k]];
      num end = state[c - all] + c->size;
      if (end >= lowest || (c->first <= s && s < c->last) || (end <= floor && c->offset >= 0)) continue;
      num y = rest(b, end > floor ? end : floor + 1);
      if (y < lowest) lowest = y;
    }
  }
  return lowest;
}

static lemma *lemma_of(num id) {
  lemma *l = lemmas;
  while (l < lemmas + lemma_count && l->id != id) l++;
  return l;
}
static void refute(num *state, int depth) {
  num n, floor = 0;
  char letter = next_word(&n);
  if (letter == 'l') {
    lemma *l = lemma_of(n);
    if (l == lemmas + lemma_count) fail("there is no lemma %lld", n);
    for (num *row = l->rows; state != NULL && row < l->rows + 2 * l->count; row += 2)
      if (state[row[0]] < row[1] || state[row[0]] >= NEVER)
        fail("lemma %lld does not hold here: buffer %lld is not open, or below %lld", n, row[0], row[1]);
    return;
  }
  if (letter != 's' && letter != 't') fail("%c refutes nothing", letter);
  if (n >= section_count) fail("there is no section %lld", n);
  int s = (int)n, mark = block_count;
  if (state != NULL && (floor = floor_of(state, s)) >= NEVER) fail("nothing is open in section %d", s);
  if (letter == 't') {
    int *open = room(members[s], sizeof *open), some = 0;
    for (int i = 0; state != NULL && i < members[s]; i++)
      if (state[sections[s][i]] < NEVER) open[some++] = sections[s][i];
    if (state != NULL && can_stack(open, some, floor)) fail("section %d has a stack within the limit", s);
    return give_back(mark);
  }
  if (depth > MOST_QUESTIONS || (num)depth * count > MOST_OFFSETS) fail("too many questions are under way");
  char *given = room(count + 1, 1); /* the last one: that nothing lies at the floor */
  for (int kept_blocks = block_count; (letter = next_word(&n)) != '.'; give_back(kept_blocks)) {
    num *after = NULL;
    if (letter != 'b' && letter != 'w') fail("%c is no answer", letter);
    if (state != NULL && letter == 'b') {
      if (n >= count || state[n] != floor || s < all[n].first || s >= all[n].last)
        fail("buffer %lld cannot lie at %lld, the floor of section %d", n, floor, s);
      after = answered(state, (int)n, s, 0);
    } else if (state != NULL) {
      num level = waste_level(state, s, floor);
      if (n <= floor || n > level) fail("a buffer of section %d could come to lie between %lld and %lld", s, floor, n);
      after = answered(state, -1, s, n);
    }
    if (state != NULL) given[letter == 'w' ? count : n] = 1;
    refute(after, depth + 1);
  }
  for (int i = 0; state != NULL && i <= members[s]; i++) { /* what was not given must be refuted at once */
    int b = i < members[s] ? sections[s][i] : -1;
    num level = b >= 0 ? 0 : waste_level(state, s, floor);
    if (given[b < 0 ? count : b] || (b < 0 ? level >= NEVER : state[b] != floor)) continue;
    if (answered(state, b, s, level) == NULL) continue;
    if (b < 0) fail("what if nothing lies at %lld? The question of section %d does not say", floor, s);
    fail("what if buffer %d lies at %lld? The question of section %d does not say", b, floor, s);
  }
  give_back(mark);
}

static void check_lemma(char *p) {
  lemma new = {take(&p, "the number of a lemma", 0, MOST), NULL, 0};
  if (sections == NULL) find_sections();
  int mark = block_count, is_whole = *p == ']';
  num *to = room(count, sizeof *to), *state = room(count, sizeof *state);
  num *rows = new.rows = malloc((strlen(p) + 2 * (size_t)count + 2) * sizeof *rows);
  if (rows == NULL) fail("there is not enough memory");
  for (int b = 0; b < count; b++) {
    to[b] = -1, state[b] = NEVER;
    if (is_whole && is_solid(&all[b])) rows[2 * new.count] = b, rows[2 * new.count++ + 1] = base;
  }
  while (*p == ',') {
    if (*++p != '[') fail("this is no list");
    num y = take(&p, "an offset", base, MOST);
    while (*p == ',') rows[2 * new.count] = take(&p, "a buffer", 0, count - 1), rows[2 * new.count++ + 1] = y;
    p++;
  }
  int proves = 1;
  for (num *row = rows; row < rows + 2 * new.count; row += 2) {
    if (!is_solid(&all[row[0]]) || to[row[0]] >= 0) fail("buffer %lld may not be in a lemma, or not twice", row[0]);
    proves &= (to[row[0]] = row[1]) == base;
  }
  refute(raised(state, to, 0, section_count), 1);
  if (words != NULL) fail("there is no refutation that goes on here");
  give_back(mark);
  lemma *old = lemma_of(new.id);
  if (old == lemmas + lemma_count) {
    if ((lemmas = realloc(lemmas, (lemma_count + 1) * sizeof *lemmas)) == NULL) fail("there is not enough memory");
    old = lemmas + lemma_count++;
    *old = (lemma){new.id, NULL, 0};
  }
  kept += new.count - old->count;
  free(old->rows);
  *old = new;
  if (kept > MOST_ROWS) fail("the lemmas have more than %d rows", MOST_ROWS);
  is_proved = proves;
}
static void check_stack(char *p) {
  int *chosen = room(strlen(p), sizeof *chosen), n = 0, together = 1;
  char *seen = room(count, 1);
  num begin = -NEVER, end = NEVER;
  while (*p == ',') {
    int b = (int)take(&p, "a buffer", 0, count - 1);
    if (seen[b]++ == 0) chosen[n++] = b;
    if (all[b].lower > begin) begin = all[b].lower;
    if (all[b].upper < end) end = all[b].upper;
    together &= is_solid(&all[b]);
  }
  if (n == 0 || (n > 1 && !(together && begin < end))) fail("the buffers do not live at one time");
  if (can_stack(chosen, n, base)) fail("the buffers have a stack within the limit");
  is_proved = 1;
}
static void check(const char *hash) {
  char *p = next_line();
  int items = *p == '[', depth = 0;
  for (char *q = p; *q != 0; q++) depth += (*q == '[') - (*q == ']'), items += *q == ',' && depth == 1;
  if (strncmp(p, "[\"telaplan proof 1\",", 20) != 0 || items < 3 || items > 4)
    fail("this is no proof of the format telaplan 1");
  if (p[20] != '"' || strncmp(p + 21, hash, 64) != 0 || p[85] != '"') fail("the proof is of another problem");
  p += 86;
  least = take(&p, "the least peak", 0, MOST - base);
  if (*p == ',') {
    if (*++p != '[') fail("this is no list");
    check_plan(p);
    has_plan = 1;
  }
  limit = base + least - 1;
  for (is_proved = least == 0; !is_proved;) {
    p = next_line();
    if (*p != '[') fail("there is no refutation that goes on here");
    if (strncmp(p, "[\"stack\"", 8) == 0) check_stack(p + 8);
    else if (strncmp(p, "[\"lemma\"", 8) == 0) check_lemma(p + 8);
    else fail("there is no such step");
  }
  line++;
  if (*rest_of_proof != 0) fail("there is more after the end");
}

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  size_t length = 0, room_there = 1 << 16;
  char *text = malloc(room_there + 1);
  while (file != NULL && text != NULL && (length += fread(text + length, 1, room_there - length, file)) == room_there)
    text = realloc(text, (room_there *= 2) + 1);
  if (file == NULL || text == NULL || ferror(file)) {
    fprintf(stderr, "error: %s cannot be read\n", path);
    exit(2);
  }
  fclose(file);
  text[length] = 0;
  if (strlen(text) < length) text[strlen(text)] = 1; /* a byte 0 may stand nowhere */
  return text;
}
/* 0: accepted, 1: not accepted, 2: no such file, or no problem. */
static int verdict(const char *proof_path, const char *problem_path) {
  char hash[65];
  problem = read_file(problem_path);
  rest_of_proof = proof = read_file(proof_path);
  line = kept = lemma_count = has_plan = 0;
  sections = NULL, words = NULL;
  if (setjmp(failed) != 0) {
    if (line == 0) return fprintf(stderr, "error: %s: %s\n", problem_path, reason), 2;
    return printf("not accepted: line %lld: %s\n", line, reason), 1;
  }
  read_problem(problem);
  sha256(problem, strlen(problem), hash);
  check(hash);
  const char *claim = has_plan ? "the plan peaks at" : "no plan peaks below";
  const char *met = has_plan ? ", and none peaks lower" : "";
  return printf("accepted: %s %lld bytes%s (%lld lines)\n", claim, least, met, line - 1), 0;
}
int main(int argc, char **argv) {
  int code = 0;
  if (argc < 3 || argc % 2 == 0) return fputs("usage: check_proof PROOF PROBLEM [PROOF PROBLEM ...]\n", stderr), 2;
  for (int i = 1; i < argc; i += 2) {
    int said = verdict(argv[i], argv[i + 1]);
    if (said > code) code = said;
    give_back(0);
    free(problem);
    free(proof);
  }
  return code;
}

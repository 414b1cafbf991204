/** A script that Redis runs as one step, and how many keys it names first. */
export interface Script {
  readonly numberOfKeys: number;
  readonly lua: string;
}

/**
 * What must happen as one step. All keys begin with one prefix in braces, so that a cluster has them in one place.
 *
 * - `batch:B`: hash of head, created, keep, total, cancelled, submitted and one count a status;
 * - `batch:B:items`: hash from a place to the job's id, a line feed, and the rest as JSON;
 * - `batch:B:done`: list of places in the order of their answers;
 * - `job:J`: hash of task, answer, status, queued, deaths, worker, alone, and of why it was set aside;
 * - `job:J:waiters`: list of batch and place of those who wait;
 * - `asides`: sorted set of the jobs that were set aside, by time.
 */
const SETTLE = `
local function settle(prefix, batch, place, status)
  local key = prefix .. 'batch:' .. batch
  if redis.call('EXISTS', key) == 0 then return end
  redis.call('RPUSH', key .. ':done', place)
  redis.call('PEXPIRE', key .. ':done', redis.call('HGET', key, 'keep'))
  redis.call('HINCRBY', key, status, 1)
end
local function answer(prefix, id, text, status)
  local job = prefix .. 'job:' .. id
  if redis.call('EXISTS', job) == 0 or redis.call('HEXISTS', job, 'answer') == 1 then return 0 end
  redis.call('HSET', job, 'answer', text, 'status', status)
  redis.call('HDEL', job, 'queued', 'worker', 'alone')
  for _, waiter in ipairs(redis.call('LRANGE', job .. ':waiters', 0, -1)) do
    local batch, place = string.match(waiter, '^(%S+) (%d+)$')
    settle(prefix, batch, place, status)
  end
  redis.call('DEL', job .. ':waiters')
  return 1
end
`;

/** KEYS: batch. ARGV: head, milliseconds now, milliseconds to keep. */
const OPEN = `
if redis.call('HSETNX', KEYS[1], 'head', ARGV[1]) == 1 then
  redis.call('HSET', KEYS[1], 'created', ARGV[2], 'keep', ARGV[3], 'submitted', 0)
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;

/** KEYS: batch. ARGV: prefix, batch, then place, job, rest and task of each item. */
const ADD = `${SETTLE}
local prefix, batch = ARGV[1], ARGV[2]
local items, done = KEYS[1] .. ':items', KEYS[1] .. ':done'
local keep, cancelled, total = unpack(redis.call('HMGET', KEYS[1], 'keep', 'cancelled', 'total'))
if not keep then return { 'unknown' } end
if cancelled then return { 'cancelled' } end
local missing = { 'ok' }
for i = 3, #ARGV, 4 do
  local place, id, rest, task = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local found = redis.call('HGET', items, place)
  if found and string.sub(found, 1, #id + 1) ~= id .. '\\n' then return { 'other', place } end
  if not found then
    if total and tonumber(place) >= tonumber(total) then return { 'sealed', total } end
    redis.call('HSET', items, place, id .. '\\n' .. rest)
    redis.call('HINCRBY', KEYS[1], 'submitted', 1)
  end
  if id == '' then
    if not found then settle(prefix, batch, place, 'failed') end
  else
    local job = prefix .. 'job:' .. id
    redis.call('HSETNX', job, 'task', task)
    redis.call('PEXPIRE', job, 2 * keep)
    local status, queued = unpack(redis.call('HMGET', job, 'status', 'queued'))
    if status then
      if not found then settle(prefix, batch, place, status) end
    else
      if not found then
        redis.call('RPUSH', job .. ':waiters', batch .. ' ' .. place)
        redis.call('PEXPIRE', job .. ':waiters', 2 * keep)
      end
      if found or not queued then missing[#missing + 1] = id end
    end
  end
end
for _, key in ipairs({ KEYS[1], items, done }) do redis.call('PEXPIRE', key, keep) end
return missing
`;

/** KEYS: batch. ARGV: field, value. Nothing where there is no batch. */
const MARK = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`;

/** KEYS: none. ARGV: prefix, batch, then pairs of place and job. */
const RELEASE = `
local prefix, batch = ARGV[1], ARGV[2]
local free = {}
for i = 3, #ARGV, 2 do
  local job = prefix .. 'job:' .. ARGV[i + 1]
  redis.call('LREM', job .. ':waiters', 0, batch .. ' ' .. ARGV[i])
  if redis.call('EXISTS', job .. ':waiters') == 0 and redis.call('HEXISTS', job, 'answer') == 0 then
    redis.call('HDEL', job, 'queued')
    free[#free + 1] = ARGV[i + 1]
  end
end
return free
`;

/** KEYS: job. What a worker hears. */
const BEGIN = `
local task, status = unpack(redis.call('HMGET', KEYS[1], 'task', 'status'))
if not task then return { 'gone' } end
if status then return { 'answered' } end
if redis.call('EXISTS', KEYS[1] .. ':waiters') == 0 then return { 'unwanted' } end
return { 'wanted', task }
`;

/** KEYS: none. ARGV: prefix, job, answer, status. */
const ANSWER = `${SETTLE}
return answer(ARGV[1], ARGV[2], ARGV[3], ARGV[4])
`;

/** KEYS: job. ARGV: fields and values; nothing where the job is gone or has an answer. */
const NOTE = `
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'answer') == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1
`;

/** KEYS: job. */
const BLAME = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HDEL', KEYS[1], 'worker', 'alone')
return redis.call('HINCRBY', KEYS[1], 'deaths', 1)
`;

/** KEYS: asides. ARGV: prefix, job, answer, reason, milliseconds now. */
const SET_ASIDE = `${SETTLE}
local job = ARGV[1] .. 'job:' .. ARGV[2]
local owner = redis.call('LINDEX', job .. ':waiters', 0) or ''
if answer(ARGV[1], ARGV[2], ARGV[3], 'failed') == 0 then return 0 end
redis.call('HSET', job, 'reason', ARGV[4], 'at', ARGV[5], 'owner', owner)
redis.call('ZADD', KEYS[1], ARGV[5], ARGV[2])
return 1
`;

/** KEYS: asides. ARGV: prefix, job. */
const READMIT = `
if redis.call('ZREM', KEYS[1], ARGV[2]) == 0 then return 0 end
redis.call('HDEL', ARGV[1] .. 'job:' .. ARGV[2], 'answer', 'status', 'queued', 'deaths', 'reason', 'at', 'owner')
return 1
`;

export const SCRIPTS = {
  fleetOpen: { numberOfKeys: 1, lua: OPEN },
  fleetAdd: { numberOfKeys: 1, lua: ADD },
  fleetMark: { numberOfKeys: 1, lua: MARK },
  fleetRelease: { numberOfKeys: 0, lua: RELEASE },
  fleetBegin: { numberOfKeys: 1, lua: BEGIN },
  fleetAnswer: { numberOfKeys: 0, lua: ANSWER },
  fleetNote: { numberOfKeys: 1, lua: NOTE },
  fleetBlame: { numberOfKeys: 1, lua: BLAME },
  fleetSetAside: { numberOfKeys: 1, lua: SET_ASIDE },
  fleetReadmit: { numberOfKeys: 1, lua: READMIT },
} as const satisfies Readonly<Record<string, Script>>;

export type ScriptName = keyof typeof SCRIPTS;

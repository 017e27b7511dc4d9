/** Many requests at once, and what they take of a server: two sides in short turns. */
import autocannon from 'autocannon';
import { percentile } from './measure.mjs';

export const CONNECTIONS = 50;
/** Many and short, so that what else the machine does meets both sides alike. */
const TURNS = 16;
const TURN_SECONDS = 2;

/** @throws when one request is not answered with `expected` hundred */
export async function send({ expected = 2, ...options }) {
  const result = await autocannon({ connections: CONNECTIONS, ...options });
  const { errors } = result;
  if (errors > 0 || result[`${expected}xx`] !== result.requests.total)
    throw new Error(`${JSON.stringify(result.statusCodeStats)}, ${errors} errors`);
  return result;
}

/** What one request takes of the server, ms of processor time, over one turn. */
export async function processorTime(server, options) {
  const before = server.processor();
  const { requests } = await send({ duration: TURN_SECONDS, ...options });
  return (server.processor() - before) / requests.total;
}

export async function inTurns(without, having) {
  const times = { without: [], having: [] };
  for (let turn = 0; turn < TURNS; turn++) {
    times.without.push(await without());
    times.having.push(await having());
  }
  return times;
}

/** By the lower quartile: what else runs adds to a time and never takes from it. */
export function change({ without, having }, most) {
  const [before, after] = [percentile(without, 0.25), percentile(having, 0.25)];
  const more = after / before - 1;
  return {
    target: `no measurable change (≤ ${percent(most)})`,
    measured: `${percent(more)} (${micros(after)} against ${micros(before)} a request, in turns)`,
    met: more <= most,
    values: { more, without, having },
  };
}

export const count = (value) => Math.round(value).toLocaleString('en-US');
export const percent = (value) => `${(value * 100).toFixed(Math.abs(value) < 0.1 ? 1 : 0)} %`;
const micros = (value) => `${(value * 1000).toFixed(1)} µs`;

/**
 * A part of an object's rows: those last changed in [from, to), seconds since 1970; without an end it is open there.
 * The first has no beginning and the last no end, so that no row lies outside, also none that changes meanwhile.
 */
export interface Window {
  readonly from?: number;
  readonly to?: number;
}

/** When the rows to read were changed first and last, seconds, and how many there are. */
export interface Extent {
  readonly first: number;
  readonly last: number;
  readonly rows: number;
}

/** More windows than this help nobody. */
const MOST_WINDOWS = 1000;

/**
 * Windows of equal length, about as many as it takes for `rowsEach` rows in each.
 * @param from where the pull before left off; absent: there was none
 */
export function planWindows(
  extent: Extent | undefined,
  rowsEach: number,
  from: number | undefined,
): readonly Window[] {
  const cuts: number[] = [];
  if (extent !== undefined) {
    const first = Math.max(extent.first, from ?? extent.first);
    const wanted = Math.min(MOST_WINDOWS, Math.ceil(extent.rows / rowsEach));
    const step = (extent.last - first) / wanted;
    for (let i = 1; i < wanted; i++) {
      const cut = Math.ceil(first + i * step);
      if (cut > (cuts.at(-1) ?? first) && cut <= extent.last) cuts.push(cut);
    }
  }
  const edges = [from, ...cuts, undefined];
  return edges.slice(1).map((to, i) => {
    const start = edges[i];
    return { ...(start !== undefined && { from: start }), ...(to !== undefined && { to }) };
  });
}

/** The condition of an Export ZOQL query; `undefined`: all rows. */
export function conditionOf({ from, to }: Window, field: string): string | undefined {
  const parts = [
    ...(from === undefined ? [] : [`${field} >= '${literal(from)}'`]),
    ...(to === undefined ? [] : [`${field} < '${literal(to)}'`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' and ');
}

/** aqua.md §5.2: no fractions of seconds. */
function literal(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}

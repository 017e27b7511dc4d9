/**
 * One long Export ZOQL query compiled over and over, as the compiler's thread does it: text to encoded tree. To be
 * bundled, since it reads the sources, and run in a process of its own: the first time counts. Prints JSON: `first`,
 * `times` and the mean of processor time (`busy`), ms, and what the query is.
 */
import { compileExportZoql } from '../src/languages/export-zoql/compile.ts';
import { encodeQuery } from '../src/sql/encode.ts';
import { baseCatalogue } from '../src/tenant/catalogue/base-catalogue.ts';

const WARM_UP = 200;
const RUNS = 1000;

const LENGTH = 20_000;
const CONDITIONS = 100;
const OWNERS = ['Invoice', 'Account', 'Subscription', 'RatePlanCharge', 'ProductRatePlan', 'Product'];

/** Conditions in pairs, about their owners in turn; the last text is as long as the query may still become. */
function longQuery() {
  const columns = OWNERS.flatMap((owner) => [`${owner}.Id`, `${owner}.CreatedDate`]);
  const pairs = Array.from({ length: CONDITIONS / 2 }, (_, i) => {
    const owner = OWNERS[i % OWNERS.length];
    const text = `${i} `.padEnd(260, 'it is ');
    return `(${owner}.UpdatedDate >= '2026-01-01T00:00:00' or ${owner}.Id != '${text}')`;
  });
  const query = `select Id, ChargeAmount, ${columns.join(', ')} from InvoiceItem where ${pairs.join(' and ')}`;
  return `${query.slice(0, -2)}${'x'.repeat(LENGTH - query.length)}')`;
}

const catalogue = baseCatalogue();
const request = {
  query: {
    language: 'export-zoql',
    text: longQuery(),
    deleted: 'live',
    extract: { labels: 'names', datetimes: 'zoned', literals: 'strict' },
  },
  scope: { tenant: 'dev', entities: ['e1'], orgs: ['north', 'south'], admin: true },
  now: Date.UTC(2026, 7, 1),
  zone: 'America/Los_Angeles',
};

function compile() {
  const began = performance.now();
  const { query } = compileExportZoql(request, catalogue);
  encodeQuery(query);
  return performance.now() - began;
}

const first = compile();
for (let run = 0; run < WARM_UP; run++) compile();
const before = process.cpuUsage();
const times = Array.from({ length: RUNS }, compile);
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    first,
    times,
    busy: (user + system) / 1000 / RUNS,
    length: request.query.text.length,
    conditions: CONDITIONS,
    joins: OWNERS.length,
  }),
);

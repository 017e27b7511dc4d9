import { csvRows, type FamilyLoad, fileOf, unexpected } from './family-load.ts';
import type { State } from './history.ts';
import { type Session, TooLate } from './session.ts';

const STATES: Readonly<Record<string, State>> = {
  Created: 'waiting',
  Submitted: 'waiting',
  'In Progress': 'running',
  Aborting: 'stopping',
  Completed: 'completed',
  Failed: 'failed',
  Cancelled: 'stopped',
  Aborted: 'stopped',
};

/** Some are of several chunks. */
const ROWS = { least: 10, most: 150_000 };
/** Every so many rows has a day that is none. */
const WRONG = 50;
const PATH = '/bulk-data/bulk-jobs';

interface Summary {
  readonly status: string;
  readonly rowsSucceeded: number;
  readonly rowsFailed: number;
  readonly failureReason?: string;
}

interface Files {
  readonly successRowsFile?: string;
  readonly errorRowsFile?: string;
}

/** Bulk data: imports of accounts that carry the name of their job, so that the table says what was written. */
export function bulkLoad(session: Session): FamilyLoad {
  /** By job: what all its rows are named. Jobs whose submit was not answered are not in it. */
  const names = new Map<string, string>();
  let count = 0;

  return {
    family: 'bulk-data',

    async submit(random) {
      const name = `load ${++count}`;
      // Few are large: most of the time there is something else to do.
      const rows = random.next() < 0.15 ? ROWS.most : random.between(ROWS.least, 5_000);
      const create = await session.call('POST', PATH, { name, objectType: 'Account', jobType: 'Import' });
      if (create.status !== 200) throw unexpected('a create', create);
      const { id, uploadUrl } = create.body as { id: string; uploadUrl: string };
      const upload = await session.put(uploadUrl, file(name, rows));
      // The clock was moved past the life of the upload address.
      if (upload === 403) throw new TooLate();
      if (upload !== 200) throw new Error(`an upload was answered ${upload}`);
      const reply = await session.call('POST', `${PATH}/${id}/submissions`);
      if (reply.status !== 200) throw unexpected('a submit', reply);
      names.set(id, name);
      const failed = wrongRows(rows);
      return { job: id, expected: { rows: [rows - failed, failed] } };
    },

    async look(job) {
      const reply = await session.call('GET', `${PATH}/${job}/summary`);
      if (reply.status === 404) return 'not there';
      const { status, rowsSucceeded, rowsFailed, failureReason } = reply.body as Summary;
      const state = STATES[status];
      if (reply.status !== 200 || state === undefined) throw unexpected('a poll', reply);
      const files = status === 'Completed' || status === 'Aborted' ? await filesOf(job) : new Map();
      const counts = { succeeded: rowsSucceeded, failed: rowsFailed };
      return { state, files, counts, ...(failureReason !== undefined && { error: failureReason }) };
    },

    async stop(job) {
      const abort = await session.call('POST', `${PATH}/${job}/aborts`);
      if (abort.status === 200) return (abort.body as Summary).status === 'Aborted' ? 'won' : 'open';
      if (!JSON.stringify(abort.body).includes('cancellations')) return ended(abort);
      const cancel = await session.call('POST', `${PATH}/${job}/cancellations`);
      if (cancel.status === 200) return 'won';
      // It began between the two.
      return JSON.stringify(cancel.body).includes('/aborts') ? 'open' : ended(cancel);
    },

    async compare(job, { state, counts, files }) {
      const name = names.get(job);
      if (name === undefined || counts === undefined) return [];
      const written = await session.call('POST', '/sluice/v1/queries', {
        sql: `SELECT count(*) AS n, count(DISTINCT name) AS d FROM account WHERE name LIKE '${name}: %'`,
        format: 'json',
        wait: '30s',
      });
      const [row] = (written.body as { rows?: { n: number; d: number }[] }).rows ?? [];
      const faults: string[] = [];
      if (Number(row?.n) !== counts.succeeded || Number(row?.d) !== counts.succeeded)
        faults.push(`the table has ${row?.n} rows (${row?.d} different), its summary ${counts.succeeded}`);
      const listed = [files.get(1)?.rows, files.get(2)?.rows];
      if (files.size > 0 && (listed[0] !== counts.succeeded || listed[1] !== counts.failed))
        faults.push(
          `its files have ${listed.join(' and ')} rows, its summary ${counts.succeeded} and ${counts.failed}`,
        );
      if (state === 'completed' && files.size !== 2) faults.push('it completed, and lacks a file');
      return faults;
    },
  };

  function ended(reply: Awaited<ReturnType<Session['call']>>): 'lost' {
    if (reply.status === 400) return 'lost';
    throw unexpected('a stop', reply);
  }

  async function filesOf(job: string): Promise<Map<number, ReturnType<typeof fileOf>>> {
    const files = new Map<number, ReturnType<typeof fileOf>>();
    const reply = await session.call('GET', `${PATH}/${job}/downloads`);
    if (reply.status !== 200) throw unexpected('the links to files', reply);
    const { successRowsFile, errorRowsFile } = reply.body as Files;
    for (const [index, link] of [successRowsFile, errorRowsFile].entries()) {
      const content = link === undefined ? undefined : await session.bytes(link);
      if (content !== undefined) files.set(index + 1, fileOf(content, csvRows(content)));
    }
    return files;
  }
}

function file(name: string, rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, row) => `${name}: ${row},${isWrong(row) ? 'often' : 1 + (row % 28)}`,
  );
  return `Name,BillCycleDay\n${lines.join('\n')}\n`;
}

function isWrong(row: number): boolean {
  return row % WRONG === 7;
}

function wrongRows(rows: number): number {
  return Array.from({ length: rows }, (_, row) => row).filter(isWrong).length;
}

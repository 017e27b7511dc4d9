/** Live idempotency keys, as a busy day leaves them. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'libsql';

const DAY_MS = 24 * 3_600_000;

/** As long as the reply to an ordinary submit. */
const BODY = JSON.stringify({ data: { id: randomUUID(), query: 'SELECT 1'.padEnd(300), retries: 3 } });

/**
 * Puts `count` replies under keys of their own into the store of a server that is stopped (it makes the tables at its first start),
 * with all their life before them.
 */
export function fillKeptReplies(dataDir, count) {
  const database = new Database(join(dataDir, 'sluice.db'));
  try {
    const insert = database.prepare(
      'insert into kept_replies (scope, key, request_id, method, path, sent_sha256, kept_at, expires_at, status, ' +
        "headers_json, body, job_id) values (?, ?, ?, 'POST', '/query/jobs', ?, ?, ?, 200, ?, ?, ?)",
    );
    const now = Date.now();
    const headers = JSON.stringify({ 'content-type': 'application/json; charset=utf-8' });
    database.exec('begin');
    for (let n = 0; n < count; n++) {
      const [scope, hash] = [`user-${n % 100}`, n.toString(16).padStart(64, '0')];
      insert.run([
        ...[scope, `bench-key-${n}`, randomUUID(), hash, now, now + DAY_MS, headers, BODY, randomUUID()],
      ]);
    }
    database.exec('commit');
  } finally {
    database.close();
  }
}

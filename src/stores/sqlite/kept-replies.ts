import type { KeptReplies } from '../../ports/kept-replies.ts';
import type { SqliteReads } from './reads.ts';
import type { WriterClient } from './writer-client.ts';

const BY_KEY =
  'select request_id, method, path, sent_sha256, kept_at, expires_at, status, headers_json, body, job_id ' +
  'from kept_replies where scope = ? and key = ? and expires_at > ?';

/** Kept replies in the embedded store. */
export function sqliteKeptReplies(reads: SqliteReads, writer: WriterClient): KeptReplies {
  return {
    get(scope, key, now) {
      const [row] = reads.rows(BY_KEY, [scope, key, now]);
      if (row === undefined) return undefined;
      const [requestId, method, path, sentSha256, at, expiresAt, status, headers, body, job] = row;
      return {
        scope,
        key,
        requestId: String(requestId),
        method: String(method),
        path: String(path),
        sentSha256: String(sentSha256),
        at: Number(at),
        expiresAt: Number(expiresAt),
        status: Number(status),
        headers: JSON.parse(String(headers)) as Readonly<Record<string, string>>,
        body: String(body),
        ...(job !== null && { job: String(job) }),
      };
    },
    keep: (replies) => writer.write('keepReplies', { replies }),
    purge: (now, limit) => writer.write('purgeReplies', { now, limit }),
  };
}

import { type AquaJob, FILE, QUERIES } from './aqua.ts';
import type { ScenarioCase } from './case.ts';
import type { Connection } from './connection.ts';

/** AQuA: the connection ends in the middle of the file. */
export const halfADownload: ScenarioCase = {
  scenario: 'half-a-download',

  async right(api) {
    const path = await fileOfExport(api);
    const reply = await api.file(path);
    const length = Number(reply.headers.get('content-length'));
    let text = await arrived(reply);
    while (text.length < length)
      text += await arrived(await api.file(path, { range: `bytes=${text.length}-` }));
    return text;
  },
  ends: FILE,

  async wrong(api) {
    return arrived(await api.file(await fileOfExport(api)));
  },
  shows: ['GET /v1/files/{id} 200 cut'],
  foundAfter: '10m',
};

/** What comes before the stream ends, however it ends. */
async function arrived({ body }: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body ?? []) text += decoder.decode(chunk, { stream: true });
  } catch {
    // It broke off.
  }
  return text;
}

async function fileOfExport(api: Connection): Promise<string> {
  const { body } = await api.ask<AquaJob>('POST', '/v1/batch-query', { body: QUERIES });
  for (let pause = 500; ; pause *= 2) {
    const { body: job } = await api.ask<AquaJob>('GET', `/v1/batch-query/jobs/${body.id}`);
    if (job.status === 'completed') return `/v1/files/${job.batches[0]?.fileId}`;
    await api.pause(pause);
  }
}

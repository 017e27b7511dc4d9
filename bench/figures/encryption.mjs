import { generateKeyPairSync } from 'node:crypto';
import { signIn } from '../client.mjs';
import { MB, median, timer } from '../measure.mjs';
import { startServer } from '../server.mjs';
import { EXPORT_QUERY } from '../workspace.mjs';

const ROUNDS = 3;
const ROWS = 500_000;

/** How fast a result is encrypted: the bytes that go in, a second, from submit to file in place. */
export async function encryption(workspace) {
  const server = await startServer(await workspace.exportData());
  const client = await signIn(server.url);
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const encryptionKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const once = async (options) => {
    const elapsed = timer();
    const { id } = await client.submit(`${EXPORT_QUERY} LIMIT ${ROWS}`, options);
    const { dataFile } = await client.completed(id, 5);
    const time = elapsed();
    const { headers } = await fetch(dataFile, { method: 'HEAD' });
    return { bytes: Number(headers.get('content-length')), time };
  };
  try {
    const speeds = [];
    const plainSpeeds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const plain = await once({});
      plainSpeeds.push(plain.bytes / MB / (plain.time / 1000));
      const { time } = await once({ encryptionKey });
      speeds.push(plain.bytes / MB / (time / 1000));
    }
    const [speed, plainSpeed] = [median(speeds), median(plainSpeeds)];
    return [
      {
        what: `encrypted CSV export of ${ROWS.toLocaleString('en-US')} rows, uncompressed`,
        target: 'none set',
        measured: `${speed.toFixed(1)} MB/s (not encrypted ${plainSpeed.toFixed(0)} MB/s)`,
        met: true,
        values: { speeds, plainSpeeds },
      },
    ];
  } finally {
    client.close();
    await server.stop();
  }
}

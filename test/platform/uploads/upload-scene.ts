import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '../../../src/jobs/job.ts';
import { NotOpen } from '../../../src/jobs/jobs.ts';
import { type Uploads, uploadAddresses } from '../../../src/platform/uploads/upload-addresses.ts';
import { type UploadParts, uploads } from '../../../src/platform/uploads/uploads.ts';
import { storeStream } from '../../../src/results/encode/stored-file.ts';
import { signForm, verifyForm } from '../../../src/results/signed-forms.ts';
import { signLink, verifyLink } from '../../../src/results/signed-links.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import { type TestApp, testApp } from '../test-app.ts';

export const MAX_BYTES = 100_000;
export const JOB = '5b0a8b0e-2f6d-4a63-9c11-7d6f0c1e9a42';
const MINUTES = 60_000;

/** Upload routes over a job that waits for its file, with real signatures and a real directory. */
export interface UploadScene extends AsyncDisposable {
  readonly app: TestApp;
  readonly addresses: Uploads;
  /** Of the routes alone; only moved. */
  readonly machine: MovingClock;
  /** Whether the job still waits. */
  open: boolean;
  /** Whether the disk is. */
  full: boolean;
  /** What has been taken in, in order. */
  readonly received: string[];
  /** Files on the disk, half-written ones included. */
  files(): string[];
}

export async function uploadScene(): Promise<UploadScene> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-uploads-'));
  const key = { id: 'LOCAL', secret: 'a-secret-of-this-server' };
  const received: string[] = [];
  let addresses: Uploads | undefined;
  const scene = { open: true, full: false };
  const machine = new MovingClock();

  /** The core's promise: taken in whole, or nothing of it is left. */
  const receive: UploadParts['jobs']['receive'] = async (id, write) => {
    const path = join(directory, 'incoming');
    if (scene.full) symlinkSync('/dev/full', path);
    try {
      const { sha256, bytes } = await write({
        key: { job: id, epoch: 0, unit: 0, part: 1 },
        kind: 'file',
        path,
      });
      if (!scene.open) throw new NotOpen('not open', 'the job was submitted');
      received.push(readFileSync(path, 'utf8'));
      return { id, intake: { source: { name: id, epoch: 0, part: 1, bytes, sha256 } } } as Job;
    } finally {
      rmSync(path, { force: true });
    }
  };
  const get = (id: string) =>
    id === JOB ? ({ id, tenant: 'dev', state: scene.open ? 'open' : 'queued' } as Job) : undefined;

  const app = await testApp({}, (clock, url) => {
    const signed = uploadAddresses({
      signer: {
        signForm: (target, now, limits) => signForm(target, key, now, limits),
        verifyForm: (fields, now) => verifyForm(fields, key, now),
        signUrl: (target, now, seconds) => signLink({ ...target, method: 'PUT' }, key, now, seconds),
        verifyUrl: (target, query, now) => verifyLink({ ...target, method: 'PUT' }, query, key, now),
      },
      time: clock.business,
      base: url,
      bucket: 'bulk-data-uploads',
      lifeMs: 10 * MINUTES,
      maxBytes: MAX_BYTES,
    });
    addresses = signed;
    return [
      uploads({
        jobs: { get, receive },
        uploads: signed,
        store: storeStream,
        time: machine.business,
        maxBytes: MAX_BYTES,
        withinMs: 10 * MINUTES,
      }),
    ];
  });
  if (addresses === undefined) throw new Error('no addresses');
  return Object.assign(scene, {
    app,
    addresses,
    machine,
    received,
    files: () => readdirSync(directory),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  });
}

/** The code of an error in S3's words. */
export async function codeOf(reply: Response): Promise<string> {
  return `${reply.status} ${/<Code>(\w+)<\/Code>/.exec(await reply.text())?.[1]}`;
}

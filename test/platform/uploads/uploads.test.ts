import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../support/server-process.ts';
import { codeOf, JOB, MAX_BYTES, type UploadScene, uploadScene } from './upload-scene.ts';

const ROWS = 'Name,Currency\nAcme,USD\n';

let scene: UploadScene;
beforeEach(async () => {
  scene = await uploadScene();
});
afterEach(() => scene[Symbol.asyncDispose]());

/** Fields in this order, then the file; a change takes a field's place, or takes it away. */
function formOf(
  file: string | undefined,
  changed: Readonly<Record<string, string | undefined>> = {},
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...scene.addresses.address(JOB).form.fields, ...changed }))
    if (value !== undefined) form.append(name, value);
  if (file !== undefined) form.append('file', new Blob([file]), 'rows.csv');
  return form;
}
const post = (body: FormData | string, headers: Record<string, string> = {}) =>
  fetch(scene.addresses.address(JOB).form.uri, { method: 'POST', body, headers });
const put = (body: string | Buffer, url = scene.addresses.address(JOB).url) =>
  fetch(url, { method: 'PUT', body });

describe('a file is taken in', () => {
  test('as a form: 204 with nothing in it', async () => {
    const reply = await post(formOf(ROWS));
    expect([reply.status, await reply.text()]).toEqual([204, '']);
    expect(reply.headers.get('etag')).toMatch(/^"[0-9a-f]{64}"$/);
    expect(scene.received).toEqual([ROWS]);
  });

  test('as bare bytes: 200 with nothing in it', async () => {
    const reply = await put(ROWS);
    expect([reply.status, await reply.text()]).toEqual([200, '']);
    expect(scene.received).toEqual([ROWS]);
  });

  test('byte for byte, whatever it is and however it is packed', async () => {
    const odd = '\r\n--\0 "£" --x\r\n'.repeat(100);
    await put(odd);
    await post(formOf(odd));
    expect(scene.received).toEqual([odd, odd]);
  });

  test('of no bytes, and of as many as it may have', async () => {
    const most = 'x'.repeat(MAX_BYTES);
    expect([(await put('')).status, (await put(most)).status, (await post(formOf(most))).status]).toEqual([
      200, 200, 204,
    ]);
    expect(scene.received).toEqual(['', most, most]);
  });

  test('with fields in any case, and any behind the file passed over', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(scene.addresses.address(JOB).form.fields))
      form.append(name.toUpperCase(), value);
    form.append('file', new Blob([ROWS]), 'rows.csv');
    form.append('acl', 'public-read');
    expect((await post(form)).status).toBe(204);
  });

  test('without any credentials, and with those of anybody', async () => {
    expect((await post(formOf(ROWS), { authorization: 'Bearer nothing' })).status).toBe(204);
  });
});

describe('a form is refused, and nothing of it kept', () => {
  const NAMES = [
    'key',
    'bucket',
    'x-amz-algorithm',
    'x-amz-credential',
    'x-amz-date',
    'x-amz-security-token',
  ];

  test.each([...NAMES, 'x-amz-signature', 'Policy'])('with another %s', async (name) => {
    const value = scene.addresses.address(JOB).form.fields[name] ?? '';
    const reply = await post(
      formOf(ROWS, { [name]: value.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
    );
    expect(await codeOf(reply)).toMatch(/^403 (AccessDenied|SignatureDoesNotMatch)$/);
    expect(scene.received).toEqual([]);
  });

  test.each([
    ['Policy', '400 InvalidArgument'],
    ['x-amz-signature', '400 InvalidArgument'],
    ['key', '403 AccessDenied'],
  ])('without %s: %s', async (name, code) => {
    expect(await codeOf(await post(formOf(ROWS, { [name]: undefined })))).toBe(code);
  });

  test('with a field that the policy does not name', async () => {
    expect(await codeOf(await post(formOf(ROWS, { acl: 'public-read' })))).toBe('403 AccessDenied');
  });

  test('with its fields behind the file', async () => {
    const form = new FormData();
    form.append('file', new Blob([ROWS]), 'rows.csv');
    for (const [name, value] of Object.entries(scene.addresses.address(JOB).form.fields))
      form.append(name, value);
    expect(await codeOf(await post(form))).toBe('400 InvalidArgument');
  });

  test('without a file', async () => {
    expect(await codeOf(await post(formOf(undefined)))).toBe('400 InvalidArgument');
  });

  test('with too much before its file', async () => {
    expect(await codeOf(await post(formOf(ROWS, { key: 'x'.repeat(30_000) })))).toBe(
      '400 MaxPostPreDataLengthExceeded',
    );
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, '']));
    expect(await codeOf(await post(formOf(ROWS, many)))).toBe('400 MaxPostPreDataLengthExceeded');
  });

  test.each(['application/json', 'text/csv', 'multipart/form-data', 'multipart/mixed; boundary=x'])(
    'as %s',
    async (type) => {
      expect(await codeOf(await post(ROWS, { 'content-type': type }))).toBe('412 PreconditionFailed');
    },
  );

  test.each([
    ['that has no end', '--x\r\ncontent-disposition: form-data; name="key"\r\n\r\nmore'],
    ['that is none', 'Name,Currency\n'],
  ])('%s', async (_, body) => {
    const reply = await post(body, { 'content-type': 'multipart/form-data; boundary=x' });
    expect(await codeOf(reply)).toMatch(/^400 (MalformedPOSTRequest|InvalidArgument)$/);
  });

  test('whose file has no end', async () => {
    const fields = Object.entries(scene.addresses.address(JOB).form.fields).map(
      ([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const file = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nName\nAc';
    const reply = await post(fields.join('') + file, { 'content-type': 'multipart/form-data; boundary=x' });
    expect(await codeOf(reply)).toBe('400 MalformedPOSTRequest');
    expect([scene.received, scene.files()]).toEqual([[], []]);
  });

  test('after ten minutes', async () => {
    const form = formOf(ROWS);
    scene.app.clock.advance(10 * 60_000);
    const reply = await post(form);
    expect(await codeOf(reply)).toBe('403 AccessDenied');
  });
});

describe('a link is refused', () => {
  test('that was changed in any part', async () => {
    const { url } = scene.addresses.address(JOB);
    const other = url.replace(JOB, '00000000-0000-4000-8000-000000000000');
    for (const changed of [
      `${url}0`,
      `${url}&x=1`,
      url.replace('Expires=600', 'Expires=6000'),
      other,
      url.split('?')[0] ?? '',
    ])
      expect(await codeOf(await put(ROWS, changed))).toBe('403 SignatureDoesNotMatch');
    expect(scene.received).toEqual([]);
  });

  test('after ten minutes', async () => {
    const { url } = scene.addresses.address(JOB);
    scene.app.clock.advance(10 * 60_000);
    expect(await codeOf(await put(ROWS, url))).toBe('403 AccessDenied');
  });
});

describe('a job that takes no file any more', () => {
  test('is told so before anything is written', async () => {
    const [form, { url }] = [formOf(ROWS), scene.addresses.address(JOB)];
    scene.open = false;
    expect([await codeOf(await post(form)), await codeOf(await put(ROWS, url))]).toEqual([
      '403 AccessDenied',
      '403 AccessDenied',
    ]);
  });

  test('is told so when that happens while the file comes', async () => {
    const upload = open(scene.addresses.address(JOB).url);
    upload.write('Name\n');
    await until('the file begins', () => scene.files().length === 1);
    scene.open = false;
    upload.end();
    expect(await answerOf(upload)).toContain('AccessDenied');
    expect([scene.received, scene.files()]).toEqual([[], []]);
  });

  test('and one that there never was look the same', async () => {
    const url = scene.addresses.address('00000000-0000-4000-8000-000000000000').url;
    expect(await codeOf(await put(ROWS, url))).toBe('403 AccessDenied');
  });
});

describe('a file that is too large', () => {
  const TOO_LARGE = 'x'.repeat(MAX_BYTES + 1);

  test('is refused, as a form and as bytes, and nothing of it kept', async () => {
    expect(await codeOf(await post(formOf(TOO_LARGE)))).toBe('400 EntityTooLarge');
    expect(await codeOf(await put(TOO_LARGE))).toBe('400 EntityTooLarge');
    expect([scene.received, scene.files()]).toEqual([[], []]);
  });

  test('is refused when it says no length, as soon as it is', async () => {
    const upload = open(scene.addresses.address(JOB).url);
    upload.write(TOO_LARGE);
    expect(await answerOf(upload)).toContain('EntityTooLarge');
    expect([scene.received, scene.files()]).toEqual([[], []]);
    upload.destroy();
  });

  test('is refused by its length alone, and not read to its end: the client sees the answer, then it is cut off', async () => {
    const { url } = scene.addresses.address(JOB);
    const socket = connect(scene.app.port, '127.0.0.1');
    const { pathname, search } = new URL(url);
    socket.write(
      `PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\ncontent-length: 999999999999\r\n\r\nName\n`,
    );
    const answer = text(socket);
    await once(socket, 'readable');
    scene.machine.advance(2000);
    expect(await answer).toContain('<Code>EntityTooLarge</Code>');
  });
});

describe('a file that the disk has no room for is refused for now, and nothing of it kept', () => {
  beforeEach(() => {
    scene.full = true;
  });

  test('when all of it had come', async () => {
    expect(await codeOf(await put(ROWS))).toBe('503 ServiceUnavailable');
    expect(scene.files()).toEqual([]);
  });

  test('when more was to come', async () => {
    const upload = open(scene.addresses.address(JOB).url);
    upload.write(ROWS);
    expect(await answerOf(upload)).toContain('ServiceUnavailable');
    expect(scene.files()).toEqual([]);
    upload.destroy();
  });
});

test('a client that goes in the middle leaves nothing behind', async () => {
  const upload = open(scene.addresses.address(JOB).url);
  upload.on('error', () => undefined);
  upload.write('Name\nAcme');
  await until('the file begins', () => scene.files().length === 1);
  upload.destroy();
  await until('nothing is left', () => scene.files().length === 0);
  expect([scene.received, scene.app.failures]).toEqual([[], []]);
});

test('a file that takes longer than it may is refused, however little is missing', async () => {
  const upload = open(scene.addresses.address(JOB).url);
  upload.write('Name\nAcme');
  await until('the file begins', () => scene.files().length === 1);
  scene.machine.advance(10 * 60_000);
  expect(await answerOf(upload)).toContain('RequestTimeout');
  expect([scene.received, scene.files()]).toEqual([[], []]);
  upload.destroy();
});

/** A PUT whose bytes are still to come, without a length. */
function open(url: string) {
  const upload = request(url, { method: 'PUT' });
  upload.flushHeaders();
  return upload;
}

async function answerOf(upload: ReturnType<typeof open>): Promise<string> {
  const [reply] = await once(upload, 'response');
  return text(reply);
}

import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { refuseUpload } from './upload-errors.ts';

/** All that comes before the file, bytes: S3's own bound. */
const MAX_FIELDS_BYTES = 20 * 1024;
/** A form of ours has eight. */
const MAX_FIELDS = 32;
const MAX_NAME_BYTES = 100;

/**
 * Reads a `multipart/form-data` body until its file, and hands that over as a stream with the fields before it. Fields
 * behind the file are passed over, as S3 does. Holds nothing but the fields in memory.
 * @param take what becomes of the file; when it resolves, so does this
 * @throws FileRefusal as S3 words it, and what `take` throws
 */
export function readUploadForm(
  request: IncomingMessage,
  take: (fields: ReadonlyMap<string, string>, file: Readable) => Promise<void>,
): Promise<void> {
  const form = formOf(request);
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    let bytes = 0;
    let file: Readable | undefined;
    let fault: Error | undefined;

    /** Whoever takes the file puts away what he has of it before anybody is told. */
    function stop(error: Error): void {
      if (fault !== undefined) return;
      fault = error;
      request.unpipe(form);
      if (file === undefined) reject(error);
      else file.destroy(error);
    }

    form.on('field', (name, value, _, truncated) => {
      if (file !== undefined) return;
      bytes += String(name).length + value.length;
      if (truncated || bytes > MAX_FIELDS_BYTES) stop(refuseUpload.fieldsTooLarge());
      fields.set(String(name).toLowerCase(), value);
    });
    form.on('file', (_, stream) => {
      // Errors of the body are told by the form.
      stream.on('error', () => undefined);
      if (fault !== undefined || file !== undefined) return void stream.resume();
      file = stream;
      take(fields, stream).then(resolve, (error: unknown) => {
        request.unpipe(form);
        reject(fault ?? error);
      });
    });
    for (const limit of ['fieldsLimit', 'partsLimit'] as const)
      form.on(limit, () => {
        if (file === undefined) stop(refuseUpload.fieldsTooLarge());
      });
    form.on('error', () => stop(refuseUpload.malformed()));
    form.on('finish', () => {
      if (file === undefined) stop(refuseUpload.noFile());
    });
    request.on('close', () => {
      if (!request.complete) stop(refuseUpload.cut());
    });
    request.pipe(form);
  });
}

/** @throws FileRefusal when the body is no such form */
function formOf({ headers }: IncomingMessage): BusboyInstance {
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) throw refuseUpload.notAForm();
  try {
    return new Busboy({
      headers: { 'content-type': type },
      isPartAFile: (name) => name?.toLowerCase() === 'file',
      limits: {
        fieldNameSize: MAX_NAME_BYTES,
        fieldSize: MAX_FIELDS_BYTES,
        fields: MAX_FIELDS,
        files: 1,
        headerPairs: MAX_FIELDS,
        headerSize: MAX_FIELDS_BYTES,
      },
    });
  } catch {
    throw refuseUpload.notAForm();
  }
}

import type { AquaRequest } from './submit-body.ts';

const SUFFIXES: Readonly<Record<AquaRequest['format'], string>> = { csv: '', zip: '.zip', gzip: '.gz' };

/** What no file system or header would take well. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are to be taken out
const UNFIT = /[\u0000-\u001f\u007f"\\/:*?<>|\p{Surrogate}]+/gu;
const LONGEST_NAME = 150;
/** RFC 9110 tokens: what may stand in a header without quotes, as published samples have it. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Name of a batch's CSV, in a zip and for who downloads it (aqua.md §10 point 15): the batch's name or its id. */
export function csvName(name: string | undefined, batchId: string): string {
  const fit = (name ?? '').replace(UNFIT, '_').trim().replace(/^\.+/, '_');
  return `${[...(fit || batchId)].slice(0, LONGEST_NAME).join('')}.csv`;
}

/** Of the file as downloaded: `<name>.csv`, `.csv.zip`, `.csv.gz`, and `.pgp` after that when encrypted. */
export function downloadName(
  csv: string,
  { format, encrypted }: Pick<AquaRequest, 'format' | 'encrypted'>,
): string {
  return `${csv}${SUFFIXES[format]}${encrypted === 'pgp' ? '.pgp' : ''}`;
}

/** `Content-Disposition`: unquoted as published (§1.7), else by RFC 6266 with a plain name for old clients. */
export function attachment(fileName: string): string {
  if (TOKEN.test(fileName)) return `attachment; filename=${fileName}`;
  const plain = fileName.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

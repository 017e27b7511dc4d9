import { fromBuffer } from 'yauzl';

/** The entries of a zip file. */
export function unzip(bytes: Buffer): Promise<{ readonly name: string; readonly text: string }[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error !== null || zip === undefined) return reject(error);
      const found: { name: string; text: string }[] = [];
      zip.on('end', () => resolve(found));
      zip.on('error', reject);
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, async (failed, stream) => {
          if (failed !== null || stream === undefined) return reject(failed);
          const chunks: Buffer[] = [];
          for await (const chunk of stream) chunks.push(chunk as Buffer);
          found.push({ name: entry.fileName, text: Buffer.concat(chunks).toString() });
          zip.readEntry();
        });
      });
      zip.readEntry();
    });
  });
}

import { decrypt, generateKey, readKey, readMessage, readPrivateKey } from 'openpgp';

/** Somebody who asks for OpenPGP files, and what they do with them. */
export class PgpKeyPair {
  /** Armored. */
  readonly publicKey: string;
  readonly privateKey: string;

  private constructor(publicKey: string, privateKey: string) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /** @param seconds until it expires; 0: never */
  static async make(seconds = 0, madeAt = new Date(Date.now() - 60_000)): Promise<PgpKeyPair> {
    const { publicKey, privateKey } = await generateKey({
      userIDs: [{ name: 'acme', email: 'ops@acme.test' }],
      keyExpirationTime: seconds,
      date: madeAt,
      format: 'armored',
    });
    return new PgpKeyPair(publicKey, privateKey);
  }

  async binaryPublicKey(): Promise<Uint8Array> {
    return (await readKey({ armoredKey: this.publicKey })).write();
  }

  /** Of a binary message; null: it names no file. */
  async decrypt(bytes: Uint8Array): Promise<{ readonly data: Buffer; readonly filename: string | null }> {
    const { data, filename } = await decrypt({
      message: await readMessage({ binaryMessage: new Uint8Array(bytes) }),
      decryptionKeys: await readPrivateKey({ armoredKey: this.privateKey }),
      format: 'binary',
    });
    return { data: Buffer.from(data as Uint8Array), filename: filename as string | null };
  }
}

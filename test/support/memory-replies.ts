import type { KeptReplies, KeptReply } from '../../src/ports/kept-replies.ts';

/** The port of kept replies in memory, for tests of what is above it. */
export class MemoryReplies implements KeptReplies {
  readonly #kept = new Map<string, KeptReply>();

  get(scope: string, key: string, now: number): KeptReply | undefined {
    const kept = this.#kept.get(`${scope} ${key}`);
    return kept !== undefined && kept.expiresAt > now ? kept : undefined;
  }

  async keep(replies: readonly KeptReply[]): Promise<void> {
    for (const reply of replies) {
      const { scope, key, at, requestId } = reply;
      const first = this.get(scope, key, at);
      if (first === undefined || first.requestId === requestId) this.#kept.set(`${scope} ${key}`, reply);
    }
  }

  async purge(now: number): Promise<number> {
    const ended = [...this.#kept].filter(([, { expiresAt }]) => expiresAt <= now);
    for (const [place] of ended) this.#kept.delete(place);
    return ended.length;
  }
}

import type { RuleInput, RuleView } from '../../src/lab/rule.ts';
import type { DataQueryClient } from './data-query-client.ts';

const PATH = '/sluice/v1/lab';

/** The lab of a server by its HTTP calls, as an administrator of one tenant. */
export class LabClient {
  readonly #client: DataQueryClient;

  constructor(client: DataQueryClient) {
    this.#client = client;
  }

  /** @throws when it is not taken */
  async add(rule: RuleInput): Promise<RuleView> {
    return this.#rule('POST', '/rules', rule);
  }

  get(id: string): Promise<RuleView> {
    return this.#rule('GET', `/rules/${id}`);
  }

  /** As soon as something waits at it. @throws when nothing does */
  async holder(id: string): Promise<RuleView> {
    const rule = await this.#rule('GET', `/rules/${id}?wait=30s`);
    if (rule.waiting.length === 0) throw new Error(`nothing waits at ${JSON.stringify(rule)}`);
    return rule;
  }

  release(id: string): Promise<RuleView> {
    return this.#rule('POST', `/rules/${id}/release`);
  }

  remove(id: string): Promise<RuleView> {
    return this.#rule('DELETE', `/rules/${id}`);
  }

  async removeAll(): Promise<void> {
    await this.#client.call('DELETE', `${PATH}/rules`);
  }

  async #rule(method: string, path: string, body?: unknown): Promise<RuleView> {
    const { status, body: answer } = await this.#client.call(method, PATH + path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer as RuleView;
  }
}

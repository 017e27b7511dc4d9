import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/** One page of a headless Chromium, driven over its own pipes (Chrome DevTools Protocol): no port, no driver. */
export class Browser {
  /** Addresses the page asked for. */
  readonly requests: string[] = [];
  /** What it complained about: exceptions, errors of the console, refusals of the content security policy. */
  readonly complaints: string[] = [];
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #write: Writable;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #session: string | undefined;
  #sent = 0;

  private constructor(child: ChildProcess, profile: string, write: Writable, read: Readable) {
    this.#child = child;
    this.#profile = profile;
    this.#write = write;
    let rest = '';
    read.setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#take(JSON.parse(message) as Reply);
    });
  }

  static async start(program: string): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), 'sluice-browser-'));
    const child = spawn(
      program,
      [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--no-first-run',
        '--remote-debugging-pipe',
        // No name leads anywhere: the page has to do without other hosts.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
        `--user-data-dir=${profile}`,
      ],
      // A group of its own: its helpers would go on writing into the profile when it alone is ended.
      { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    const browser = new Browser(child, profile, child.stdio[3] as Writable, child.stdio[4] as Readable);
    const { targetId } = await browser.#send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.#send('Target.attachToTarget', { targetId, flatten: true });
    browser.#session = String(sessionId);
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await browser.#send(`${domain}.enable`);
    return browser;
  }

  async open(url: string): Promise<void> {
    await this.#send('Page.navigate', { url });
  }

  /** The value of an expression in the page, as JSON. */
  async evaluate(expression: string): Promise<unknown> {
    const reply = await this.#send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    return (reply['result'] as { readonly value?: unknown }).value;
  }

  async close(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) {
      const exit = once(this.#child, 'exit');
      process.kill(-pid, 'SIGKILL');
      await exit;
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  async #send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#sent;
    const reply = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve));
    this.#write.write(
      `${JSON.stringify({ id, method, params, ...(this.#session && { sessionId: this.#session }) })}\0`,
    );
    const { result = {}, error } = await reply;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  #take({ id, method, params, ...reply }: Reply): void {
    if (id !== undefined) {
      this.#waiting.get(id)?.(reply);
      this.#waiting.delete(id);
    }
    if (method === 'Network.requestWillBeSent') {
      const { request } = params as { readonly request: { readonly url: string } };
      this.requests.push(request.url);
    }
    if (method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(params));
    if (method === 'Runtime.consoleAPICalled' && params?.['type'] === 'error')
      this.complaints.push(JSON.stringify(params['args']));
    if (method === 'Log.entryAdded') {
      const { entry } = params as { readonly entry: { readonly level: string; readonly text: string } };
      if (entry.level === 'error') this.complaints.push(entry.text);
    }
  }
}

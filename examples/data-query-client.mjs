/** The client under test: what an integration does with Data Query, in forty lines. */
export class DataQueryClient {
  #url;
  #credentials;
  #token;

  constructor(url, { clientId, clientSecret }) {
    this.#url = url;
    this.#credentials = { client_id: clientId, client_secret: clientSecret };
  }

  async submit(query) {
    const job = await this.#call('POST', '/query/jobs', {
      query,
      outputFormat: 'CSV',
      compression: 'NONE',
      output: { target: 'S3' },
    });
    return job.id;
  }

  status(id) {
    return this.#call('GET', `/query/jobs/${id}`);
  }

  cancel(id) {
    return this.#call('DELETE', `/query/jobs/${id}`);
  }

  /** Polls until the job has ended. */
  async ended(id) {
    for (let polls = 0; polls < 1000; polls++) {
      const job = await this.status(id);
      if (['completed', 'failed', 'cancelled'].includes(job.queryStatus)) return job;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`job ${id} does not end`);
  }

  async rows(id) {
    const { dataFile } = await this.status(id);
    return (await fetch(dataFile)).text();
  }

  async #call(method, path, body) {
    this.#token ??= await this.#signIn();
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const reply = await fetch(this.#url + path, {
      method,
      headers: body === undefined ? { authorization: headers.authorization } : headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (reply.status === 401) {
      // The token's life is over: a new one, and the same call again.
      this.#token = await this.#signIn();
      return this.#call(method, path, body);
    }
    const answer = await reply.json();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(answer)}`);
    return answer.data;
  }

  async #signIn() {
    const body = new URLSearchParams({ ...this.#credentials, grant_type: 'client_credentials' });
    const reply = await fetch(`${this.#url}/oauth/token`, { method: 'POST', body });
    if (!reply.ok) throw new Error(`no token: ${reply.status}`);
    return (await reply.json()).access_token;
  }
}

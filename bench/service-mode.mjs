/** Arguments of a server in `service` mode, as it is put before strangers: no lab, which has figures of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The client of `dev` mode, so that both modes are asked by the same one. */
const PRINCIPALS = `tenants:
  - name: dev
    users:
      - { name: dev@sluice.local, password: sluice-dev, admin: true }
    clients:
      - { clientId: 5c1ce000-0000-4000-8000-000000000001, clientSecret: sluice-dev-secret, user: dev@sluice.local }
`;

/** No limit is met by a benchmark's own load; each is looked at all the same. */
export function serviceMode(dataDir) {
  mkdirSync(dataDir, { recursive: true });
  const principals = join(dataDir, 'principals.yaml');
  writeFileSync(principals, PRINCIPALS);
  return ['--mode', 'service', '--principals', principals, '--limits', 'relaxed'];
}

import type { ClientRecord, PrincipalRecords, UserRecord } from '../../ports/principals.ts';
import { userId } from './user-id.ts';

const PERMISSIONS = ['query', 'aqua', 'bulk'];

/**
 * Hashes of the credentials that operating.md §3 publishes. They protect nothing, so they are made once, at low cost,
 * and kept here: a server starts without hashing, and a first check takes a few ms.
 */
const HASHES = {
  'sluice-dev-secret':
    'scrypt$1024$8$1$BMJmc/3oCFRwj0UVgDjNaA==$tM7iI93lBOZXEiVrEWCse0/1vbQiEXeaWeJznitzgeM=',
  'sluice-reader-secret':
    'scrypt$1024$8$1$w4Ls6Dfalfvmo0sZz6vYCQ==$cd9uwTVJg1LFZ2LN2M4z4e8OsCb64+rpINtt1dZPeUI=',
  'sluice-other-secret':
    'scrypt$1024$8$1$G4OQDz/g8p8SQkhklTrAyg==$XbJcMhmnPMNKHMPYRkxlWHv03jZhCIRd+k3Dkw9JCMg=',
  'sluice-dev': 'scrypt$1024$8$1$VWtY3BEgaziROHSKOFT2og==$AhO9XoNbgn77cYbnVJji5QfhFUT3BgAtToZY6ZjgRDQ=',
  'sluice-reader': 'scrypt$1024$8$1$0wvHoXmuDYLHDqFQVEUlag==$9E9MgtmuOg1mUXlc2u9LNtd/42buZkablIXHdT24Clw=',
  'sluice-other': 'scrypt$1024$8$1$yCGAcCpEN0usQKxfOTKS9A==$W0nKBrXTPFyz/7Y/I/N+wImptKYqvXKA50ueyTZzqlg=',
} as const;

/** Tenants, users and clients of `dev` mode (operating.md §3), all in the given zone. */
export function devPrincipals(zone: string): PrincipalRecords {
  const dev = user('dev', 'dev@sluice.local', true, ['north', 'south'], 'sluice-dev');
  const reader = user('dev', 'reader@sluice.local', false, ['north'], 'sluice-reader');
  const other = user('other', 'other@sluice.local', true, ['west'], 'sluice-other');
  return {
    tenants: [
      { name: 'dev', zone, entities: ['5c1ce000-0000-4000-8000-00000000e001'], orgs: ['north', 'south'] },
      { name: 'other', zone, entities: ['5c1ce000-0000-4000-8000-00000000e002'], orgs: ['west'] },
    ],
    users: [dev, reader, other],
    clients: [
      client('5c1ce000-0000-4000-8000-000000000001', dev, 'sluice-dev-secret'),
      client('5c1ce000-0000-4000-8000-000000000002', reader, 'sluice-reader-secret'),
      client('5c1ce000-0000-4000-8000-000000000003', other, 'sluice-other-secret'),
    ],
  };
}

function user(
  tenant: string,
  name: string,
  admin: boolean,
  orgs: readonly string[],
  password: keyof typeof HASHES,
): UserRecord {
  const passwordHash = HASHES[password];
  return { id: userId(tenant, name), tenant, name, admin, orgs, permissions: PERMISSIONS, passwordHash };
}

function client(clientId: string, { id }: UserRecord, secret: keyof typeof HASHES): ClientRecord {
  return { clientId, userId: id, secretHash: HASHES[secret] };
}

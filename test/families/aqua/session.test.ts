import { describe, expect, test } from 'vitest';
import { identityOf, modeOf, sessionKey } from '../../../src/families/aqua/session.ts';

const SCOPE = { tenant: 'dev', entities: ['e1', 'e2'], orgs: ['north', 'south'], admin: true };
const QUERY = {
  name: 'accounts',
  query: "select Id from Account where Name = 'a  b'",
  type: 'zoqlexport',
  apiVersion: '145.0',
} as const;
const identity = (change: object = {}, place = 0, scope = SCOPE) =>
  identityOf({ ...QUERY, ...change }, place, scope);

describe('the mode', () => {
  const session = { partner: 'p', project: 'q' };
  test.each([
    [{ version: '1.0', ...session }, 'stateless'],
    [{ version: '1.1', ...session }, 'stateful'],
    [{ version: '1.2', ...session }, 'stateful'],
    [{ version: '1.1' }, 'stateless'],
    [{ version: '1.1', partner: 'p' }, 'stateless'],
    [{ version: '1.1', project: 'q' }, 'stateless'],
  ])('of %j is %s', (request, mode) => {
    expect(modeOf(request)).toBe(mode);
  });
});

test('a session is the same whatever the case of its names', () => {
  expect(sessionKey('Acme', 'NIGHTLY')).toBe(sessionKey('acme', 'nightly'));
  expect(sessionKey('a', 'b c')).not.toBe(sessionKey('a b', 'c'));
});

describe('a query of a session is the same', () => {
  test('with other blanks outside quotes, another version, another place', () => {
    expect(identity({ query: "  select   Id\nfrom Account where Name = 'a  b' " })).toBe(identity());
    expect(identity({ apiVersion: '91.0' }, 3)).toBe(identity());
  });

  test.each([
    ['another name', { name: 'other' }],
    ['another text', { query: 'select Id, Name from Account' }],
    ['other blanks in quotes', { query: "select Id from Account where Name = 'a b'" }],
    ['another type', { type: 'zoql' }],
    ['a deleted column', { deleted: { column: 'D', format: 'Boolean' } }],
  ])('not with %s', (_, change) => {
    expect(identity(change)).not.toBe(identity());
  });

  test.each([
    ['in double quotes', 'zoql', 'select Id from Account where Name = "a  b"'],
    ['behind a quote with a backslash', 'zoql', "select Id from Account where Name = 'it\\'s  b'"],
    ['behind the other quote', 'zoql', `select Id from Account where Name = "it's" and CrmId = 'a  b'`],
    ['in an alias', 'zoqlexport', 'select Id "a  b" from Account'],
    ['behind an apostrophe in an alias', 'zoqlexport', `select Id "it's" from Account where Name = 'a  b'`],
  ])('not with other blanks %s', (_, type, query) => {
    expect(identity({ type, query })).not.toBe(identity({ type, query: query.replace('  ', ' ') }));
  });

  test.each([
    ['another name', { column: 'E', format: 'Boolean' }],
    ['another format', { column: 'D', format: 'Numeric' }],
  ])('not with a deleted column of %s', (_, deleted) => {
    expect(identity({ deleted })).not.toBe(identity({ deleted: { column: 'D', format: 'Boolean' } }));
  });

  test('not at another place when it has no name', () => {
    const unnamed = (place: number) => identity({ name: undefined }, place);
    expect(unnamed(1)).toBe(unnamed(1));
    expect(unnamed(1)).not.toBe(unnamed(2));
  });

  test('not for who sees other rows; the order of orgs is nothing', () => {
    expect(identity({}, 0, { ...SCOPE, orgs: ['south', 'north'] })).toBe(identity());
    expect(identity({}, 0, { ...SCOPE, orgs: ['north'] })).not.toBe(identity());
    expect(identity({}, 0, { ...SCOPE, entities: ['e1'] })).not.toBe(identity());
  });
});

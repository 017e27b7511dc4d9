import { MACROS } from './macros/all.ts';

/**
 * What every engine process runs once, on any connection, after it has opened the tenant's file and before its
 * configuration is locked: the macros that the emitter's statements call, in a catalog of their own in memory (all
 * connections of the process see it; the tenant's file stays free of them), and the session's zone, Trino's UTC.
 */
export function prepareStatements(): readonly string[] {
  return [
    "SET GLOBAL TimeZone = 'UTC'",
    "ATTACH IF NOT EXISTS ':memory:' AS sluice",
    ...MACROS.map(([head, body]) => `CREATE OR REPLACE MACRO sluice.${head} AS ${body}`),
  ];
}

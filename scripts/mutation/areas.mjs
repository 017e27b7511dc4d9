/** What is broken, and the tests that state its rules: all in one process, so that nothing built is used. */
export const AREAS = {
  jobs: {
    mutate: ['src/jobs/lifecycle.ts', 'src/jobs/session-windows.ts'],
    tests: ['test/jobs/{lifecycle,lifecycle-fences,session-windows}.test.ts'],
  },
  sessions: {
    mutate: ['src/families/aqua/session.ts'],
    tests: ['test/families/aqua/session.test.ts'],
  },
  languages: {
    mutate: ['src/languages/{zoql-tree,zoql,export-zoql}/**/*.ts', '!src/languages/**/{ast,parse*}.ts'],
    tests: ['test/languages/{zoql,export-zoql}/**/*.test.ts', 'test/languages/zoql-reference/rows.test.ts'],
  },
};

/** The area of this process. */
export function area() {
  const { SLUICE_MUTATION: name = '' } = process.env;
  const found = AREAS[name];
  if (!found) throw new Error(`SLUICE_MUTATION is one of ${Object.keys(AREAS).join(', ')}, not "${name}"`);
  return found;
}

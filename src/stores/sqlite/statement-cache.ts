import type { SqliteDatabase, SqliteStatement } from 'kysely';
import type Database from 'libsql';

/** Statements kept prepared: more than the operations have, so that only lists of unusual length push others out. */
const MOST_STATEMENTS = 200;

/** A database as kysely's dialect wants it, which prepares each statement once. */
export function cachedStatements(db: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => db.close(),
    prepare(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      if (statements.size >= MOST_STATEMENTS) statements.clear();
      const made = prepare(db, sql);
      statements.set(sql, made);
      return made;
    },
  };
}

function prepare(db: Database.Database, sql: string): SqliteStatement {
  const statement = db.prepare<unknown[]>(sql);
  return {
    reader: statement.reader,
    all: (parameters) => statement.all([...parameters]),
    run: (parameters) => {
      const { changes, lastInsertRowid } = statement.run([...parameters]);
      return { changes, lastInsertRowid };
    },
    iterate: (parameters) => statement.iterate([...parameters]),
  };
}

/** A statement whose rows are arrays in the order of its columns: libsql makes them twice as fast as objects. */
export interface ArrayStatement {
  get(parameters: readonly unknown[]): readonly unknown[] | undefined;
  all(parameters: readonly unknown[]): readonly (readonly unknown[])[];
}

/** Prepares each text once. */
export function arrayStatements(db: Database.Database): (sql: string) => ArrayStatement {
  const statements = new Map<string, ArrayStatement>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= MOST_STATEMENTS) statements.clear();
    const statement = db.prepare<unknown[]>(sql).raw();
    const made: ArrayStatement = {
      get: (parameters) => statement.get([...parameters]) as readonly unknown[] | undefined,
      all: (parameters) => statement.all([...parameters]) as readonly (readonly unknown[])[],
    };
    statements.set(sql, made);
    return made;
  };
}

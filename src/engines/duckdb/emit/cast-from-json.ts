import { EngineError } from '../../../ports/engine.ts';
import type { SqlType } from '../../../sql/types.ts';
import { castFromText } from './cast-from-text.ts';
import { castToText } from './cast-to-text.ts';

/** Casts of JSON text: a JSON null is an SQL null, arrays by position, objects by name. */
export function castFromJson(sql: string, to: SqlType): string {
  switch (to.kind) {
    case 'json':
      return sql;
    case 'varchar':
    case 'char':
      return castToText(`sluice.json_scalar_text(${sql})`, { kind: 'varchar' }, to, false);
    case 'array':
      return `list_transform(sluice.json_elements(${sql}), lambda j: ${castFromJson('j', to.element)})`;
    case 'map': {
      const key = castSqlFromText('k', to.key);
      const value = castFromJson('sluice.json_member(j, k)', to.value);
      return (
        `list_transform([${sql}], lambda j: CASE WHEN json_type(j) = 'OBJECT' THEN map_from_entries(` +
        `list_transform(json_keys(j), lambda k: struct_pack(k := ${key}, v := ${value}))) END)[1]`
      );
    }
    case 'row': {
      const fields = to.fields.map(({ name, type }, i) => {
        const byName =
          name === undefined
            ? 'NULL'
            : `sluice.json_member(j, '${name.toLowerCase().replaceAll("'", "''")}')`;
        const member = `CASE WHEN json_type(j) = 'ARRAY' THEN sluice.json_elements(j)[${i + 1}] ELSE ${byName} END`;
        return `f${i + 1} := ${castFromJson(`(${member})`, type)}`;
      });
      return `list_transform([${sql}], lambda j: CASE WHEN json_type(j) IN ('OBJECT', 'ARRAY') THEN struct_pack(${fields.join(', ')}) END)[1]`;
    }
    case 'timestamp with time zone':
    case 'varbinary':
      throw new EngineError('user', `Cannot cast json to ${to.kind}`);
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return castFromText(`sluice.json_whole_text(${sql})`, to);
    default:
      return castFromText(`sluice.json_scalar_text(${sql})`, to);
  }
}

function castSqlFromText(sql: string, to: SqlType): string {
  return to.kind === 'varchar' ? sql : castFromText(sql, to);
}

import { canCoerce } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import type { Relation, With } from '../../../sql/tree.ts';
import type { Identifier, NamedQuery, SetNode, WithNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import type { Binding, Bindings } from './bindings.ts';
import { coerceFields } from './coerce-fields.ts';
import type { Field } from './scope.ts';
import type { PlannedRelation, QueryContext, Session } from './session.ts';

export interface PlannedWith {
  readonly bindings: Bindings;
  /** Puts the bindings that are used around a relation. */
  readonly around: (body: Relation) => Relation;
}

export function planWith(node: WithNode, context: QueryContext, session: Session): PlannedWith {
  const visible = new Map(context.bindings);
  const own = new Set<string>();
  const made: { readonly binding: Binding; readonly entry: With['bindings'][number] }[] = [];
  for (const named of node.queries) {
    const name = named.name.text.toLowerCase();
    if (own.has(name)) {
      throw refuse(named.at, `WITH query name '${named.name.text}' specified more than once`);
    }
    own.add(name);
    const inner: QueryContext = { ...context, bindings: new Map(visible), ordered: false };
    const recursive = node.recursive && mentions(named, name);
    const planned = recursive ? planRecursive(named, inner, session) : planPlain(named, inner, session);
    visible.set(name, planned.binding);
    made.push(planned);
  }
  return {
    bindings: visible,
    around: (body) => {
      const bindings = made.filter(({ binding }) => binding.used).map(({ entry }) => entry);
      return bindings.length === 0 ? body : { op: 'with', bindings, body };
    },
  };
}

function planPlain(
  named: NamedQuery,
  context: QueryContext,
  session: Session,
): { binding: Binding; entry: With['bindings'][number] } {
  const query = session.query(named.query, context);
  const number = session.binding();
  const columns = query.fields.map((field) => field.column);
  return {
    binding: { number, names: columnNames(named, query.fields), columns, used: false },
    entry: { name: number, relation: query.relation, columns: columns.map(({ id }) => id) },
  };
}

function columnNames(named: NamedQuery, fields: readonly Field[]): readonly (string | undefined)[] {
  if (!named.columns) return fields.map((field) => field.name);
  if (named.columns.length !== fields.length) {
    throw refuse(
      named.columns[0]?.at ?? named.at,
      `Column alias list has ${named.columns.length} entries but relation has ${fields.length} columns`,
    );
  }
  return named.columns.map((column) => column.text);
}

/** Whether a table of this name is named anywhere in the query. */
function mentions(named: NamedQuery, name: string): boolean {
  return JSON.stringify(named.query, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
    .toLowerCase()
    .includes(`"parts":[{"text":${JSON.stringify(name)}`);
}

function planRecursive(
  named: NamedQuery,
  context: QueryContext,
  session: Session,
): { binding: Binding; entry: With['bindings'][number] } {
  const { body } = named.query;
  if (!named.columns) throw refuse(named.at, 'missing column aliases in recursive WITH query');
  if (body.kind !== 'set' || body.operator !== 'union') return planPlain(named, context, session);
  if (!body.all) throw refuse(body.at, 'UNION DISTINCT is not supported in recursive WITH query');
  const anchor = session.query(onlyBody(named, body.left), context);
  const names = columnNames(named, anchor.fields);
  const number = session.binding();
  const binding: Binding = { number, names, columns: anchor.fields.map(({ column }) => column), used: false };
  const inner = new Map(context.bindings).set(named.name.text.toLowerCase(), { ...binding });
  const step = session.query(onlyBody(named, body.right), { ...context, bindings: inner });
  const stepped = coerceStep(step, anchor, body, session);
  return {
    binding,
    entry: {
      name: number,
      relation: anchor.relation,
      columns: anchor.fields.map(({ column }) => column.id),
      recursive: { step: stepped.relation, columns: stepped.fields.map(({ column }) => column.id) },
    },
  };
}

function onlyBody(named: NamedQuery, body: SetNode['left']): NamedQuery['query'] {
  return { ...named.query, body, orderBy: undefined, offset: undefined, limit: undefined };
}

function coerceStep(
  step: PlannedRelation,
  anchor: PlannedRelation,
  node: SetNode,
  session: Session,
): PlannedRelation {
  if (step.fields.length !== anchor.fields.length) {
    throw refuse(
      node.at,
      `base and step relations of recursion have different number of fields: ${anchor.fields.length}, ${step.fields.length}`,
    );
  }
  for (const [i, field] of step.fields.entries()) {
    const wanted = anchor.fields[i]?.column.type;
    if (wanted && !canCoerce(field.column.type, wanted)) {
      throw refuse(
        node.at,
        `recursion step relation output type (${formatType(field.column.type)}) is not coercible to recursion base relation output type (${formatType(wanted)}) at column ${i + 1}`,
      );
    }
  }
  return coerceFields(
    step,
    anchor.fields.map(({ column }) => column.type),
    session,
  );
}

/** A scan of a WITH query: its columns get new numbers. */
export function scanBinding(binding: Binding, name: Identifier, session: Session): PlannedRelation {
  binding.used = true;
  const columns = binding.columns.map(({ type }) => session.column(type));
  const fields = columns.map(
    (column, i): Field => ({
      name: binding.names[i],
      relation: [name.text.toLowerCase()],
      column,
      hidden: false,
    }),
  );
  return { relation: { op: 'with-scan', name: binding.number, columns }, fields };
}

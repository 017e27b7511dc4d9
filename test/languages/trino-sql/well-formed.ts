import type { ColumnId, Expression, Query, Relation } from '../../../src/sql/tree.ts';

/**
 * What is wrong with a tree: a column read where nothing gives it, a number given twice, a scan of a binding that is
 * not there. Empty for a tree that an engine can run.
 */
export function faultsOf(query: Query): readonly string[] {
  const faults: string[] = [];
  const given = new Set<ColumnId>();
  const give = (ids: readonly ColumnId[]): readonly ColumnId[] => {
    for (const id of ids) {
      if (given.has(id)) faults.push(`column ${id} is made twice`);
      given.add(id);
    }
    return ids;
  };

  const columns = (
    relation: Relation,
    outer: ReadonlySet<ColumnId>,
    bound: ReadonlySet<number>,
  ): ReadonlySet<ColumnId> => {
    const into = (inner: Relation, more = outer): ReadonlySet<ColumnId> => columns(inner, more, bound);
    const check = (value: Expression | undefined, visible: ReadonlySet<ColumnId>): void => {
      if (value) expression(value, new Set([...outer, ...visible]), bound);
    };
    const need = (id: ColumnId, visible: ReadonlySet<ColumnId>): void => {
      if (!visible.has(id)) faults.push(`${relation.op} wants column ${id}`);
    };
    switch (relation.op) {
      case 'table':
        return new Set(give(relation.columns.map(({ id }) => id)));
      case 'values':
        for (const row of relation.rows) {
          if (row.length !== relation.columns.length) faults.push('a row of another length');
          for (const value of row) check(value, new Set());
        }
        return new Set(give(relation.columns.map(({ id }) => id)));
      case 'with-scan':
        if (!bound.has(relation.name)) faults.push(`no binding ${relation.name}`);
        return new Set(give(relation.columns.map(({ id }) => id)));
      case 'project': {
        const input = into(relation.input);
        for (const id of relation.keep) need(id, input);
        for (const { value } of relation.add) check(value, input);
        return new Set([...relation.keep, ...give(relation.add.map(({ column }) => column.id))]);
      }
      case 'filter': {
        const input = into(relation.input);
        check(relation.where, input);
        return input;
      }
      case 'join': {
        const left = into(relation.left);
        const right = into(relation.right, relation.lateral ? new Set([...outer, ...left]) : outer);
        const both = new Set([...left, ...right]);
        check(relation.on, both);
        return both;
      }
      case 'aggregate': {
        const input = into(relation.input);
        for (const group of relation.groups) need(group.input, input);
        for (const id of [...relation.sets.flat(), ...relation.grouping.flatMap(({ of }) => of)])
          need(id, input);
        for (const call of relation.aggregates) {
          for (const value of [...call.args, call.filter, ...call.orderBy.map((key) => key.value)])
            check(value, input);
        }
        const made = [...relation.groups, ...relation.aggregates, ...relation.grouping];
        return new Set(give(made.map(({ column }) => column.id)));
      }
      case 'window': {
        const input = into(relation.input);
        for (const call of relation.calls) {
          for (const value of [
            ...call.args,
            call.filter,
            ...call.partitionBy,
            ...call.orderBy.map((key) => key.value),
          ]) {
            check(value, input);
          }
        }
        return new Set([...input, ...give(relation.calls.map(({ column }) => column.id))]);
      }
      case 'sort': {
        const input = into(relation.input);
        for (const key of relation.keys) check(key.value, input);
        return input;
      }
      case 'distinct':
      case 'limit':
        return into(relation.input);
      case 'set':
        for (const input of relation.inputs) {
          const visible = into(input.relation);
          for (const id of input.columns) need(id, visible);
          if (input.columns.length !== relation.columns.length) faults.push('an input of another width');
        }
        return new Set(give(relation.columns.map(({ id }) => id)));
      case 'unnest': {
        for (const { value } of relation.collections) check(value, new Set());
        const made = relation.collections.flatMap((collection) => collection.columns);
        return new Set(
          give([...made, ...(relation.ordinality ? [relation.ordinality] : [])].map(({ id }) => id)),
        );
      }
      case 'with': {
        const names = new Set(bound);
        for (const binding of relation.bindings) {
          const visible = columns(binding.relation, outer, names);
          for (const id of binding.columns) need(id, visible);
          names.add(binding.name);
          if (binding.recursive) {
            const step = columns(binding.recursive.step, outer, names);
            for (const id of binding.recursive.columns) need(id, step);
          }
        }
        return columns(relation.body, outer, names);
      }
    }
  };

  const expression = (
    value: Expression,
    visible: ReadonlySet<ColumnId>,
    bound: ReadonlySet<number>,
  ): void => {
    switch (value.op) {
      case 'literal':
      case 'lambda-argument':
        return;
      case 'column':
        if (!visible.has(value.id)) faults.push(`an expression wants column ${value.id}`);
        return;
      case 'call':
        for (const arg of value.args) expression(arg, visible, bound);
        return;
      case 'cast':
        expression(value.value, visible, bound);
        return;
      case 'case':
        for (const { condition, result } of value.when) {
          expression(condition, visible, bound);
          expression(result, visible, bound);
        }
        if (value.otherwise) expression(value.otherwise, visible, bound);
        return;
      case 'lambda':
        expression(value.body, visible, bound);
        return;
      case 'subquery': {
        const inner = columns(value.relation, visible, bound);
        if ('column' in value && !inner.has(value.column))
          faults.push(`a subquery wants column ${value.column}`);
        if ('value' in value) expression(value.value, visible, bound);
      }
    }
  };

  const root = columns(query.root, new Set(), new Set());
  for (const { id } of query.output) if (!root.has(id)) faults.push(`the output wants column ${id}`);
  return faults;
}

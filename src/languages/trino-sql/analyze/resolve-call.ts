import { formatType } from '../../../sql/format-type.ts';
import {
  type Argument,
  describeSignature,
  type Resolution,
  resolveFunction,
} from '../../../sql/functions/resolve.ts';
import type { Signature } from '../../../sql/functions/signature.ts';
import { typePattern } from '../../../sql/functions/type-pattern.ts';
import type { Column, Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { ExpressionNode, NodeOf, Position } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { coerce } from './coerce.ts';
import { EXPECTED_OVERLOADS } from './expected-overloads.ts';
import { findNodes, isSubquery, refuseAggregates } from './find-nodes.ts';
import type { Field } from './scope.ts';
import type { ExpressionContext } from './session.ts';

type LambdaNode = NodeOf<'lambda'>;

/** A call with its overload chosen and its arguments brought to the types that one takes. */
export interface ResolvedCall {
  readonly signature: Signature;
  readonly args: readonly Expression[];
  readonly type: SqlType;
}

/** Chooses the overload for arguments as written. @throws LanguageError when no overload takes them. */
export function resolveCall(
  name: string,
  nodes: readonly ExpressionNode[],
  at: Position,
  context: ExpressionContext,
): ResolvedCall {
  const candidates = context.session.functions.named(name);
  if (candidates.length === 0) throw refuse(at, `Function '${name}' not registered`);
  const args = nodes.map((node) =>
    node.kind === 'lambda' ? lambda(node, context) : value(context.session.expression(node, context)),
  );
  return choose(name, candidates, args, at);
}

/** As `resolveCall`, for arguments that are typed already. */
export function resolveTyped(
  name: string,
  values: readonly Expression[],
  at: Position,
  context: ExpressionContext,
): ResolvedCall {
  const candidates = context.session.functions.named(name);
  if (candidates.length === 0) throw refuse(at, `Function '${name}' not registered`);
  return choose(name, candidates, values.map(value), at);
}

interface Candidate {
  readonly argument: Argument;
  readonly at: Position | undefined;
  readonly build: (type: SqlType) => Expression;
}

function choose(
  name: string,
  candidates: readonly Signature[],
  args: readonly Candidate[],
  at: Position,
): ResolvedCall {
  const resolution = resolveFunction(
    candidates,
    args.map(({ argument }) => argument),
  );
  if (resolution === undefined) throw unexpected(name, candidates, args, at);
  return { signature: resolution.signature, args: built(args, resolution), type: resolution.result };
}

function built(args: readonly Candidate[], resolution: Resolution): readonly Expression[] {
  return args.map((arg, i) => {
    const type = resolution.params[i];
    if (type === undefined) throw new Error('a resolution without a type for an argument');
    return arg.build(type);
  });
}

function unexpected(
  name: string,
  candidates: readonly Signature[],
  args: readonly Candidate[],
  at: Position,
): Error {
  for (const candidate of candidates) {
    const wrong = wrongLambda(candidate, args);
    if (wrong) return wrong;
  }
  const types = args.map(({ argument }) =>
    argument.kind === 'value' ? formatType(argument.type) : '<function>',
  );
  const expected = EXPECTED_OVERLOADS.get(name) ?? candidates.map(describeSignature).sort().join(', ');
  return refuse(
    at,
    `Unexpected parameters (${types.join(', ')}) for function ${name}. Expected: ${expected}`,
  );
}

function wrongLambda(candidate: Signature, args: readonly Candidate[]): Error | undefined {
  if (candidate.params.length !== args.length) return undefined;
  for (const [i, param] of candidate.params.entries()) {
    const pattern = typePattern(param);
    const arg = args[i];
    if (pattern.kind !== 'function' || arg?.argument.kind !== 'lambda' || !arg.at) continue;
    const wanted = pattern.params.length;
    if (wanted !== arg.argument.arity) {
      return refuse(
        arg.at,
        `Expected a lambda that takes ${wanted} argument(s) but got ${arg.argument.arity}`,
      );
    }
  }
  return undefined;
}

function value(expression: Expression): Candidate {
  return {
    argument: { kind: 'value', type: expression.type },
    at: undefined,
    build: (type) => coerce(expression, type),
  };
}

/** A lambda is typed once for each list of parameter types that resolution tries. */
function lambda(node: LambdaNode, context: ExpressionContext): Candidate {
  refuseAggregates(node.body, context.session.functions, 'Lambda expression');
  const [subquery] = findNodes(node.body, isSubquery);
  if (subquery) throw refuse(subquery.at, 'Lambda expression cannot contain subqueries');
  const tried = new Map<string, { readonly params: readonly Column[]; readonly body: Expression }>();
  const typed = (types: readonly SqlType[]) => {
    const key = JSON.stringify(types);
    const known = tried.get(key);
    if (known) return known;
    const params = types.map((type) => context.session.column(type));
    const fields = node.params.map((param, i): Field => {
      const column = params[i];
      if (!column) throw new Error('a lambda with too few types');
      return { name: param.text, relation: [], column, hidden: false };
    });
    const scope = { fields, outer: context.scope, lambda: true };
    const body = context.session.expression(node.body, { ...context, scope, collector: undefined });
    const result = { params, body };
    tried.set(key, result);
    return result;
  };
  return {
    argument: { kind: 'lambda', arity: node.params.length, resultFor: (types) => typed(types).body.type },
    at: node.at,
    build: (type) => {
      if (type.kind !== 'function') throw new Error('a lambda that is not a function');
      const { params, body } = typed(type.params);
      return { op: 'lambda', params, body: coerce(body, type.result), type };
    },
  };
}

import { EngineError } from '../../../ports/engine.ts';
import type { Call, Expression } from '../../../sql/tree.ts';
import { emitCast } from './cast.ts';
import type { CallSite, Emitter } from './emitter.ts';
import { SCALAR_EMISSIONS } from './functions/all.ts';
import { emitLiteral } from './literal.ts';
import { emitSubquery } from './subquery.ts';

export function emitExpression(expression: Expression, emit: Emitter): string {
  switch (expression.op) {
    case 'literal':
      return emitLiteral(expression);
    case 'column':
      return `c${expression.id}`;
    case 'lambda-argument':
      return emit.boundTo(expression.id) ?? `c${expression.id}`;
    case 'call':
      return emitCall(expression, emit);
    case 'cast':
      return emitCast(expression, emit);
    case 'case': {
      const when = expression.when.map(
        ({ condition, result }) => `WHEN ${emit.expression(condition)} THEN ${emit.expression(result)}`,
      );
      const otherwise = expression.otherwise ? ` ELSE ${emit.expression(expression.otherwise)}` : '';
      return `CASE ${when.join(' ')}${otherwise} END`;
    }
    case 'lambda':
      return `lambda ${expression.params.map(({ id }) => `c${id}`).join(', ')}: ${emit.expression(expression.body)}`;
    case 'subquery':
      return emitSubquery(expression, emit);
  }
}

function emitCall(call: Call, emit: Emitter): string {
  const emission = SCALAR_EMISSIONS.get(call.name);
  if (emission === undefined) {
    throw new EngineError('user', `Function '${call.name}' is not supported by this engine`);
  }
  return emission(callSite(call, emit));
}

function callSite(call: Call, emit: Emitter): CallSite {
  return {
    name: call.name,
    type: call.type,
    args: call.args,
    arg(index) {
      const argument = call.args[index];
      if (argument === undefined) throw new TypeError(`${call.name} has no argument ${index}`);
      return emit.expression(argument);
    },
    all: () => call.args.map((argument) => emit.expression(argument)),
    emit,
  };
}

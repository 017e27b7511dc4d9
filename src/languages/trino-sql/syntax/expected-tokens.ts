import * as antlr from 'antlr4ng';
import {
  type ATNState,
  type Parser,
  type ParserRuleContext,
  type RecognitionException,
  Token,
} from 'antlr4ng';
import { TrinoSqlParser } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';

/** Rules that Trino shows by a name of their own instead of by the tokens they may start with. */
const NAMED_RULES: ReadonlyMap<number, string> = new Map([
  [TrinoSqlParser.RULE_expression, '<expression>'],
  [TrinoSqlParser.RULE_booleanExpression, '<expression>'],
  [TrinoSqlParser.RULE_valueExpression, '<expression>'],
  [TrinoSqlParser.RULE_primaryExpression, '<expression>'],
  [TrinoSqlParser.RULE_predicate, '<predicate>'],
  [TrinoSqlParser.RULE_identifier, '<identifier>'],
  [TrinoSqlParser.RULE_string, '<string>'],
  [TrinoSqlParser.RULE_query, '<query>'],
  [TrinoSqlParser.RULE_type, '<type>'],
]);

const HIDDEN_CHANNEL = 1;

export interface Expectation {
  /** The token that the longest readable beginning of the statement stops at. */
  readonly token: Token;
  readonly expected: readonly string[];
}

/**
 * What could have stood where a statement stops making sense: walks the grammar's automaton from the parser's state
 * over the tokens that follow, along all paths at once, and reports what the longest of them wanted next.
 */
export function expectedTokens(
  parser: Parser,
  error: RecognitionException | null,
  offending: Token | null,
): Expectation | undefined {
  const walk = new AutomatonWalk(parser);
  const start =
    error instanceof antlr.NoViableAltException ? error.startToken : (error?.offendingToken ?? offending);
  const state = parser.atn.states[error?.offendingState ?? parser.state];
  const context = error?.ctx ?? parser.context;
  if (!start || !state) return undefined;
  return walk.from(state, start.tokenIndex, context as ParserRuleContext | null);
}

class AutomatonWalk {
  readonly #parser: Parser;
  #furthest = -1;
  #candidates = new Set<string>();
  readonly #memo = new Map<string, ReadonlySet<number>>();

  constructor(parser: Parser) {
    this.#parser = parser;
  }

  from(state: ATNState, tokenIndex: number, context: ParserRuleContext | null): Expectation {
    let current = state;
    const ruleStart = this.#parser.atn.ruleToStartState[state.ruleIndex];
    if (ruleStart && reaches(ruleStart, state)) current = ruleStart;
    let ends = this.#run(current, tokenIndex, false, 0);
    let frame = context;
    while (ends.size > 0 && frame !== null) {
      if (frame.invokingState < 0) break;
      const call = this.#parser.atn.states[frame.invokingState]?.transitions[0];
      if (!(call instanceof antlr.RuleTransition)) break;
      const follow = call.followState;
      const next = new Set<number>();
      for (const end of ends) for (const to of this.#run(follow, end, false, 0)) next.add(to);
      ends = next;
      frame = frame.parent as ParserRuleContext | null;
    }
    return { token: this.#parser.tokenStream.get(this.#furthest), expected: [...this.#candidates].sort() };
  }

  /** Token indexes at which the rule of `start` may end. */
  #run(start: ATNState, from: number, muted: boolean, precedence: number): ReadonlySet<number> {
    const key = `${start.stateNumber}:${from}:${muted}`;
    const known = this.#memo.get(key);
    if (known) return known;
    this.#memo.set(key, new Set());
    const ends = new Set<number>();
    const seen = new Set<string>();
    const stack: { state: ATNState; at: number; muted: boolean }[] = [{ state: start, at: from, muted }];
    for (let step = stack.pop(); step; step = stack.pop()) {
      const { state } = step;
      const at = this.#visible(step.at);
      let { muted } = step;
      const once = `${state.stateNumber}:${at}:${muted}`;
      if (seen.has(once)) continue;
      seen.add(once);
      if (state instanceof antlr.RuleStartState) {
        const name = NAMED_RULES.get(state.ruleIndex);
        if (name !== undefined) {
          if (!muted) this.#record(at, name);
          muted = true;
        }
      }
      if (state instanceof antlr.RuleStopState) {
        ends.add(at);
        continue;
      }
      for (const transition of state.transitions) {
        if (transition instanceof antlr.RuleTransition) {
          for (const end of this.#run(transition.target, at, muted, transition.precedence)) {
            stack.push({ state: transition.followState, at: end, muted: muted && end === at });
          }
        } else if (transition instanceof antlr.PrecedencePredicateTransition) {
          if (precedence < transition.precedence) stack.push({ state: transition.target, at, muted });
        } else if (transition instanceof antlr.PredicateTransition) {
          // The grammar's only predicate belongs to completion in editors and never holds here.
        } else if (transition.isEpsilon) {
          stack.push({ state: transition.target, at, muted });
        } else {
          const type = this.#parser.tokenStream.get(at).type;
          if (transition.label?.contains(type) && type !== Token.EOF) {
            stack.push({ state: transition.target, at: at + 1, muted: false });
          } else if (!muted) {
            for (const label of transition.label?.toArray() ?? []) this.#record(at, this.#name(label));
          }
        }
      }
    }
    this.#memo.set(key, ends);
    return ends;
  }

  #record(at: number, name: string | undefined): void {
    if (name === undefined || at < this.#furthest) return;
    if (at > this.#furthest) {
      this.#furthest = at;
      this.#candidates = new Set();
    }
    this.#candidates.add(name);
  }

  #visible(from: number): number {
    let at = from;
    while (this.#parser.tokenStream.get(at).channel === HIDDEN_CHANNEL) at += 1;
    return at;
  }

  #name(type: number): string | undefined {
    if (type === Token.EOF) return '<EOF>';
    if (type < Token.EOF || type === TrinoSqlParser.SEMICOLON) return undefined;
    if (type === TrinoSqlParser.INTEGER_VALUE) return '<integer>';
    return this.#parser.vocabulary.getDisplayName(type) ?? undefined;
  }
}

function reaches(from: ATNState, target: ATNState): boolean {
  const seen = new Set<number>();
  const stack = [from];
  for (let state = stack.pop(); state; state = stack.pop()) {
    if (state.stateNumber === target.stateNumber) return true;
    if (seen.has(state.stateNumber)) continue;
    seen.add(state.stateNumber);
    for (const transition of state.transitions) {
      if (transition.isEpsilon && !(transition instanceof antlr.RuleTransition))
        stack.push(transition.target);
      else if (transition instanceof antlr.RuleTransition) stack.push(transition.target);
    }
  }
  return false;
}

import * as antlr from 'antlr4ng';
import {
  ProgramContext,
  type SingleStatementContext,
  TrinoSqlParser,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';

/**
 * Alternatives that the grammar's package adds to Trino's own for completion in editors: a bare column name beside
 * any expression, a view beside a table. They only make the same text readable in two ways, which costs time and
 * hides what Trino would have expected. They are closed once, in the automaton that all parsers share.
 */
const CLOSED: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [TrinoSqlParser.RULE_sortItem, new Set([TrinoSqlParser.RULE_columnRef])],
  [TrinoSqlParser.RULE_groupingTerm, new Set([TrinoSqlParser.RULE_columnRef])],
  [TrinoSqlParser.RULE_selectItem, new Set([TrinoSqlParser.RULE_selectLiteralColumnName])],
  [TrinoSqlParser.RULE_joinCriteria, new Set([TrinoSqlParser.RULE_joinColumnEquality])],
  [TrinoSqlParser.RULE_tableOrViewName, new Set([TrinoSqlParser.RULE_viewRef])],
]);

/** A token type that no token has. */
const NO_TOKEN = -7;

/** Where the automaton reads the one statement of a text, and where it wants the text's end. */
interface Entry {
  readonly statement: number;
  readonly end: number;
}

let entry: Entry | undefined;

/**
 * Reads one statement and the end of the text. The package's own entry takes any number of statements, so that what
 * could start the next one would count as expected after the first.
 */
export function parseWhole(parser: TrinoSqlParser): SingleStatementContext {
  entry ??= prepare();
  const program = new ProgramContext(null, -1);
  parser.enterRule(program, 0, TrinoSqlParser.RULE_program);
  try {
    parser.state = entry.statement;
    const statement = parser.statements().singleStatement();
    parser.state = entry.end;
    parser.match(antlr.Token.EOF);
    return statement;
  } catch (error) {
    if (error instanceof antlr.RecognitionException) parser.errorHandler.reportError(parser, error);
    throw error;
  } finally {
    parser.exitRule();
  }
}

function prepare(): Entry {
  let statement: antlr.RuleTransition | undefined;
  let found: Partial<Entry> = {};
  for (const state of TrinoSqlParser._ATN.states) {
    if (!state) continue;
    closeAlternatives(state);
    if (state.ruleIndex !== TrinoSqlParser.RULE_program) continue;
    for (const transition of state.transitions) {
      if (transition instanceof antlr.RuleTransition) {
        statement = transition;
        found = { ...found, statement: state.stateNumber };
      } else if (transition.label?.contains(antlr.Token.EOF)) {
        found = { ...found, end: state.stateNumber };
      }
    }
  }
  const end = found.end === undefined ? null : TrinoSqlParser._ATN.states[found.end];
  if (!statement || !end || found.statement === undefined) throw new Error('the grammar has no entry');
  statement.followState = end;
  return { statement: found.statement, end: end.stateNumber };
}

function closeAlternatives(state: antlr.ATNState): void {
  const rules = CLOSED.get(state.ruleIndex);
  if (!rules) return;
  for (const [i, transition] of state.transitions.entries()) {
    if (transition instanceof antlr.RuleTransition && rules.has(transition.target.ruleIndex)) {
      state.transitions[i] = new antlr.AtomTransition(transition.followState, NO_TOKEN);
      state.epsilonOnlyTransitions = false;
    }
  }
}

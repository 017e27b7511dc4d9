import type { Identifier, Position } from './ast.ts';
import { refuse } from './syntax-error.ts';

/** `'it''s'` → `it's`. */
export function unquote(token: string): string {
  return token.slice(1, -1).replaceAll("''", "'");
}

/** `"a""b"` → `a"b`. */
export function unquoteIdentifier(token: string): string {
  return token.slice(1, -1).replaceAll('""', '"');
}

export function identifier(text: string, at: Position): Identifier {
  return { text, quoted: false, at };
}

/**
 * The text of `U&'…'`: `\0041` and `\+01F600` are code points, the escape twice is itself.
 * @throws LanguageError for an escape that is none.
 */
export function decodeUnicode(body: string, escapeSign: string, at: Position): string {
  let text = '';
  for (let i = 0; i < body.length; i += 1) {
    const character = body[i] ?? '';
    if (character !== escapeSign) {
      text += character;
      continue;
    }
    if (body[i + 1] === escapeSign) {
      text += escapeSign;
      i += 1;
      continue;
    }
    const long = body[i + 1] === '+';
    const start = long ? i + 2 : i + 1;
    const length = long ? 6 : 4;
    const digits = body.slice(start, start + length);
    const wrong = [...digits].find((digit) => !/[0-9A-Fa-f]/.test(digit));
    if (wrong !== undefined) throw refuse(at, `Invalid hexadecimal digit: ${wrong}`);
    if (digits.length < length) throw refuse(at, `Incomplete escape sequence: ${digits}`);
    const point = Number.parseInt(digits, 16);
    if (point > 0x10ffff) throw refuse(at, `Invalid escaped character: ${digits}`);
    if (point >= 0xd800 && point <= 0xdfff) {
      throw refuse(
        at,
        `Invalid escaped character: ${digits}. Escaped character is a surrogate. Use '\\+123456' instead.`,
      );
    }
    text += String.fromCodePoint(point);
    i = start + length - 1;
  }
  return text;
}

/** `0xFF`, `0o17`, `0b11`, `1_000` and plain digits, with a sign if there is one. */
export function parseInteger(text: string): bigint {
  const digits = text.replaceAll('_', '');
  return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits);
}

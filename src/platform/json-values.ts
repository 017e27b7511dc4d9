const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/**
 * Whether a JSON text has at most about so many values: its commas and opening brackets outside strings. To parse six
 * million small values takes seconds, in which nobody else is answered; to count them takes milliseconds. Of what is not
 * JSON it says no more than that.
 */
export function hasFewValues(json: Uint8Array, most: number): boolean {
  let values = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (quoted) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if ((byte === COMMA || byte === BRACKET || byte === BRACE) && ++values > most) return false;
  }
  return true;
}

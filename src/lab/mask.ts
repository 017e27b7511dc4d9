/** What stands in the place of a secret. */
const MASK = '***';

/** How the names of secrets end, of headers, fields and parameters, in lower case without `-` and `_`. */
const SECRET =
  /(?:authorization|accesskeyid|secretaccesskey|apikey|cookie|secret|password|passphrase|privatekey|token|assertion|signature|sessionid|zsession)$/;

/** Strings, in either quotes, also one that was cut off; brackets; anything else without a space. */
const JSON_TOKEN = /"(?:[^"\\]|\\.?)*(?:"|$)|'(?:[^'\\]|\\.?)*(?:'|$)|[{}[\]:,]|[^\s{}[\]:,"']+/gs;
/** A parameter of a link in any text, its name in front. */
const IN_LINK = /([?&]|\\u0026|&amp;)([\w.%-]+)=([^&\s"'<>#\\]*)/g;
/** `https://user:password@host`. */
const USER_IN_LINK = /(\/\/)[^/\s"'<>@]+@/g;
/** A name and its value in text of no form that is known. */
const IN_TEXT =
  /(?<![\w-])([\w-]+)(["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|(?:(?:bearer|basic)\s+)?[^\s"'&,;<>]+)/gi;
const IN_ELEMENT = /(<([\w:-]+)(?:\s[^<>]*)?>)[^<]+/g;

/** Whether what has this name is nobody's to see. */
function isSecret(name: string): boolean {
  return SECRET.test(name.toLowerCase().replaceAll(/[-_]/g, ''));
}

/** A header's value without secrets. */
export function maskHeader(name: string, value: string): string {
  return isSecret(name) ? MASK : maskLinks(value);
}

/** Links in a text without what makes them valid: signatures, tokens, passwords. */
export function maskLinks(text: string): string {
  return text
    .replace(IN_LINK, (whole, before: string, name: string) =>
      isSecret(decoded(name)) ? `${before}${name}=${MASK}` : whole,
    )
    .replace(USER_IN_LINK, `$1${MASK}@`);
}

/**
 * JSON without secrets, links in its strings included: every value under a secret's name, whatever is below it. What was
 * cut off or is broken is masked as far as it goes.
 */
export function maskJson(text: string): string {
  let name = '';
  let named = false;
  /** Brackets open since the one that a secret's name stands before. */
  let depth = 0;
  return text.replace(JSON_TOKEN, (token) => {
    if (token === ':') {
      named = true;
      return token;
    }
    const secret = depth > 0 || (named && isSecret(name));
    named = false;
    if (token === '{' || token === '[') {
      if (secret) depth += 1;
      return token;
    }
    if (token === '}' || token === ']') {
      if (depth > 0) depth -= 1;
      return token;
    }
    if (token === ',') return token;
    name = unquoted(token);
    return secret ? `"${MASK}"` : maskLinks(token);
  });
}

/** A form (`application/x-www-form-urlencoded`), or a query string without `?`, without secrets. */
export function maskForm(text: string): string {
  const fields = text.split('&').map((field) => {
    const [name = ''] = field.split('=', 1);
    return isSecret(decoded(name)) ? `${name}=${MASK}` : field;
  });
  return maskLinks(fields.join('&'));
}

/** Any other text without what looks like a secret. */
export function maskText(text: string): string {
  return maskLinks(text)
    .replace(IN_ELEMENT, (whole, start: string, name: string) => (isSecret(name) ? start + MASK : whole))
    .replace(IN_TEXT, (whole, name: string, between: string) =>
      isSecret(name) ? name + between + MASK : whole,
    );
}

function unquoted(token: string): string {
  if (!token.startsWith('"')) return token.replaceAll("'", '');
  try {
    return JSON.parse(token) as string;
  } catch {
    return token.slice(1);
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}

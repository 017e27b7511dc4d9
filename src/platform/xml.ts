/** An element: a text, other elements, or nothing. */
export interface XmlElement {
  readonly name: string;
  /** In this order: there are clients that read the first one without looking at its name (clients.md rule 25). */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly inside?: string | readonly XmlElement[];
}

/** Elements of texts alone, in the order of the fields. */
export function leaves(fields: Readonly<Record<string, string>>): XmlElement[] {
  return Object.entries(fields).map(([name, inside]) => ({ name, inside }));
}

/** A whole document: no namespace, one element a line, texts as they are. Names are the caller's own, never data. */
export function xmlDocument(root: XmlElement): string {
  return `${DECLARATION}${written(root, '')}\n`;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

function written({ name, attributes = {}, inside = '' }: XmlElement, indent: string): string {
  const start = Object.entries(attributes).reduce(
    (before, [key, value]) => `${before} ${key}="${escaped(value)}"`,
    `${indent}<${name}`,
  );
  if (inside.length === 0) return `${start}/>`;
  if (typeof inside === 'string') return `${start}>${escaped(inside)}</${name}>`;
  const children = inside.map((child) => written(child, `${indent}  `));
  return [`${start}>`, ...children, `${indent}</${name}>`].join('\n');
}

/**
 * What XML 1.0 cannot hold in any form (§2.2): control characters, halves of surrogate pairs, U+FFFE and U+FFFF.
 * One of them makes a whole document unreadable, so it is shown as a replacement character.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A reader would turn these into blanks in an attribute, and a return into a line feed anywhere.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** For texts and for attributes in quotes. */
export function escaped(text: string): string {
  return text.replace(IMPOSSIBLE, '\ufffd').replace(/[&<>"'\t\n\r]/g, (char) => ESCAPES[char] ?? char);
}

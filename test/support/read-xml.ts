/** An element as it was read. */
export interface ReadElement {
  readonly name: string;
  /** Pairs in the order they came in. */
  readonly attributes: readonly (readonly [string, string])[];
  readonly children: ReadElement[];
  text: string;
}

const TOKEN =
  /<\?xml version="1\.0" encoding="UTF-8"\?>|<\/(?<end>[\w-]+)>|<(?<start>[\w-]+)(?<attributes>(?: [\w-]+="[^"<]*")*)(?<empty>\/?)>|(?<text>[^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads a whole document of elements and texts, strictly. @throws for anything that is not well-formed */
export function readXml(document: string): ReadElement {
  const top: ReadElement = { name: '', attributes: [], children: [], text: '' };
  const open = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < document.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(document)?.groups;
    if (groups === undefined) throw new Error(`not XML at ${document.slice(at, at + 40)}`);
    const parent = open.at(-1) ?? top;
    if (groups['text'] !== undefined) parent.text += unescaped(groups['text']);
    if (groups['end'] !== undefined && open.pop()?.name !== groups['end'])
      throw new Error(`</${groups['end']}>`);
    if (groups['start'] === undefined) continue;
    const pairs = [...(groups['attributes'] ?? '').matchAll(/ ([\w-]+)="([^"]*)"/g)];
    const attributes = pairs.map(([, key = '', value = '']) => [key, unescaped(value)] as const);
    const element = { name: groups['start'], attributes, children: [], text: '' };
    parent.children.push(element);
    if (groups['empty'] === '') open.push(element);
  }
  const [root, ...others] = top.children;
  if (root === undefined || others.length > 0 || open.length > 1) throw new Error('not one element');
  return root;
}

function unescaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new Error('a character XML cannot hold');
  return text.replace(/&(?:#(\d+)|(\w+));|&/g, (whole, code?: string, name = '') => {
    const found = code === undefined ? ENTITIES[name] : String.fromCodePoint(Number(code));
    if (found === undefined) throw new Error(`${whole} is no entity`);
    return found;
  });
}

/** The text of a child. @throws where there is none */
export function childText(element: ReadElement, name: string): string {
  const child = element.children.find((one) => one.name === name);
  if (child === undefined) throw new Error(`<${element.name}> has no <${name}>`);
  return child.text;
}

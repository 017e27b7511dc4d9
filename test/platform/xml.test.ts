import fc from 'fast-check';
import { expect, test } from 'vitest';
import { xmlDocument } from '../../src/platform/xml.ts';
import { readXml } from '../support/read-xml.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones
const IMPOSSIBLE = /^[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]$/;

test('a document has one element a line, and its attributes in the order given', () => {
  const child = { name: 'name', inside: 'Bill & To' };
  expect(
    xmlDocument({ name: 'object', attributes: { href: 'a"b', id: '1' }, inside: [child, { name: 'none' }] }),
  ).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<object href="a&quot;b" id="1">
  <name>Bill &amp; To</name>
  <none/>
</object>
`,
  );
});

test('any text comes back as it was, but for what XML cannot hold, which is replaced', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      const root = readXml(xmlDocument({ name: 'a', attributes: { b: text }, inside: text }));
      const kept = [...text].map((char) => (IMPOSSIBLE.test(char) ? '\ufffd' : char)).join('');
      expect(root).toEqual({ name: 'a', attributes: [['b', kept]], children: [], text: kept });
    }),
  );
});

test('half of a surrogate pair and a control character do not make the document unreadable', () => {
  expect(readXml(xmlDocument({ name: 'a', inside: 'x\ud800y\u0000z\r\n' })).text).toBe('x\ufffdy\ufffdz\r\n');
});

import { expect, it } from 'vitest';
import { columnsOf } from '../../../src/cli/pull/columns.ts';
import { readDescription } from '../../../src/cli/pull/described-object.ts';

const field = (name: string, ...contexts: string[]) =>
  `<field><name>${name}</name><type>text</type><contexts>${contexts.map((one) => `<context>${one}</context>`).join('')}</contexts></field>`;

const INVOICE = readDescription(`<?xml version="1.0" encoding="UTF-8"?>
<object href="https://host/v1/describe/Invoice"><name>Invoice</name><label>Invoice</label>
  <fields>${field('Id', 'soap', 'export')}${field('Amount', 'export')}${field('AccountId', 'soap')}${field('Rate__c', 'export')}
    ${field('UpdatedDate', 'soap', 'export')}</fields>
  <related-objects>
    <object href="https://host/v1/describe/Account"><name>Account</name><label>Account</label></object>
    <object href="https://host/v1/describe/Contact"><name>BillToContact</name><label>Bill To</label></object>
  </related-objects></object>`);

const TARGET = {
  name: 'Invoice',
  fields: ['Id', 'amount', 'AccountId', 'UpdatedDate', 'Other'].map((name) => ({ name, type: 'text' })),
  relationships: [
    { name: 'Account', path: [{ object: 'Invoice', key: 'AccountId' }] },
    {
      name: 'BillToContact',
      path: [
        { object: 'Invoice', key: 'AccountId' },
        { object: 'Account', key: 'BillToId' },
      ],
    },
    { name: 'Other', path: [{ object: 'Invoice', key: 'Other' }] },
  ],
};

it('reads names and contexts of a description', () => {
  expect(INVOICE).toEqual({
    name: 'Invoice',
    fields: ['Id', 'Amount', 'Rate__c', 'UpdatedDate'],
    relationships: ['Account', 'BillToContact'],
  });
  expect(() => readDescription('<html>no</html>')).toThrow('no description');
});

it('selects what both sides have, and keys through what they lead to', () => {
  const columns = columnsOf(INVOICE, TARGET);
  expect(columns).toMatchObject({
    selected: ['Id', 'Amount', 'UpdatedDate', 'Account.Id'],
    changed: 'UpdatedDate',
    missing: ['Rate__c'],
  });
  const given = new Map([
    ['Invoice.RowDeleted', 'false'],
    ['Invoice.Id', 'i1'],
    ['Invoice.Amount', null],
    ['Account.Id', 'a1'],
  ]);
  const row = { Id: 'i1', amount: null, UpdatedDate: null, AccountId: 'a1' };
  expect(columns.row(given)).toEqual({ id: 'i1', row, deleted: false });
});

it('leaves the keys of a deleted row as they are: its joined columns are empty', () => {
  const { row } = columnsOf(INVOICE, TARGET).row(
    new Map([
      ['Invoice.RowDeleted', 'true'],
      ['Invoice.Id', 'i1'],
      ['Account.Id', null],
    ]),
  );
  expect(row).not.toHaveProperty('AccountId');
});

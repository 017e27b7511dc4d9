import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseCatalogue } from '../../../../src/tenant/catalogue/base-catalogue.ts';
import { changeOf, ENTITY, objectNamed, seedPlan, TenantFile } from './tenant-file.ts';

let file: TenantFile;
beforeAll(async () => {
  file = await TenantFile.seeded();
});
afterAll(() => file[Symbol.asyncDispose]());

/** Objects that a seed fills. */
const FILLED = baseCatalogue()
  .map(({ name }) => name)
  .filter((name) => !['Entity', 'JournalEntry', 'JournalRun', 'StoredCredentialProfile'].includes(name));

const tableOf = (name: string) => `data."${name.toLowerCase()}"`;

/** Rows that break a rule; none must. */
async function none(sql: string): Promise<void> {
  expect(await file.rows(`${sql} LIMIT 3`), sql).toEqual([]);
}

describe('every object', () => {
  it('has rows', async () => {
    const counts = await file.data.counts('dev', baseCatalogue());
    expect(FILLED.filter((name) => counts[name] === 0)).toEqual([]);
    expect(counts['Account']).toBe(1000);
    expect(counts['InvoiceItem']).toBe(10_000);
  });

  it.each(FILLED)('%s: unique ids, stamps in order, none ending in 0, no line breaks', async (name) => {
    const object = objectNamed(name);
    const table = tableOf(name);
    await none(`SELECT id FROM ${table} WHERE NOT regexp_full_match(id, '[0-9a-f]{32}')`);
    await none(`SELECT id FROM ${table} GROUP BY id HAVING count(*) > 1`);
    await none(`SELECT id FROM ${table} WHERE createddate IS NULL OR updateddate < createddate
      OR updateddate > TIMESTAMPTZ '2026-01-01' OR createdbyid NOT IN (SELECT id FROM data.user)`);
    for (const { name: field, type } of object.fields) {
      const column = `"${field.toLowerCase()}"`;
      if (type === 'datetime')
        await none(
          `SELECT id FROM ${table} WHERE epoch_us(${column}) % 1000 <> 0 OR epoch_ms(${column}) % 10 = 0`,
        );
      if (type === 'text' || type === 'picklist')
        await none(
          `SELECT id FROM ${table} WHERE contains(${column}, chr(10)) OR contains(${column}, chr(13))`,
        );
    }
    for (const { name: field, options } of object.fields.filter(({ options }) => options.length > 0))
      await none(`SELECT "${field.toLowerCase()}" FROM ${table} WHERE "${field.toLowerCase()}" NOT IN
        (${options.map((option) => `'${option}'`).join(', ')})`);
  });

  it.each(FILLED.filter((name) => name !== 'User' && objectNamed(name).softDelete))(
    '%s: some two in a hundred deleted, with the time of it',
    async (name) => {
      const share = Number(await file.value(`SELECT avg(sluice_deleted::INT) FROM ${tableOf(name)}`));
      const few = Number(await file.value(`SELECT count(*) FROM ${tableOf(name)}`)) < 1000;
      expect(share).toBeGreaterThanOrEqual(few ? 0 : 0.015);
      expect(share).toBeLessThan(few ? 0.1 : 0.03);
      await none(`SELECT id FROM ${tableOf(name)} WHERE sluice_deleted <> (sluice_deleted_at IS NOT NULL)
        OR sluice_deleted_at <> updateddate`);
    },
  );
});

describe('keys', () => {
  const paths = baseCatalogue().flatMap(({ name, relationships }) =>
    relationships
      .filter(({ path }) => path.length === 1)
      .map(({ path, target }) => [name, path[0]?.key ?? '', target] as const),
  );
  // The source of these is one of several objects.
  const either = new Set(['SourceTransactionId', 'SourceId']);

  it.each(paths.filter(([, key]) => !either.has(key)))(
    '%s.%s leads to a live %s of the same org',
    async (object, key, target) => {
      const t = tableOf(target);
      const column = key.toLowerCase();
      await none(`SELECT s.id FROM ${tableOf(object)} s LEFT JOIN ${t} t ON t.id = s.${column}
      WHERE s.${column} IS NOT NULL AND (t.id IS NULL OR t.sluice_org IS DISTINCT FROM s.sluice_org AND t.sluice_org IS NOT NULL
        OR NOT s.sluice_deleted AND t.sluice_deleted)`);
      expect(Number(await file.value(`SELECT count(${column}) FROM ${tableOf(object)}`))).toBeGreaterThan(0);
    },
  );

  it.each(
    baseCatalogue()
      .filter(({ name }) => FILLED.includes(name))
      .flatMap(({ name, fields }) =>
        fields.filter(({ name: field }) => field === 'AccountId').map(() => name),
      ),
  )('%s.AccountId leads to an account of the same org', async (object) => {
    await none(`SELECT s.id FROM ${tableOf(object)} s LEFT JOIN data.account a ON a.id = s.accountid
      WHERE a.id IS NULL OR a.sluice_org <> s.sluice_org OR a.sluice_deleted <> s.sluice_deleted
        AND s.sluice_deleted_at IS NOT NULL`);
  });
});

describe('money', () => {
  it('an invoice’s amount is the sum of its items, its tax that of its tax items', async () => {
    await none(`SELECT i.id FROM data.invoice i JOIN data.invoiceitem t ON t.invoiceid = i.id
      GROUP BY i.id, i.amount, i.taxamount, i.amountwithouttax HAVING sum(t.chargeamount) <> i.amount
        OR sum(t.chargeamount + t.taxamount) <> i.amount
        OR coalesce(sum(t.chargeamount) FILTER (t.processingtype = 'Tax'), 0) <> i.taxamount
        OR i.amount <> i.amountwithouttax + i.taxamount`);
    await none(`SELECT id FROM data.invoice WHERE id NOT IN (SELECT invoiceid FROM data.invoiceitem)`);
  });

  it('an item’s amount is its quantity at its price, to the cent', async () => {
    await none(`SELECT id FROM data.invoiceitem WHERE abs(chargeamount - quantity * unitprice) > 0.005`);
  });

  it('tax items carry what their taxation item says', async () => {
    await none(`SELECT t.id FROM data.taxationitem t JOIN data.invoiceitem i ON i.id = t.invoiceitemid
      WHERE t.taxamount <> i.chargeamount OR i.processingtype <> 'Tax' OR t.invoiceid <> i.invoiceid
        OR abs(t.taxamountunrounded - t.taxamount) > 0.005`);
  });

  it('payments never exceed invoices, and balances say what is left', async () => {
    await none(`SELECT i.id FROM data.invoice i
      LEFT JOIN (SELECT invoiceid, sum(amount) AS paid, sum(refundamount) AS refunded FROM data.invoicepayment GROUP BY 1) p
        ON p.invoiceid = i.id
      WHERE coalesce(p.paid, 0) <> i.paymentamount OR coalesce(p.refunded, 0) <> i.refundamount
        OR i.paymentamount > i.amount OR i.refundamount > i.paymentamount OR i.balance < 0
        OR i.balance <> i.amount + i.adjustmentamount - i.creditbalanceadjustmentamount - i.paymentamount + i.refundamount`);
  });

  it('a payment is what it was applied to', async () => {
    await none(`SELECT p.id FROM data.payment p LEFT JOIN data.invoicepayment ip ON ip.paymentid = p.id
      GROUP BY p.id, p.status, p.amount, p.appliedamount, p.refundamount
      HAVING coalesce(sum(ip.amount), 0) <> p.appliedamount OR coalesce(sum(ip.refundamount), 0) <> p.refundamount
        OR p.status = 'Processed' AND p.appliedamount <> p.amount OR p.status = 'Error' AND p.appliedamount <> 0`);
  });

  it('refunds are what was refunded of payments', async () => {
    await none(`SELECT r.id FROM data.refund r JOIN data.refundinvoicepayment rp ON rp.refundid = r.id
      JOIN data.invoicepayment ip ON ip.id = rp.invoicepaymentid
      WHERE r.amount <> rp.refundamount OR rp.refundamount <> ip.refundamount`);
    expect(await file.value('SELECT count(*) FROM data.refund')).toBe(
      await file.value('SELECT count(*) FROM data.invoicepayment WHERE refundamount > 0'),
    );
  });

  it('adjustments add up to what invoices say', async () => {
    await none(`SELECT i.id FROM data.invoice i
      LEFT JOIN (SELECT invoiceid, sum(amount) AS x FROM data.invoiceitemadjustment GROUP BY 1) a ON a.invoiceid = i.id
      LEFT JOIN (SELECT invoiceid, sum(impactamount) AS x FROM data.invoiceadjustment GROUP BY 1) b ON b.invoiceid = i.id
      LEFT JOIN (SELECT sourcetransactionid AS invoiceid, sum(amount) AS x FROM data.creditbalanceadjustment
        WHERE type = 'Decrease' GROUP BY 1) c ON c.invoiceid = i.id
      WHERE i.adjustmentamount <> coalesce(b.x, 0) - coalesce(a.x, 0)
        OR i.creditbalanceadjustmentamount <> coalesce(c.x, 0)`);
  });

  it('an account’s balances are those of its posted invoices and of its credit', async () => {
    await none(`SELECT a.id FROM data.account a
      LEFT JOIN (SELECT accountid, sum(balance) FILTER (status = 'Posted') AS balance, max(invoicedate) AS last
        FROM data.invoice GROUP BY 1) i ON i.accountid = a.id
      LEFT JOIN (SELECT accountid, sum(CASE type WHEN 'Increase' THEN amount ELSE -amount END) AS credit
        FROM data.creditbalanceadjustment GROUP BY 1) c ON c.accountid = a.id
      WHERE a.balance <> coalesce(i.balance, 0) OR a.totalinvoicebalance <> a.balance
        OR a.creditbalance <> coalesce(c.credit, 0) OR a.creditbalance < 0 OR a.lastinvoicedate IS DISTINCT FROM i.last`);
  });

  it('an account’s monthly revenue is that of the charges of its active subscriptions', async () => {
    await none(`SELECT a.id FROM data.account a LEFT JOIN (SELECT s.accountid, sum(c.mrr) AS mrr
        FROM data.rateplancharge c JOIN data.subscription s ON s.id = c.subscriptionid
        WHERE s.status = 'Active' AND s.islatestversion GROUP BY 1) m ON m.accountid = a.id
      WHERE a.mrr <> coalesce(m.mrr, 0)`);
  });

  it('usage adds up to the quantity that was billed', async () => {
    await none(`SELECT u.id FROM data.usage u ANTI JOIN data.invoiceitem i
      ON i.rateplanchargeid = u.chargeid AND i.quantity = u.quantity AND i.uom = u.uom AND i.subscriptionid = u.subscriptionid`);
  });
});

describe('subscriptions', () => {
  it('have one latest version each, and versions that follow one another', async () => {
    await none(`SELECT name FROM data.subscription GROUP BY name HAVING count(*) FILTER (islatestversion) <> 1
      OR max(version) <> count(*) OR count(DISTINCT originalid) <> 1 OR min(version) <> 1`);
    await none(`SELECT s.id FROM data.subscription s JOIN data.subscription p ON p.id = s.previoussubscriptionid
      JOIN data.amendment a ON a.id = s.subscriptionversionamendmentid
      WHERE p.version <> s.version - 1 OR p.name <> s.name OR a.subscriptionid <> p.id OR a.createddate <> s.createddate`);
  });

  it('have charges made from the product catalogue', async () => {
    await none(`SELECT c.id FROM data.rateplancharge c JOIN data.rateplan r ON r.id = c.rateplanid
      JOIN data.productrateplancharge p ON p.id = c.productrateplanchargeid
      WHERE p.productrateplanid <> r.productrateplanid OR r.subscriptionid <> c.subscriptionid
        OR p.chargetype <> c.chargetype OR p.chargemodel <> c.chargemodel OR p.name <> c.name`);
    await none(`SELECT t.id FROM data.rateplanchargetier t JOIN data.rateplancharge c ON c.id = t.rateplanchargeid
      JOIN data.productrateplanchargetier p ON p.productrateplanchargeid = c.productrateplanchargeid AND p.tier = t.tier
      WHERE p.price <> t.price`);
    await none(`SELECT c.id FROM data.rateplancharge c JOIN data.rateplanchargetier t ON t.rateplanchargeid = c.id
      WHERE c.chargetype = 'Recurring' AND c.mrr <> t.price * c.quantity`);
  });

  it('have items billed from their own charges, at their price', async () => {
    await none(`SELECT i.id FROM data.invoiceitem i JOIN data.rateplancharge c ON c.id = i.rateplanchargeid
      JOIN data.productrateplancharge pc ON pc.id = c.productrateplanchargeid
      JOIN data.productrateplan pp ON pp.id = pc.productrateplanid
      JOIN data.invoice v ON v.id = i.invoiceid JOIN data.subscription s ON s.id = i.subscriptionid
      WHERE c.subscriptionid <> i.subscriptionid OR s.accountid <> v.accountid OR s.name <> i.subscriptionnumber
        OR pp.productid <> i.productid OR i.servicestartdate < s.subscriptionstartdate OR s.status = 'Draft'`);
    await none(`SELECT i.id FROM data.invoiceitem i JOIN data.rateplanchargetier t
      ON t.rateplanchargeid = i.rateplanchargeid AND t.tier = 1
      WHERE i.processingtype = 'Charge' AND i.unitprice <> t.price`);
  });
});

describe('dates', () => {
  it('are in order', async () => {
    await none(`SELECT i.id FROM data.invoice i JOIN data.account a ON a.id = i.accountid
      WHERE i.createddate < a.createddate OR i.duedate < i.invoicedate OR i.posteddate < i.createddate
        OR i.invoicedate <> CAST(i.createddate AT TIME ZONE 'America/Los_Angeles' AS DATE)`);
    await none(`SELECT p.id FROM data.payment p JOIN data.invoicepayment ip ON ip.paymentid = p.id
      JOIN data.invoice i ON i.id = ip.invoiceid WHERE p.createddate < i.posteddate OR p.effectivedate < i.invoicedate`);
    await none(`SELECT s.id FROM data.subscription s JOIN data.account a ON a.id = s.accountid
      WHERE s.createddate < a.createddate OR s.subscriptionenddate < s.subscriptionstartdate
        OR s.cancelleddate < s.contracteffectivedate`);
    await none(`SELECT r.id FROM data.refund r JOIN data.refundinvoicepayment rp ON rp.refundid = r.id
      JOIN data.invoicepayment ip ON ip.id = rp.invoicepaymentid WHERE r.createddate <= ip.createddate`);
    await none(
      `SELECT id FROM data.usage WHERE submissiondatetime < enddatetime OR enddatetime < startdatetime`,
    );
  });

  it('make ids follow creation', async () => {
    for (const name of ['Account', 'Contact', 'Product'])
      await none(`SELECT id FROM (SELECT id, createddate, lag(createddate) OVER (ORDER BY id) AS before
        FROM ${tableOf(name)}) WHERE createddate < before`);
  });
});

describe('values', () => {
  it.each([
    ['quotes', `contains(name, '"')`],
    ['apostrophes', `contains(name, '''')`],
    ['commas', `contains(name, ',')`],
    ['non-Latin letters', `regexp_matches(name, '[\\p{Han}\\p{Cyrillic}\\p{Arabic}\\p{Hangul}]')`],
    ['a number sign in front', `starts_with(name, '#')`],
  ])('hold %s', async (_what, condition) => {
    expect(Number(await file.value(`SELECT count(*) FROM data.account WHERE ${condition}`))).toBeGreaterThan(
      20,
    );
  });

  it('hold null, empty and filled text in one field', async () => {
    expect(
      await file.rows(`SELECT DISTINCT notes IS NULL, notes = '' FROM data.account ORDER BY ALL`),
    ).toEqual([
      [false, false],
      [false, true],
      [true, null],
    ]);
  });

  it('fill every custom field of the contract', async () => {
    for (const { name, fields } of baseCatalogue())
      for (const field of fields.filter(({ name: field }) => field.endsWith('__c')))
        expect(
          Number(await file.value(`SELECT count("${field.name.toLowerCase()}") FROM ${tableOf(name)}`)),
          `${name}.${field.name}`,
        ).toBeGreaterThan(0);
  });

  it('are spread over the orgs', async () => {
    const rows = await file.rows('SELECT sluice_org, count(*) FROM data.account GROUP BY 1 ORDER BY 1');
    expect(rows.map(([org]) => org)).toEqual(['north', 'south']);
    expect(Math.min(...rows.map(([, count]) => Number(count)))).toBeGreaterThan(300);
    expect(await file.rows('SELECT DISTINCT sluice_entity FROM data.invoiceitem')).toEqual([[ENTITY]]);
  });
});

describe('seeding', () => {
  /** One number for all rows of all objects. */
  const fingerprint = async (seeded: TenantFile) => {
    const hashes = FILLED.map((name) => `(SELECT bit_xor(hash(t)) FROM ${tableOf(name)} t)`);
    return (await seeded.rows(`SELECT ${hashes.join(', ')}`))[0]?.join(' ');
  };

  // The same rows for the same plan: ready-seed/place-ready-seed.test.ts.
  it('gives others for another number or entity', async () => {
    await using other = await TenantFile.seeded({ number: 43 });
    expect(await fingerprint(other)).not.toBe(await fingerprint(file));
    await using elsewhere = await TenantFile.seeded({ entity: 'e002' });
    const ids = (await elsewhere.rows('SELECT id FROM data.account')).map(([id]) => `'${id}'`);
    await none(`SELECT id FROM data.account WHERE id IN (${ids.join(', ')})`);
  });

  it('changes nothing when it is repeated, and refuses another plan', async () => {
    const before = await fingerprint(file);
    expect(await file.data.seed('dev', seedPlan())).toMatchObject({ Account: 1000 });
    await expect(file.data.seed('dev', seedPlan({ number: 7 }))).rejects.toThrow(
      /only an empty tenant can be seeded: \w+ already has \d+ rows/,
    );
    expect(await fingerprint(file)).toBe(before);
  });

  it('refuses a tenant that has rows of its own', async () => {
    await using own = await TenantFile.open();
    await own.data.ensure('dev', baseCatalogue());
    await own.data.change('dev', changeOf(objectNamed('Account'), { upsert: [{ Name: 'mine' }] }));
    await expect(own.data.seed('dev', seedPlan())).rejects.toThrow(
      'only an empty tenant can be seeded: Account already has 1 rows',
    );
  });

  it('tells how far it is', async () => {
    await using fresh = await TenantFile.open();
    const seen: number[] = [];
    await fresh.data.seed('dev', seedPlan(), ({ fraction }) => seen.push(fraction));
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBeLessThan(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});

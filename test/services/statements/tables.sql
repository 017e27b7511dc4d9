-- The same rows on both sides: account, product, productrateplan and refund of the seed
SELECT count(*) FROM account
SELECT * FROM product ORDER BY id
SELECT * FROM account ORDER BY id LIMIT 20
SELECT AccountNumber, Balance, autopay FROM Account ORDER BY AccountNumber LIMIT 10
SELECT a.AccountNumber AS Number, a."name" FROM owl.data.account a ORDER BY 1 LIMIT 5
SELECT name FROM data.account ORDER BY name LIMIT 25
SELECT count(*), count(notes), count(DISTINCT currency), sum(balance), avg(balance), min(balance), max(balance) FROM account
SELECT currency, status, count(*) AS n, sum(mrr) AS mrr, avg(mrr) AS average FROM account GROUP BY currency, status ORDER BY currency, status
SELECT status, count(*) FROM account GROUP BY 1 HAVING count(*) > 10 ORDER BY 2 DESC, 1
SELECT batch, max_by(balance, accountnumber), min_by(balance, accountnumber) FROM account GROUP BY batch ORDER BY batch
SELECT id, createddate, updateddate FROM account ORDER BY id LIMIT 20
SELECT id, createddate AT TIME ZONE 'UTC', date(createddate), date_trunc('month', createddate), hour(createddate) FROM account ORDER BY id LIMIT 20
SELECT at_timezone(createddate, 'Asia/Tokyo'), to_unixtime(createddate), to_iso8601(createddate) FROM account ORDER BY id LIMIT 10
SELECT date_format(createddate, '%Y-%m-%d %H:%i:%s'), format_datetime(createddate, 'yyyy-MM-dd HH:mm:ss ZZ') FROM account ORDER BY id LIMIT 10
SELECT year(createddate), quarter(createddate), count(*) FROM account GROUP BY 1, 2 ORDER BY 1, 2
SELECT date(createddate AT TIME ZONE '+08:00') AS d, count(*) FROM account GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT CAST(createddate AS varchar), CAST(balance AS varchar), CAST(autopay AS varchar), CAST(lastinvoicedate AS varchar) FROM account ORDER BY id LIMIT 10
SELECT * FROM account WHERE updateddate >= TIMESTAMP '2000-01-01 00:00:00.000 +01:00' AND updateddate <= TIMESTAMP '2100-01-01 00:00:00.000 UTC' ORDER BY updateddate ASC, id LIMIT 20
SELECT count(*) FROM account WHERE createddate > TIMESTAMP '2024-01-01 00:00:00 America/Los_Angeles'
SELECT count(*) FROM account WHERE createddate > DATE '2024-01-01'
SELECT min(createddate), max(createddate) FROM account
SELECT id, lastinvoicedate, date_diff('day', lastinvoicedate, DATE '2025-01-01'), lastinvoicedate + INTERVAL '1' MONTH FROM account WHERE lastinvoicedate IS NOT NULL ORDER BY id LIMIT 15
SELECT count(*) FROM account WHERE lastinvoicedate IS NULL
SELECT name, length(name), upper(name), lower(name), reverse(name), substr(name, 1, 5) FROM account ORDER BY id LIMIT 60
SELECT name FROM account WHERE name LIKE '%"%' OR name LIKE '%,%' OR name LIKE '%''%' ORDER BY name
SELECT name FROM account WHERE regexp_like(name, '[^\x00-\x7F]') ORDER BY id LIMIT 20
SELECT balance * 1.1, balance / 3, balance % 7, round(balance, 2), floor(balance), -balance, balance + mrr FROM account ORDER BY id LIMIT 20
SELECT sum(balance * 1.0825) AS taxed, sum(mrr) * 12 AS arr, sum(balance) / count(*) AS mean FROM account
SELECT CAST(balance AS double), CAST(balance AS bigint), CAST(balance AS decimal(10,2)) FROM account ORDER BY id LIMIT 20
SELECT billcycleday, billcycleday / 2, billcycleday % 4, typeof(billcycleday), typeof(balance), typeof(name), typeof(createddate) FROM account ORDER BY id LIMIT 5
SELECT a.accountnumber, r.refundnumber, r.amount FROM refund r JOIN account a ON r.accountid = a.id ORDER BY 2
SELECT a.accountnumber, count(r.id), sum(r.amount) FROM account a LEFT JOIN refund r ON r.accountid = a.id GROUP BY a.accountnumber ORDER BY 2 DESC, 1 LIMIT 20
SELECT p.name, rp.name FROM product p JOIN productrateplan rp ON rp.productid = p.id ORDER BY 1, 2
SELECT p.name, (SELECT count(*) FROM productrateplan rp WHERE rp.productid = p.id) FROM product p ORDER BY 1, 2
SELECT count(*) FROM account a WHERE EXISTS (SELECT 1 FROM refund r WHERE r.accountid = a.id)
SELECT count(*) FROM account a WHERE a.id NOT IN (SELECT r.accountid FROM refund r WHERE r.accountid IS NOT NULL)
SELECT name FROM product UNION SELECT name FROM productrateplan ORDER BY 1
SELECT accountnumber, balance, row_number() OVER (PARTITION BY currency ORDER BY balance DESC, id) AS rn FROM account ORDER BY currency, rn LIMIT 20
SELECT * FROM (SELECT currency, accountnumber, rank() OVER (PARTITION BY currency ORDER BY balance DESC) r FROM account) WHERE r <= 2 ORDER BY currency, r, accountnumber
SELECT currency, sum(balance), grouping(currency) FROM account GROUP BY ROLLUP (currency) ORDER BY 3, 1
SELECT approx_distinct(currency), approx_percentile(balance, 0.5) FROM account
SELECT listagg(currency, ',') WITHIN GROUP (ORDER BY currency) FROM (SELECT DISTINCT currency FROM account)
SELECT array_agg(accountnumber ORDER BY accountnumber) FROM account WHERE currency = 'USD' AND balance > 1000
SELECT cardinality(array_agg(id)), array_sort(array_agg(DISTINCT currency)) FROM account
SELECT histogram(status) FROM account WHERE status = 'Active'
SELECT round(stddev(balance), 6), round(variance(balance), 6) FROM account
SELECT coalesce(notes, 'none'), nullif(currency, 'USD'), if(autopay, 'auto', 'manual') FROM account ORDER BY id LIMIT 30
SELECT CASE WHEN balance > 1000 THEN 'large' WHEN balance > 0 THEN 'small' ELSE 'none' END AS bucket, count(*) FROM account GROUP BY 1 ORDER BY 1
SELECT a.id FROM account a, account b WHERE a.id = b.id AND a.balance > 0 ORDER BY 1 LIMIT 10
SELECT count(*) FROM account TABLESAMPLE BERNOULLI (100)
WITH top AS (SELECT id, balance FROM account ORDER BY balance DESC, id LIMIT 5) SELECT count(*), sum(balance) FROM top
SELECT DISTINCT currency FROM account ORDER BY currency
SELECT balance FROM account WHERE balance BETWEEN 10 AND 100 ORDER BY balance, id
SELECT count(*) FROM account WHERE currency IN ('USD', 'EUR') AND NOT autopay
SELECT count_if(autopay), bool_and(autopay), bool_or(autopay), arbitrary(batch) IS NOT NULL FROM account
SELECT nope FROM account
SELECT account.nope FROM account
SELECT a.name, count(*) FROM account a
SELECT name FROM account WHERE balance = 'x'
SELECT name FROM account WHERE createddate > '2024-01-01'
SELECT name FROM account WHERE createddate
SELECT id FROM account a JOIN refund r ON r.accountid = a.id
SELECT balance + name FROM account
SELECT name || balance FROM account
SELECT 1 / (balance - balance) FROM account
SELECT CAST(status AS integer) FROM account WHERE status = 'Active'
SELECT (SELECT id FROM refund) FROM account
SELECT * FROM nosuch
SELECT updateddate FROM product ORDER BY nosuch
SHOW COLUMNS FROM nosuch

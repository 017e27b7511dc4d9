import { describe, expect, test } from 'vitest';
import { maskForm, maskHeader, maskJson, maskLinks, maskText } from '../../src/lab/mask.ts';

const SECRET = 'tell-nobody';

describe('nothing of a secret is left', () => {
  test.each([
    `{"client_secret":"${SECRET}"}`,
    `{"clientSecret" : "${SECRET} \\" ${SECRET}"}`,
    `{"a":[{"password":"${SECRET}"}],"access_token":"${SECRET}"}`,
    `{"pass\\u0077ord":"${SECRET}"}`,
    `{"password":{"is":["${SECRET}",{"deep":"${SECRET}"}]}}`,
    `{"x-amz-signature":"${SECRET}","X-Amz-Security-Token":"${SECRET}"}`,
    `{'client_secret': 'so ${SECRET}'}`,
    `{"url":"http://h/f?X-Amz-Date=1&X-Amz-Signature=${SECRET}"}`,
    `{"url":"https://user:${SECRET}@host/"}`,
    // Cut off.
    `{"password":"${SECRET}`,
    `{"password":"${SECRET}\\`,
    `{"password":["${SECRET}`,
  ])('of JSON %s', (text) => {
    expect(maskJson(text)).not.toContain(SECRET);
  });

  test.each([
    `client_id=a&client_secret=${SECRET}&grant_type=b`,
    `pass%77ord=${SECRET}`,
    `X-Amz-Signature=${SECRET}`,
  ])('of a form %s', (text) => {
    expect(maskForm(text)).not.toContain(SECRET);
  });

  test.each([
    `Authorization: Bearer ${SECRET}`,
    `password = 'so ${SECRET}'`,
    `client_secret=${SECRET}`,
    `<Password type="x">so ${SECRET}</Password>`,
    `see http://h/f?a=1&amp;X-Amz-Signature=${SECRET}`,
  ])('of text %s', (text) => {
    expect(maskText(text)).not.toContain(SECRET);
  });

  test.each(['authorization', 'apiAccessKeyId', 'apisecretaccesskey', 'Cookie', 'set-cookie'])(
    'of the header %s',
    (name) => {
      expect(maskHeader(name, SECRET)).toBe('***');
    },
  );
});

test('all else is left as it was', () => {
  const json = '{ "query": "select \'{\\"a\\":1}\' from b", "n": [1, null, true], "token_type": "Bearer" }';
  expect(maskJson(json)).toBe(json);
  expect(maskForm('grant_type=client_credentials&a=%20')).toBe('grant_type=client_credentials&a=%20');
  expect(maskText('Found "bad", expected: SELECT')).toBe('Found "bad", expected: SELECT');
  expect(maskLinks('http://h/f?X-Amz-Date=1&X-Amz-Signature=x&b=2')).toBe(
    'http://h/f?X-Amz-Date=1&X-Amz-Signature=***&b=2',
  );
});

test('masked JSON is JSON', () => {
  expect(JSON.parse(maskJson('{"password":12,"secret":{"a":[1]},"b":"c"}'))).toEqual({
    password: '***',
    secret: { '***': ['***'] },
    b: 'c',
  });
});

import { scalar } from './rows.ts';
import type { Signature } from './signature.ts';

export const MAP: readonly Signature[] = [
  ...scalar(
    'map',
    'A map of keys and values',
    ' -> map(unknown,unknown)',
    'array(K:comparable); array(V) -> map(K,V)',
  ),
  ...scalar('map_keys', 'Keys of a map', 'map(K,V) -> array(K)'),
  ...scalar('map_values', 'Values of a map', 'map(K,V) -> array(V)'),
  ...scalar('map_entries', 'Entries of a map', [
    'map(K,V)',
    ([map]) => {
      if (map?.kind !== 'map') throw new TypeError('Not a map');
      return { kind: 'array', element: { kind: 'row', fields: [{ type: map.key }, { type: map.value }] } };
    },
  ]),
  ...scalar('map_from_entries', 'A map of entries', [
    'array(T)',
    ([array]) => {
      const row = array?.kind === 'array' ? array.element : undefined;
      const [key, value] = row?.kind === 'row' ? row.fields : [];
      if (!key || !value) throw new TypeError('Not an array of entries');
      return { kind: 'map', key: key.type, value: value.type };
    },
  ]),
  ...scalar('map_concat', 'Joins maps; a later one wins', 'map(K,V); map(K,V)… -> map(K,V)'),
];

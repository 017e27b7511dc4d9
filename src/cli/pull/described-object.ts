/** What an AQuA endpoint says of one object (aqua.md §8), as far as a pull needs it. */
export interface DescribedObject {
  /** As the endpoint spells it. */
  readonly name: string;
  /** Names of the fields that Export ZOQL may select. */
  readonly fields: readonly string[];
  /** Names that go before a dot. */
  readonly relationships: readonly string[];
}

/**
 * Reads Describe's XML of one object. @throws Error when it is something else
 */
export function readDescription(xml: string): DescribedObject {
  const [before = '', relations = ''] = xml.split('<related-objects');
  const name = text(before, 'name');
  if (name === undefined) throw new Error('this is no description of an object');
  const fields = before.split(/<field>/).slice(1);
  return {
    name,
    fields: fields.filter((field) => />export</.test(field)).flatMap((field) => text(field, 'name') ?? []),
    relationships: relations
      .split(/<object\b/)
      .slice(1)
      .flatMap((one) => text(one, 'name') ?? []),
  };
}

/** Names of objects and fields are words: nothing in them is escaped. */
function text(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>\\s*([\\w.]+)\\s*</${element}>`).exec(xml)?.[1];
}

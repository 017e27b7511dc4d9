import { leaves, type XmlElement, xmlDocument } from '../../platform/xml.ts';
import type { CatalogueField, CatalogueObject, CatalogueRelationship } from '../../ports/catalogue.ts';
import { COMMON_FIELDS } from '../../tenant/catalogue/definition.ts';

/** Whose addresses a description names. */
export interface DescribeAddress {
  /** Public address of the server, without a slash at its end. */
  readonly base: string;
}

/** `GET /describe`: the objects with their addresses, in the order given (aqua.md §8). */
export function listXml(objects: readonly CatalogueObject[], address: DescribeAddress): string {
  return xmlDocument({
    name: 'objects',
    inside: objects.map(({ name, label }) => linked(name, address, leaves({ name, label }))),
  });
}

/**
 * `GET /describe/{object}`: children in the contract's order, which clients count on (clients.md rule 25).
 * @param relationships `false`: without the section `related-objects`
 */
export function objectXml(
  { name, label, fields, relationships }: CatalogueObject,
  address: DescribeAddress,
  shown: { readonly relationships: boolean },
): string {
  const related: XmlElement = {
    name: 'related-objects',
    inside: relationships.map((relationship) => relatedElement(name, relationship, address)),
  };
  return xmlDocument(
    linked(name, address, [
      ...leaves({ name, label }),
      { name: 'fields', inside: fields.map(fieldElement) },
      ...(shown.relationships ? [related] : []),
    ]),
  );
}

/** An object's element, its address the first of its attributes. */
function linked(object: string, { base }: DescribeAddress, inside: readonly XmlElement[]): XmlElement {
  const href = `${base}/v1/describe/${encodeURIComponent(object)}`;
  return { name: 'object', attributes: { href }, inside };
}

function fieldElement(field: CatalogueField): XmlElement {
  const { name, label, custom, required, type, options, contexts } = field;
  const changes = String(!stamped.has(name));
  return {
    name: 'field',
    inside: [
      ...leaves({
        name,
        label,
        selectable: 'true',
        createable: changes,
        updateable: changes,
        filterable: 'true',
        custom: String(custom),
        // Empty in every captured sample.
        maxlength: '',
        required: String(required),
        type,
      }),
      ...(options.length > 0 ? [{ name: 'options', inside: all('option', options) }] : []),
      { name: 'contexts', inside: all('context', contexts) },
    ],
  };
}

function all(name: string, texts: readonly string[]): XmlElement[] {
  return texts.map((inside) => ({ name, inside }));
}

/** Those that the server writes itself. */
const stamped: ReadonlySet<string> = new Set(Object.keys(COMMON_FIELDS));

function relatedElement(
  object: string,
  { name, label, target, path }: CatalogueRelationship,
  address: DescribeAddress,
): XmlElement {
  return linked(
    target,
    address,
    leaves({
      name,
      label,
      // There are no others (aqua.md §5.3).
      cardinality: 'TO_ONE',
      'direct-relationship': String(path.length === 1),
      path: `${object}.${name}`,
    }),
  );
}

import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { describe, expect, it } from 'vitest';
import { PROSPECT_FIELDS, prospectSchema } from '../../_shared/contract/prospect.ts';
import { modelSchema } from './model-schema.ts';

interface Node {
  readonly [key: string]: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
}

const schema = zodOutputFormat(modelSchema).schema as Node;

/** Every object in the schema, definitions included. */
function nodes(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value as Node]), ...Object.values(value).flatMap(nodes)];
}

describe('the schema that Claude answers in', () => {
  it('has exactly the fields of the contract and what is withdrawn, all required', () => {
    expect(Object.keys(schema.properties ?? {})).toEqual([...PROSPECT_FIELDS, 'withdrawn']);
    expect(schema.required).toEqual([...PROSPECT_FIELDS, 'withdrawn']);
  });

  it('carries the contract’s description of each field', () => {
    const text = JSON.stringify(schema);
    for (const field of PROSPECT_FIELDS) {
      const { description } = prospectSchema.shape[field];
      if (description !== undefined) expect(text).toContain(JSON.stringify(description).slice(1, -1));
    }
  });

  it('stays under the API’s limits of 16 unions and 24 optional properties', () => {
    const all = nodes(schema);
    const unions = all.filter((node) => 'anyOf' in node || Array.isArray(node.type));
    const optional = all.flatMap(({ properties, required }) =>
      properties === undefined ? [] : Object.keys(properties).filter((key) => !(required ?? []).includes(key)),
    );
    expect(unions.length).toBeGreaterThan(0);
    expect(unions.length).toBeLessThanOrEqual(16);
    expect(optional.length).toBeLessThanOrEqual(24);
  });

  it('closes every object', () => {
    for (const node of nodes(schema)) if (node.type === 'object') expect(node.additionalProperties).toBe(false);
  });

  it('accepts an answer that says nothing', () => {
    const nothing = Object.fromEntries(
      PROSPECT_FIELDS.map((field) => [field, field === 'interests' || field === 'needs' ? [] : null]),
    );
    expect(modelSchema.safeParse({ ...nothing, withdrawn: [] }).success).toBe(true);
  });
});

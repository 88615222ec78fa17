import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedSchemas, SCHEMA_FOLDER } from '../../../src/cli/publishSchemas';
import { memorySink } from '../../../src/io/package/sink';
import { writeCityPackage } from '../../../src/io/package/write';
import { tinyCity } from '../../fixtures/tinyCity';

describe('published JSON Schemas', () => {
  for (const [name, text] of Object.entries(publishedSchemas())) {
    it(`${name} is current (else run: npx tsx src/cli/publishSchemas.ts)`, () => {
      expect(readFileSync(path.join(SCHEMA_FOLDER, name), 'utf8')).toBe(text);
    });
  }

  it('know every member of a written city.json', async () => {
    const { manifest } = await writeCityPackage(tinyCity(), memorySink());
    const schema = JSON.parse(publishedSchemas()['city.schema.json']!);
    for (const key of schema.required) expect(manifest).toHaveProperty(key);
    for (const key of Object.keys(manifest)) expect(schema.properties).toHaveProperty(key);
    const layer = schema.properties.layers.items;
    for (const l of manifest.layers) {
      for (const key of Object.keys(l)) expect(layer.properties).toHaveProperty(key);
      expect(layer.properties.kind.enum).toContain(l.kind);
    }
  });
});

/**
 * Writes the JSON Schemas of Dryrun's own formats into `docs/schema/`, from the schemas the code checks
 * with. Run by hand when one changes; a unit test says when they are stale.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { cityManifestSchema } from '../domain/cityPackage';
import { scenarioSchema } from '../domain/scenario';

export const SCHEMA_FOLDER = path.resolve(import.meta.dirname, '../../docs/schema');

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** Text of each schema file. */
export function publishedSchemas(): Readonly<Record<string, string>> {
  // Checks in code (times that increase, paths that stay inside) have no JSON Schema and are left out.
  const options = { errorMode: 'ignore', target: 'draft-2020-12' } as const;
  const text = (title: string, description: string, schema: object): string =>
    `${JSON.stringify({ $schema: DRAFT, title, description, ...schema }, null, 2)}\n`;
  return {
    'city.schema.json': text(
      'Dryrun city package',
      'city.json: what a city package is and which files it holds. Paths stay inside the package; lengths are metres.',
      toJsonSchema(cityManifestSchema, options),
    ),
    'scenario.schema.json': text(
      'Dryrun scenario',
      'Forcings and measures on a city. Times are seconds since the start, places are local metres of the city; rows of a series have increasing times.',
      toJsonSchema(scenarioSchema, options),
    ),
  };
}

if (process.argv[1] === import.meta.filename) {
  mkdirSync(SCHEMA_FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(publishedSchemas())) {
    writeFileSync(path.join(SCHEMA_FOLDER, name), text);
  }
}

import type { Building, BuildingUse } from '../../domain/city';

/** Uses in the order of their codes in tiles. */
const USES: readonly BuildingUse[] = [
  'residential',
  'commercial',
  'office',
  'industrial',
  'education',
  'health',
  'emergency',
  'public',
  'religious',
  'utility',
  'garage',
  'unknown',
];

const SCHEMA = {
  id: 'dryrun_buildings',
  classes: {
    building: {
      properties: {
        id: { type: 'STRING', required: true, description: 'Id of the building in the City' },
        use: { type: 'ENUM', enumType: 'use', required: true },
        height: {
          type: 'SCALAR',
          componentType: 'FLOAT32',
          required: true,
          description: 'Ground to ridge, m',
        },
        storeys: { type: 'SCALAR', componentType: 'UINT16', required: true },
      },
    },
  },
  enums: {
    use: { valueType: 'UINT8', values: USES.map((name, value) => ({ name, value })) },
  },
};

/** What a pick can ask of a building: the rows of EXT_structural_metadata, by feature id. */
export class PropertyTable {
  readonly schema = SCHEMA;
  private readonly rows: readonly Building[];

  constructor(buildings: readonly Building[]) {
    this.rows = buildings;
  }

  get count(): number {
    return this.rows.length;
  }

  /** Writes the columns through `add` (bytes → bufferView) and gives the table's JSON. */
  write(add: (bytes: Uint8Array) => number): Record<string, unknown> {
    const { rows } = this;
    const ids = rows.map((b) => new TextEncoder().encode(b.id));
    const offsets = new Uint32Array(rows.length + 1);
    ids.forEach((id, i) => (offsets[i + 1] = offsets[i]! + id.length));
    const text = new Uint8Array(offsets[rows.length]!);
    ids.forEach((id, i) => text.set(id, offsets[i]));
    const heights = Float32Array.from(rows, (b) => b.heightM + b.roofHeightM);
    const storeys = Uint16Array.from(rows, (b) => b.storeys);
    return {
      name: 'Buildings',
      class: 'building',
      count: rows.length,
      properties: {
        id: { values: add(text), stringOffsets: add(new Uint8Array(offsets.buffer)) },
        use: { values: add(Uint8Array.from(rows, (b) => USES.indexOf(b.use))) },
        height: { values: add(new Uint8Array(heights.buffer)) },
        storeys: { values: add(new Uint8Array(storeys.buffer)) },
      },
    };
  }
}

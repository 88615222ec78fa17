/** Tags of an OSM object. */
export type Tags = Readonly<Record<string, string>>;

/** Ids of the storm sewers' parts: the pipe network and the hydraulic model share them. */
export const stormIds = {
  manhole: (station: number) => `storm-mh-${station}`,
  pipe: (station: number) => `storm-pipe-${station}`,
  outfall: (index: number) => `storm-outfall-${index}`,
  gully: (station: number, index: number) => `storm-gully-${station}-${index}`,
  lead: (station: number, index: number) => `storm-lead-${station}-${index}`,
  catchment: (station: number) => `storm-area-${station}`,
  well: 'storm-ps-1-well',
  manifold: 'storm-ps-1-manifold',
  pump: (index: number) => `storm-ps-1-pump-${index}`,
  main: 'storm-ps-1-main',
} as const;

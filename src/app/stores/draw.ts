import { createStore } from 'zustand/vanilla';

export type Tool = 'select' | 'probe' | 'section' | 'barrier' | 'cut';

export type Point2 = readonly [number, number];

/** What the pointer does on the map, and the line being drawn or looked along. */
export interface DrawState {
  readonly tool: Tool;
  /** Vertices put down so far with the tool in hand. */
  readonly draft: readonly Point2[];
  /** Finished section line; null: none. */
  readonly section: readonly Point2[] | null;
}

export const drawStore = createStore<DrawState>()(() => ({
  tool: 'select',
  draft: [],
  section: null,
}));

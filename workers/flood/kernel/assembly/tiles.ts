import * as P from './params';

// Tiles of 16 × 16 cells that hold water, or may within the step, are worked on; dry land costs nothing.

/** A tile is worked on if it or a neighbour is wet; in rain all are. */
export function chooseActive(): void {
  const tilesX = P.i(P.TILES_X);
  const tilesY = P.i(P.TILES_Y);
  const active = P.p(P.ACTIVE);
  const wet = P.p(P.WET);
  if (P.i(P.FLAGS) & P.FLAG_RAIN) {
    memory.fill(active, 1, tilesX * tilesY);
    return;
  }
  for (let ty = 0; ty < tilesY; ty++) {
    const south = ty > 0 ? -tilesX : 0;
    const north = ty < tilesY - 1 ? tilesX : 0;
    for (let tx = 0; tx < tilesX; tx++) {
      const at = wet + ty * tilesX + tx;
      const west = tx > 0 ? -1 : 0;
      const east = tx < tilesX - 1 ? 1 : 0;
      const any =
        load<u8>(at) | load<u8>(at + west) | load<u8>(at + east) | load<u8>(at + south) | load<u8>(at + north);
      store<u8>(active + ty * tilesX + tx, any);
    }
  }
}

@inline export function activeAt(ty: i32, tx: i32): bool {
  return load<u8>(P.p(P.ACTIVE) + ty * P.i(P.TILES_X) + tx) !== 0;
}

/** Active, or north or south of an active tile over one of its own rims that `row` lies on. */
@inline export function neededAt(row: i32, tx: i32): bool {
  const last = P.i(P.TILES_Y) - 1;
  const ty = row < 0 ? 0 : min(row / P.TILE, last);
  if (activeAt(ty, tx)) return true;
  if (row % P.TILE === 0 && ty > 0 && activeAt(ty - 1, tx)) return true;
  return row % P.TILE === P.TILE - 1 && ty < last && activeAt(ty + 1, tx);
}

import {
  cabinet,
  farCabinet,
  farChamber,
  hydrant,
  inlet,
  junction,
  outfall,
  pump,
  tank,
  valve,
} from './geometry/fittings';
import { chamberRadius, manhole, type Chamber } from './geometry/manhole';
import { PART, type MeshBuilder } from './geometry/meshBuilder';
import { simplifyPath, trimPath } from './geometry/pathFrames';
import { pipeSection } from './geometry/sections';
import { ball } from './geometry/solids';
import { sweepFarTube, sweepRod, sweepShell } from './geometry/sweep';
import { isChamber, linkSize, type ElementTable, type LinkElement } from './elements';

/** A pipe end stands this far out of the chamber's wall, m. */
const PIPE_STICKS_OUT_M = 0.03;
const FAR_SIDES = 5;
const FAR_NODE_SIDES = 7;
/** Bends flatter than this are straightened in what is seen from afar, m. */
const FAR_TOLERANCE_M = 0.3;

/** Draws one element with all its detail. `ox`, `oy`: middle of its chunk, taken off all coordinates. */
export function detailedElement(
  mesh: MeshBuilder,
  table: ElementTable,
  index: number,
  ox: number,
  oy: number,
): void {
  const e = table.elements[index]!;
  mesh.element = index;
  if (e.kind === 'link') {
    detailedLink(mesh, table, e, ox, oy);
    return;
  }
  const c = chamberOf(e.node, ox, oy);
  switch (e.node.kind) {
    case 'manhole':
      if (isChamber(e.node)) manhole(mesh, c, e.ends);
      else junction(mesh, c, e.ends);
      break;
    case 'inlet':
      inlet(mesh, c, e.ends);
      break;
    case 'outfall':
      outfall(mesh, c, e.ends);
      break;
    case 'pump':
      pump(mesh, c);
      break;
    case 'tank':
      tank(mesh, c);
      break;
    case 'valve':
      valve(mesh, c, e.ends);
      break;
    case 'hydrant':
      hydrant(mesh, c);
      break;
    case 'transformer':
    case 'cabinet':
      cabinet(mesh, c, e.node.kind);
      break;
    case 'junction':
      junction(mesh, c, e.ends);
      break;
  }
}

/** Draws one element as it is seen from afar: a closed tube or cylinder. */
export function farElement(
  mesh: MeshBuilder,
  table: ElementTable,
  index: number,
  ox: number,
  oy: number,
): void {
  const e = table.elements[index]!;
  mesh.element = index;
  if (e.kind === 'link') {
    const { width, height, wall } = linkSize(e.link);
    const lift = e.link.shape === 'cable' ? 0 : height / 2;
    const radius = (width + height) / 4 + wall;
    const path = simplifyPath(shifted(e.link.path, ox, oy), FAR_TOLERANCE_M);
    sweepFarTube(mesh, path, radius, FAR_SIDES, lift);
    return;
  }
  const c = chamberOf(e.node, ox, oy);
  switch (e.node.kind) {
    case 'manhole':
    case 'tank':
    case 'pump':
      farChamber(mesh, c, FAR_NODE_SIDES);
      break;
    case 'transformer':
    case 'cabinet':
      farCabinet(mesh, c, e.node.kind);
      break;
    case 'outfall':
      outfall(mesh, c, e.ends);
      break;
    default:
    // Small fittings are less than a pixel from where this is drawn.
  }
}

/** The part of a link's path between the chambers at its ends, shifted to its chunk. */
export function visiblePath(
  table: ElementTable,
  e: LinkElement,
  ox: number,
  oy: number,
): Float64Array {
  const { width, wall } = linkSize(e.link);
  const cut = (n: number): number => {
    const node = n >= 0 ? table.elements[n] : undefined;
    if (node?.kind !== 'node') return 0;
    if (node.node.kind === 'inlet') return 0.2;
    if (!isChamber(node.node)) return 0;
    const r = chamberRadius(node.node);
    const half = Math.min(width / 2 + wall, r * 0.9);
    return Math.max(0, Math.sqrt(r * r - half * half) - PIPE_STICKS_OUT_M);
  };
  return trimPath(shifted(e.link.path, ox, oy), cut(e.from), cut(e.to));
}

/** Points around a round pipe of this diameter: as few as still look round. */
export function roundness(diameterM: number): number {
  return Math.min(40, Math.max(10, 2 * Math.round(6 + 6 * Math.sqrt(diameterM))));
}

function detailedLink(
  mesh: MeshBuilder,
  table: ElementTable,
  e: LinkElement,
  ox: number,
  oy: number,
): void {
  if (e.link.path.length < 6) return;
  const { width, height, wall } = linkSize(e.link);
  const path = visiblePath(table, e, ox, oy);
  const sides = roundness(Math.max(width, height));
  if (e.link.shape === 'cable') {
    sweepRod(mesh, path, height / 2 + wall, sides);
    return;
  }
  sweepShell(mesh, path, pipeSection(e.link.shape, width, height, wall, sides));
  if (e.link.kind === 'pump' || e.link.kind === 'orifice' || e.link.kind === 'weir') {
    marker(mesh, path, Math.max(width, height));
  }
}

/** A machine in the line where a link is no plain pipe. */
function marker(mesh: MeshBuilder, path: Float64Array, size: number): void {
  const n = path.length;
  const at = [0, 1, 2].map((c) => (path[c]! + path[n - 3 + c]!) / 2);
  ball(mesh, at[0]!, at[1]!, at[2]! + size / 2, size * 0.9, 18, PART.machine);
}

function chamberOf(
  node: { x: number; y: number; coverM: number; invertM: number; diameterM: number },
  ox: number,
  oy: number,
): Chamber {
  return {
    x: node.x - ox,
    y: node.y - oy,
    coverM: node.coverM,
    invertM: node.invertM,
    diameterM: node.diameterM,
  };
}

function shifted(path: Float64Array, ox: number, oy: number): Float64Array {
  const out = Float64Array.from(path);
  for (let i = 0; i + 2 < out.length; i += 3) {
    out[i] = out[i]! - ox;
    out[i + 1] = out[i + 1]! - oy;
  }
  return out;
}

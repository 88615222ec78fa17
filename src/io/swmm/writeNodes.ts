import type { DrainageNode, DrainageStorage } from '../../domain/drainage';
import type { DrainageUnits } from '../../domain/drainageUnits';
import { scaled } from './numbers';
import { power } from '../../domain/exactMath';

type Rows = readonly (readonly string[])[];

/** Rows of [JUNCTIONS], [OUTFALLS], [DIVIDERS] and [STORAGE]. */
export function nodeRows(nodes: readonly DrainageNode[], u: DrainageUnits): [string, Rows][] {
  const m = (si: number): string => scaled(si, u.lengthM);
  const out: Record<DrainageNode['kind'], string[][]> = {
    junction: [],
    outfall: [],
    divider: [],
    storage: [],
  };
  for (const n of nodes) {
    const head = [n.id, m(n.invertM)];
    if (n.kind === 'outfall') {
      const stage = n.fixedStageM === undefined ? n.stageRef : m(n.fixedStageM);
      out.outfall.push([
        ...head,
        n.type.toUpperCase(),
        ...(stage === undefined ? [] : [stage]),
        n.flapGate ? 'YES' : 'NO',
        ...(n.routeTo === undefined ? [] : [n.routeTo]),
      ]);
    } else if (n.kind === 'storage') {
      out.storage.push([
        ...head,
        m(n.maxDepthM),
        m(n.initDepthM),
        ...shapeTokens(n.shape, u),
        m(n.surchargeDepthM),
        String(n.evapFactor),
        ...(n.seepage
          ? [
              scaled(n.seepage[0], u.rainDepthM),
              scaled(n.seepage[1], u.rainRateMs),
              String(n.seepage[2]),
            ]
          : []),
      ]);
    } else {
      const depths = [
        m(n.maxDepthM),
        m(n.initDepthM),
        m(n.surchargeDepthM),
        scaled(n.pondedAreaM2, u.areaM2),
      ];
      if (n.kind === 'junction') out.junction.push([...head, ...depths]);
      else out.divider.push([...head, n.divertedLink, ...n.params, ...depths]);
    }
  }
  return [
    ['JUNCTIONS', out.junction],
    ['OUTFALLS', out.outfall],
    ['DIVIDERS', out.divider],
    ['STORAGE', out.storage],
  ];
}

function shapeTokens(shape: DrainageStorage['shape'], u: DrainageUnits): string[] {
  switch (shape.type) {
    case 'tabular':
      return ['TABULAR', shape.curve];
    case 'functional':
      return [
        'FUNCTIONAL',
        scaled(shape.a, power(u.lengthM, 2 - shape.b)),
        String(shape.b),
        scaled(shape.c, u.areaM2),
      ];
    default: {
      const third = shape.type === 'parabolic' ? u.lengthM : 1;
      return [
        shape.type.toUpperCase(),
        scaled(shape.p1, u.lengthM),
        scaled(shape.p2, u.lengthM),
        scaled(shape.p3, third),
      ];
    }
  }
}

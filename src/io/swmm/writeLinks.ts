import type { CrossSection, DrainageLink } from '../../domain/drainage';
import { sectionLengths, type DrainageUnits } from '../../domain/drainageUnits';
import { outletCoeffFactor } from './links';
import { scaled } from './numbers';

type Rows = readonly (readonly string[])[];

const yesNo = (b: boolean): string => (b ? 'YES' : 'NO');

/** Rows of the five link sections, [XSECTIONS] and [LOSSES]. */
export function linkRows(links: readonly DrainageLink[], u: DrainageUnits): [string, Rows][] {
  const m = (si: number): string => scaled(si, u.lengthM);
  const rows: Record<DrainageLink['kind'], string[][]> = {
    conduit: [],
    pump: [],
    orifice: [],
    weir: [],
    outlet: [],
  };
  const sections: string[][] = [];
  const losses: string[][] = [];
  for (const l of links) {
    const head = [l.id, l.from, l.to];
    if ('section' in l) sections.push(sectionRow(l.id, l.section, u));
    switch (l.kind) {
      case 'conduit':
        rows.conduit.push([
          ...head,
          m(l.lengthM),
          String(l.roughnessN),
          m(l.inOffsetM),
          m(l.outOffsetM),
          scaled(l.initFlowCms, u.flowCms),
          scaled(l.maxFlowCms, u.flowCms),
        ]);
        if (l.lossIn || l.lossOut || l.lossAvg || l.flapGate || l.seepageMs) {
          losses.push([
            l.id,
            String(l.lossIn),
            String(l.lossOut),
            String(l.lossAvg),
            yesNo(l.flapGate),
            scaled(l.seepageMs, u.rainRateMs),
          ]);
        }
        break;
      case 'pump':
        rows.pump.push([
          ...head,
          l.curve,
          l.initialOn ? 'ON' : 'OFF',
          m(l.startupDepthM),
          m(l.shutoffDepthM),
        ]);
        break;
      case 'orifice':
        rows.orifice.push([
          ...head,
          l.type.toUpperCase(),
          m(l.offsetM),
          String(l.dischargeCoeff),
          yesNo(l.flapGate),
          scaled(l.closeTimeS, 3600),
        ]);
        break;
      case 'weir':
        rows.weir.push([
          ...head,
          l.type.toUpperCase(),
          m(l.crestM),
          scaled(l.dischargeCoeff, u.weirCoeff),
          yesNo(l.flapGate),
          String(l.endContractions),
          scaled(l.endCoeff, u.weirCoeff),
          yesNo(l.canSurcharge),
          ...(l.roadWidthM || l.roadSurface || l.coeffCurve
            ? [m(l.roadWidthM), l.roadSurface || '*', l.coeffCurve ?? '*']
            : []),
        ]);
        break;
      case 'outlet':
        rows.outlet.push([
          ...head,
          m(l.offsetM),
          l.type.toUpperCase(),
          ...(l.curve === undefined
            ? [
                scaled(l.coeff, outletCoeffFactor(u.flowCms, u.lengthM, l.exponent)),
                String(l.exponent),
              ]
            : [l.curve]),
          yesNo(l.flapGate),
        ]);
    }
  }
  return [
    ['CONDUITS', rows.conduit],
    ['PUMPS', rows.pump],
    ['ORIFICES', rows.orifice],
    ['WEIRS', rows.weir],
    ['OUTLETS', rows.outlet],
    ['XSECTIONS', sections],
    ['LOSSES', losses],
  ];
}

function sectionRow(id: string, s: CrossSection, u: DrainageUnits): string[] {
  const lengths = sectionLengths(s.shape);
  const g = s.geom.map((v, k) => scaled(v, lengths[k] ? u.lengthM : 1));
  if (s.ref !== undefined) g[s.shape === 'CUSTOM' ? 1 : 0] = s.ref;
  const row = [id, s.shape, ...g, String(s.barrels)];
  return s.culvertCode ? [...row, String(s.culvertCode)] : row;
}

import type {
  CrossSection,
  DrainageConduit,
  DrainageLink,
  DrainageOrifice,
  DrainageOutlet,
  DrainagePump,
  DrainageWeir,
} from '../../domain/drainage';
import { sectionLengths } from '../../domain/drainageUnits';
import { flag, num, rowError, word, type IdTable, type InpContext } from './context';
import { badKeyword } from './nodes';
import type { Row } from './rows';
import { power } from '../../domain/exactMath';

const NO_VERTICES = new Float64Array(0);

/** What the link readers look up: end nodes with their inverts, and cross-sections and losses by link id. */
export interface LinkLookups {
  readonly nodes: IdTable;
  readonly invertM: ReadonlyMap<string, number>;
  readonly sections: ReadonlyMap<string, { section: CrossSection; row: Row }>;
  readonly losses: ReadonlyMap<string, Row>;
}

/** [CONDUITS], [PUMPS], [ORIFICES], [WEIRS] and [OUTLETS], in that order. Vertices are set later. */
export function readLinks(ctx: InpContext, ids: IdTable, look: LinkLookups): DrainageLink[] {
  const read = <T extends DrainageLink>(
    section: string,
    reader: (ctx: InpContext, base: LinkBase, look: LinkLookups) => T,
  ): T[] =>
    ctx.rows(section).map((row) => reader(ctx, readBase(ctx, ids, look, section, row), look));
  const links = [
    ...read('CONDUITS', readConduit),
    ...read('PUMPS', readPump),
    ...read('ORIFICES', readOrifice),
    ...read('WEIRS', readWeir),
    ...read('OUTLETS', readOutlet),
  ];
  for (const { row } of look.sections.values()) {
    ids.resolve(ctx, 'XSECTIONS', row, row.tokens[0] ?? '', 'drainage.missing-link');
  }
  return links;
}

interface LinkBase {
  readonly section: string;
  readonly row: Row;
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

function readBase(
  ctx: InpContext,
  ids: IdTable,
  look: LinkLookups,
  section: string,
  row: Row,
): LinkBase {
  const id = ids.add(ctx, section, row, word(ctx, section, row, 0));
  const end = (i: number): string =>
    look.nodes.resolve(ctx, section, row, word(ctx, section, row, i), 'drainage.missing-node');
  const from = end(1);
  const to = end(2);
  if (from === to) {
    throw rowError(ctx, section, row, {
      code: 'drainage.self-loop',
      what: `The link "${id}" starts and ends at the same node "${from}".`,
      mend: 'Correct one of its end nodes.',
    });
  }
  return { section, row, id, from, to };
}

const ends = (b: LinkBase): { id: string; from: string; to: string; vertices: Float64Array } => ({
  id: b.id,
  from: b.from,
  to: b.to,
  vertices: NO_VERTICES,
});

/** Offset above the node's invert, m. Elevations are converted; below the invert SWMM takes the invert, and so do we. */
function offset(ctx: InpContext, b: LinkBase, look: LinkLookups, node: string, i: number): number {
  const token = b.row.tokens[i];
  if (token === undefined || token === '*' || token === '') return 0;
  const value = num(ctx, b.section, b.row, i) * ctx.units.lengthM;
  const above = ctx.elevationOffsets ? value - look.invertM.get(node)! : value;
  if (above >= 0) return above;
  // SWMM's own tolerance below which a negative offset is rounding, not a fault.
  const ROUNDING_M = 0.015;
  if (above < -ROUNDING_M || !ctx.elevationOffsets) {
    ctx.notice({
      code: 'drainage.offset-below-invert',
      ...(ctx.file !== undefined && { file: ctx.file }),
      place: `line ${b.row.line}, [${b.section}] ${b.id}`,
      what: `The end of "${b.id}" at "${node}" is ${(-above).toFixed(3)} m below the node's invert: set to the invert.`,
    });
  }
  return 0;
}

function sectionOf(ctx: InpContext, b: LinkBase, look: LinkLookups): CrossSection {
  const found = look.sections.get(b.id.toUpperCase());
  if (found) return found.section;
  throw rowError(ctx, b.section, b.row, {
    code: 'drainage.no-section',
    what: `"${b.id}" has no row in [XSECTIONS].`,
    mend: 'Add its cross-section.',
  });
}

function readConduit(ctx: InpContext, b: LinkBase, look: LinkLookups): DrainageConduit {
  const s = 'CONDUITS';
  const { lengthM, flowCms, rainRateMs } = ctx.units;
  const loss = look.losses.get(b.id.toUpperCase());
  const lossValue = (i: number): number => (loss ? num(ctx, 'LOSSES', loss, i, 0) : 0);
  return {
    kind: 'conduit',
    ...ends(b),
    lengthM: num(ctx, s, b.row, 3) * lengthM,
    roughnessN: num(ctx, s, b.row, 4),
    inOffsetM: offset(ctx, b, look, b.from, 5),
    outOffsetM: offset(ctx, b, look, b.to, 6),
    initFlowCms: num(ctx, s, b.row, 7, 0) * flowCms,
    maxFlowCms: num(ctx, s, b.row, 8, 0) * flowCms,
    section: sectionOf(ctx, b, look),
    lossIn: lossValue(1),
    lossOut: lossValue(2),
    lossAvg: lossValue(3),
    flapGate: loss ? flag(loss, 4) : false,
    seepageMs: lossValue(5) * rainRateMs,
  };
}

function readPump(ctx: InpContext, b: LinkBase): DrainagePump {
  const { lengthM } = ctx.units;
  return {
    kind: 'pump',
    ...ends(b),
    curve: b.row.tokens[3] || '*',
    initialOn: flag(b.row, 4, true),
    startupDepthM: num(ctx, 'PUMPS', b.row, 5, 0) * lengthM,
    shutoffDepthM: num(ctx, 'PUMPS', b.row, 6, 0) * lengthM,
  };
}

function readOrifice(ctx: InpContext, b: LinkBase, look: LinkLookups): DrainageOrifice {
  const s = 'ORIFICES';
  const token = word(ctx, s, b.row, 3).toUpperCase();
  if (token !== 'SIDE' && token !== 'BOTTOM') {
    throw badKeyword(ctx, s, b.row, token, ['SIDE', 'BOTTOM']);
  }
  return {
    kind: 'orifice',
    ...ends(b),
    type: token === 'SIDE' ? 'side' : 'bottom',
    offsetM: offset(ctx, b, look, b.from, 4),
    dischargeCoeff: num(ctx, s, b.row, 5),
    flapGate: flag(b.row, 6),
    closeTimeS: num(ctx, s, b.row, 7, 0) * 3600,
    section: sectionOf(ctx, b, look),
  };
}

const WEIR_TYPES: Readonly<Record<string, DrainageWeir['type']>> = {
  TRANSVERSE: 'transverse',
  SIDEFLOW: 'sideflow',
  'V-NOTCH': 'v-notch',
  TRAPEZOIDAL: 'trapezoidal',
  ROADWAY: 'roadway',
};

function readWeir(ctx: InpContext, b: LinkBase, look: LinkLookups): DrainageWeir {
  const s = 'WEIRS';
  const { lengthM, weirCoeff } = ctx.units;
  const token = word(ctx, s, b.row, 3).toUpperCase();
  const type = WEIR_TYPES[token];
  if (type === undefined) throw badKeyword(ctx, s, b.row, token, Object.keys(WEIR_TYPES));
  const coeffCurve = b.row.tokens[12];
  const surface = b.row.tokens[11];
  return {
    kind: 'weir',
    ...ends(b),
    type,
    crestM: offset(ctx, b, look, b.from, 4),
    dischargeCoeff: num(ctx, s, b.row, 5) * weirCoeff,
    flapGate: flag(b.row, 6),
    endContractions: num(ctx, s, b.row, 7, 0),
    endCoeff: num(ctx, s, b.row, 8, 0) * weirCoeff,
    canSurcharge: flag(b.row, 9, true),
    roadWidthM: num(ctx, s, b.row, 10, 0) * lengthM,
    roadSurface: surface === undefined || surface === '*' ? '' : surface.toUpperCase(),
    ...(coeffCurve && coeffCurve !== '*' && { coeffCurve }),
    section: sectionOf(ctx, b, look),
  };
}

function readOutlet(ctx: InpContext, b: LinkBase, look: LinkLookups): DrainageOutlet {
  const s = 'OUTLETS';
  const [form, against] = word(ctx, s, b.row, 4).toLowerCase().split('/');
  if (form !== 'functional' && form !== 'tabular') {
    throw badKeyword(ctx, s, b.row, b.row.tokens[4]!, [
      'FUNCTIONAL/DEPTH',
      'FUNCTIONAL/HEAD',
      'TABULAR/DEPTH',
      'TABULAR/HEAD',
    ]);
  }
  const type = `${form}/${against === 'head' ? 'head' : 'depth'}` as const;
  const base = { kind: 'outlet', ...ends(b), offsetM: offset(ctx, b, look, b.from, 3) } as const;
  if (form === 'tabular') {
    const curve = word(ctx, s, b.row, 5);
    return { ...base, type, coeff: 0, exponent: 0, curve, flapGate: flag(b.row, 6) };
  }
  const exponent = num(ctx, s, b.row, 6);
  // Q = c·h^e in file units: c·q·(h/f)^e in SI.
  const coeff =
    num(ctx, s, b.row, 5) * outletCoeffFactor(ctx.units.flowCms, ctx.units.lengthM, exponent);
  return { ...base, type, coeff, exponent, flapGate: flag(b.row, 7) };
}

/** Factor of a functional outlet's coefficient from file units into SI. */
export function outletCoeffFactor(flowCms: number, lengthM: number, exponent: number): number {
  return flowCms * power(lengthM, -exponent);
}

/** Shapes of SWMM 5.2, matched by prefix as SWMM does (EGGSHAPED is EGG). */
const SHAPES: readonly string[] = [
  'DUMMY',
  'CIRCULAR',
  'FILLED_CIRCULAR',
  'RECT_CLOSED',
  'RECT_OPEN',
  'TRAPEZOIDAL',
  'TRIANGULAR',
  'PARABOLIC',
  'POWER',
  'RECT_TRIANGULAR',
  'RECT_ROUND',
  'MODBASKETHANDLE',
  'HORIZ_ELLIPSE',
  'VERT_ELLIPSE',
  'ARCH',
  'EGG',
  'HORSESHOE',
  'GOTHIC',
  'CATENARY',
  'SEMIELLIPTICAL',
  'BASKETHANDLE',
  'SEMICIRCULAR',
  'IRREGULAR',
  'CUSTOM',
  'FORCE_MAIN',
  'STREET',
];

const REF_COLUMN: Readonly<Record<string, number>> = { IRREGULAR: 2, STREET: 2, CUSTOM: 3 };

/** [XSECTIONS] by upper-case link id. */
export function readCrossSections(
  ctx: InpContext,
): Map<string, { section: CrossSection; row: Row }> {
  const s = 'XSECTIONS';
  const out = new Map<string, { section: CrossSection; row: Row }>();
  for (const row of ctx.rows(s)) {
    const id = word(ctx, s, row, 0);
    const token = word(ctx, s, row, 1).toUpperCase();
    const shape = SHAPES.find((known) => token.startsWith(known));
    if (shape === undefined) throw badKeyword(ctx, s, row, token, SHAPES);
    const refColumn = REF_COLUMN[shape];
    const lengths = sectionLengths(shape);
    const g = (k: number): number =>
      refColumn === k + 2 ? 0 : num(ctx, s, row, k + 2, 0) * (lengths[k] ? ctx.units.lengthM : 1);
    const section: CrossSection = {
      shape,
      geom: [g(0), g(1), g(2), g(3)],
      barrels: num(ctx, s, row, 6, 1),
      culvertCode: num(ctx, s, row, 7, 0),
      ...(refColumn !== undefined && { ref: word(ctx, s, row, refColumn) }),
    };
    checkSection(ctx, row, section);
    out.set(id.toUpperCase(), { section, row });
  }
  return out;
}

/** A shape without height carries no water: SWMM refuses it, and so do we. */
function checkSection(ctx: InpContext, row: Row, section: CrossSection): void {
  if (section.shape === 'DUMMY' || section.shape === 'IRREGULAR' || section.shape === 'STREET') {
    return;
  }
  if (section.geom[0] > 0) return;
  throw rowError(ctx, 'XSECTIONS', row, {
    code: 'drainage.section-height',
    what: `The cross-section's height must be positive, got ${row.tokens[2] ?? 'nothing'}.`,
    mend: 'Give the height (a diameter for CIRCULAR).',
  });
}

import type { DrainageCurve, DrainageModel } from '../../src/domain/drainage';
import { fail, inside, notNegative } from './checks';
import type { SewerSetup } from './setup';

/** Curves whose flow must fall as the head rises, and those whose flow must not fall as the well fills. */
const FALLING = new Set(['PUMP3', 'PUMP5']);
const RISING = new Set(['PUMP1', 'PUMP2', 'PUMP4']);

/**
 * Checks a sewer network as a person or program may have made it: ends of links, pump curves, places of
 * exchange. What a file may get wrong besides, its reader has said already.
 *
 * @throws DryrunError `flood.setup.sewer`, `flood.setup.cell`, `flood.setup.negative`
 */
export function checkSewer(sewer: SewerSetup, cells: number): void {
  const nodes = new Set(sewer.model.nodes.map((n) => n.id));
  for (const l of sewer.model.links) {
    for (const end of [l.from, l.to]) {
      if (nodes.has(end)) continue;
      fail(
        'sewer',
        `drainage.model.links["${l.id}"]`,
        `the ${l.kind} "${l.id}" at node "${end}", which is not there`,
        `Add the node "${end}" or correct its name.`,
      );
    }
  }
  checkPumps(sewer.model);
  sewer.exchanges.forEach((e, k) => {
    const place = `drainage.exchanges[${k}]`;
    if (!nodes.has(e.node)) noNode(place, e.node);
    inside(`${place}.cell`, e.cell, cells);
    notNegative(`${place}.areaM2`, e.areaM2);
    notNegative(`${place}.rimM`, e.rimM);
  });
  sewer.outfalls.forEach((o, k) => {
    if (!nodes.has(o.node)) noNode(`drainage.outfalls[${k}]`, o.node);
    inside(`drainage.outfalls[${k}].cell`, o.cell, cells);
  });
}

function checkPumps(model: DrainageModel): void {
  const curves = new Map(model.curves.map((c) => [c.id, c]));
  for (const l of model.links) {
    const curve = l.kind === 'pump' && l.curve !== '*' ? curves.get(l.curve) : undefined;
    if (!curve) continue;
    const row = turningRow(curve);
    if (row < 0) continue;
    fail(
      'sewer',
      `drainage.model.curves["${curve.id}"], row ${row + 1}`,
      `the pump "${l.id}" with a curve ${curve.type} whose flow goes from ${curve.y[row - 1]} to ${curve.y[row]} m³/s as ${FALLING.has(curve.type) ? 'the head rises' : 'its well fills'}`,
      FALLING.has(curve.type)
        ? 'Let the flow of this curve fall from row to row.'
        : 'Let the flow of this curve rise from row to row.',
    );
  }
}

/** First row at which a pump curve turns the wrong way; −1: none. */
function turningRow({ type, y }: DrainageCurve): number {
  if (FALLING.has(type)) return y.findIndex((q, k) => k > 0 && q > y[k - 1]!);
  return RISING.has(type) ? y.findIndex((q, k) => k > 0 && q < y[k - 1]!) : -1;
}

function noNode(place: string, node: string): never {
  return fail(
    'sewer',
    place,
    `an exchange at node "${node}", which is not there`,
    'Name a node of the network.',
  );
}

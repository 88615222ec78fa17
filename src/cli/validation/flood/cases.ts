import type { Case } from '../row';
import { balance } from './balance';
import { cea } from './cea';
import { channel } from './channel';
import { damBreak } from './damBreak';
import { eaDamBreak } from './ea6a';
import { eaSewer } from './ea8';
import { eaPits, eaPlain, eaValley } from './eaCases';
import { infiltration } from './infiltration';
import { newcastle } from './newcastle';
import { convergence } from './order';
import { hasReference } from './reference';
import { rest } from './rest';
import { thacker } from './thacker';

/** Cases that need no files. */
const ANALYTIC: readonly Case[] = [
  rest,
  damBreak,
  thacker,
  channel,
  convergence,
  infiltration,
  balance,
];

/** Cases held against reference runs and measurements. */
const REFERENCE: readonly Case[] = [eaPits, eaPlain, eaValley, eaDamBreak, eaSewer, cea, newcastle];

/** All cases of the flood surface that can be run here. */
export function floodCases(): {
  readonly cases: readonly Case[];
  readonly leftOut: readonly string[];
} {
  if (hasReference()) return { cases: [...ANALYTIC, ...REFERENCE], leftOut: [] };
  return { cases: ANALYTIC, leftOut: REFERENCE.map((c) => c.name) };
}

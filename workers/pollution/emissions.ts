import type { Series } from '../../src/domain/frame';
import type { SourcePlan } from './plume/plan';
import type { EmissionPart, EmissionSource } from './setup';
import type { ControlBook } from './sources/controls';
import { valueAt } from './tables';

/** kg → µg */
const UG_PER_KG = 1e9;
/** Name of a series of emissions: `emission.NOx` (cars) or `emission.NOx.trucks`, kg/s per traffic id. */
const SERIES = /^emission\.([^.]+)(?:\.(cars|trucks|road_dust))?$/;

interface FedRate {
  readonly species: string;
  readonly part: EmissionPart;
  readonly kgS: number;
}

/** What traffic emits now, by traffic id: replaces what the set-up says of the same species and part. */
export class FedEmissions {
  private rates = new Map<string, FedRate[]>();

  /** Takes the series of a frame that are emissions. */
  take(series: readonly Series[]): void {
    const next = new Map<string, FedRate[]>();
    let found = false;
    for (const s of series) {
      const match = SERIES.exec(s.name);
      if (!match) continue;
      found = true;
      const part = (match[2] ?? 'cars') as EmissionPart;
      s.ids.forEach((id, k) => {
        const kgS = s.values[k]!;
        if (!(kgS >= 0)) return;
        const list = next.get(id) ?? [];
        list.push({ species: match[1]!, part, kgS });
        next.set(id, list);
      });
    }
    if (found) this.rates = next;
  }

  of(source: EmissionSource): readonly FedRate[] {
    return source.trafficId === undefined ? [] : (this.rates.get(source.trafficId) ?? []);
  }

  snapshot(): [string, FedRate[]][] {
    return [...this.rates];
  }

  restore(rates: [string, FedRate[]][]): void {
    this.rates = new Map(rates);
  }
}

/** Emission of one species by every piece at a time, µg/s, controls taken into account. */
export function pieceRates(
  sources: readonly EmissionSource[],
  plan: SourcePlan,
  fed: FedEmissions,
  book: ControlBook,
  species: string,
  timeS: number,
): Float32Array {
  const now = sources.map((s) => ratesNow(s, fed, species, timeS));
  return Float32Array.from(plan.pieces, (piece) => {
    const source = sources[piece.source]!;
    let kgS = 0;
    for (const { part, kgS: rate } of now[piece.source]!) {
      kgS += rate * book.left(source.id, piece, part, timeS);
    }
    return kgS * piece.share * UG_PER_KG;
  });
}

function ratesNow(
  s: EmissionSource,
  fed: FedEmissions,
  species: string,
  timeS: number,
): { part: EmissionPart; kgS: number }[] {
  const live = fed.of(s).filter((r) => r.species === species);
  const replaced = new Set(live.map((r) => r.part));
  const planned = s.rates
    .filter((r) => r.species === species && !replaced.has(r.part))
    .map((r) => ({ part: r.part, kgS: valueAt(r.kgS, timeS) }));
  return [...live.map(({ part, kgS }) => ({ part, kgS })), ...planned];
}

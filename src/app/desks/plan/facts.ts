import type { TFunction } from 'i18next';
import type {
  Building,
  Facility,
  Sensor,
  Street,
  UtilityLink,
  UtilityNode,
} from '../../../domain/city';
import type { LocalText } from '../../../domain/text';
import type { Pick } from '../../../domain/view';
import { formatNumber } from '../../i18n/format';
import { currentLanguage } from '../../i18n/i18n';
import type { CityHandle } from '../../services/cityHandle';

/** One attribute of a thing, ready to read. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

export interface Facts {
  readonly kind: string;
  readonly title: string;
  /** The name in the other language, where there is one. */
  readonly otherTitle?: string;
  readonly facts: readonly Fact[];
}

/** What is known of the thing picked. */
export function factsOf(city: CityHandle, pick: Pick, t: TFunction): Facts {
  const found = city.find(pick.id);
  if (!found) return groundFacts(city, pick, t);
  switch (found.kind) {
    case 'building':
      return buildingFacts(found.thing, t);
    case 'street':
      return streetFacts(found.thing, t);
    case 'node':
      return nodeFacts(found.thing, t(`utility.${found.utility}`), t);
    case 'link':
      return linkFacts(found.thing, t(`utility.${found.utility}`), t);
    case 'sensor':
      return sensorFacts(found.thing, t);
    case 'facility':
      return facilityFacts(found.thing, t);
  }
}

function names(name: LocalText | undefined, otherwise: string): Omit<Facts, 'kind' | 'facts'> {
  if (!name) return { title: otherwise };
  const [own, other] = currentLanguage() === 'zh' ? [name.zh, name.en] : [name.en, name.zh];
  return { title: own || other || otherwise, ...(other && other !== own && { otherTitle: other }) };
}

const metres = (v: number, digits = 2): string => `${formatNumber(v, digits)} m`;

function groundFacts(city: CityHandle, pick: Pick, t: TFunction): Facts {
  const [x, y] = pick.point;
  const ground = city.groundAt(x, y);
  const cover = city.landCoverAt(x, y);
  return {
    kind: t(pick.kind === 'water' ? 'kind.water' : 'kind.ground'),
    title: t('inspector.point'),
    facts: [
      { label: t('fact.ground'), value: metres(ground), note: city.city.verticalDatum },
      ...(cover
        ? [
            { label: t('fact.cover'), value: cover.name[currentLanguage()] },
            { label: t('fact.manning'), value: formatNumber(cover.manningN, 3) },
            {
              label: t('fact.impervious'),
              value: `${formatNumber(cover.imperviousness * 100)}%`,
            },
          ]
        : []),
    ],
  };
}

function buildingFacts(b: Building, t: TFunction): Facts {
  return {
    kind: t('kind.building'),
    ...names(b.name, t(`use.${b.use}`)),
    facts: [
      { label: t('fact.use'), value: t(`use.${b.use}`) },
      {
        label: t('fact.height'),
        value: metres(b.heightM + b.roofHeightM, 1),
        note: t(`heightSource.${b.heightSource}`),
      },
      { label: t('fact.storeys'), value: formatNumber(b.storeys) },
      { label: t('fact.population'), value: formatNumber(b.population) },
      { label: t('fact.ground'), value: metres(b.groundM) },
      { label: t('fact.roof'), value: t(`roof.${b.roofShape}`) },
      ...(b.yearBuilt ? [{ label: t('fact.year'), value: String(b.yearBuilt) }] : []),
      { label: t('fact.id'), value: b.id },
    ],
  };
}

function streetFacts(s: Street, t: TFunction): Facts {
  return {
    kind: t('kind.street'),
    ...names(s.name, t(`street.${s.class}`)),
    facts: [
      { label: t('fact.class'), value: t(`street.${s.class}`) },
      { label: t('fact.lanes'), value: formatNumber(s.lanes) },
      { label: t('fact.width'), value: metres(s.widthM, 1) },
      { label: t('fact.sidewalk'), value: metres(s.sidewalkM, 1) },
      { label: t('fact.id'), value: s.id },
    ],
  };
}

/** Says which values were derived rather than surveyed. */
function derivedNote(
  derived: readonly string[] | undefined,
  name: string,
  t: TFunction,
): { readonly note?: string } {
  return derived?.includes(name) ? { note: t('fact.derived') } : {};
}

function nodeFacts(n: UtilityNode, network: string, t: TFunction): Facts {
  return {
    kind: t(`node.${n.kind}`),
    title: n.id,
    facts: [
      { label: t('fact.network'), value: network },
      {
        label: t('fact.coverLevel'),
        value: metres(n.coverM),
        ...derivedNote(n.derived, 'coverM', t),
      },
      {
        label: t('fact.invert'),
        value: metres(n.invertM),
        ...derivedNote(n.derived, 'invertM', t),
      },
      { label: t('fact.depth'), value: metres(n.coverM - n.invertM) },
      {
        label: t('fact.diameter'),
        value: metres(n.diameterM),
        ...derivedNote(n.derived, 'diameterM', t),
      },
    ],
  };
}

function linkFacts(l: UtilityLink, network: string, t: TFunction): Facts {
  const length = pathLength(l.path);
  const drop = l.path[2]! - l.path[l.path.length - 1]!;
  const isRound = l.shape === 'circular' || l.shape === 'cable' || l.shape === 'duct';
  return {
    kind: t(`link.${l.kind}`),
    title: l.id,
    facts: [
      { label: t('fact.network'), value: network },
      {
        label: t(isRound ? 'fact.diameter' : 'fact.section'),
        value: isRound
          ? `DN ${formatNumber(l.heightM * 1000)}`
          : `${formatNumber(l.widthM, 2)} × ${formatNumber(l.heightM, 2)} m`,
        ...derivedNote(l.derived, 'heightM', t),
      },
      { label: t('fact.length'), value: metres(length, 1) },
      ...(l.kind === 'pipe'
        ? [{ label: t('fact.slope'), value: `${formatNumber((1000 * drop) / length, 1)} ‰` }]
        : []),
      { label: t('fact.fromTo'), value: `${l.from} → ${l.to}` },
      {
        label: t('fact.invertUp'),
        value: metres(l.path[2]!),
        ...derivedNote(l.derived, 'path', t),
      },
      { label: t('fact.invertDown'), value: metres(l.path[l.path.length - 1]!) },
      ...(l.material ? [{ label: t('fact.material'), value: l.material }] : []),
      ...(l.yearBuilt ? [{ label: t('fact.year'), value: String(l.yearBuilt) }] : []),
    ],
  };
}

/** Length of a 3D line (stride 3), m. */
function pathLength(path: Float64Array): number {
  let sum = 0;
  for (let i = 3; i + 2 < path.length; i += 3) {
    sum += Math.hypot(
      path[i]! - path[i - 3]!,
      path[i + 1]! - path[i - 2]!,
      path[i + 2]! - path[i - 1]!,
    );
  }
  return sum;
}

function sensorFacts(s: Sensor, t: TFunction): Facts {
  return {
    kind: t('kind.sensor'),
    ...names(s.name, s.id),
    facts: [
      ...s.datastreams.map((d) => ({
        label: t('fact.datastream'),
        value: t(`observed.${d.observedProperty}`, { defaultValue: d.observedProperty }),
        note: d.intervalS ? `${d.unit} · ${t('fact.every', { n: d.intervalS })}` : d.unit,
      })),
      { label: t('fact.level'), value: metres(s.z) },
      { label: t('fact.id'), value: s.id },
    ],
  };
}

function facilityFacts(f: Facility, t: TFunction): Facts {
  return {
    kind: t(`facility.${f.kind}`),
    ...names(f.name, f.id),
    facts: [
      ...(f.capacity ? [{ label: t('fact.capacity'), value: formatNumber(f.capacity) }] : []),
      ...(f.buildingId ? [{ label: t('fact.building'), value: f.buildingId }] : []),
      { label: t('fact.id'), value: f.id },
    ],
  };
}

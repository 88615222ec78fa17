import {
  BillboardCollection,
  BlendOption,
  Color,
  DistanceDisplayCondition,
  NearFarScalar,
  VerticalOrigin,
  type PrimitiveCollection,
} from 'cesium';
import type { City, Facility } from '../../src/domain/city';
import {
  FACILITY_SYMBOLS,
  SELECTED_COLOUR,
  SENSOR_COLOUR,
  type SymbolShape,
} from '../shared/palette';
import type { LocalAxes } from './localAxes';
import type { NamedPlace } from './nameLabels';
import type { DrawnThing } from './solidLayers';
import type { HeightField } from './terrain/heightField';

const ICON_PX = 44;
const ICON_SHOWN_PX = 26;
/** Names are shown nearer than this, m: there are many more sensors than facilities. */
const NAME_MAX_M = { facility: 1400, sensor: 320 } as const;
/** What help comes from is named before what is only there; sensors come last. */
const FACILITY_RANKS: Partial<Record<Facility['kind'], number>> = {
  hospital: 0,
  fire_station: 1,
  police: 2,
};
const OTHER_RANK = 3;
const SENSOR_RANK = 4;
/** Symbols are shown nearer than this, m: of a large city seen whole they would cover the ground. */
const ICON_MAX_M: Readonly<Record<string, number>> = { facility: 7000, sensor: 2600 };
const FACILITY_LIFT_M = 14;
const SENSOR_LIFT_M = 3;
/** Drawn over buildings in front: a symbol is a sign, not a thing. */
const ALWAYS_ON_TOP = Number.POSITIVE_INFINITY;

interface Entry extends NamedPlace {
  readonly thing: DrawnThing;
  readonly icon: string;
  readonly image: HTMLCanvasElement;
}

/** Symbols of one kind: an icon each, on top of everything. */
export class SymbolLayer {
  private readonly icons: BillboardCollection;
  private readonly rows = new Map<string, number>();

  constructor(
    private readonly primitives: PrimitiveCollection,
    entries: readonly Entry[],
    axes: LocalAxes,
  ) {
    this.icons = primitives.add(
      // Soft rims everywhere: a pass for opaque icons would draw nothing more.
      new BillboardCollection({ blendOption: BlendOption.TRANSLUCENT }),
    ) as BillboardCollection;
    for (const e of entries) this.addEntry(e, axes);
  }

  set show(visible: boolean) {
    this.icons.show = visible;
  }

  set opacity(opacity: number) {
    for (let i = 0; i < this.icons.length; i++) {
      const b = this.icons.get(i);
      b.color = Color.clone(b.color).withAlpha(opacity);
    }
  }

  select(ids: ReadonlySet<string>): void {
    for (const [id, row] of this.rows) {
      const b = this.icons.get(row);
      b.scale = (ids.has(id) ? 1.5 : 1) * (ICON_SHOWN_PX / ICON_PX);
      b.color = ids.has(id) ? Color.fromCssColorString(SELECTED_COLOUR) : Color.WHITE;
    }
  }

  destroy(): void {
    this.primitives.remove(this.icons);
  }

  private addEntry(e: Entry, axes: LocalAxes): void {
    const position = axes.point(...e.at);
    this.rows.set(e.thing.id, this.icons.length);
    const billboard = this.icons.add({
      id: e.thing,
      position,
      scale: ICON_SHOWN_PX / ICON_PX,
      verticalOrigin: VerticalOrigin.CENTER,
      disableDepthTestDistance: ALWAYS_ON_TOP,
      scaleByDistance: new NearFarScalar(300, 1, 3500, 0.5),
      distanceDisplayCondition: new DistanceDisplayCondition(0, ICON_MAX_M[e.thing.kind] ?? 0),
    });
    billboard.setImage(e.icon, e.image);
  }
}

export function facilityEntries(city: City, ground: HeightField): Entry[] {
  const images = new Map<string, HTMLCanvasElement>();
  const roofs = new Map(city.buildings.map((b) => [b.id, b.groundM + b.heightM + b.roofHeightM]));
  return city.facilities.map((f) => {
    const symbol = FACILITY_SYMBOLS[f.kind];
    const icon = `facility-${f.kind}`;
    let image = images.get(icon);
    if (!image) images.set(icon, (image = drawSymbol(symbol.shape, symbol.colour, symbol.glyph)));
    const top = (f.buildingId && roofs.get(f.buildingId)) ?? ground.at(f.x, f.y);
    return {
      id: f.id,
      thing: { kind: 'facility', id: f.id },
      name: f.name,
      maxM: NAME_MAX_M.facility,
      rank: FACILITY_RANKS[f.kind] ?? OTHER_RANK,
      at: [f.x, f.y, (top as number) + FACILITY_LIFT_M],
      icon,
      image,
    };
  });
}

export function sensorEntries(city: City, ground: HeightField): Entry[] {
  const image = drawSymbol('circle', SENSOR_COLOUR, '');
  return city.sensors.map((s) => ({
    id: s.id,
    thing: { kind: 'sensor', id: s.id },
    name: s.name,
    maxM: NAME_MAX_M.sensor,
    rank: SENSOR_RANK,
    at: [s.x, s.y, Math.max(s.z, ground.at(s.x, s.y)) + SENSOR_LIFT_M],
    icon: 'sensor',
    image,
  }));
}

const OUTLINES: Readonly<Record<Exclude<SymbolShape, 'circle'>, readonly number[]>> = {
  square: [-0.8, -0.8, 0.8, -0.8, 0.8, 0.8, -0.8, 0.8],
  diamond: [0, -1, 1, 0, 0, 1, -1, 0],
  triangle: [0, -0.95, 0.98, 0.8, -0.98, 0.8],
  pentagon: [0, -1, 0.95, -0.3, 0.6, 0.82, -0.6, 0.82, -0.95, -0.3],
  cross: [
    -0.36, -0.9, 0.36, -0.9, 0.36, -0.36, 0.9, -0.36, 0.9, 0.36, 0.36, 0.36, 0.36, 0.9, -0.36, 0.9,
    -0.36, 0.36, -0.9, 0.36, -0.9, -0.36, -0.36, -0.36,
  ],
};

/** A filled shape with a white rim and a letter. */
function drawSymbol(shape: SymbolShape, colour: string, glyph: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = ICON_PX;
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('drawSymbol: no 2D context');
  const r = ICON_PX / 2 - 4;
  ctx.translate(ICON_PX / 2, ICON_PX / 2);
  ctx.beginPath();
  if (shape === 'circle') ctx.arc(0, 0, r * 0.85, 0, 2 * Math.PI);
  else {
    const o = OUTLINES[shape];
    for (let i = 0; i < o.length; i += 2) {
      if (i === 0) ctx.moveTo(o[i]! * r, o[i + 1]! * r);
      else ctx.lineTo(o[i]! * r, o[i + 1]! * r);
    }
    ctx.closePath();
  }
  ctx.lineJoin = 'round';
  ctx.lineWidth = 6;
  ctx.strokeStyle = '#fff';
  ctx.stroke();
  ctx.fillStyle = colour;
  ctx.fill();
  if (shape === 'circle') {
    ctx.beginPath();
    ctx.arc(0, 0, r * 0.3, 0, 2 * Math.PI);
    ctx.fillStyle = '#fff';
    ctx.fill();
  }
  ctx.fillStyle = '#fff';
  ctx.font = `700 ${Math.round(r * 0.9)}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(glyph, 0, r * 0.1);
  return canvas;
}

/**
 * A SWMM 5 project as read from `.inp`, sections and all, in SI units and local metres. Every section
 * and token survives a read–write round trip; what the engine does not model is still here by name.
 * The typed part below is what engines and scenes use.
 */
export interface DrainageModel {
  readonly title: string;
  /** By upper-case keyword. FLOW_UNITS names the units of raw sections and control rules. */
  readonly options: Readonly<Record<string, string>>;
  readonly nodes: readonly DrainageNode[];
  readonly links: readonly DrainageLink[];
  readonly subcatchments: readonly Subcatchment[];
  readonly curves: readonly DrainageCurve[];
  readonly timeSeries: readonly DrainageTimeSeries[];
  readonly patterns: readonly DrainagePattern[];
  readonly inflows: readonly DrainageInflow[];
  readonly rainGages: readonly RainGage[];
  /** Text of [CONTROLS], one rule a string. */
  readonly controls: readonly string[];
  /** [TRANSECTS], [STREETS], [INLETS], [INLET_USAGE], LID and quality sections …: raw token rows by section name. */
  readonly raw: Readonly<Record<string, readonly (readonly string[])[]>>;
}

interface DrainageNodeBase {
  readonly id: string;
  /** Local metres; NaN where the file has no coordinates. */
  readonly x: number;
  readonly y: number;
  readonly invertM: number;
  readonly tag?: string;
}

export interface DrainageJunction extends DrainageNodeBase {
  readonly kind: 'junction';
  /** Invert to ground, m (0: highest connected crown). */
  readonly maxDepthM: number;
  readonly initDepthM: number;
  readonly surchargeDepthM: number;
  readonly pondedAreaM2: number;
}

export interface DrainageOutfall extends DrainageNodeBase {
  readonly kind: 'outfall';
  readonly type: 'free' | 'normal' | 'fixed' | 'tidal' | 'timeseries';
  readonly fixedStageM?: number;
  /** Curve id for `tidal`, time-series id for `timeseries`. */
  readonly stageRef?: string;
  readonly flapGate: boolean;
  readonly routeTo?: string;
}

export interface DrainageStorage extends DrainageNodeBase {
  readonly kind: 'storage';
  readonly maxDepthM: number;
  readonly initDepthM: number;
  /** Area by curve (m → m²), or A = a·d^b + c, or one of SWMM 5.2's shapes (parameters in m). */
  readonly shape:
    | { readonly type: 'tabular'; readonly curve: string }
    | { readonly type: 'functional'; readonly a: number; readonly b: number; readonly c: number }
    | {
        readonly type: 'cylindrical' | 'conical' | 'parabolic' | 'pyramidal';
        readonly p1: number;
        readonly p2: number;
        readonly p3: number;
      };
  readonly surchargeDepthM: number;
  readonly evapFactor: number;
  /** Suction head m, conductivity m/s, initial deficit: seepage, if any. */
  readonly seepage?: readonly [number, number, number];
}

export interface DrainageDivider extends DrainageNodeBase {
  readonly kind: 'divider';
  readonly maxDepthM: number;
  readonly initDepthM: number;
  readonly surchargeDepthM: number;
  readonly pondedAreaM2: number;
  readonly divertedLink: string;
  readonly params: readonly string[];
}

export type DrainageNode = DrainageJunction | DrainageOutfall | DrainageStorage | DrainageDivider;

interface DrainageLinkBase {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Interior vertices x, y (stride 2), local metres, without the end nodes. */
  readonly vertices: Float64Array;
  readonly tag?: string;
}

/** Cross-section: SWMM shape name in upper case and its four geometry parameters in metres (or as SWMM has them). */
export interface CrossSection {
  readonly shape: string;
  readonly geom: readonly [number, number, number, number];
  readonly barrels: number;
  /** Culvert code (HDS-5), 0 for none. */
  readonly culvertCode: number;
  /** Shape-curve id for CUSTOM, transect id for IRREGULAR, street id for STREET. */
  readonly ref?: string;
}

export interface DrainageConduit extends DrainageLinkBase {
  readonly kind: 'conduit';
  readonly lengthM: number;
  readonly roughnessN: number;
  /** Offsets of the link's invert above the end nodes' inverts, m (elevation offsets are converted). */
  readonly inOffsetM: number;
  readonly outOffsetM: number;
  readonly initFlowCms: number;
  readonly maxFlowCms: number;
  readonly section: CrossSection;
  readonly lossIn: number;
  readonly lossOut: number;
  readonly lossAvg: number;
  readonly flapGate: boolean;
  readonly seepageMs: number;
}

export interface DrainagePump extends DrainageLinkBase {
  readonly kind: 'pump';
  /** Curve id, or `*` for an ideal pump. */
  readonly curve: string;
  readonly initialOn: boolean;
  readonly startupDepthM: number;
  readonly shutoffDepthM: number;
}

export interface DrainageOrifice extends DrainageLinkBase {
  readonly kind: 'orifice';
  readonly type: 'side' | 'bottom';
  readonly offsetM: number;
  readonly dischargeCoeff: number;
  readonly flapGate: boolean;
  /** Time to open or close fully, s (0: at once). */
  readonly closeTimeS: number;
  readonly section: CrossSection;
}

export interface DrainageWeir extends DrainageLinkBase {
  readonly kind: 'weir';
  readonly type: 'transverse' | 'sideflow' | 'v-notch' | 'trapezoidal' | 'roadway';
  readonly crestM: number;
  /** C of Q = C·L·h^1.5 (V-notch: Q = C·s·h^2.5), m^½/s. */
  readonly dischargeCoeff: number;
  readonly flapGate: boolean;
  readonly endContractions: number;
  /** C of a trapezoidal weir's triangular ends, m^½/s. */
  readonly endCoeff: number;
  readonly canSurcharge: boolean;
  readonly roadWidthM: number;
  readonly roadSurface: string;
  readonly coeffCurve?: string;
  readonly section: CrossSection;
}

export interface DrainageOutlet extends DrainageLinkBase {
  readonly kind: 'outlet';
  readonly offsetM: number;
  readonly type: 'functional/depth' | 'functional/head' | 'tabular/depth' | 'tabular/head';
  /** c and e of Q = c·h^e with h in m and Q in m³/s (0 where a curve rules). */
  readonly coeff: number;
  readonly exponent: number;
  readonly curve?: string;
  readonly flapGate: boolean;
}

export type DrainageLink =
  DrainageConduit | DrainagePump | DrainageOrifice | DrainageWeir | DrainageOutlet;

export interface Subcatchment {
  readonly id: string;
  readonly gage: string;
  readonly outlet: string;
  readonly areaM2: number;
  /** 0–1. */
  readonly imperviousness: number;
  readonly widthM: number;
  /** m/m. */
  readonly slope: number;
  readonly curbLengthM: number;
  readonly nImperv: number;
  readonly nPerv: number;
  readonly storeImpervM: number;
  readonly storePervM: number;
  /** Share of the impervious area without depression storage, 0–1. */
  readonly zeroStoreShare: number;
  readonly routeTo: 'outlet' | 'impervious' | 'pervious';
  readonly routedShare: number;
  /** Infiltration method and its parameters in the method's own units (mm, mm/h, 1/h, days). */
  readonly infiltration?: { readonly method: string; readonly params: readonly number[] };
  /** Polygon ring x, y, local metres. */
  readonly ring?: Float64Array;
}

/** x, y pairs in SI units (depth m, area m², head m, flow m³/s, volume m³, hours for tidal). */
export interface DrainageCurve {
  readonly id: string;
  /** STORAGE, SHAPE, DIVERSION, TIDAL, PUMP1…PUMP5, RATING, CONTROL, WEIR. */
  readonly type: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface DrainageTimeSeries {
  readonly id: string;
  /** Seconds since the start of the simulation (negative before it). */
  readonly timeS: Float64Array;
  /** Values as in the file (rain in the gage's unit, flow in the file's flow unit, see `RainGage`, `DrainageInflow`). */
  readonly value: Float64Array;
  /** External file, if the series is kept in one. */
  readonly file?: string;
}

export interface DrainagePattern {
  readonly id: string;
  readonly type: 'MONTHLY' | 'DAILY' | 'HOURLY' | 'WEEKEND';
  readonly factors: readonly number[];
}

export interface DrainageInflow {
  readonly node: string;
  readonly kind: 'external' | 'dry_weather' | 'rdii';
  readonly constituent: string;
  readonly timeSeries?: string;
  /** m³/s. */
  readonly baselineCms: number;
  /** Multiplies the series' file values into m³/s. */
  readonly scaleToCms: number;
  readonly patterns: readonly string[];
  /** RDII unit hydrograph group and sewershed area (m²), for `rdii`. */
  readonly unitHydrograph?: string;
  readonly sewershedAreaM2?: number;
}

export interface RainGage {
  readonly id: string;
  readonly form: 'INTENSITY' | 'VOLUME' | 'CUMULATIVE';
  readonly intervalS: number;
  readonly snowCatch: number;
  readonly timeSeries?: string;
  readonly file?: string;
  /** Station in that file (`*`: the only one). */
  readonly station?: string;
  /** Multiplies file values into m/s for INTENSITY, m for VOLUME and CUMULATIVE. */
  readonly scaleToSi: number;
}

/**
 * A lane-accurate road network with SUMO's semantics of edges, lanes, connections, junctions and
 * signal programs, in local metres. Read losslessly from `.net.xml`: indices below are positions in
 * the arrays of this object.
 */
export interface TrafficNetwork {
  readonly edges: readonly TrafficEdge[];
  readonly lanes: readonly TrafficLane[];
  readonly junctions: readonly TrafficJunction[];
  readonly connections: readonly TrafficConnection[];
  readonly signals: readonly SignalProgram[];
  readonly roundabouts: readonly {
    readonly nodes: readonly string[];
    readonly edges: readonly string[];
  }[];
  readonly detectors: readonly TrafficDetector[];
  readonly busStops: readonly BusStop[];
  /** Attributes of the <net> and <location> elements, for writing back. */
  readonly meta: Readonly<Record<string, string>>;
  /** Elements of <net> without a place above (types, prohibitions …), for writing back. */
  readonly other?: readonly TrafficElement[];
}

/** An XML element as it stands in the file. */
export interface TrafficElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly TrafficElement[];
}

export interface TrafficEdge {
  readonly id: string;
  readonly function: 'normal' | 'internal' | 'crossing' | 'walkingarea' | 'connector';
  /** For internal edges, crossings and walking areas: the junction they lie in, at both ends. */
  readonly fromJunction: string;
  readonly toJunction: string;
  readonly priority: number;
  readonly type: string;
  readonly name: string;
  /** Indices into `lanes`, rightmost first. */
  readonly lanes: readonly number[];
  /** Street this edge belongs to, where known. */
  readonly streetId?: string;
  /**
   * Further attributes by name, here and below; those of child elements as `child.attribute`
   * (`neigh.lane`), <param> as `param.key`.
   */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TrafficLane {
  readonly id: string;
  readonly edge: number;
  readonly index: number;
  readonly speedMs: number;
  readonly lengthM: number;
  readonly widthM: number;
  /** x, y, z per vertex (stride 3), local metres. */
  readonly shape: Float64Array;
  /** SUMO vehicle classes; empty: all. */
  readonly allow: readonly string[];
  readonly disallow: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TrafficJunction {
  readonly id: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly incomingLanes: readonly string[];
  readonly internalLanes: readonly string[];
  /** x, y per vertex (stride 2). */
  readonly shape: Float64Array;
  readonly requests: readonly JunctionRequest[];
  readonly attributes: Readonly<Record<string, string>>;
}

/** One row of the right-of-way matrix: bit strings as SUMO writes them (rightmost bit is index 0). */
export interface JunctionRequest {
  readonly index: number;
  readonly response: string;
  readonly foes: string;
  readonly cont: boolean;
}

export interface TrafficConnection {
  readonly from: string;
  readonly to: string;
  readonly fromLane: number;
  readonly toLane: number;
  /** Internal lane id. */
  readonly via?: string;
  readonly signal?: string;
  readonly linkIndex?: number;
  readonly direction: 's' | 'l' | 'r' | 'L' | 'R' | 't' | 'invalid';
  readonly state: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A signal plan. Of several with one id, the last is in force (as in SUMO). */
export interface SignalProgram {
  readonly id: string;
  readonly programId: string;
  readonly type: string;
  readonly offsetS: number;
  readonly phases: readonly SignalPhase[];
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SignalPhase {
  readonly durationS: number;
  /** One SUMO state letter (GgyrRuoOs) per link index. */
  readonly state: string;
  readonly minDurS?: number;
  readonly maxDurS?: number;
  readonly name?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TrafficDetector {
  readonly id: string;
  readonly laneId: string;
  readonly posM: number;
  readonly lengthM: number;
  readonly kind: 'induction_loop' | 'lane_area';
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface BusStop {
  readonly id: string;
  readonly name: string;
  readonly laneId: string;
  readonly startPosM: number;
  readonly endPosM: number;
  readonly lines: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A type of vehicle: its class, size and the parameters of its driver (SI units). */
export interface VehicleType {
  readonly id: string;
  /** SUMO vehicle class, e.g. `passenger`, `bus`, `truck`, `emergency`. */
  readonly vClass: string;
  readonly lengthM: number;
  /** Gap to a standing leader, m. */
  readonly minGapM: number;
  readonly accelMs2: number;
  readonly decelMs2: number;
  readonly emergencyDecelMs2: number;
  /** Driver imperfection of the Krauss model, 0–1. */
  readonly sigma: number;
  /** Desired time gap, s. */
  readonly tauS: number;
  readonly maxSpeedMs: number;
  /** Mean and standard deviation of the factor a driver applies to speed limits. */
  readonly speedFactor: number;
  readonly speedDev: number;
  readonly widthM: number;
  /** Emission class, e.g. `HBEFA3/PC_G_EU4`; empty: none. */
  readonly emissionClass: string;
  /** What the file says besides, by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A halt of a vehicle on its way. */
export interface VehicleStop {
  readonly laneId: string;
  readonly startPosM: number;
  readonly endPosM: number;
  readonly durationS: number;
  /** Time before which it does not leave, s; absent: none. */
  readonly untilS?: number;
  readonly busStop?: string;
}

/** One vehicle that shall depart. */
export interface VehicleDemand {
  readonly id: string;
  /** Id of a vehicle type or of a distribution of types. */
  readonly type: string;
  /** Seconds on the clock of the demand (`TrafficDemand` may begin at any hour). */
  readonly departS: number;
  /** Edges in order. For a trip (`routed: false`): origin, any vias and destination only. */
  readonly edges: readonly string[];
  readonly routed: boolean;
  readonly departLane: 'first' | 'best' | 'free' | 'allowed' | 'random' | number;
  readonly departPos: 'base' | 'free' | 'last' | 'random' | number;
  readonly departSpeed: 'max' | 'desired' | 'random' | number;
  /** Position on the last edge, m (negative: from its end); absent: its end. */
  readonly arrivalPosM?: number;
  readonly stops: readonly VehicleStop[];
  /** Where it stands in its file, for errors. */
  readonly place?: string;
}

/** Vehicles alike that depart one after another. */
export interface VehicleFlow {
  readonly vehicle: VehicleDemand;
  readonly beginS: number;
  readonly endS: number;
  /** Vehicles in all, evenly spread; or a probability of one each second. Exactly one is given. */
  readonly count?: number;
  readonly probabilityPerS?: number;
}

/** Who drives where and when. */
export interface TrafficDemand {
  readonly types: readonly VehicleType[];
  readonly distributions: readonly {
    readonly id: string;
    readonly members: readonly { readonly type: string; readonly probability: number }[];
  }[];
  /** In order of departure. */
  readonly vehicles: readonly VehicleDemand[];
  readonly flows: readonly VehicleFlow[];
}

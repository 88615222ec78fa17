import { GRAVITY } from './params';

// Discharge laws of structures, one place each, in f64. Depths are above the sill, m; flows m³/s.

const G: f64 = <f64>GRAVITY;

/** Broad-crested weir at critical depth: (2/3)^1.5·√g per metre of width, √m·m/s. */
const WEIR: f64 = 1.7049;
/** Heads in openings, between which free flow under the edge goes over into flow at the edge. */
const TOUCHES: f64 = 1.1;
const PRESSES: f64 = 1.5;

/**
 * Flow over a sill of width b: broad-crested weir, drowned after Villemonte 1947 (exponent 0.385).
 * Upstream depth h ≥ downstream depth t.
 */
export function weirFlow(b: f64, h: f64, t: f64): f64 {
  if (h <= 0) return 0;
  const free = WEIR * b * h * Math.sqrt(h);
  if (t <= 0) return free;
  const s = t / h;
  return free * Math.pow(max(1 - s * Math.sqrt(s), 0), 0.385);
}

/**
 * Flow under a sluice gate of opening a: free and submerged after Swamee 1992 (J. Irrig. Drain. Eng.
 * 118, 56–60, fitted to Henry's curves; h/a from 1 to 100). As a weir while the gate does not touch the water.
 */
export function sluiceFlow(b: f64, a: f64, h: f64, t: f64): f64 {
  if (h <= 0 || a <= 0) return 0;
  const weir = weirFlow(b, h, t);
  if (h <= TOUCHES * a) return weir;
  let gate = 0.864 * a * b * Math.sqrt(G * h) * Math.pow((h - a) / (h + 15 * a), 0.072);
  if (t > 0) {
    const drowns = 0.81 * t * Math.pow(t / a, 0.72);
    if (h < drowns) {
      const fall = Math.pow(max(h - t, 0), 0.7);
      gate *= fall / (0.32 * Math.pow(drowns - h, 0.7) + fall);
    }
  }
  gate = min(gate, weir);
  if (h >= PRESSES * a) return gate;
  const part = (h / a - TOUCHES) / (PRESSES - TOUCHES);
  return weir + (gate - weir) * part;
}

/**
 * Pressure flow through a bridge opening of area b·a (Bradley 1978, FHWA HDS-1; as in HEC-RAS): like a
 * sluice while the downstream side is free, coefficient 0.8 on the whole fall once both are drowned.
 */
export function bridgeFlow(b: f64, a: f64, h: f64, t: f64): f64 {
  if (h <= 0 || a <= 0) return 0;
  const full = 0.8 * b * a * Math.sqrt(2 * G * max(h - t, 0));
  // Coefficient from 0.35 where the water touches the deck to 0.5 at 1.3 times its height.
  const c = 0.35 + 0.15 * min(max((h / a - 1) / 0.3, 0), 1);
  const free = c * b * a * Math.sqrt(2 * G * max(h - 0.5 * a, 0));
  return min(full, free);
}

// Culverts: FHWA Hydraulic Design of Highway Culverts (HDS-5, 3rd ed. 2012), per barrel.

/** The culvert barrel at hand and its entrance: set before each use, so that nothing is allocated. */
export class Barrel {
  /** Circle (width = height = D) or box. */
  static round: bool = false;
  static heightM: f64 = 0;
  static widthM: f64 = 0;
  static lengthM: f64 = 0;
  static slope: f64 = 0;
  static manningN: f64 = 0;
  /** Entrance loss coefficient ke (HDS-5 table C.2). */
  static entrance: f64 = 0;
  /** Form of the unsubmerged equation (1 or 2) and constants K, M, c, Y of HDS-5 table A.1. */
  static form: i32 = 1;
  static k: f64 = 0;
  static m: f64 = 0;
  static c: f64 = 0;
  static y: f64 = 0;

  /** Wetted area at a depth, m². */
  static area(depth: f64): f64 {
    const y = min(max(depth, 0), Barrel.heightM);
    if (!Barrel.round) return Barrel.widthM * y;
    const r = 0.5 * Barrel.heightM;
    const half = Math.acos(min(max(1 - y / r, -1), 1));
    return r * r * (half - Math.sin(half) * Math.cos(half));
  }

  /** Hydraulic radius at a depth, m. */
  static radius(depth: f64): f64 {
    const y = min(max(depth, 1e-6), Barrel.heightM);
    if (!Barrel.round) {
      const lid: f64 = y >= Barrel.heightM ? Barrel.widthM : 0;
      return (Barrel.widthM * y) / (Barrel.widthM + 2 * y + lid);
    }
    const r = 0.5 * Barrel.heightM;
    return Barrel.area(y) / (2 * r * Math.acos(min(max(1 - y / r, -1), 1)));
  }

  /** Critical depth, m: exact in a box, after Straub 1978 in a circle. */
  static critical(q: f64): f64 {
    const psi = (q * q) / G;
    const y = Barrel.round
      ? (1.01 / Math.pow(Barrel.heightM, 0.26)) * Math.pow(psi, 0.25)
      : Math.cbrt(psi / (Barrel.widthM * Barrel.widthM));
    return min(y, Barrel.heightM);
  }

  /** Head over the inlet's invert that a flow needs by inlet control, m (HDS-5 eqs. A.1–A.3). */
  static inletHead(q: f64): f64 {
    const d = Barrel.heightM;
    const x = (1.811 * q) / (Barrel.area(d) * Math.sqrt(d));
    if (x <= 3.5) return Barrel.unsubmerged(q, x);
    const drowned = d * (Barrel.c * x * x + Barrel.y - 0.5 * Barrel.slope);
    if (x >= 4) return drowned;
    return Barrel.unsubmerged(q, x) * (4 - x) * 2 + drowned * (x - 3.5) * 2;
  }

  private static unsubmerged(q: f64, x: f64): f64 {
    const d = Barrel.heightM;
    const term = Barrel.k * Math.pow(x, Barrel.m);
    if (Barrel.form === 2 || q <= 0) return d * term;
    const dc = Barrel.critical(q);
    const v = q / Barrel.area(dc);
    return max(dc + (v * v) / (2 * G) + d * (term - 0.5 * Barrel.slope), 0);
  }

  /**
   * Head over the inlet's invert that a flow needs by outlet control, m: energy over the barrel from
   * the tailwater or (dc + D)/2, whichever is higher (HDS-5 §3.1.3). Where the head is below 0.75 D the
   * barrel is not full: it ends at critical depth.
   */
  static outletHead(q: f64, tail: f64, head: f64): f64 {
    const d = Barrel.heightM;
    const dc = Barrel.critical(q);
    const filled = min(max((head / d - 0.5) / 0.25, 0), 1);
    const out = max(tail, dc + 0.5 * filled * (d - dc));
    const v = q / max(Barrel.area(out), 1e-9);
    const friction =
      (2 * G * Barrel.manningN * Barrel.manningN * Barrel.lengthM) / Math.pow(Barrel.radius(out), 4.0 / 3.0);
    return out + ((1 + Barrel.entrance + friction) * v * v) / (2 * G) - Barrel.lengthM * Barrel.slope;
  }

  /** Largest flow that a head over the inlet's invert drives against a tailwater over the outlet's. */
  static flow(head: f64, tail: f64): f64 {
    if (head <= 0) return 0;
    let low: f64 = 0;
    let high = Barrel.area(Barrel.heightM) * Math.sqrt(2 * G * (head + max(Barrel.lengthM * Barrel.slope, 0)));
    for (let n = 0; n < 40; n++) {
      const q = 0.5 * (low + high);
      if (max(Barrel.inletHead(q), Barrel.outletHead(q, tail, head)) > head) high = q;
      else low = q;
    }
    return low;
  }
}

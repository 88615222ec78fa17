/**
 * Constants of the dynamic wave routing. Thresholds that decide branches (dry, converged) are those
 * of EPA SWMM 5.2 in metres, so that results can be compared with it to the last per mille
 * (Rossman 2017, Storm Water Management Model Reference Manual Volume II – Hydraulics, EPA/600/R-17/111).
 */

const FOOT_M = 0.3048;

/** 32.2 ft/s², as SWMM has it. */
export const GRAVITY = 32.2 * FOOT_M;

/** Depths below this are dry, m (0.0001 ft). */
export const DRY_DEPTH_M = 0.0001 * FOOT_M;
/** Flow areas below this carry nothing, m² (0.0001 ft²). */
export const DRY_AREA_M2 = 0.0001 * FOOT_M * FOOT_M;
/** Flows below this are none, m³/s (0.0001 ft³/s). */
export const NO_FLOW_CMS = 0.0001 * FOOT_M * FOOT_M * FOOT_M;
/** A flow that turns passes through this value first, m³/s (0.001 ft³/s). */
export const TURNING_FLOW_CMS = 0.001 * FOOT_M * FOOT_M * FOOT_M;

/** Highest velocity in the friction and inertia terms, m/s (50 ft/s). */
export const MAX_VELOCITY_MS = 50 * FOOT_M;

/** Smallest surface area of a node, m² (a 4 ft manhole). */
export const DEFAULT_MIN_SURFACE_M2 = 12.566 * FOOT_M * FOOT_M;
/** Change of head between iterations that counts as converged, m (0.005 ft). */
export const DEFAULT_HEAD_TOLERANCE_M = 0.005 * FOOT_M;
export const DEFAULT_MAX_TRIALS = 8;
/** Smallest drop along a conduit that still gives a slope, m (0.001 ft). */
export const MIN_DROP_M = 0.001 * FOOT_M;
/** Weight of the newest iterate. */
export const RELAXATION = 0.5;
/** Relative depth above which a closed conduit's surface width is held: EXTRAN and slot method. */
export const CROWN_CUTOFF_EXTRAN = 0.96;
export const CROWN_CUTOFF_SLOT = 0.985257;
/** Shortest routing step, s. */
export const MIN_STEP_S = 0.001;

/**
 * A car-following model. Speeds m/s, gaps m (free of the minimum gap), `v` the vehicle. All results
 * are speeds at the end of the step; the lowest asked for holds.
 */
export interface Following {
  /** Highest speed the vehicle can have after the step. */
  maxNext(v: number, speed: number): number;
  /** Behind a leader with this speed, deceleration ability and present acceleration. */
  follow(
    v: number,
    speed: number,
    gap: number,
    leaderSpeed: number,
    leaderDecel: number,
    leaderAccel: number,
  ): number;
  /** To stand after `gap` metres. */
  stop(v: number, speed: number, gap: number): number;
  /** Not faster than `target` after `distance` metres. */
  slowTo(v: number, speed: number, distance: number, target: number): number;
  /** Free road with a desired speed. */
  free(v: number, speed: number, desired: number): number;
  /** Distance to a standstill at comfortable deceleration, m; with a reaction time where given. */
  brakeGap(speed: number, decel: number, reactionS: number): number;
  /** Speed of the step from the safe speed: bounds, dawdling. May be below 0 (stop within the step). */
  settle(v: number, speed: number, safe: number, laneMax: number): number;
  /** Metres driven in a step from one speed to the next. */
  advance(speed: number, next: number): number;
}

/** Everything that changes while a network is routed. SI; indices are those of the `Network`. */
export interface RoutingState {
  readonly depthM: Float64Array;
  readonly oldDepthM: Float64Array;
  readonly volumeM3: Float64Array;
  readonly oldVolumeM3: Float64Array;
  readonly inflowCms: Float64Array;
  readonly outflowCms: Float64Array;
  /** Inflow less outflow at the end of the last step. */
  readonly oldNetCms: Float64Array;
  /** Water leaving the network at a flooded node that cannot pond. */
  readonly overflowCms: Float64Array;
  /** External inflow of this step (runoff, dry weather, exchange with the surface; negative: abstraction). */
  readonly lateralCms: Float64Array;
  readonly flowCms: Float64Array;
  readonly oldFlowCms: Float64Array;
  /** Mean depth and volume of water in each link. */
  readonly linkDepthM: Float64Array;
  readonly linkVolumeM3: Float64Array;
  /** Setting of pumps, orifices, weirs, outlets (and 0: closed conduit), 0–1 (pumps: speed). */
  readonly setting: Float64Array;
  readonly targetSetting: Float64Array;
}

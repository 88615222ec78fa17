import { createStore } from 'zustand/vanilla';

/** Simulated seconds per wall second the person can choose from. */
export const SPEEDS = [1, 10, 60, 180, 600] as const;

/** Simulated time on show. */
export interface ClockState {
  readonly timeS: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly loop: boolean;
  /** True while the newest frame of a run under way is shown as it comes. */
  readonly following: boolean;
  /** Length of what is on show, s: the horizon of the run shown, else of the scenario. */
  readonly horizonS: number;
  /** Computed so far, s (0: nothing to show). */
  readonly availableS: number;
  /** Seconds between frames: the step of the step buttons. */
  readonly stepS: number;
}

export const clockStore = createStore<ClockState>()(() => ({
  timeS: 0,
  playing: false,
  speed: 180,
  loop: true,
  following: false,
  horizonS: 7200,
  availableS: 0,
  stepS: 60,
}));

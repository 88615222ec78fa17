import { clockStore, SPEEDS } from '../stores/clock';
import { command } from './command';

const hasFrames = (): boolean => clockStore.getState().availableS > 0;

function goTo(timeS: number): void {
  clockStore.setState((s) => ({
    timeS: Math.min(Math.max(0, timeS), s.availableS),
    following: false,
  }));
}

/** Steps to the next output time, on the grid of output times. */
function step(direction: 1 | -1): void {
  const { timeS, stepS } = clockStore.getState();
  const at = timeS / stepS;
  goTo((direction > 0 ? Math.floor(at + 1e-6) + 1 : Math.ceil(at - 1e-6) - 1) * stepS);
  clockStore.setState({ playing: false });
}

function changeSpeed(by: 1 | -1): void {
  clockStore.setState((s) => {
    const at = SPEEDS.findIndex((v) => v === s.speed);
    return { speed: SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))]! };
  });
}

export const timeCommands = {
  'time.play': command({
    title: 'command.play',
    group: 'time',
    keys: ['Space'],
    when: hasFrames,
    isOn: () => clockStore.getState().playing,
    perform: () =>
      clockStore.setState((s) => ({
        playing: !s.playing,
        following: false,
        timeS: !s.playing && s.timeS >= s.horizonS ? 0 : s.timeS,
      })),
  }),
  'time.back': command({
    title: 'command.stepBack',
    group: 'time',
    keys: [','],
    when: hasFrames,
    perform: () => step(-1),
  }),
  'time.forward': command({
    title: 'command.stepForward',
    group: 'time',
    keys: ['.'],
    when: hasFrames,
    perform: () => step(1),
  }),
  'time.start': command({
    title: 'command.toStart',
    group: 'time',
    keys: ['Home'],
    when: hasFrames,
    perform: () => goTo(0),
  }),
  'time.end': command({
    title: 'command.toEnd',
    group: 'time',
    keys: ['End'],
    when: hasFrames,
    perform: () => goTo(Number.POSITIVE_INFINITY),
  }),
  'time.slower': command({
    title: 'command.slower',
    group: 'time',
    keys: ['Shift+<'],
    perform: () => changeSpeed(-1),
  }),
  'time.faster': command({
    title: 'command.faster',
    group: 'time',
    keys: ['Shift+>'],
    perform: () => changeSpeed(1),
  }),
  'time.loop': command({
    title: 'command.loop',
    group: 'time',
    keys: ['l'],
    isOn: () => clockStore.getState().loop,
    perform: () => clockStore.setState((s) => ({ loop: !s.loop })),
  }),
  'time.go': command<number>({
    title: 'command.goToTime',
    group: 'time',
    palette: false,
    perform: (_, timeS) => goTo(timeS),
  }),
  'time.speed': command<number>({
    title: 'command.speed',
    group: 'time',
    palette: false,
    perform: (_, speed) => clockStore.setState({ speed }),
  }),
};

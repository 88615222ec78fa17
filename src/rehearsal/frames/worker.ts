import { expose, transfer } from 'comlink';
import type { EngineName, Frame } from '../../domain/frame';
import { opfsStorage } from './storage';
import { FrameStore } from './store';

/** Worker entry: the frame store over the browser's own file system, so that packing never blocks the page. */
const store = opfsStorage().then(async (storage) => {
  const opened = new FrameStore(storage);
  await opened.load();
  return opened;
});

const api = {
  runs: async () => (await store).runs(),
  record: async (runKey: string) => (await store).record(runKey),
  begin: async (...args: Parameters<FrameStore['begin']>) => (await store).begin(...args),
  put: async (runKey: string, frame: Frame) => (await store).put(runKey, frame),
  finish: async (runKey: string, complete: boolean) => (await store).finish(runKey, complete),
  remove: async (runKey: string) => (await store).remove(runKey),
  probe: async (...args: Parameters<FrameStore['probe']>) => (await store).probe(...args),
  element: async (...args: Parameters<FrameStore['element']>) => (await store).element(...args),
  get: async (runKey: string, engine: EngineName, timeS: number) => {
    const frame = await (await store).get(runKey, engine, timeS);
    return frame && transfer(frame, frameBuffers(frame));
  },
};
export type FrameStoreWorkerApi = typeof api;

expose(api);

function frameBuffers(frame: Frame): Transferable[] {
  return [
    ...frame.fields.map((f) => f.values.buffer),
    ...frame.series.map((s) => s.values.buffer),
    ...frame.tracks.flatMap((t) => [
      t.ids.buffer,
      t.positions.buffer,
      t.headings.buffer,
      t.classes.buffer,
    ]),
  ];
}

import type { CitySource } from '../ports';
import { EMBEDDED_CITY_URL } from '../services/openCity';
import { cityStore } from '../stores/city';
import { uiStore } from '../stores/ui';
import { command } from './command';

const isReading = (): boolean => cityStore.getState().phase === 'reading';

export const cityCommands = {
  'city.open': command({
    title: 'command.cityOpen',
    group: 'city',
    keys: ['$mod+o'],
    perform: () => uiStore.setState({ dialog: 'open' }),
  }),
  'city.embedded': command({
    title: 'command.cityEmbedded',
    group: 'city',
    perform: ({ cities }) => cities.open({ kind: 'url', url: EMBEDDED_CITY_URL }),
  }),
  'city.openSource': command<CitySource>({
    title: 'command.cityOpenSource',
    group: 'city',
    palette: false,
    perform: ({ cities }, source) => cities.open(source),
  }),
  'city.retry': command({
    title: 'command.cityRetry',
    group: 'city',
    perform: ({ cities }) => cities.retry(),
  }),
  'city.cancel': command({
    title: 'command.cityCancel',
    group: 'city',
    when: isReading,
    perform: ({ cities }) => cities.cancel(),
  }),
};

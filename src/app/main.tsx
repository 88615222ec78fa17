import { browserPorts } from './browserPorts';
import { startApp } from './start';

await startApp(browserPorts(), document.getElementById('root')!);

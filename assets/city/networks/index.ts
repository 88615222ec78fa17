export { buildSensors } from './sensors';
export { buildTraffic } from './traffic/network';
export { buildUtilities } from './utilities';

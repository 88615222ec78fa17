export { buildTraffic } from './traffic/network';
export { buildUtilities } from './utilities';

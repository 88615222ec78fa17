export { buildUtilities } from './utilities';

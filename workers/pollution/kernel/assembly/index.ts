export { puffsAt, puffsOnGrid, puffsOnPlane } from './puffs';
export { setNormalTable } from './plume';
export { addRows, adjoint, fillRows } from './matrix';
export { evidence, pairs, unitRows } from './finding';

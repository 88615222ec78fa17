export { COVER, LAND_COVER_CLASSES, type LandCoverKey } from '../../../src/domain/landCoverClasses';
